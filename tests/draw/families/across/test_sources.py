"""Figures of sources show what their numbers say; where there is nothing to show they say why."""

from types import SimpleNamespace

import pytest
from cyberstudy.draw.families.across.figure import source_contradictions
from cyberstudy.draw.style import use_house_style
from cyberstudy.sources.compare import compare_sources, contradictions_of
from cyberstudy.wording.view import View
from worlds.entries import entry_of
from worlds.sources import row, says

LABELS = {"labels": {"gci": "ITU", "cyberlaw2026": "UNCTAD"}}
PAIR = [(row(), row(survey="cyberlaw2026", wave="", year=2026))]
TOLD = says(
    gci_2020={"A": 1, "B": 1, "C": 0, "D": 0, "E": 1},
    cyberlaw2026={"A": 2, "B": 0, "C": 2, "D": 0, "E": 2},
)


TABLES = {
    "agreement": compare_sources(PAIR, TOLD, confidence=0.95),
    "contradictions": contradictions_of(PAIR, TOLD),
}


@pytest.fixture
def drawn(tmp_path):
    def draw(**tables):
        use_house_style()
        for name, table in (TABLES | tables).items():
            table.write_csv(tmp_path / f"{name}.csv")
        entry = entry_of(source_contradictions, LABELS)
        made = source_contradictions(View(tmp_path, SimpleNamespace(root=tmp_path), entry))
        made.figure.draw_without_rendering()
        return made

    return draw


def texts(made):
    return [text.get_text() for axes in made.figure.axes for text in axes.texts]


def test_every_contradicting_country_is_named_with_who_says_yes(drawn):
    made = drawn()
    heads, names = texts(made)[::2], texts(made)[1::2]
    assert names == ["C", "B"]
    assert heads[0] == "Law\nyes: UNCTAD 2026\nno: ITU 2020\ncountries: 1\nmay have come in between"
    assert heads[1] == "Law\nyes: ITU 2020\nno: UNCTAD 2026\ncountries: 1"
    assert "1 of 2 contradictions may be none" in made.method


def test_where_there_is_nothing_to_draw_the_figure_says_so(drawn):
    made = drawn(contradictions=TABLES["contradictions"].clear())
    said = "No two sources that are at hand say different things"
    assert said in texts(made)[0].replace("\n", " ")
