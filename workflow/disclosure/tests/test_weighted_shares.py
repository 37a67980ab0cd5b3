"""Weighted shares are audited with the strata of their weights, which no published table has."""

from dataclasses import replace
from itertools import product

import polars as pl
import pytest
from invented_releases import REGIONS, audited, everybody, release

#: One unit of the north stands for eight, all others for themselves.
HEAVY = {"old": 8.0, "new": 1.0}
FIRST = "north0"


def weights(answers, *, heavy=(FIRST,)):
    """Return the stratum and the weight of every unit, as lists tell both."""
    strata = ["old" if unit in heavy else "new" for unit in answers]
    return pl.DataFrame(
        {
            "wave": "",
            "unit_id": [*answers],
            "cell": strata,
            "method": "raked",
            "weight": [HEAVY[stratum] for stratum in strata],
        }
    )


def shares(answers, *, heavy=(FIRST,)):
    """Return what is published: the share of each option in whole per cent."""
    weight = {unit: HEAVY["old" if unit in heavy else "new"] for unit in answers}
    whole = sum(weight.values())
    rows = [
        (
            "",
            "raked",
            "q",
            option,
            round(sum(w for u, w in weight.items() if answers[u][1] == option) / whole, 2),
        )
        for option in ("yes", "no")
    ]
    return pl.DataFrame(
        rows, schema=["wave", "method", "question", "option", "share"], orient="row"
    )


def possible(answers, published, *, heavy=(FIRST,)):
    """Try every answer of the heavy units: which agree with regions' counts and the share."""
    (share,) = published.filter(option="yes")["share"]
    chose = {r: sum(g == "yes" for region, g in answers.values() if region == r) for r in REGIONS}
    whole = len(answers) + 7 * len(heavy)
    agree = set()
    for said in product((0, 1), repeat=len(heavy)):
        mine = {
            r: sum(s for u, s in zip(heavy, said, strict=True) if u.startswith(r)) for r in REGIONS
        }
        fits = all(mine[r] <= chose[r] for r in REGIONS)
        if fits and abs((sum(chose.values()) + 7 * sum(said)) / whole - share) <= 0.005:
            agree.add(said)
    return agree


def test_a_share_tells_what_the_one_unit_of_a_stratum_answered_and_the_audit_says_so():
    answers = everybody()
    shown, weight = shares(answers), weights(answers)
    assert possible(answers, shown) == {(1,)}
    told = audited([replace(release(answers), weighted=shown, weights=weight)])
    assert told.determined
    assert told.weighted_shares == 2
    assert not audited([release(answers)]).determined


def test_a_share_that_several_answers_agree_with_passes():
    answers = everybody()
    heavy = ("north0", "south0", "west0", "north11", "south8", "west10")
    shown, weight = shares(answers, heavy=heavy), weights(answers, heavy=heavy)
    assert len(possible(answers, shown, heavy=heavy)) > 1
    told = audited([replace(release(answers), weighted=shown, weights=weight)])
    assert not told.determined
    assert told.weighted_shares == 2


@pytest.mark.parametrize("known", [None, "propensity"])
def test_a_share_whose_weights_are_not_known_stops_the_audit(known):
    answers = everybody()
    weight = None if known is None else weights(answers).with_columns(method=pl.lit(known))
    with pytest.raises(ValueError, match="knows no weight behind it"):
        audited([replace(release(answers), weighted=shares(answers), weights=weight)])


def test_shares_that_are_withheld_or_as_answered_need_no_weights():
    answers = everybody()
    hidden = shares(answers).with_columns(share=pl.lit(None, dtype=pl.Float64))
    plain = shares(answers).with_columns(method=pl.lit("as_answered"))
    for shown in (hidden, plain):
        told = audited([replace(release(answers), weighted=shown)])
        assert (told.weighted_shares, told.determined) == (0, [])
