"""Weighted shares are audited with the strata of their weights, which no published table has."""

from dataclasses import replace
from itertools import product

import numpy as np
import polars as pl
import pytest
from invented_releases import REGIONS, audited, everybody, release

from disclosure.certificate import certificate
from disclosure.check_certificate import check
from disclosure.odds_of_answers import LIMIT, odds_of_answers
from disclosure.published import of_question
from disclosure.suppression_audit import audit

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


def test_the_certificate_adds_up_strata_which_no_reader_of_the_release_is_given():
    heavy, answers = tuple(f"north{n}" for n in range(4)), everybody()
    shown, weight = shares(answers, heavy=heavy), weights(answers, heavy=heavy)
    made, proofs = replace(release(answers), weighted=shown, weights=weight), []
    audit([made], minimum=5, proofs=proofs)
    proof = certificate(proofs, minimum=5)
    assert check(made.estimates, made.memberships, proof).problems == []
    groups = {group["grouping"] for cells in proof["cells"] for cell in cells for group in cell}
    assert groups == {*made.estimates["grouping"]}
    more = made.estimates.with_columns(count=pl.col("count") + 1)
    assert check(more, made.memberships, proof).problems


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


def likelihood(answers, published, unit, *, heavy):
    """Exchange answers within regions; how often the unit says yes where the share fits."""
    rng = np.random.default_rng(0)
    (share,) = published.filter(option="yes")["share"]
    yes, weight, places = [], [], {}
    for place, (name, (region, said)) in enumerate(answers.items()):
        yes.append(said == "yes")
        weight.append(HEAVY["old" if name in heavy else "new"])
        places.setdefault(region, []).append(place)
    yes, weight = np.tile(yes, (20_000, 1)), np.array(weight)
    for those in places.values():
        yes[:, those] = rng.permuted(yes[:, those], axis=1)
    fits = np.abs(yes @ weight / weight.sum() - share) <= 0.005 + 1e-9
    assert fits.sum() > 1_000
    return yes[fits, [*answers].index(unit)].mean()


def test_the_odds_of_an_answer_are_those_of_exchanging_answers_at_random():
    heavy = ("north0", "south0", "west0", "north11", "south8", "west10")
    answers = everybody()
    shown, weight = shares(answers, heavy=heavy), weights(answers, heavy=heavy)
    known = replace(release(answers), weighted=shown, weights=weight)
    (one,) = of_question([known], "", "q")
    before = {region: 6 / size for region, size in REGIONS.items()}
    after = {unit: likelihood(answers, shown, unit, heavy=heavy) for unit in heavy}
    change = [
        after[unit]
        / (1 - after[unit])
        / (before[answers[unit][0]] / (1 - before[answers[unit][0]]))
        for unit in heavy
    ]
    largest, draws = odds_of_answers(one, "q", 5)
    assert draws > 1_000
    assert largest == pytest.approx(max(*change, *(1 / factor for factor in change)), rel=0.1)


def test_a_share_that_makes_an_answer_much_likelier_is_told_even_if_it_is_not_certain():
    answers = everybody() | {"north0": ("north", "no"), "north6": ("north", "yes")}
    heavy = ("north0", "north11", "south8", "west10")
    shown, weight = shares(answers, heavy=heavy), weights(answers, heavy=heavy)
    known = replace(release(answers), weighted=shown, weights=weight)
    (one,) = of_question([known], "", "q")
    assert odds_of_answers(one, "q", 5)[0] >= LIMIT
    assert audited([known]).determined


def test_where_no_stratum_is_small_nothing_is_drawn():
    answers = everybody()
    heavy = [f"{region}{number}" for region in REGIONS for number in range(6)]
    shown, weight = shares(answers, heavy=heavy), weights(answers, heavy=heavy)
    (one,) = of_question([replace(release(answers), weighted=shown, weights=weight)], "", "q")
    assert odds_of_answers(one, "q", 3) == (1.0, 0)
    assert odds_of_answers(one, "q", 7)[1] > 1_000


def in_classes(answers, classes):
    """Return a release of the same units that counts the answers of each class, too."""
    of_region = release(answers)
    said = {unit: (classes[unit], given) for unit, (_, given) in answers.items()}
    of_class = release(said)
    parts = (
        pl.concat(
            [
                getattr(of_region, of),
                getattr(of_class, of)
                .filter(grouping="region")
                .with_columns(grouping=pl.lit("kind")),
            ]
        )
        for of in ("estimates", "memberships")
    )
    estimates, memberships = parts
    return replace(of_region, estimates=estimates, memberships=memberships)


def test_a_stratum_makes_no_total_of_the_group_around_it():
    # Nobody of kind b says yes: the three of the north that do are among its four of kind a.
    kind = {f"{r}{n}": "a" if n < 4 else "b" for r, size in REGIONS.items() for n in range(size)}
    answers = {unit: (region, "no") for unit, (region, _) in everybody().items()}
    answers |= {f"north{n}": ("north", "yes") for n in range(3)}
    crossed = in_classes(answers, kind)
    told = ("q", "an outsider who knows the groups of a unit")
    assert told in audited([crossed]).determined
    heavy = tuple(f"north{n}" for n in range(5, 12))  # all of kind b
    shown, weight = shares(answers, heavy=heavy), weights(answers, heavy=heavy)
    assert told in audited([replace(crossed, weighted=shown, weights=weight)]).determined
