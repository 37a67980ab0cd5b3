"""Counts that a written codebook has, read by nothing that writes it."""

import re
from html import unescape
from xml.etree import ElementTree as ET

from surveyanswers.codebook.ddi import NAMESPACE

_COUNT = re.compile(r'data-of="([^"]*)">(\d+)<')


def counted_on(path):
    """List the counts of a ``codebook.html``: grouping, group, question, answer, count."""
    for place, count in _COUNT.findall(path.read_text(encoding="utf-8")):
        yield *unescape(place).split("|", 3), int(count)


def counted_in(path):
    """List the counts of a ``codebook.xml``: column, code, count."""
    space = {"d": NAMESPACE}
    for variable in ET.parse(path).iterfind(".//d:var", space):
        for category in variable.iterfind("d:catgry", space):
            if (count := category.findtext("d:catStat", "", space)) != "":
                yield variable.get("name"), category.findtext("d:catValu", "", space), int(count)
