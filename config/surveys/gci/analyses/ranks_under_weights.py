"""Who ranks where, and how far ranks rest on what each pillar weighs."""

import dataframely as dy
import polars as pl

from cyberstudy.analyses import Analysis, figure, table
from cyberstudy.draw.of_tables import KNOWN_INTERVAL, in_seaborn
from cyberstudy.statistics.composite import recover_weights, sure
from cyberstudy.statistics.rank_ranges import ranks_within
from surveyanswers.tables.disclosure import Part, column, wave_column
from surveyanswers.tables.phrases import phrase

SCORE = "overall_score"
NAMES = ("legal", "technical", "organizational", "capacity", "cooperation")
PILLARS = [f"{name}_score" for name in NAMES]
# Assume: whoever weighs the five pillars otherwise gives none less than half of ITU's weight or
# more than one and a half times of it: 10 to 30 points each instead of 20. All move at once, as the
# Handbook on Constructing Composite Indicators (OECD and JRC 2008) has it; a weight near nought
# would be another index. Fixed beforehand, not by what it gives.
LEAST, MOST = 0.5, 1.5
EVERY = 9  # one country in so many is drawn


class CompositeRanks(Analysis):
    """Ranks by a published score, and how far they rest on its weights."""

    wave = wave_column()
    unit_id = column(dy.String, Part.UNIT, "Unit.", primary_key=True)
    # Assume: what is recomputed equals what was published, but for slips, so it repeats the source.
    score = column(dy.Float64, Part.VALUE, "Score that the weights give.", phrase("Score"))
    rank = column(
        dy.UInt32, Part.STATISTIC, "One more than the units above it; 1 is the largest score."
    )
    best = column(
        dy.UInt32,
        Part.STATISTIC,
        "Best rank that weights with the same sum give, each from `least` to `most` times its own.",
        phrase("Best rank, weights in the range"),
    )
    worst = column(
        dy.UInt32,
        Part.STATISTIC,
        "Worst rank that they give.",
        phrase("Worst rank, weights in the range"),
    )
    span = column(dy.UInt32, Part.STATISTIC, "worst - best.", phrase("Ranks from best to worst"))
    exact = column(
        dy.Bool,
        Part.STATISTIC,
        "Whether it is proved that no such weights pass best and worst; else some give them.",
        phrase("Proved to be the widest"),
    )
    least = column(dy.Float64, Part.LABEL, "Least that a weight may be, times its own.")
    most = column(dy.Float64, Part.LABEL, "Most that it may be, times its own.")


@table(CompositeRanks, answers=[SCORE, *PILLARS])
def composite_ranks(survey):
    """Rank by the weights that the scores follow, and by all within the range of these."""
    tables = []
    whole = survey.answers.drop_nulls([SCORE, *PILLARS])
    for (wave,), countries in whole.group_by("wave", maintain_order=True):
        values, published = countries.select(PILLARS).to_numpy(), countries[SCORE].to_numpy()
        fit = recover_weights(values, published)
        if fit.no_formula:
            continue
        fixed = fit.weights / fit.weights.sum()
        ranks = ranks_within(values, low=fixed, high=fixed)
        free = ranks_within(values, low=LEAST * fixed, high=MOST * fixed)
        rows = {
            "wave": wave,
            "unit_id": countries["unit_id"],
            "score": sure(fit.recomputed, published),
            "rank": ranks.best,
            "best": free.best,
            "worst": free.worst,
            "span": free.worst - free.best,
            "exact": (free.best == free.best_possible) & (free.worst == free.worst_possible),
            "least": LEAST,
            "most": MOST,
        }
        tables.append(pl.DataFrame(rows).with_columns(units=pl.concat_list("unit_id")))
    return pl.concat(tables) if tables else CompositeRanks.create_empty()


LATEST = {"wave": "2024"}
TOTAL = {"table": "composite_weights", "column": "total"}
SAYS = {
    "headline": "With other weights, most countries' ranks in ITU's index would change",
    "finding": "ITU chose how much weight each pillar of its index has. If each weight is "
    "multiplied by a factor from {least} to {most}, the best and the worst rank of a country "
    "are {span} places apart (median of {countries} countries). The {full} countries with all "
    "{total} points share first rank under any weights.",
    "subtitle": "Rank by overall score in the Global Cybersecurity Index {edition}, and the "
    "range of ranks if each pillar's weight is multiplied by {least} to {most} (median range: "
    "{span} places)",
    "table": "composite_ranks",
    "row": LATEST,
    "values": {
        "edition": {"plan": ["change", "wave_to"]},
        "least": {"median": "least"},
        "most": {"median": "most"},
        "span": {"median": "span", "decimals": 0},
        "countries": {"count": LATEST},
        "full": {"count": LATEST | {"score": 100.0}},
        "total": TOTAL | {"row": LATEST | {"score": SCORE, "indicator": PILLARS[0]}},
    },
    "holds": {"span": {"at_least": 10}, "full": {"at_least": 2}},
}


@figure(
    composite_ranks,
    area="Countries",
    title="Countries' ranks in ITU's 2024 index, and how far other weights would move them",
    says=SAYS,
    **LATEST,
)
@in_seaborn(
    who="countries",
    height=5.2,
    method=phrase(
        "Each line spans a country's ranks under all weights from 0.5 to 1.5 times ITU's that have "
        "the same sum; the dot is its rank with ITU's weights. Tied countries share the better "
        "rank. The figure shows one country in nine; the table has all."
    ),
)
def ranks(table, axes):
    import seaborn as sns  # late, for the workflow's planner imports this file, too

    shown = table.sort_values(["rank", "unit_id"])[::EVERY].astype({"unit_id": str})
    ends = shown.melt("unit_id", ["best", "rank", "worst"], var_name="end", value_name="place")
    sns.pointplot(ends, x="place", y="unit_id", ax=axes, **KNOWN_INTERVAL)
    axes.set(xlabel="rank", ylabel="")
