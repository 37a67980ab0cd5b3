"""Means of scores by group: of all that are listed, by strata of the list, or of who replied.

Where the plan declares `nonresponse`, the mean of a group is post-stratified by the strata of the
weights, and stands with what it becomes where nonrespondents differ from those that replied. Else
it is that of those that replied, or of a sample by its design.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from cyberstudy.describe.by_group import printed, sizes_of
from cyberstudy.describe.designs import drawn, weighted_means, weighted_quantile
from cyberstudy.statistics.intervals import Limits, mean_half_width, possible_means
from cyberstudy.statistics.poststratified_means import LEAST, StratifiedScores
from cyberstudy.statistics.weighting import collapsed

#: Assume: nonrespondents of a stratum may differ from those of it that have a score by a quarter,
#: or by half, of the standard deviation of all scores of the index, up or down.
DIFFERENCES = {"_quarter": 0.25, "_half": 0.5}
SENSITIVITY = [f"{end}{name}" for name in DIFFERENCES for end in ("low", "high")]
_KEYS = ["index", "grouping", "group"]


def index_groups(
    scores: pl.DataFrame,
    memberships: pl.DataFrame,
    *,
    of: pl.Series,
    confidence: float,
    minimum_base: int,
    limits: Limits = (0, 1),
    sample: pl.DataFrame | None = None,
    strata: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """Average indices by group, as `tables.IndexGroups` without titles.

    Without strata and design the interval is Student's t with the finite population correction
    1 - n/N on the variance: a model, as if those with a score had been drawn at random from the
    group's list; of a group that all have a score of there is none.

    Parameters
    ----------
    scores
        `tables.IndexScores`.
    memberships
        From `estimates.memberships_of`.
    of
        Units that the indices are of; groupings that hold others are left out.
    confidence, minimum_base
        Of the interval; and below which nothing is printed.
    limits
        What no mean can leave.
    sample
        From `designs.sample_of`; means, intervals and quartiles are then by its design.
    strata
        From `weighting.strata_of`, of one wave; means of listed groups are then post-stratified,
        with an effective base and the columns `SENSITIVITY`. Quartiles are of those that replied.
    """
    foreign = memberships.filter("replied", ~pl.col("unit_id").is_in(of.implode()))["grouping"]
    members = memberships.filter(~pl.col("grouping").is_in(foreign.unique().implode()))
    score = pl.col("score")
    replies = members.filter("replied").join(scores, on="unit_id").sort("unit_id")
    quartiles = {"quartile_1": 0.25, "median": 0.5, "quartile_3": 0.75}
    if sample is None:
        cut = {name: score.quantile(part, "linear") for name, part in quartiles.items()}
    else:
        replies = replies.join(sample, on="unit_id", maintain_order="left")
        cut = {name: weighted_quantile(score, part) for name, part in quartiles.items()}
    table = (
        replies.group_by("index", "grouping", "group", maintain_order=True)
        .agg(base=score.count(), mean=score.mean(), spread=score.std(), **cut)
        .join(sizes_of(members), on=["grouping", "group"])
    )
    mean, spread, base, listed = (
        table[name].cast(pl.Float64).fill_null(np.nan).to_numpy()
        for name in ("mean", "spread", "base", "listed")
    )
    half = mean_half_width(spread, base, listed, confidence=confidence)
    half = np.where(base >= listed, np.nan, half)  # nothing is left to estimate
    if sample is not None:
        # What nonrespondents could have said is not known of a sample: its weights stand for them.
        listed = np.full(len(mean), np.nan)
        scored = replies.select(*_KEYS, "unit_id", "score")
        mean, error = weighted_means(table.select(_KEYS), scored, sample, "score")
        half = drawn(sample).half_width(error, confidence=confidence)
    listed = np.where(np.isnan(listed), np.inf, listed)
    least, most = possible_means(mean, base, listed, limits=limits)
    table = table.with_columns(
        mean=mean, low=np.maximum(mean - half, least), high=np.minimum(mean + half, most)
    )
    estimates = ["mean", "low", "high"]
    if strata is not None:
        table = table.with_columns(effective="base")
        table = _poststratified(table, scores, members, strata, confidence=confidence)
        estimates += SENSITIVITY
    # Assume: of fewer units than twice the minimum base a quartile is all but one unit's score.
    many = pl.col("base") >= 2 * minimum_base
    few = pl.lit(f"no quartiles: base under {2 * minimum_base}")
    return (
        printed(table.with_columns(pl.col(estimates).fill_nan(None)), estimates, minimum_base)
        .with_columns(
            pl.when(many).then(pl.col([*quartiles])),
            reason=pl.when(many | (pl.col("reason") != "")).then("reason").otherwise(few),
        )
        .drop("spread")
        .sort("grouping", "group")
    )


def stratified_scores(
    scores: pl.DataFrame, units: pl.Series, strata: pl.DataFrame
) -> StratifiedScores:
    """Sum up the scores of a group by stratum; strata of few join their neighbours.

    Parameters
    ----------
    scores
        unit_id and score, of one index.
    units
        Those of the group; who is not on the list falls away.
    strata
        From `weighting.strata_of`, of one wave.
    """
    rows = (
        strata.filter(pl.col("unit_id").is_in(units.implode()))
        .join(scores.select("unit_id", "score"), on="unit_id", how="left")
        .sort("cell", "unit_id")
    )
    counted = rows.group_by("stratum", maintain_order=True).agg(
        pl.col("score").count(), pl.col("near").first()
    )
    near = [tuple(places) for places in counted["near"]]
    joint = collapsed(near, counted["score"].to_numpy(), LEAST)
    places = dict(zip(counted["stratum"], joint, strict=True))
    place = np.unique([places[stratum] for stratum in rows["stratum"]], return_inverse=True)[1]
    valid = rows["score"].is_not_null().to_numpy()
    return StratifiedScores.of(rows["score"].to_numpy()[valid], place[valid], np.bincount(place))


def spread_of(scores: pl.DataFrame, strata: pl.DataFrame) -> float:
    """Standard deviation of the scores of one index, of all that are listed and have one."""
    listed = scores.drop_nulls("score").join(strata, on="unit_id", how="semi")
    return float(listed["score"].to_numpy().std(ddof=1)) if listed.height > 1 else np.nan


def _poststratified(
    table: pl.DataFrame,
    scores: pl.DataFrame,
    members: pl.DataFrame,
    strata: pl.DataFrame,
    *,
    confidence: float,
) -> pl.DataFrame:
    """Return rows with the poststratified mean of listed groups, and what it may be."""
    rows = []
    for row in table.iter_rows(named=True):
        if row["listed"] and row["base"]:
            of_index = scores.filter(index=row["index"])
            group = members.filter(grouping=row["grouping"], group=row["group"])["unit_id"]
            stratified = stratified_scores(of_index, group, strata)
            spread = spread_of(of_index, strata)
            row |= {
                "mean": float(stratified.mean()),
                "effective": int(stratified.effective_base + 1e-9),
            }
            for name, part in {"": 0.0, **DIFFERENCES}.items():
                low, high = stratified.interval(part * spread, confidence=confidence)
                row |= {f"low{name}": float(low), f"high{name}": float(high)}
        rows.append(row)
    schema = table.schema | dict.fromkeys(SENSITIVITY, pl.Float64)
    return pl.DataFrame(rows, schema=schema)
