"""What ITU's next edition will say, by a rule that is run backwards on the editions there are.

`docs/predictions.csv` has what the rule said on 2 December 2026 about the edition after that of
2024; it is never edited.
"""

from itertools import pairwise

import dataframely as dy
import numpy as np
import polars as pl

from cyberstudy.analyses import Analysis, table
from surveyanswers.tables.disclosure import Part, column, key, proportion, statistic, tally

OVERALL, INDICES = "overall_score", "data/raw/reference/external_indices_long.csv"
EDITIONS = ("2017", "2020", "2024")
#: How many States with the most similar scores a change is taken from, and which of their changes.
NEAR, ENDS = 40, (0.5, 0.05, 0.95)


class NextEdition(Analysis):
    """The rule run backwards: an edition as those before it predict it."""

    edition = key("ITU's edition that is predicted, from all before it.")
    group = key("all, or a region.")
    base = column(dy.UInt32, Part.BASE, "Member States in it and in the one before.")
    inside = tally(Part.COUNT, "States whose score lies inside their 90 % interval.")
    coverage = proportion(Part.STATISTIC, "Their share.")
    below = tally(Part.COUNT, "States whose score lies below it.")
    mean = statistic("Mean score that was predicted.")
    low = statistic("Mean of the lower ends of States' intervals.")
    high = statistic("Mean of their upper ends.")
    observed = statistic("Mean score of the edition.")
    absolute = statistic("Median distance of scores from predictions.")
    unchanged = statistic("Median distance of scores from those of the edition before.")


def scores(survey):
    """Return overall scores of Member States, a column an edition; 2017 from a compilation."""
    members = survey.units.filter("in_frame").select("unit_id", "region").unique()
    answers = survey.answers.drop_nulls(OVERALL).pivot("wave", index="unit_id", values=OVERALL)
    first = survey.table(INDICES).filter(source="GCI", vintage_year=int(EDITIONS[0]))
    first = first.select(unit_id="iso3", **{EDITIONS[0]: 100 * pl.col("score_raw")})
    whole = members.join(answers, on="unit_id", how="left").join(first, on="unit_id", how="left")
    return whole.sort("unit_id")


def predicted(whole, last):
    """Return what the edition after `last` is predicted to be, a row a State that `last` scored.

    Assume: a score changes as those of the `NEAR` States did that had scored most alike, between
    any two neighbouring editions up to the last.
    """
    several = EDITIONS[: EDITIONS.index(last) + 1]
    pairs = [whole.select(old, new).drop_nulls().to_numpy() for old, new in pairwise(several)]
    before, after = np.concatenate(pairs).T
    rows = whole.drop_nulls(last)
    ends = []
    for score in rows[last]:
        near = np.argsort(np.abs(before - score), kind="stable")[:NEAR]
        ends.append(np.clip(score + np.quantile((after - before)[near], ENDS), 0, 100))
    names = ("middle", "low", "high")
    return rows.with_columns(pl.DataFrame(np.array(ends), schema=names)).sort("unit_id")


@table(NextEdition, answers=[OVERALL], tables=[INDICES])
def next_edition(survey):
    """Predict the edition of 2024 from those of 2017 and 2020."""
    if not survey.has(INDICES):
        return NextEdition.create_empty()
    last, actual = EDITIONS[-2:]
    both = predicted(scores(survey), last).drop_nulls(actual)
    score, inside = pl.col(actual), pl.col(actual).is_between("low", "high")
    rows = [
        both.group_by(edition=pl.lit(actual), group=group).agg(
            base=pl.len(),
            inside=inside.sum(),
            coverage=inside.mean(),
            below=(score < pl.col("low")).sum(),
            mean=pl.col("middle").mean(),
            low=pl.col("low").mean(),
            high=pl.col("high").mean(),
            observed=score.mean(),
            absolute=(score - pl.col("middle")).abs().median(),
            unchanged=(score - pl.col(last)).abs().median(),
            units="unit_id",
        )
        for group in (pl.lit("all"), pl.col("region"))
    ]
    return pl.concat(rows)
