"""Whether States acquire measures in one order, and which each lacks first."""

from functools import partial
from typing import Any

import dataframely as dy
import numpy as np
import polars as pl

from cyberstudy.analyses import Analysis, figure, table
from cyberstudy.claims import AFTER_LOOKING, MAIN, claim
from cyberstudy.draw.of_tables import in_rows
from cyberstudy.specifications import (
    GROUPS,
    INDICATORS,
    PILLARS,
    READ,
    STATES,
    estimated,
    specifications,
    states_in,
)
from cyberstudy.statistics import scalability as mokken
from cyberstudy.statistics.neighbours import block_interval
from surveyanswers.tables.disclosure import Part, column, key, proportion, statistic, tally
from surveyanswers.tables.phrases import phrase

EDITIONS, ANSWERS = ("2024", "2020"), [*INDICATORS, "overall_score"]
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
HAVING = {"Counts as having": HAS, "Measures left out": (NOTHING, *PILLARS)}


def scored(survey, edition):
    """Return Member States of an edition with their scores of all measures, in one order."""
    return states_in(survey, edition).drop_nulls(INDICATORS).sort("iso3")


def who_has(rows, chosen):
    """Return which State has which measure, as a choice leaves measures out."""
    out = PILLARS.get(chosen["Measures left out"], ())
    left = rows[[measure for measure in INDICATORS if measure not in out]]
    return HAS[chosen["Counts as having"]](left.to_numpy())


@claim(
    range_written=AFTER_LOOKING,
    answers=ANSWERS,
    tables=READ,
    over=specifications(HAVING, adjustable=False),
    refuted_by="A specification in which the interval of the share includes one half: what States "
    "gained came no earlier in the order of 2020 than what they still lacked.",
    dropped=[
        "That measures form a scale (Mokken's H of each at least a third or so): not with its "
        "error, nor in the Americas, in Europe or in either half by ITU's score.",
        "That all States share one order (H of States): not with its error in 2020, nor in the "
        "upper half by ITU's score.",
    ],
)
def next_in_order_came_next(survey, chosen):
    """How often, of a measure gained and one still lacked, the gained came first in the order."""
    before, after = (scored(survey, edition) for edition in EDITIONS[::-1])
    before = before.join(after, on="iso3", how="semi")
    old = who_has(before, chosen)
    new = who_has(after.join(before, on="iso3", how="semi"), chosen)
    units, shares = mokken.gained_in_order(old, new)
    moved = before[units.tolist()].with_columns(share=shares).filter(GROUPS[chosen[STATES]])
    share = moved["share"].to_numpy()

    def by_chance(rng):
        # Of what a State gained and what it lacks, either is as likely to come first.
        return float(np.where(rng.random(share.size) < 1 / 2, share, 1 - share).mean())

    how = {"null": 1 / 2, "most": 1.0, "by_chance": by_chance, "seed": survey.seed}
    return estimated(moved, chosen, lambda kept: float(share[kept].mean()), **how)


class Scale(Analysis):
    """How far the measures form a scale, and States have them in the same order, by edition."""

    edition = key("ITU's edition.")
    base = column(dy.UInt32, Part.BASE, "Member States.")
    measures = column(dy.UInt32, Part.COUNT, "Measures.")
    h = statistic("Mokken's coefficient H of measures: 1 is Guttman's scale, 0 chance.", max=1)
    low = statistic("Lower end of its 95 % interval, subregions left out in turn.")
    high = statistic("Its upper end.")
    of_states = statistic("That of States: 1 where all have measures in the same order.", max=1)


class MeasuresInOrder(Analysis):
    """The place of each measure among all, by how many States have half of the points."""

    edition = key("ITU's edition.")
    question = key("The measure.")
    position = column(
        *(dy.UInt32, Part.STATISTIC, "Place in the order of the edition, from 1.", phrase("Place"))
    )
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
            about = {"edition": edition, "base": rows.height, "units": rows["iso3"].to_list()}
            yield (
                about,
                half(rows[INDICATORS].to_numpy()),
                rows["subregion"].fill_null("").to_numpy(),
            )


def interval(of, flags, blocks):
    """Return the coefficient `of` who has what, with its interval."""
    h = of(flags)
    low, high = block_interval(h, lambda kept: of(flags[kept]), blocks, confidence=CONFIDENCE)
    return {"h": h, "low": low, "high": high}


@table(Scale, answers=ANSWERS, tables=READ)
def scale_of_measures(survey):
    """Measure how far measures are a scale in each edition."""
    rows = []
    for about, flags, blocks in in_editions(survey):
        row = about | interval(lambda flags: mokken.scalability(flags)[0], flags, blocks)
        of_states = mokken.scalability_of_units(flags)
        rows.append(row | {"measures": len(INDICATORS), "of_states": of_states})
    return pl.DataFrame(rows) if rows else Scale.create_empty()


@table(MeasuresInOrder, answers=ANSWERS, tables=READ)
def measures_in_order(survey):
    """Return measures in their order in each edition, with the coefficient of each."""
    rows = []
    for about, flags, blocks in in_editions(survey):
        order = order_of(flags)
        place, first = np.argsort(order) + 1, first_lacked(flags, order)
        for at, measure in enumerate(INDICATORS):
            row = about | {"question": measure, "position": place[at], "count": flags[:, at].sum()}
            row |= interval(lambda flags, at=at: mokken.scalability(flags)[1][at], flags, blocks)
            row |= {"share": flags[:, at].mean(), "lacked_first": first.count(at)}
            rows.append(row)
    return pl.DataFrame(rows) if rows else MeasuresInOrder.create_empty()


@table(NextSteps, answers=ANSWERS, tables=READ)
def next_steps(survey):
    """List what each State lacks first, in the order of 2024.

    Assume: the order of all States is that of each. Where measures are as common, that of the form.
    """
    rows = scored(survey, EDITIONS[0])
    flags = half(rows[INDICATORS].to_numpy())
    first = first_lacked(flags, order_of(flags))
    return rows.select(unit_id="iso3", units=pl.concat_list("iso3")).with_columns(
        has=pl.Series(flags.sum(axis=1)),
        step=pl.Series([None if at is None else INDICATORS[at] for at in first], dtype=pl.String),
    )


def order_of(flags):
    """Order measures from the commonest."""
    return np.argsort(-flags.sum(axis=0), kind="stable")


def first_lacked(flags, order):
    """Return the first measure in the order that each State lacks, None where it has all."""
    return [next((int(at) for at in order if not has[at]), None) for has in flags]


LATEST, BEFORE = ({"edition": edition} for edition in EDITIONS)


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
    "claim": "next_in_order_came_next",
    "finding": FOUND,
    "weaker": [
        {
            "headline": "States with rare measures usually have the common ones too",
            "finding": FOUND,
            "holds": {"h_low": {"at_least": ENOUGH}},
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
        "h_low": {"column": "low"},
        "h_before": {"column": "h", "decimals": 2, "row": BEFORE},
        "common": {"column": "of_states", "decimals": 2},
        "common_before": {"column": "of_states", "decimals": 2, "row": BEFORE},
        "next": {
            "table": "next_in_order_came_next",
            "column": "value",
            "percent": True,
            "row": {"kind": MAIN},
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
    """List measures in their order in the latest edition."""
    shown = measures.filter(**LATEST).sort("position").drop("share")
    titles = {question: view.label(question) for question in shown["question"]}
    shown = shown.with_columns(label=pl.col("question").replace(titles))
    method = phrase(
        "Next for: the number of States for which this is the most common measure that they lack. "
        "H: how rarely States have a measure without the more common ones; 1 means never, 0 means "
        "as often as by chance, and from 0.3 the measures count as a scale (Mokken)."
    )
    return in_rows(shown, view, who=phrase("Member States"), method=method)
