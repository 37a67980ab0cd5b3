"""Whether States acquire measures in one order, and which each lacks first.

The ranges were written before any of these numbers was looked at; none of what is in them was taken
out since.
"""

from functools import partial
from typing import Any

import dataframely as dy
import numpy as np
import polars as pl

from cyberstudy.analyses import Analysis, figure, table
from cyberstudy.claims import BEFORE_LOOKING, REGIONS, claim
from cyberstudy.statistics import scalability as mokken
from cyberstudy.statistics.neighbours import block_interval
from surveyanswers.tables.disclosure import Part, column, key, proportion, statistic, tally
from surveyanswers.tables.phrases import phrase

PILLARS = {
    "legal": ("substantive_law", "regulation"),
    "technical": ("national_cirt", "sectoral_cirt", "standards"),
    "organizational": ("national_strategy", "responsible_agency", "metrics"),
    "capacity development": (
        *("awareness", "training", "education", "research", "industry", "incentives"),
    ),
    "cooperation": (
        *("bilateral_agreements", "international_participation", "multilateral_agreements"),
        *("private_partnerships", "interagency_partnerships"),
    ),
}
#: In both editions: child_protection was scored in 2020 alone.
MEASURES = [measure for several in PILLARS.values() for measure in several]
COUNTRIES = "data/raw/reference/countries.csv"
EDITIONS = ("2024", "2020")
NOTHING, CONFIDENCE = "nothing", 0.95
#: What counts as having a measure.
half = partial(np.less_equal, 0.5)
HAS: dict[str, Any] = {
    "half of the points": half,
    "any points": lambda scores: scores > 0,
    "all points": lambda scores: scores == 1,
}
#: Mokken (1971): items form a scale from 0.3 on. Ligtvoet and others (2010): so does their order.
ENOUGH = 0.3
BLOCKS = {"correlated within subregions": "subregion", "treated as independent": "unit_id"}
OVER = {
    "Counts as having": tuple(HAS),
    "Edition": EDITIONS,
    "Measures left out": (NOTHING, *PILLARS),
    "Left out": (NOTHING, *REGIONS),
}
OVER_TIME = {kind: several for kind, several in OVER.items() if kind != "Edition"} | {
    "States": tuple(BLOCKS)
}


def scored(survey, edition):
    """Return Member States of an edition with their scores of all measures, in one order."""
    near = survey.table(COUNTRIES).select("iso3", "subregion")
    members = survey.units.filter("in_frame", wave=edition)
    members = members.join(survey.answers, on=["wave", "unit_id"]).drop_nulls(MEASURES)
    members = members.join(near, left_on="unit_id", right_on="iso3", how="left")
    return members.sort("unit_id")


def who_has(rows, chosen):
    """Return which State has which measure, and these States, as a choice leaves them."""
    out = PILLARS.get(chosen["Measures left out"], ())
    kept = rows.filter(pl.col("region") != chosen["Left out"])
    left = kept[[measure for measure in MEASURES if measure not in out]]
    return HAS[chosen["Counts as having"]](left.to_numpy()), kept


def coefficient(survey, chosen, of):
    """Return the coefficient `of` who has what under a choice."""
    flags, rows = who_has(scored(survey, chosen["Edition"]), chosen)
    value = float(of(flags))
    return {"units": rows["unit_id"].to_list(), "value": value, "holds": value >= ENOUGH}


@claim(
    range_written=BEFORE_LOOKING,
    answers=MEASURES,
    tables=[COUNTRIES],
    over=OVER,
    refuted_by="A specification in which a measure's coefficient H is below 0.3, so that measures "
    "form no scale.",
)
def measures_are_a_scale(survey, chosen):
    """Mokken's coefficient of the measure that has the lowest."""
    return coefficient(survey, chosen, lambda flags: np.nanmin(mokken.scalability(flags)[1]))


@claim(
    range_written=BEFORE_LOOKING,
    answers=MEASURES,
    tables=[COUNTRIES],
    over=OVER,
    refuted_by="A specification in which the coefficient H of States is below 0.3, so that they "
    "share no order.",
)
def one_order_for_all(survey, chosen):
    """Mokken's coefficient of the turned table: how far States have measures in the same order."""
    return coefficient(survey, chosen, mokken.scalability_of_units)


@claim(
    range_written=BEFORE_LOOKING,
    answers=MEASURES,
    tables=[COUNTRIES],
    over=OVER_TIME,
    refuted_by="A specification in which the interval of the share includes one half: what States "
    "gained came no earlier in the order of 2020 than what they still lacked.",
)
def next_in_order_came_next(survey, chosen):
    """How often, of a measure gained and one still lacked, the gained came first in the order."""
    before, after = (scored(survey, edition) for edition in EDITIONS[::-1])
    old, rows = who_has(before.join(after, on="unit_id", how="semi"), chosen)
    new, _ = who_has(after.join(before, on="unit_id", how="semi"), chosen)
    units, shares = mokken.gained_in_order(old, new)
    blocks = rows[units.tolist()][BLOCKS[chosen["States"]]].fill_null("").to_numpy()
    value = float(shares.mean())
    low, _ = block_interval(
        value, lambda left: float(shares[left].mean()), blocks, confidence=CONFIDENCE
    )
    return {"units": rows["unit_id"].to_list(), "value": value, "holds": low > 0.5}


class Scale(Analysis):
    """How far the measures form a scale, and States have them in the same order, by edition."""

    edition = key("ITU's edition.")
    base = column(dy.UInt32, Part.BASE, "Member States.")
    measures = column(dy.UInt32, Part.COUNT, "Measures.")
    h = statistic("Mokken's coefficient H of measures: 1 is Guttman's scale, 0 chance.", max=1)
    low = statistic("Lower end of its 95 % interval, subregions left out in turn.")
    high = statistic("Its upper end.")
    of_states = statistic("That of States: 1 where all have measures in the same order.", max=1)
    crossing = tally(Part.COUNT, "Pairs of measures in the other order in some group of States.")
    falling = tally(Part.COUNT, "Measures rarer in some group of States with more of the others.")


class MeasuresInOrder(Analysis):
    """The place of each measure among all, by how many States have half of the points."""

    edition = key("ITU's edition.")
    question = key("The measure.")
    position = column(dy.UInt32, Part.STATISTIC, "Place in the order of the edition, from 1.")
    base = column(dy.UInt32, Part.BASE, "Member States.")
    count = tally(Part.COUNT, "States with half of the points or more.")
    share = proportion(Part.STATISTIC, "Their share.")
    h = statistic("Mokken's coefficient of the measure.", phrase("H"), max=1)
    low = statistic("Lower end of its 95 % interval, subregions left out in turn.")
    high = statistic("Its upper end.")
    lacked_first = tally(Part.COUNT, "States that lack it first in the order.", phrase("Next for"))


class NextSteps(Analysis):
    """What each State lacks first in the order of 2024."""

    unit_id = column(dy.String, Part.UNIT, "Unit.", primary_key=True)
    has = column(dy.UInt32, Part.VALUE, "Measures with half of the points or more.")
    step = column(
        dy.String,
        Part.VALUE,
        "The commonest measure that it lacks; null where it has all.",
        phrase("Next in the order"),
        nullable=True,
    )


def in_editions(survey):
    """Yield what a row of each edition begins with, who has which measure, and subregions."""
    for edition in EDITIONS:
        rows = scored(survey, edition)
        if rows.height:
            about = {"edition": edition, "base": rows.height, "units": rows["unit_id"].to_list()}
            yield about, half(rows[MEASURES].to_numpy()), rows["subregion"].fill_null("").to_numpy()


def interval(of, flags, blocks):
    """Return the coefficient `of` who has what, with its interval."""
    h = of(flags)
    low, high = block_interval(h, lambda kept: of(flags[kept]), blocks, confidence=CONFIDENCE)
    return {"h": h, "low": low, "high": high}


@table(Scale, answers=MEASURES, tables=[COUNTRIES])
def scale_of_measures(survey):
    """Measure how far measures are a scale in each edition."""
    rows = []
    for about, flags, blocks in in_editions(survey):
        row = about | interval(lambda flags: mokken.scalability(flags)[0], flags, blocks)
        row |= {"measures": len(MEASURES), "of_states": mokken.scalability_of_units(flags)}
        row |= {"crossing": int(mokken.crossing(flags).sum()) // 2}
        rows.append(row | {"falling": int((mokken.not_monotone(flags) > 0).sum())})
    return pl.DataFrame(rows) if rows else Scale.create_empty()


@table(MeasuresInOrder, answers=MEASURES, tables=[COUNTRIES])
def measures_in_order(survey):
    """Return measures in their order in each edition, with coefficients and checks of each."""
    rows = []
    for about, flags, blocks in in_editions(survey):
        order = order_of(flags)
        place, first = np.argsort(order) + 1, first_lacked(flags, order)
        for at, measure in enumerate(MEASURES):
            row = about | {"question": measure, "position": place[at], "count": flags[:, at].sum()}
            row |= interval(lambda flags, at=at: mokken.scalability(flags)[1][at], flags, blocks)
            row |= {"share": flags[:, at].mean(), "lacked_first": first.count(at)}
            rows.append(row)
    return pl.DataFrame(rows) if rows else MeasuresInOrder.create_empty()


@table(NextSteps, answers=MEASURES, tables=[COUNTRIES])
def next_steps(survey):
    """List what each State lacks first, in the order of 2024.

    Assume: the order of all States is that of each. Where measures are as common, that of the form.
    """
    rows = scored(survey, EDITIONS[0])
    flags = half(rows[MEASURES].to_numpy())
    first = first_lacked(flags, order_of(flags))
    return rows.select("unit_id", units=pl.concat_list("unit_id")).with_columns(
        has=pl.Series(flags.sum(axis=1)),
        step=pl.Series([None if at is None else MEASURES[at] for at in first], dtype=pl.String),
    )


def order_of(flags):
    """Order measures from the commonest."""
    return np.argsort(-flags.sum(axis=0), kind="stable")


def first_lacked(flags, order):
    """Return the first measure in the order that each State lacks, None where it has all."""
    return [next((int(at) for at in order if not has[at]), None) for has in flags]


LATEST, BEFORE = ({"edition": edition} for edition in EDITIONS)
ORDINARY = {"kind": "Counts as having", "choice": next(iter(HAS))}


def _place(measure, edition):
    row = {"edition": edition, "question": measure}
    return {"table": "measures_in_order", "column": "position", "row": row}


FOUND = (
    "States that have a rare measure usually have the common ones too. Mokken's coefficient H, "
    "which is zero by chance and one for a perfect order, was {h} for {measures} measures in "
    "{edition} and {h_before} in 2020. Computed for States instead of measures, H shows how far "
    "they share one order: it was {common} and {common_before}. We also compared each measure "
    "that a State gained from 2020 to 2024 with each that it still lacked: in {next} of these "
    "pairs the gained one was earlier in the 2020 order, from the most common measure to the "
    "rarest; by chance it would be half. The order depends on how ITU scores, which changed: "
    "awareness campaigns moved from place {aware_before} in 2020 to {aware}, education from "
    "{taught_before} to {taught}."
)
SAYS = {
    "headline": "States tend to adopt measures in a common order",
    "claim": "one_order_for_all",
    "finding": FOUND,
    "weaker": [
        {
            "headline": "States with rare measures usually have the common ones too",
            "claim": "measures_are_a_scale",
            "finding": FOUND,
        },
        {"finding": FOUND},
    ],
    "subtitle": "Member States with at least half of the points for a measure, Global "
    "Cybersecurity Index {edition}",
    "table": "scale_of_measures",
    "row": LATEST,
    "values": {
        "edition": {"column": "edition"},
        "measures": {"column": "measures"},
        "h": {"column": "h", "decimals": 2},
        "h_before": {"column": "h", "decimals": 2, "row": BEFORE},
        "common": {"column": "of_states", "decimals": 2},
        "common_before": {"column": "of_states", "decimals": 2, "row": BEFORE},
        "next": {
            "table": "next_in_order_came_next",
            "column": "value",
            "percent": True,
            "row": ORDINARY,
        },
        "aware": _place("awareness", "2024"),
        "aware_before": _place("awareness", "2020"),
        "taught": _place("education", "2024"),
        "taught_before": _place("education", "2020"),
    },
}


@figure(
    measures_in_order,
    area="Countries",
    title="The order in which States adopt cybersecurity measures",
    says=SAYS,
)
def order_of_acquisition(measures, view):
    """Draw a row a measure and a column a State, both in their order, coloured where it has it."""
    # Late, for the workflow's planner imports this file, too.
    from matplotlib.colors import ListedColormap
    from matplotlib.patches import Patch

    from cyberstudy.draw.drawn import Drawn
    from cyberstudy.draw.marks.legends import legend_below
    from cyberstudy.draw.marks.texts import (
        folded,
        height_of,
        name_rows_again,
        narrowed,
        rows_from_above,
    )
    from cyberstudy.draw.style import FAINT, HUES, leading, new_figure
    from cyberstudy.wording.alternative_text import panel

    say = view.say
    shown = measures.filter(**LATEST).sort("position")
    order, labels = [*shown["question"]], [view.label(question) for question in shown["question"]]
    listed = pl.col("unit_id").is_in(view.survey.frame["unit_id"].to_list())
    wide = view.answers(order).filter(listed, wave=EDITIONS[0]).sort("unit_id")
    wide = wide.pivot("question", index="unit_id", values="number").drop_nulls()
    has = half(wide[order].to_numpy())
    has = has[np.argsort(-has.sum(axis=1), kind="stable")]
    names = [folded(label, max(20, narrowed(34))) for label in labels]
    drawn, axes = new_figure(0.9 + height_of(names, 0.1, 0.05))
    hues = ListedColormap([FAINT, HUES[0]])
    axes.imshow(has.T, aspect="auto", cmap=hues, interpolation="nearest")
    rows_from_above(axes, names, linespacing=leading())
    name_rows_again(axes, [*map(str, shown["count"])], say("States"))
    axes.set_xticks([])
    axes.set_xlabel(say("Member States, those with most measures first"), loc="left")
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    looks = {say("at least half of the points"): HUES[0], say("less than half"): FAINT}
    legend_below(drawn, [Patch(color=c, label=name) for name, c in looks.items()], fontsize=6.5)
    lines = [
        say(
            "{label}: {count} States, H {h}, next step for {first} States",
            label=label,
            count=row["count"],
            h=say.decimal(row["h"], 2),
            first=row["lacked_first"],
        )
        for label, row in zip(labels, view.citing(shown), strict=True)
    ]
    return Drawn(
        figure=drawn,
        data=measures,
        question=say("Which measures States have, from the most common to the rarest."),
        base=say("{count} Member States.", count=len(has)),
        method=say(
            "Each column is a State. If all States shared one order, the coloured area would "
            "have no holes. Next step: the number of States for which this is the most common "
            "measure that they lack. H: how rarely States have a measure without the more "
            "common ones; 1 means never, 0 means as often as by chance, and from 0.3 the "
            "measures count as a scale (Mokken)."
        ),
        alt=panel(say, say("Table of States and measures, coloured where a State has it"), lines),
    )
