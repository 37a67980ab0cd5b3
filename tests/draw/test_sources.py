"""Figures of sources show what their numbers say; where there is nothing to show they say why."""

from types import SimpleNamespace

import polars as pl
import pytest
from cyberstudy.declare.survey import open_survey
from cyberstudy.draw.exhibit import draw_exhibit
from cyberstudy.draw.exhibits import beside_world_dots, source_agreement, source_contradictions
from cyberstudy.draw.style import use_house_style
from cyberstudy.sources.compare import compare_sources, contradictions_of
from cyberstudy.tables.across import BesideWorld, BesideWorldSummary
from cyberstudy.tables.storage import write_json
from cyberstudy.wording.view import View
from worlds import REPOSITORY
from worlds.entries import entry_of
from worlds.sources import row, says

LABELS = {"labels": {"gci": "ITU", "cyberlaw2026": "UNCTAD"}}
PAIR = [(row(), row(survey="cyberlaw2026", wave="", year=2026))]
TOLD = says(
    gci_2020={"A": 1, "B": 1, "C": 0, "D": 0, "E": 1},
    cyberlaw2026={"A": 2, "B": 0, "C": 2, "D": 0, "E": 2},
)
SHARES = [
    ("Africa", "assumed", 2012, 0.4, None, 0.0, ""),
    ("Africa", "drawn", 2012, 0.25, 8, -0.15, ""),
    ("Africa", "gci 2020", 2020, 0.9, 54, 0.5, ""),
    ("Oceania", "assumed", 2012, 0.4, None, 0.0, ""),
    ("Oceania", "drawn", 2012, None, 2, None, "withheld: base under 5"),
    ("Oceania", "gci 2020", 2020, 0.2, 13, -0.2, ""),
]


def beside_world():
    names = ("group", "source", "year", "share", "base", "distance", "reason")
    known = {"construct": "law", "title": "Law", "question": "q", "option": "yes", "standing": ""}
    rows = [known | dict(zip(names, each, strict=True)) for each in SHARES]
    return BesideWorld.cast(pl.DataFrame(rows, infer_schema_length=None))


TABLES = {
    "agreement": compare_sources(PAIR, TOLD, confidence=0.95),
    "contradictions": contradictions_of(PAIR, TOLD),
    "beside_world": beside_world(),
    "beside_world_summary": BesideWorldSummary.create_empty(),
}
SHOWN = LABELS | {"who": "States", "sources": ["gci 2020"]}


@pytest.fixture
def drawn(tmp_path):
    def draw(kind, entry, **tables):
        use_house_style()
        for name, table in (TABLES | tables).items():
            table.write_csv(tmp_path / f"{name}.csv")
        plan = SimpleNamespace(agreement=SimpleNamespace(confidence=0.95))
        view = View(
            tmp_path, SimpleNamespace(plan=plan, root=tmp_path), entry_of(kind, entry), None
        )
        made = kind.draw(view)
        made.figure.draw_without_rendering()
        return made

    return draw


def texts(made):
    return [text.get_text() for axes in made.figure.axes for text in axes.texts]


def test_a_pair_of_sources_has_its_kappa_and_its_counts_beside(drawn):
    made = drawn(source_agreement, LABELS)
    (axes,) = made.figure.axes
    found = TABLES["agreement"].row(0, named=True)
    dots = next(line for line in axes.lines if line.get_label() == "kappa")
    assert dots.get_xdata() == [found["kappa"]]
    assert texts(made) == ["same of 3 of 5: 60%\nonly ITU 2020: 1\nonly UNCTAD 2026: 1"]
    assert "Law: ITU 2020 and UNCTAD 2026; Cohen's kappa 0.17" in made.alt
    assert "5 to 5 countries" in made.base


def test_a_pair_without_a_country_in_common_stays_and_says_so(drawn):
    nothing = compare_sources(PAIR, TOLD.filter(source="gci 2020"), confidence=0.95)
    made = drawn(source_agreement, LABELS, agreement=nothing)
    assert texts(made) == ["no country that both tell of"]
    assert made.base == ""


def test_every_contradicting_country_is_named_with_who_says_yes(drawn):
    made = drawn(source_contradictions, LABELS)
    heads, names = texts(made)[::2], texts(made)[1::2]
    assert names == ["C", "B"]
    assert heads[0] == "Law\nyes: UNCTAD 2026\nno: ITU 2020\ncountries: 1\nmay have come in between"
    assert heads[1] == "Law\nyes: ITU 2020\nno: UNCTAD 2026\ncountries: 1"
    assert "1 of 2 contradictions may be none" in made.method


def test_assumed_drawn_and_real_shares_stand_in_the_row_of_their_group(drawn):
    made = drawn(beside_world_dots, SHOWN)
    (axes,) = made.figure.axes
    marks = {
        line.get_label(): dict(zip(line.get_ydata(), line.get_xdata(), strict=True))
        for line in axes.lines
    }
    assert marks["assumed"] == {0: 0.4, 1: 0.4}
    assert marks["drawn"] == {0: 0.25}
    assert marks["gci 2020"] == {0: 0.9, 1: 0.2}
    assert [label.get_text() for label in axes.get_yticklabels()] == ["Africa", "Oceania"]
    legend = [text.get_text() for text in made.figure.legends[0].get_texts()]
    assert legend == ["assumed of 2012", "drawn for 2012, simulated", "ITU 2020"]
    assert "drawn for 2012, simulated withheld: base under 5" in made.alt


@pytest.mark.parametrize(
    ("kind", "entry", "said"),
    [
        (source_contradictions, LABELS, "No two sources that are at hand say different things"),
        (beside_world_dots, SHOWN, "No answers are simulated in this run."),
    ],
)
def test_where_there_is_nothing_to_draw_the_figure_says_so(drawn, kind, entry, said):
    empty = {name: table.clear() for name, table in TABLES.items()}
    made = drawn(kind, entry, **empty)
    assert said in texts(made)[0].replace("\n", " ")


@pytest.mark.parametrize(
    ("name", "simulated"), [("agreement", False), ("contradictions", False), ("beside_world", True)]
)
def test_what_shows_simulated_answers_alone_says_that_some_are(tmp_path, name, simulated):
    for table, rows in TABLES.items():
        rows.write_csv(tmp_path / f"{table}.csv")
    report = {"simulated": False, "simulated_tables": ["beside_world"]}
    write_json(report, str(tmp_path / "report.json"))
    across = open_survey("sources", REPOSITORY / "config", REPOSITORY)
    made = draw_exhibit(
        str(tmp_path),
        across,
        name=name,
        language="en",
        entry=across.plan.exhibits[name],
        plan=across.plan,
        report=str(tmp_path / "report.json"),
    )
    assert made.words["simulated"] is simulated
    assert ("What is simulated in it" in made.words["caption"]) is simulated
    assert "All answers are simulated" not in made.words["caption"]
