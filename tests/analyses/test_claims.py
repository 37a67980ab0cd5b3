"""A claim is examined under the choices that were declared, all of them and no others."""

import polars as pl
import pytest
from worlds.lamps import given, lighted

from cyberstudy.analysis_files import opened
from cyberstudy.claims import CROSSED, MAIN, OWN_CHOICES, Claim, counted, stands
from surveyanswers.tables.problems import SurveyError

HEAD = '''"""Lamps."""

from cyberstudy.claims import claim


@claim(
    answers=["lamp"],
    over={
        "Coding": ("all", "oil only"),
        "Left out": ("none", "gas", "wax"),
        "Seen": ("far", "near"),
    },
    refuted_by="A choice under which gas is as frequent.",
    dropped=["That wax leads: nobody has any."],
)
def oil_leads(survey, chosen):
    """Keepers with oil less those with gas."""
    units = survey.answers["unit_id"].to_list()
'''
OUTCOME = """    if chosen["Left out"] == "wax":
        return {"units": units, "reason": "no wax was sold"}
    value = 2 + (chosen["Left out"] == "gas") + 10 * (chosen["Coding"] == "oil only")
    value += (chosen["Seen"] == "near") / 2
    return {"units": units, "value": value, "low": value - 1, "holds": chosen != chosen.own}
"""


def examined(tmp_path, body):
    return opened(lighted(tmp_path, body, HEAD)).tables["oil_leads"]


def test_a_claim_varies_one_kind_and_crosses_the_two_that_move_the_estimate_most(tmp_path):
    claim = examined(tmp_path, OUTCOME)
    assert isinstance(claim, Claim)
    assert claim.refuted_by == "A choice under which gas is as frequent."
    assert claim.dropped == ["That wax leads: nobody has any."]
    made = claim(given())
    both = f"Coding{CROSSED}Left out"
    assert made.select("kind", "choice", "value", "low", "holds", "reason").rows() == [
        ("Coding", "oil only", 12.0, 11.0, True, ""),
        (both, f"oil only{CROSSED}gas", 13.0, 12.0, True, ""),
        (both, f"oil only{CROSSED}wax", None, None, None, "no wax was sold"),
        ("Left out", "gas", 3.0, 2.0, True, ""),
        ("Left out", "wax", None, None, None, "no wax was sold"),
        (MAIN, OWN_CHOICES, 2.0, 1.0, False, ""),
        ("Seen", "near", 2.5, 1.5, True, ""),
    ]
    assert made["base"].unique().to_list() == [4]
    assert counted(made) == (4, 5)


def table(*rows):
    return pl.DataFrame(rows, schema=["kind", "holds"], orient="row")


def test_a_claim_stands_on_every_single_choice_and_on_nine_in_ten_crossed():
    single, crossed = [(MAIN, True), ("Cut", True)], [(f"Cut{CROSSED}Left out", True)] * 9
    assert stands(table(*single))
    assert not stands(table(*single, ("Left out", False)))
    assert stands(table(*single, *crossed, (f"Cut{CROSSED}Left out", False)))
    assert not stands(table(*single, *crossed, *[(f"Cut{CROSSED}Left out", False)] * 2))
    assert not stands(table((MAIN, None)).cast({"holds": pl.Boolean}))


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
