"""A claim is examined under the choices that were declared, all of them and no others."""

import polars as pl
import pytest
from worlds.lamps import given, lighted

from cyberstudy.analysis_files import opened
from cyberstudy.claims import Claim, counted
from surveyanswers.tables.problems import SurveyError

HEAD = '''"""Lamps."""

import polars as pl
from cyberstudy.claims import claim


@claim(
    answers=["lamp"],
    over={"Coding": ("all", "oil alone"), "Left out": ("nothing",)},
    refuted_by="A choice under which gas is as frequent.",
)
def oil_leads(survey):
    """Keepers with oil less those with gas."""
    units = survey.answers["unit_id"].to_list()
    rows = []
'''
ROW = """    rows += [{{"kind": "{}", "choice": "{}", "value": {}, "holds": {}, "reason": "{}"}}]
"""
ALL = [("Coding", "all", 2.0, True, ""), ("Coding", "oil alone", None, None, "no gas is left")]
ALL += [("Left out", "nothing", 2.0, True, "")]
END = "    return pl.DataFrame(rows).with_columns(units=pl.lit(units))\n"


def examined(tmp_path, rows):
    file = lighted(tmp_path, "".join(ROW.format(*row) for row in rows) + END, HEAD)
    return opened(file).tables["oil_leads"]


def test_a_claim_is_a_table_of_its_choices_and_carries_what_would_refute_it(tmp_path):
    claim = examined(tmp_path, ALL)
    assert isinstance(claim, Claim)
    assert claim.refuted_by == "A choice under which gas is as frequent."
    made = claim(given())
    assert made.select("kind", "choice", "holds").rows() == [
        ("Coding", "all", True),
        ("Coding", "oil alone", None),
        ("Left out", "nothing", True),
    ]


def test_the_studys_own_specification_counts_once_however_many_kinds_vary_it():
    rows = [("Cut", "low", 1.0, True), ("Cut", "high", 0.2, False)]
    rows += [("Left out", "nothing", 1.0, True), ("Left out", "bows", 0.7, True)]
    made = pl.DataFrame(rows, schema=["kind", "choice", "value", "holds"], orient="row")
    assert counted(made) == (2, 3)
    assert counted(made.with_columns(value=pl.Series([1.0, 0.2, 0.9, 0.7]))) == (3, 4)


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (ALL[:2], r"line 7, oil_leads: rows are not the choices of `over`: Left out: nothing"),
        ([*ALL, ("Coding", "gas", 1.0, True, "")], "`over`: Coding: gas"),
        ([ALL[0], ("Coding", "oil alone", None, None, ""), ALL[2]], "either `holds` or a reason"),
        ([("Coding", "all", 1.0, True, "why"), *ALL[1:]], "either `holds` or a reason"),
    ],
    ids=["one is missing", "one was not declared", "nothing is said", "both are said"],
)
def test_rows_are_the_choices_that_were_declared(tmp_path, rows, told):
    with pytest.raises(SurveyError, match=told):
        examined(tmp_path, rows)(given())
