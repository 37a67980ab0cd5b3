"""Verdicts of all surveys stand in one table; the figure shows those on real answers."""

from dataclasses import replace
from types import SimpleNamespace

import polars as pl
import pytest
from worlds import REPOSITORY
from worlds.types import rival_tests_of, stability_of, verdict_of

from cyberstudy.analyses import Given
from cyberstudy.analysis_files import opened
from cyberstudy.declare.opened import open_survey
from cyberstudy.draw import exhibit
from cyberstudy.protect import protect_survey
from cyberstudy.wording.translator import ENGLISH
from surveyanswers.tables.answers import Receipt
from surveyanswers.tables.storage import write_json, write_table

PATH = REPOSITORY / "config/sources/analyses/verdicts.py"
FILE = opened(PATH)
OUTCOMES = ("no_structure", "gradient", "types")
FOUND = {"base": 60, "low": 0.4, "high": 1.0, "chance": 0.2, "required": 0.6}
FOUND |= {
    "rival": "one gradient",
    "no_structure": "against",
    "contender": 3,
    "title": "In the plan",
}
FOUND |= dict.fromkeys(("p_no_structure", "p_gradient", "p_types", "explained"), 0.25)
FOUND |= {
    f"found_{number}_{how}": 0.5
    for number in ("three", "two")
    for how in ("clear", "middling", "weak")
}
FOUND |= dict.fromkeys(("ccfi_index", "ccfi_found", "ccfi_worst"), 0.5)
FOUND |= {"choices": 4, "same": 3, "associated_with": "region"}
TABLE = pl.DataFrame(
    [
        FOUND
        | {"survey": "coast", "clustering": "bells", "verdict": "gradient", "simulated": False}
        | {"account": "one gradient", "classes": None, "value": 0.5, "reason": ""}
        | {
            "rival": "one gradient",
            "no_structure": "against",
            "gradient": "for",
            "types": "against",
        },
        FOUND
        | {"survey": "twin", "clustering": "lights", "verdict": "types", "simulated": True}
        | {"account": None, "classes": 3, "value": 0.9, "reason": ""}
        | {
            "rival": "one gradient",
            "no_structure": "against",
            "gradient": "against",
            "types": "for",
        },
    ]
)


def drawn(table=TABLE):
    entry = SimpleNamespace(file=str(PATH), table="verdicts_of_surveys")
    return FILE.figures["verdicts"](table, SimpleNamespace(say=ENGLISH, entry=entry))


@pytest.fixture
def laid_beside(tmp_path):
    """The table of two clusterings, one of them of simulated answers."""
    found = {}
    for name in ("gci/areas_2020", "states2012/capacity"):
        folder = tmp_path / name
        folder.mkdir(parents=True)
        write_json(verdict_of("types", 2, (30, 20), account=None), str(folder / "verdict.json"))
        rival_tests_of(2).write_csv(folder / "tests.csv")
        stability_of((30, 20)).write_csv(folder / "stability.csv")
        found |= {
            f"{name}/{file}": folder / f"{file}{'' if '.' in file else '.csv'}"
            for file in ("verdict.json", "tests", "stability")
        }
    given = Given(tables=found, simulated=frozenset(["states2012"]))
    return FILE.tables["verdicts_of_surveys"](given)


def test_surveys_that_did_not_run_have_no_rows_and_simulated_ones_are_marked(laid_beside):
    assert laid_beside.select("clustering", "base", "simulated").rows() == [
        ("areas_2020", 50, False),
        ("capacity", 50, True),
    ]
    assert FILE.tables["verdicts_of_surveys"](Given()).is_empty()


@pytest.mark.parametrize("real", [True, False])
def test_a_picture_says_that_some_answers_are_simulated_unless_it_shows_real_ones_alone(
    laid_beside, tmp_path, monkeypatch, real
):
    kept = exhibit.drawing_of
    monkeypatch.setattr(
        exhibit, "drawing_of", lambda kind: lambda view: replace(kept(kind)(view), real=real)
    )
    write_table(laid_beside, str(tmp_path / "verdicts_of_surveys.parquet"))
    write_table(Receipt.create_empty(), str(tmp_path / "receipt.csv"))
    across = open_survey("sources", REPOSITORY / "config", REPOSITORY)
    report = protect_survey(
        [str(tmp_path / "verdicts_of_surveys.parquet")],
        **dict.fromkeys(("clustered", "frozen", "answers"), ()),
        receipt=str(tmp_path / "receipt.csv"),
        survey=across,
        folder=str(tmp_path / "seen"),
    )
    write_json(report, str(tmp_path / "report.json"))
    made = exhibit.draw_exhibit(
        str(tmp_path / "seen"),
        across,
        name="verdicts",
        language="en",
        entry=across.plan.exhibits["verdicts"],
        report=str(tmp_path / "report.json"),
    )
    assert made.words["simulated"] is not real
    assert (
        "The simulated part describes no real State or person." in made.words["caption"]
    ) is not real
    assert "All answers are simulated" not in made.words["caption"]


def test_simulated_answers_are_in_the_table_and_not_among_the_rows_that_are_shown():
    made = drawn()
    assert made.figure is None
    assert made.data.select("title", "base", *OUTCOMES, "verdict").rows() == [
        ("In the plan", 60, "ruled out", "supported", "ruled out", "one gradient")
    ]
    assert made.real


@pytest.mark.parametrize(
    ("verdict", "words"),
    [
        ("types", "3 types"),
        ("no typology", "no typology claimed"),
        ("not distinguishable", "not distinguishable"),
        ("no structure", "no structure"),
    ],
)
def test_a_verdict_is_told_in_words(verdict, words):
    parts = {"verdict": pl.lit(verdict), "account": pl.lit(None, pl.String), "classes": pl.lit(3)}
    assert drawn(TABLE.with_columns(**parts).head(2)).data["verdict"].to_list() == [words]


def test_where_no_survey_has_a_verdict_the_figure_says_so():
    assert drawn(TABLE.clear()).alt == "This run has no verdict on real data."
