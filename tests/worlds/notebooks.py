"""The notebooks in git, and which survey runs them."""

import json
import re
from html.parser import HTMLParser
from pathlib import Path

from cyberstudy.declare.declared import ACROSS
from cyberstudy.declare.opened import open_survey

from worlds import REPOSITORY
from worlds import SURVEYS as NAMES

NOTEBOOKS = sorted((REPOSITORY / "notebooks").glob("*.ipynb"))


SURVEYS = [open_survey(name, REPOSITORY / "config", REPOSITORY) for name in [*NAMES, ACROSS]]


RUNS = [(survey.name, name) for survey in SURVEYS for name in survey.plan.notebooks]


EXHIBIT = re.compile(r'\bstudy\.exhibit\(\s*"(\w+)"\s*\)')


def name_of(thing):
    return thing.stem if isinstance(thing, Path) else thing.name


def cells(path, kind):
    found = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return ["".join(cell["source"]) for cell in found if cell["cell_type"] == kind]


class Page(HTMLParser):
    """What matters here of a page: figures, lines of links below them, links and anchors."""

    def __init__(self, text):
        super().__init__()
        self.marks, self.links, self.anchors, self.pictures = [], [], set(), []
        self._where = False
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if "id" in given:
            self.anchors.add(given["id"])
        if tag == "img":
            self.marks.append("figure")
            self.pictures.append(given)
        if tag == "p":
            self._where = given.get("class") == "where"
            if self._where:
                self.marks.append([])
        if tag == "a" and given.get("href"):
            self.links.append(given["href"])
            if self._where:
                self.marks[-1].append(given["href"])

    def handle_endtag(self, tag):
        if tag == "p":
            self._where = False
