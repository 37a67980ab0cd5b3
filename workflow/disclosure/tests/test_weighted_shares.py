"""Weighted shares and means are judged with the strata of their weights, which no table has."""

from itertools import product

import polars as pl
import pytest
from invented_releases import REGIONS, everybody, release

from disclosure.derived_numbers import DerivedNumbers, tells_of_units

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
            "strata": "old; new",
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
            "old; new",
            "q",
            option,
            round(sum(w for u, w in weight.items() if answers[u][1] == option) / whole, 2),
        )
        for option in ("yes", "no")
    ]
    return pl.DataFrame(
        rows, schema=["wave", "strata", "question", "option", "share"], orient="row"
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


def telling(answers, shown, weight, *, withheld=()):
    """Return whether published counts do not give some share of the question."""
    return bool(DerivedNumbers(release(answers, withheld=withheld)).telling_shares(shown, weight))


def test_a_share_by_strata_that_no_table_has_tells_what_one_unit_answered_and_is_found():
    answers = everybody()
    shown, weight = shares(answers), weights(answers)
    assert possible(answers, shown) == {(1,)}
    judge = DerivedNumbers(release(answers))
    assert [question for question, _ in judge.telling_shares(shown, weight)] == ["q"]
    assert judge.judged == 2


def test_a_share_that_several_answers_agree_with_is_found_since_it_makes_some_likelier():
    answers = everybody()
    heavy = ("north0", "south0", "west0", "north11", "south8", "west10")
    shown, weight = shares(answers, heavy=heavy), weights(answers, heavy=heavy)
    assert len(possible(answers, shown, heavy=heavy)) > 1
    assert telling(answers, shown, weight)


def test_shares_by_published_groups_follow_from_counts_alone_or_together():
    answers = everybody()
    for regions in (["north"], ["north", "south"], [*REGIONS]):
        heavy = [unit for unit, (region, _) in answers.items() if region in regions]
        shown, weight = shares(answers, heavy=heavy), weights(answers, heavy=heavy)
        assert not telling(answers, shown, weight)


def test_a_share_by_the_weights_of_a_withheld_group_is_found():
    answers = everybody()
    heavy = [unit for unit, (region, _) in answers.items() if region == "north"]
    shown, weight = shares(answers, heavy=heavy), weights(answers, heavy=heavy)
    assert telling(answers, shown, weight, withheld=["north", "south"])


def test_a_share_that_was_made_with_other_weights_than_those_that_are_known_is_found():
    answers = {unit: (r, "yes" if r == "north" else "no") for unit, (r, _) in everybody().items()}
    north = [unit for unit, (region, _) in answers.items() if region == "north"]
    assert telling(answers, shares(answers, heavy=north), weights(answers, heavy=()))


@pytest.mark.parametrize("known", ["", "propensity"])
def test_a_share_whose_weights_are_not_known_stops_the_audit(known):
    answers = everybody()
    weight = weights(answers).with_columns(strata=pl.lit(known)).filter(pl.lit(known != ""))
    with pytest.raises(ValueError, match="knows no weight behind it"):
        telling(answers, shares(answers), weight)


def scored(answers, *, weigh=lambda unit, region: 1.0, score=lambda number: number % 3 / 2):
    """Return the score of every unit and what it weighs in a mean."""
    rows = [(u, score(int(u.strip("nortsuhwe"))), weigh(u, r)) for u, (r, _) in answers.items()]
    return pl.DataFrame(rows, schema=["unit_id", "score", "weight"], orient="row")


def mean(scores):
    """Return the mean in two decimals."""
    return round((scores["score"] * scores["weight"]).sum() / scores["weight"].sum(), 2)


def test_a_mean_tells_of_no_unit_if_those_of_the_same_published_groups_weigh_the_same():
    answers = everybody()
    by_region = {"north": 4.0, "south": 1.0, "west": 2.5}
    for weigh in (lambda unit, region: 1.0, lambda unit, region: by_region[region]):
        scores = scored(answers, weigh=weigh)
        assert not tells_of_units(release(answers), "", scores, mean(scores))


def test_a_mean_by_strata_that_divide_a_published_group_is_found():
    answers = everybody()
    scores = scored(answers, weigh=lambda unit, region: 8.0 if unit == FIRST else 1.0)
    assert tells_of_units(release(answers), "", scores, mean(scores))


def test_a_mean_of_scores_that_are_all_alike_is_found():
    scores = scored(everybody(), score=lambda number: 0.5)
    assert tells_of_units(release(everybody()), "", scores, mean(scores))


def test_a_mean_of_scores_of_which_most_are_alike_is_found():
    scores = scored(everybody(), score=lambda number: 0.5 if number % 7 else 1.0)
    assert scores["score"].n_unique() == 2
    assert tells_of_units(release(everybody()), "", scores, mean(scores))


def test_a_mean_whose_weights_are_not_known_stops_the_audit():
    scores = scored(everybody(), weigh=lambda unit, region: 9.0 if region == "north" else 1.0)
    for shown in (mean(scores) + 0.02, mean(scores.with_columns(weight=1.0)) - 0.02):
        with pytest.raises(ValueError, match="does not know how units weigh"):
            tells_of_units(release(everybody()), "", scores, shown)
