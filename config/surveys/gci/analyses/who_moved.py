"""Who moved among States between ITU's editions: by rank, and beside similar States of 2020.

Ranks are left alone by any scoring that keeps the order of States. States at the bottom can only
rise and those at the top only fall, so each is compared with others that scored alike in 2020.
"""

import dataframely as dy
import numpy as np
import polars as pl

from cyberstudy.analyses import Analysis, figure, table
from cyberstudy.claims import AFTER_LOOKING, REGIONS, claim
from cyberstudy.draw.of_tables import in_rows
from cyberstudy.statistics.adjusted_difference import adjusted_difference
from surveyanswers.tables.disclosure import Part, column, key, proportion, statistic
from surveyanswers.tables.phrases import phrase

BEFORE, AFTER, OVERALL = "2020", "2024", "overall_score"
SCORES = {
    OVERALL: "Global Cybersecurity Index",
    "legal_score": "Legal measures",
    "technical_score": "Technical measures",
    "organizational_score": "Organizational measures",
    "capacity_score": "Capacity development",
    "cooperation_score": "Cooperation",
}
# Assume: the list of 2025 for both editions, as elsewhere; who left it since 2020 is not on it.
GROUPS = {"least_developed": "ldc_2025", "small_island": "sids"}
LISTS = {"of 2025": "ldc_2025", "of 2020": "ldc"}
NEAR, ENDS = 10, 10  # Similar States; States that moved most, at either end
STRATUM, SHUFFLES = 12, 2000  # Similar States among which groups are shuffled
CALLED = {
    "least_developed": phrase("Least developed"),
    "small_island": phrase("Small island developing"),
    "others": phrase("Neither"),
}
COOPERATION = {"score": "cooperation_score", "group": "least_developed"}
GIVEN = "Also adjusted for"
BY_REGION = {"kind": GIVEN, "choice": "region"}
ISLANDS = {"score": OVERALL, "group": "small_island"}


class RankPoints(Analysis):
    """How far groups of States moved among all: ranks from 0 to 100, the higher the better."""

    score = key("Question with the score.")
    group = key("least_developed, small_island, or others, which are neither.")
    title = column(dy.String, Part.LABEL, "What the score is of.")
    base = column(dy.UInt32, Part.BASE, "Member States of the group.")
    points = statistic("Mean score of 2024 less that of 2020.", phrase("Points"))
    change = statistic("Mean change of rank, of 100 places.", phrase("Places gained, of 100"))
    alike = statistic(
        "The same, minus that of the States outside the group with the most similar scores in "
        "2020; null for the other States.",
        phrase("Places gained compared with similar States"),
    )
    p = proportion(
        Part.STATISTIC,
        "Share of random groups of States with similar scores in 2020 that move as far from "
        "these, either way.",
        phrase("p"),
    )


class Moved(Analysis):
    """How each State's overall score changed, compared with similar States in 2020."""

    unit_id = column(dy.String, Part.UNIT, "Unit.", primary_key=True)
    before = column(dy.Float64, Part.VALUE, "Score of 2020.", phrase("2020"))
    after = column(dy.Float64, Part.VALUE, "Score of 2024.", phrase("2024"))
    change = column(dy.Float64, Part.VALUE, "after - before.", phrase("Change"))
    near = statistic(
        "Median change of the States with the most similar scores in 2020.",
        phrase("Change of States with similar scores"),
    )
    beyond = column(dy.Float64, Part.VALUE, "change - near.", phrase("Beyond similar States"))
    largest = column(
        dy.String, Part.STATISTIC, 'rise or fall, if among the ten largest; "" if not.'
    )
    largest_beyond = column(dy.String, Part.STATISTIC, "The same of `beyond`.")


def ranks_of(values):
    """Rank from 0 to 100, the middle of what ties take."""
    # What sums of binary fractions miss by is no difference.
    return (pl.Series(values).round(4).rank("average").to_numpy() - 0.5) / len(values) * 100


def alike(level, among, unit, near):
    """Return which `among` units are nearest to one in level, ties with the last included."""
    apart = np.where(among, np.abs(level - level[unit]), np.inf)
    apart[unit] = np.inf
    return apart <= np.sort(apart)[min(near, among.sum()) - 1]


def beside_alike(level, moved, inside, near=NEAR):
    """Return the mean of what members moved, less what those outside who were alike moved."""
    members = np.flatnonzero(inside)
    others = [moved[alike(level, ~inside, unit, near)].mean() for unit in members]
    return float((moved[members] - others).mean())


def groups_of(units):
    """Return which units are in which group."""
    groups = {name: (units[of] == "yes").to_numpy() for name, of in GROUPS.items()}
    return groups | {"others": ~np.logical_or.reduce(list(groups.values()))}


@table(RankPoints, answers=[*SCORES])
def rank_points(survey):
    before, after = survey.in_both(OVERALL, (BEFORE, AFTER))
    rows = []
    for score, title in SCORES.items():
        old, new = (edition[score].to_numpy() for edition in (before, after))
        moved = ranks_of(new) - ranks_of(old)
        for group, inside in groups_of(before).items():
            row = {"score": score, "group": group, "title": title, "base": int(inside.sum())}
            row |= {"points": (new - old)[inside].mean(), "change": moved[inside].mean()}
            beside = None if group == "others" else beside_alike(old, moved, inside)
            rows.append(row | {"alike": beside, "p": shuffled(old, moved, inside, survey.seed)})
    return pl.DataFrame(rows).with_columns(units=pl.lit(before["unit_id"].to_list()))


@table(Moved, answers=[OVERALL])
def moved_beside_alike(survey):
    """Compare each State's change with that of the `NEAR` others that scored most alike in 2020."""
    before, after = survey.in_both(OVERALL, (BEFORE, AFTER))
    old, change = before[OVERALL].to_numpy(), (after[OVERALL] - before[OVERALL]).to_numpy()
    every = np.ones(old.size, dtype=bool)
    near = [np.median(change[alike(old, every, unit, NEAR)]) for unit in range(old.size)]
    states = before.select("unit_id", before=OVERALL).with_columns(
        after=after[OVERALL], change=change, near=pl.Series(near), units=pl.concat_list("unit_id")
    )
    states = states.with_columns(beyond=pl.col("change") - pl.col("near"))
    return states.with_columns(largest=largest("change"), largest_beyond=largest("beyond"))


def largest(of):
    """Return whether a unit is among those with the largest rises or falls."""
    rises, falls = (pl.col(of).rank("min", descending=down) <= ENDS for down in (True, False))
    return (
        pl.when(rises).then(pl.lit("rise")).when(falls).then(pl.lit("fall")).otherwise(pl.lit(""))
    )


WITHIN, BESIDE, LIST, LEFT_OUT = "Compared", "Number of similar States", "List", "Left out"
MOVED = 1  # Assume: who moves by less than one place in a hundred has not moved.
LIKE = {f"{near} nearest": near for near in (10, 5, 20, 40)}


@claim(
    range_written=AFTER_LOOKING,
    answers=[OVERALL],
    over={
        WITHIN: ("among all", "compared with similar States"),
        BESIDE: tuple(LIKE),
        GIVEN: ("nothing", "population", "region", "small island or not"),
        LIST: ("of 2025", "of 2020"),
        LEFT_OUT: ("nothing", *REGIONS),
    },
    refuted_by="A specification in which least developed countries moved up by less than one place "
    "in a hundred.",
)
def least_developed_moved_up(survey, chosen):
    """Change of the mean rank of the least developed countries, of 100."""
    before, after = survey.in_both(OVERALL, (BEFORE, AFTER))
    old, moved = before[OVERALL].to_numpy(), ranks_of(after[OVERALL]) - ranks_of(before[OVERALL])
    listed = (before[LISTS[chosen[LIST]]] == "yes").to_numpy()
    kept = (before["region"] != chosen[LEFT_OUT]).to_numpy()
    if chosen.kind == GIVEN:
        size = pl.col("population_2020").cast(pl.Float64, strict=False).log()
        terms = {"population": size, "region": "region", "small island or not": "sids"}
        facts = before.select(terms[name] for name in [chosen[GIVEN]] if name in terms)
        value = adjusted_difference(moved, listed, [ranks_of(old), *facts])
    elif chosen.kind == WITHIN and chosen[WITHIN] == "among all":
        value = float(moved[listed].mean())
    else:
        value = beside_alike(old[kept], moved[kept], listed[kept], LIKE[chosen[BESIDE]])
    return {"units": before["unit_id"].to_list(), "value": value, "holds": value >= MOVED}


def shuffled(level, moved, inside, seed):
    """Return how often a group drawn from the same strata of level moves as far from these."""
    stratum = np.argsort(np.argsort(level, kind="stable")) // STRATUM
    apart = moved - [moved[stratum == number].mean() for number in stratum]
    rng, sums = np.random.default_rng(seed), np.zeros(SHUFFLES)
    for number in np.unique(stratum):
        drawn = rng.permuted(np.tile(apart[stratum == number], (SHUFFLES, 1)), axis=1)
        sums += drawn[:, : inside[stratum == number].sum()].sum(axis=1)
    as_far = np.abs(sums) >= abs(apart[inside].sum()) - 1e-9
    return float((1 + as_far.sum()) / (1 + SHUFFLES))


TOLD = (
    "We compare ranks, which do not depend on how points are scaled. On a scale of a hundred "
    "places, the {base} least developed countries (UN list) moved up by {moved} places on average, "
    "and by {beside} compared with States of similar 2020 scores; of random groups of such States, "
    "{p} moved as far. Least developed countries gained most in cooperation: {cooperation} places, "
    "and {cooperation_beside} compared with similar States. Compared with States of similar scores "
    "in the same region, they gained {within} places. Small island States moved by {islands} "
    "places, and by {islands_beside} compared with similar States; a minus sign means down."
)
SAYS = {
    "headline": "Least developed countries moved up, even compared with similar States nearby",
    "claim": "least_developed_moved_up",
    "finding": TOLD,
    "weaker": [
        {
            "headline": "Least developed countries moved up compared with States of similar scores",
            "finding": TOLD,
            "holds": {"moved": {"at_least": MOVED}, "beside": {"at_least": MOVED}},
        },
        {"finding": TOLD},
    ],
    "subtitle": "Mean change of rank from 2020 to 2024 on a scale of a hundred places, by group "
    "and score: among all States, and compared with States of similar 2020 scores",
    "table": "rank_points",
    "row": {"score": OVERALL, "group": "least_developed"},
    "values": {
        "base": {"column": "base"},
        "moved": {"column": "change", "decimals": 1},
        "beside": {"column": "alike", "decimals": 1},
        "p": {"column": "p", "percent": True},
        "within": {"table": "least_developed_moved_up", "column": "value", "row": BY_REGION},
        "cooperation": {"column": "change", "decimals": 1, "row": COOPERATION},
        "cooperation_beside": {"column": "alike", "decimals": 1, "row": COOPERATION},
        "islands": {"column": "change", "decimals": 1, "row": ISLANDS},
        "islands_beside": {"column": "alike", "decimals": 1, "row": ISLANDS},
    },
}


@figure(
    rank_points,
    area="Countries",
    title="Who moved up and down in ITU's ranking, 2020 to 2024",
    says=SAYS,
)
def ranks_moved(rows, view):
    """List how far groups moved among all, and compared with States of similar scores."""
    method = view.say(
        "Ranks run from 0 to 100; tied States share their mean rank. The comparison with "
        "similar States subtracts the mean change of the {near} States outside the group whose "
        "2020 scores were most similar.",
        near=NEAR,
    )
    return in_rows(rows, view, who=phrase("Member States"), method=method, called={"group": CALLED})
