"""Who moved among States between ITU's editions: by rank, and beside similar States of 2020.

Ranks are left alone by any scoring that keeps the order of States. States at the bottom can only
rise and those at the top only fall, so each is compared with others that scored alike in 2020.
"""

import dataframely as dy
import numpy as np
import polars as pl

from cyberstudy.analyses import Analysis, figure, table
from cyberstudy.claims import AFTER_LOOKING, MAIN, claim
from cyberstudy.draw.of_tables import in_rows, in_seaborn
from cyberstudy.specifications import ADJUSTED, READ, examined, specifications, states_of
from surveyanswers.tables.disclosure import Part, column, key, statistic
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
LISTS = {"of 2025": pl.col("ldc_2025") == "yes", "of 2020": pl.col("ldc") == "yes"}
NEAR, ENDS = 10, 10  # Similar States; States that moved most, at either end
CALLED = {
    "least_developed": phrase("Least developed"),
    "small_island": phrase("Small island developing"),
    "others": phrase("Neither"),
}
COOPERATION = {"score": "cooperation_score", "group": "least_developed"}
BY_REGION = {"kind": ADJUSTED, "choice": "region"}
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
            rows.append(row | {"alike": beside})
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


LIST, COMPARED = "List", "States with similar scores"
MOVED = 1  # Assume: who moves by less than one place in a hundred has not moved.
BEFORE_THAT = {"by rank of 2020": ("old",), "by score of 2020": ("score",), "not considered": ()}


@claim(
    range_written=AFTER_LOOKING,
    answers=[OVERALL],
    tables=READ,
    over=specifications({COMPARED: BEFORE_THAT, LIST: LISTS}),
    refuted_by="A specification in which least developed countries moved up by less than one place "
    "in a hundred.",
    dropped=[
        "That every indicator rose, however measured: not by its error, nor by full marks, in the "
        "Americas, in Asia or in Europe.",
        "That agreements fell in Oceania only: by subregion they fell in Eastern Asia, too.",
        "That ITU's weights made no rise: it could hardly have failed, since all indicators rose.",
        "That the indicator that the file lacks is child online protection: not if it takes the "
        "least or the largest value that scores allow.",
    ],
)
def least_developed_moved_up(survey, chosen):
    """Change of the mean rank of the least developed countries less others', of 100."""
    before, after = survey.in_both(OVERALL, (BEFORE, AFTER))
    old, new = (ranks_of(edition[OVERALL]) for edition in (before, after))
    moved = before.select(iso3="unit_id", score=OVERALL).with_columns(old=old, moved=new - old)
    return examined(
        states_of(survey).join(moved, on="iso3"),
        chosen,
        outcome=pl.col("moved"),
        exposure=LISTS[chosen[LIST]],
        always=BEFORE_THAT[chosen[COMPARED]],
        ranks=False,
        least=MOVED,
        seed=survey.seed,
    )


TOLD = (
    "We compare ranks, which do not depend on how points are scaled. On a scale of a hundred "
    "places, the {base} least developed countries (UN list) moved up by {moved} places on average, "
    "and by {beside} compared with States of similar 2020 scores. Least developed countries gained "
    "most in cooperation: {cooperation} places, and {cooperation_beside} compared with similar "
    "States. Compared with States of similar scores in the same region, they gained {within} "
    "places. Allowing for similar neighbours, the gain may be from {low} to {high} places. Small "
    "island States moved by {islands} places, and by {islands_beside} compared with similar "
    "States; a minus sign means down."
)
SAYS = {
    "headline": "Least developed countries moved up, even compared with similar States nearby",
    "claim": "least_developed_moved_up",
    "finding": TOLD,
    "weaker": [
        {
            "headline": "No clear change in the ranks of the least developed countries",
            "finding": TOLD,
            "holds": {"low": {"at_most": 0}, "high": {"at_least": 0}},
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
        "within": {"table": "least_developed_moved_up", "column": "value", "row": BY_REGION},
        **{
            end: {"table": "least_developed_moved_up", "column": end, "row": {"kind": MAIN}}
            for end in ("low", "high")
        },
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


# No headline: who moves most hangs on where one starts.
OF_STATES = {
    "finding": "A State with a low score has more room to rise, and a State at the top can only "
    "fall. Compared with States of similar 2020 scores, {rises} of the ten largest rises and "
    "{falls} of the ten largest falls were still among the ten largest.",
    "subtitle": "Change in overall score, Global Cybersecurity Index 2020 to 2024",
    "table": "moved_beside_alike",
    "values": {
        "rises": {"count": {"largest": "rise", "largest_beyond": "rise"}},
        "falls": {"count": {"largest": "fall", "largest_beyond": "fall"}},
    },
}


@figure(
    moved_beside_alike,
    area="Countries",
    title="Countries whose overall cybersecurity score rose or fell most, 2020 to 2024",
    says=OF_STATES,
)
@in_seaborn(
    who=phrase("countries"),
    height=4.6,
    method=phrase(
        "ITU changed questions and weights between the editions, so a change in score is not only "
        "due to what the country did."
    ),
)
def movers(table, axes):
    import seaborn as sns  # late: the planner of a run imports this file, too

    ends = table[table["largest"] != ""].sort_values("change", ascending=False)
    ends = ends.assign(country=ends["unit_id"].astype(str)).rename(
        columns={"before": BEFORE, "after": AFTER}
    )
    long = ends.melt("country", [BEFORE, AFTER], "edition", "Overall score")
    axes.hlines(range(len(ends)), ends[BEFORE], ends[AFTER], color="0.85", lw=3)
    looks = {"palette": ["C0", "C5"], "markers": ["o", "D"], "markersize": 4}
    looks |= {"hue": "edition", "errorbar": None, "linestyle": "none"}
    sns.pointplot(long, x="Overall score", y="country", ax=axes, **looks)
    axes.set(xlim=(0, 102), ylabel=None)
    axes.grid(axis="x", color="0.9")
