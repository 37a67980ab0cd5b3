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


#: An estimate, as notebooks put it into words.
ROW = {
    "count": 38,
    "base": 68,
    "share": 38 / 68,
    "low": 0.46,
    "high": 0.65,
    "bound_low": 0.2,
    "bound_high": 0.84,
    "reason": "",
}


def written(path, *sources, **metadata):
    """Write a notebook with a cell of code for each source, and return where."""
    cells = [
        {"cell_type": "code", "id": f"c{number}", "metadata": {}, "source": source}
        | {"execution_count": None, "outputs": []}
        for number, source in enumerate(sources)
    ]
    document = {"cells": cells, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    path.write_text(json.dumps(document), encoding="utf-8")
    return str(path)


def name_of(thing):
    return thing.stem if isinstance(thing, Path) else thing.name


def cells(path, kind):
    found = json.loads(path.read_text(encoding="utf-8"))["cells"]
    return ["".join(cell["source"]) for cell in found if cell["cell_type"] == kind]


class Page(HTMLParser):
    """A page's figures and tables with lines of links below them, its links and its anchors."""

    def __init__(self, text):
        super().__init__()
        self.marks, self.links, self.anchors, self.pictures = [], [], set(), []
        self._where = self._table = False
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if "id" in given:
            self.anchors.add(given["id"])
        if tag == "img":
            self.marks.append("figure")
            self.pictures.append(given)
        self._table = self._table or tag == "table"
        if tag == "p":
            self._where = given.get("class") == "where"
            if self._where:
                # Most tables of a notebook are no exhibit and have no line.
                self.marks += ["table"] * (self._table and self.marks[-1:] != ["figure"])
                self.marks.append([])
                self._table = False
        if tag == "a" and given.get("href"):
            self.links.append(given["href"])
            if self._where:
                self.marks[-1].append(given["href"])

    def handle_endtag(self, tag):
        if tag == "p":
            self._where = False
