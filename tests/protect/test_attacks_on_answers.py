"""Attackers who draw answers: what they find if the defence is broken on purpose, and if it holds.

Twenty-four States of two regions replied. Counts are published by region; their level, old or new,
is in the public list alone, and no table is by it. Two States of each region are old: few.
"""

import numpy as np
import polars as pl
import pytest
from worlds.attacks_on_answers import OPEN, Exchanges, Mean, Score

from cyberstudy.declare.plan.nonresponse import DeclaredNonresponse
from cyberstudy.describe.index_means import index_groups
from cyberstudy.describe.weighting import cells_of, strata_of, weights_of
from disclosure.derived_numbers import DerivedNumbers, tells_of_units
from disclosure.published import Release

REGIONS, QUESTIONS = ("north", "south"), ("q0", "q1", "q2")
#: Of each region: old and new States that are listed, and those of them that replied.
LISTED, REPLIED = {"old": 20, "new": 20}, {"old": 2, "new": 10}
PLAN = DeclaredNonresponse(
    of="all", strata={"level": [], "region": []}, minimum_replied=2, weight_limit=9
)
STATES = [
    (f"{region[0]}{level[0]}{number:02}", region, level, number < REPLIED[level])
    for region in REGIONS
    for level, size in LISTED.items()
    for number in range(size)
]
FRAME = pl.DataFrame(
    [state[:3] for state in STATES], schema=["unit_id", "region", "level"], orient="row"
)
MEMBERS = pl.DataFrame(
    [
        ("", unit, by, group, True, replied)
        for unit, region, _, replied in STATES
        for by, group in (("all", "total"), ("region", region))
    ],
    schema=["wave", "unit_id", "grouping", "group", "in_frame", "replied"],
    orient="row",
)
REGION = {unit: region for unit, region, _, replied in STATES if replied}
FEW = {unit for unit, _, level, replied in STATES if replied and level == "old"}
#: The minimum base is five: strata are of ten replies, or of none if nobody defends.
DEFENDED, BROKEN = 10, 0


def answers(differ=True):
    """Old States of the north say yes to everything, and of the others a few to each question."""
    rng = np.random.default_rng(2)
    said = {q: {u: ("no", "yes")[int(rng.random() < 0.2)] for u in REGION} for q in QUESTIONS}
    for question in QUESTIONS:
        said[question] |= {unit: "yes" for unit in FEW if unit.startswith("n") and differ}
    return said


def release(said, *, withheld=False):
    """What leaves: counts of each question, by region unless these are withheld."""
    rows = []
    for question, of in said.items():
        for by, group in (("all", "total"), *(("region", region) for region in REGIONS)):
            units = [unit for unit in of if group in ("total", REGION[unit])]
            seen = not (withheld and by == "region")
            rows += [
                ("", by, group, question, option, len(units) if seen else None, count)
                for option in ("yes", "no")
                for count in [sum(of[u] == option for u in units) if seen else None]
            ]
    columns = ("wave", "grouping", "group", "question", "option", "base", "count")
    estimates = pl.DataFrame(rows, schema=columns, orient="row")
    nothing = pl.DataFrame(
        schema=dict.fromkeys(("wave", "unit_id", "question", "option", "status"), pl.String)
    )
    return Release(estimates, MEMBERS, nothing, open_statuses=[OPEN])


def alike(*, withheld=False):
    return {q: {u: "" if withheld else region for u, region in REGION.items()} for q in QUESTIONS}


def weights(fewest):
    """What each State that replied stands for."""
    cells, units = cells_of(MEMBERS, PLAN, FRAME)
    table = weights_of(cells, PLAN, published=["region"], fewest=fewest)
    table = table.filter(method="poststratified").with_row_index("place")
    placed = units.join(table.select("place", "weight", "cell"), on="place")
    return placed.select("unit_id", "weight", strata=pl.lit("region"), wave=pl.lit(""))


def share_of(said, weight):
    """The share of yes to the first question, in whole per cent."""
    return round(
        sum(w for u, w in weight.items() if said["q0"][u] == "yes") / sum(weight.values()), 2
    )


def of_shares(said, fewest, *, withheld=False):
    """Return what an attacker makes of a weighted share, and whether the audit stops it."""
    table = weights(fewest)
    weight = {u: w for u, w in table.select("unit_id", "weight").iter_rows() if u in REGION}
    share = share_of(said, weight)
    walks = Exchanges(said, alike(withheld=withheld), shares=[("q0", "yes", weight, share)])
    shown = pl.DataFrame(
        {
            "wave": "",
            "strata": "region",
            "question": "q0",
            "option": ["yes"],
            "share": share,
        }
    )
    judge = DerivedNumbers(release(said, withheld=withheld))
    return largest(walks), bool(judge.telling_shares(shown, table))


def largest(walks, units=FEW):
    found = [(factor, draws) for *_, factor, draws in walks.odds(units)]
    assert min(draws for _, draws in found) > 1_000
    return max(max(factor, 1 / factor) for factor, _ in found)


def of_means(said, fewest):
    """Return what an attacker makes of means of a score, and whether the audit stops one."""
    strata = strata_of(MEMBERS, PLAN.plain(), FRAME, fewest=fewest)
    points = {u: np.mean([said[q][u] == "yes" for q in QUESTIONS]) for u in REGION}
    scores = pl.DataFrame({"unit_id": [*points], "index": "i", "score": [*points.values()]})
    table = index_groups(
        scores,
        MEMBERS.drop("wave"),
        of=pl.Series([*REGION]),
        confidence=0.95,
        minimum_base=5,
        strata=strata.drop("wave"),
    )
    # A stratum of a region that has fewer than three scores joins the other one of it.
    of = dict(strata.select("unit_id", "stratum").iter_rows())
    means, told = [], False
    for by, group, mean in table.select("grouping", "group", "mean").iter_rows():
        own = {*MEMBERS.filter(grouping=by, group=group)["unit_id"]}
        near = {unit: of[unit] if by == "all" else 0 for unit in own}
        listed = {stratum: [*near.values()].count(stratum) for stratum in {*near.values()}}
        inside = {unit: stratum for unit, stratum in near.items() if unit in REGION}
        scored = [*inside.values()]
        means.append(Mean("i", inside, listed, round(mean, 2)))
        weighed = pl.DataFrame(
            [(u, points[u], listed[s] / scored.count(s)) for u, s in inside.items()],
            schema=["unit_id", "score", "weight"],
            orient="row",
        )
        told |= tells_of_units(release(said), "", weighed, round(mean, 2))
    counts = {question: {"yes": 1.0, "no": 0.0} for question in QUESTIONS}
    walks = Exchanges(said, alike(), scores={"i": Score(counts, 0.6)}, means=means)
    return largest(walks), told


def test_weighted_shares_by_strata_that_no_table_has_tell_of_few_and_by_regions_of_nobody():
    odds, stopped = of_shares(answers(), BROKEN)
    assert odds >= 3
    assert stopped
    odds, stopped = of_shares(answers(), DEFENDED)
    assert odds < 1.5
    assert not stopped


def test_means_of_scores_by_strata_that_no_table_has_tell_of_few_and_by_regions_of_nobody():
    odds, stopped = of_means(answers(), BROKEN)
    assert odds >= 3
    assert stopped
    odds, stopped = of_means(answers(), DEFENDED)
    assert odds < 1.5
    assert not stopped


def test_a_share_by_the_weights_of_regions_tells_of_them_if_their_counts_are_withheld():
    said = answers(differ=False)
    said["q0"] = {unit: "yes" if region == "north" else "no" for unit, region in REGION.items()}
    listed = dict.fromkeys(REGION, 1.0) | {u: 4.0 for u, r in REGION.items() if r == "north"}
    walks = Exchanges(
        said, alike(withheld=True), shares=[("q0", "yes", listed, share_of(said, listed))]
    )
    assert largest(walks, {*REGION}) >= 3
    shown = pl.DataFrame(
        {
            "wave": "",
            "strata": "m",
            "question": "q0",
            "option": ["yes"],
            "share": share_of(said, listed),
        }
    )
    weight = pl.DataFrame(
        {"wave": "", "strata": "m", "unit_id": [*listed], "weight": [*listed.values()]}
    )
    for withheld in (True, False):
        judge = DerivedNumbers(release(said, withheld=withheld))
        assert bool(judge.telling_shares(shown, weight)) == withheld


def test_an_attacker_with_weights_that_do_not_give_what_is_published_says_so():
    said, weight = answers(), dict.fromkeys(REGION, 1.0)
    with pytest.raises(ArithmeticError, match="answers do not give a share of q0"):
        Exchanges(said, alike(), shares=[("q0", "yes", weight, share_of(said, weight) + 0.02)])
