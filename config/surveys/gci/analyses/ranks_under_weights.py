"""Who ranks where, and how far ranks rest on what each pillar weighs."""

import dataframely as dy
import polars as pl

from cyberstudy.analyses import Analysis, figure, table
from cyberstudy.statistics.composite import recover_weights, sure
from cyberstudy.statistics.rank_ranges import ranks_within
from cyberstudy.wording.alternative_text import by_panel, valued
from cyberstudy.wording.named_units import beside_the_list
from cyberstudy.wording.questions import questions_asked, scale_of
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
ROWS = 28  # drawn at most, evenly apart in the order: its middle moves most


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
)
def ranks(composites, view):
    """Draw a row a unit, of units evenly apart in the order."""
    # Late, for the workflow's planner imports this file, too.
    from cyberstudy.draw.drawn import Drawn
    from cyberstudy.draw.marks.intervals import OF_RANKS, dots_with_intervals
    from cyberstudy.draw.marks.legends import legend_below
    from cyberstudy.draw.marks.rows import finish_rows
    from cyberstudy.draw.marks.texts import folded, height_of, narrowed
    from cyberstudy.draw.style import new_figure

    say, data = view.say, ranked(composites, view)
    count, who, rows = data.height, say.word("countries"), data.filter("shown")
    names = [folded(name, narrowed(32)) for name in rows["name"]]
    _, digits = scale_of(view, [SCORE])
    columns = {
        say("rank"): [say.count(rank) for rank in rows["rank"]],
        say("places\nspanned"): [say.count(span) for span in rows["span"]],
    }
    drawn, axes = new_figure(1.0 + height_of(names, 0.1, 0.06))
    labels = (
        say("rank under other weights, best to worst"),
        say("rank with ITU\u2019s weights"),
    )
    dots_with_intervals(axes, rows["rank"], rows.select("best", "worst"), labels, **OF_RANKS)
    ends, ticks = (1, max(count, 2)), [1, *range(50, count - 10, 50), count]
    look = {"ends": ends, "step": 0.12, "length": count, "ticks": ticks}
    finish_rows(axes, say, names, range(rows.height), columns, **look)
    among = say("Rank among {count} {who}", count=count, who=who)
    if (step := _step(count)) > 1:
        among = say("{rank}; one in {step} is shown", rank=among, step=step)
    axes.set_xlabel(among, loc="left")
    legend_below(drawn)
    descriptions = [
        valued(say, row["name"], in_words(say, row, say.decimal(row["score"], digits)))
        for row in view.citing(rows)
    ]
    method = [
        say(
            "Each line spans a country's ranks under all weights from {least} to {most} times "
            "ITU's that have the same sum.",
            least=say.plain(LEAST),
            most=say.plain(MOST),
        ),
        say("Tied countries share the better rank."),
    ]
    if loose := data.filter(pl.col("exact").not_()).height:
        method.append(say("Lines not proven to be the longest: {count}.", count=loose))
    base = say("{base} {who}", base=count, who=who)
    base = say("{shown} of {base} shown; the table has all.", shown=rows.height, base=base)
    head = say("Dot plot of {shown} of {count} ranks.", shown=rows.height, count=count)
    return Drawn(
        figure=drawn,
        data=data.drop("place"),
        question=questions_asked(view, [SCORE], who),
        base=say.text([base, beside_the_list(view, data["unit_id"])]),
        method=say.text(method),
        alt=by_panel(say, head, [(view.label(SCORE), descriptions)]),
    )


def _step(count):
    """Return of how many units one is shown."""
    return -(-count // ROWS)


def ranked(composites, view):
    """Return the units of the latest wave from the highest, and which are shown."""
    countries = composites.filter(pl.col("wave") == pl.col("wave").max())
    name = pl.col("unit_id").replace(view.names_of_units).alias("name")
    return (
        countries.select("wave", "unit_id", name, pl.exclude("wave", "unit_id", "least", "most"))
        .sort("rank", "name")
        .with_columns(place=pl.int_range(pl.len()))
        .with_columns(shown=pl.col("place") % _step(countries.height) == 0)
    )


def in_words(say, row, score):
    """Return a rank and how far weights move it, in words."""
    text = say("{rank} ({score})", rank=row["rank"], score=score)
    if row["best"] == row["worst"]:
        return say.listed([text, say("under all weights in the range")])
    ends = {"best": row["best"], "worst": row["worst"]}
    return say.listed([text, say("{best} to {worst} under weights in the range", **ends)])
