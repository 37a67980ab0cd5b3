"""A claim is examined under the choices that were declared, all of them and no others."""

import polars as pl
import pytest
from worlds.lamps import given, lighted

from cyberstudy.analysis_files import opened
from cyberstudy.claims import Claim, counted
from surveyanswers.tables.problems import SurveyError

HEAD = '''"""Lamps."""

from cyberstudy.claims import claim


@claim(
    answers=["lamp"],
    over={"Coding": ("all", "oil alone"), "Left out": ("nothing", "gas")},
    refuted_by="A choice under which gas is as frequent.",
)
def oil_leads(survey, chosen):
    """Keepers with oil less those with gas."""
    units = survey.answers["unit_id"].to_list()
'''
OUTCOME = """    if chosen["Coding"] == "oil alone":
        return {"units": units, "reason": "no gas is left"}
    value = 2 + (chosen["Left out"] == "gas") + 10 * (chosen.kind == "Coding")
    return {"units": units, "value": value, "holds": chosen != chosen.own}
"""


def examined(tmp_path, body):
    return opened(lighted(tmp_path, body, HEAD)).tables["oil_leads"]


def test_a_claim_varies_one_kind_of_choice_at_a_time_and_carries_what_would_refute_it(tmp_path):
    claim = examined(tmp_path, OUTCOME)
    assert isinstance(claim, Claim)
    assert claim.refuted_by == "A choice under which gas is as frequent."
    made = claim(given())
    assert made.select("kind", "choice", "value", "holds", "reason").rows() == [
        ("Coding", "all", 12.0, False, ""),
        ("Coding", "oil alone", None, None, "no gas is left"),
        ("Left out", "gas", 3.0, True, ""),
        ("Left out", "nothing", 2.0, False, ""),
    ]


def test_the_studys_own_specification_counts_once_however_many_kinds_vary_it():
    rows = [("Cut", "low", 1.0, True), ("Cut", "high", 0.2, False)]
    rows += [("Left out", "nothing", 1.0, True), ("Left out", "bows", 0.7, True)]
    made = pl.DataFrame(rows, schema=["kind", "choice", "value", "holds"], orient="row")
    assert counted(made) == (2, 3)
    assert counted(made.with_columns(value=pl.Series([1.0, 0.2, 0.9, 0.7]))) == (3, 4)


@pytest.mark.parametrize(
    "outcome",
    ['{"units": units}', '{"units": units, "value": 1.0, "holds": True, "reason": "why"}'],
    ids=["nothing is said", "both are said"],
)
def test_a_choice_has_an_outcome_or_a_reason_why_it_has_none(tmp_path, outcome):
    told = r"lamps\.py, line 6, oil_leads: a choice has either `holds` or a reason"
    with pytest.raises(SurveyError, match=told):
        examined(tmp_path, f"    return {outcome}\n")(given())


def test_a_claim_for_which_a_source_lacks_applies_under_no_choice(tmp_path):
    made = examined(tmp_path, "    return None\n")(given())
    assert made["reason"].unique().to_list() == ["not available in this run"]
    assert made["holds"].is_null().all()
