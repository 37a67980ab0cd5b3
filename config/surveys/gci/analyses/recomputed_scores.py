"""The index recomputed: by which weights scores follow from indicators, and which do not.

ITU gives a pillar 20 points and does not publish the weights in the file. The formula is found in
the data, not believed: weights that most units follow to the last digit. Units that break it are
named, with a factor that would explain them.
"""

from dataclasses import dataclass
from functools import cache

import dataframely as dy
import numpy as np
import polars as pl

from cyberstudy.analyses import Analysis, figure, table
from cyberstudy.draw.of_tables import in_rows
from cyberstudy.specifications import OF_2020, PILLARS
from cyberstudy.statistics.composite import (
    NOISE,
    RecoveredWeights,
    factors_of,
    recover_weights,
    sure,
)
from surveyanswers.tables.disclosure import (
    Part,
    column,
    key,
    proportion,
    statistic,
    tally,
    wave_column,
)
from surveyanswers.tables.phrases import phrase

#: What each pillar is made of; the overall score is made of these, each with its own points.
SCORES = {f"{pillar}_score": several for pillar, several in PILLARS.items()}
SCORES |= {"overall_score": [*SCORES]}
TITLES = {
    "legal_score": "Legal measures",
    "technical_score": "Technical measures",
    "organizational_score": "Organizational measures",
    "capacity_score": "Capacity development",
    "cooperation_score": "Cooperation",
    "overall_score": "Global Cybersecurity Index",
}
#: What the weights of a score add up to.
TOTALS = dict.fromkeys(SCORES, 20) | {"overall_score": 100}
WEIGHTS = ["weight", "low", "high", "share"]
READ = [*SCORES, *OF_2020]


class CompositeWeights(Analysis):
    """The weights by which published scores follow from their indicators."""

    wave = wave_column()
    score = key("Question with the score.")
    title = column(dy.String, Part.LABEL, "What it is of.")
    total = column(dy.UInt32, Part.LABEL, "What its weights add up to: all points of the score.")
    indicator = key("Question with the indicator.", phrase("Indicator"))
    label = column(dy.String, Part.LABEL, "Its short label.")
    base = column(dy.UInt32, Part.BASE, "Units with the score and all of its indicators.")
    follow = tally(
        Part.COUNT,
        "Of them, units whose score is what the best weights make it, but for rounding.",
        phrase("Scores that follow the weights"),
    )
    confirmed = column(
        dy.Int64,
        Part.STATISTIC,
        "Different equations that hold and were not needed to find the weights.",
        nullable=True,
    )
    unique = column(
        dy.Bool,
        Part.STATISTIC,
        "Whether the units that follow leave no other weights.",
        nullable=True,
    )
    weight = statistic("Weight; null where no formula was found.", phrase("Weight"), min=0)
    low = statistic("Least weight that the scores leave.", min=0)
    high = statistic("Largest; null where nothing bounds it.", min=0)
    share = proportion(Part.STATISTIC, "Weight as a share of the sum of the weights.")
    reason = column(dy.String, Part.REASON, 'Why there is no weight; "" where there is one.')


class CompositeResiduals(Analysis):
    """Published scores compared with those recomputed, where a formula was found."""

    wave = wave_column()
    score = key("Question with the score.")
    unit_id = column(dy.String, Part.UNIT, "Unit.", primary_key=True)
    published = column(dy.Float64, Part.VALUE, "Score, as published.")
    recomputed = column(dy.Float64, Part.VALUE, "Score that the weights give.")
    residual = column(dy.Float64, Part.STATISTIC, "published - recomputed.")
    follows = column(dy.Bool, Part.STATISTIC, "Whether the residual is no more than rounding.")
    explanation = column(
        dy.String,
        Part.STATISTIC,
        'The factor without which it would follow, in words; "" where it follows, or where there '
        "is none.",
    )


@dataclass(frozen=True)
class Score:
    """A score in one wave, of units with it and all of its indicators, and its best weights."""

    wave: str
    name: str
    indicators: list[str]
    units: list[str]
    values: np.ndarray
    published: np.ndarray
    found: RecoveredWeights

    def sure(self, numbers):
        """Round to what arithmetic is sure of."""
        return sure(numbers, self.published)


@cache
def recovered(survey):
    """Return each score in each wave that has it.

    Assume: an indicator that no unit has in a wave is no part of that wave's score.
    """
    scores = []
    for (wave,), answers in survey.answers.group_by("wave", maintain_order=True):
        for name, items in SCORES.items():
            indicators = [indicator for indicator in items if answers[indicator].count()]
            whole = answers.select("unit_id", name, *indicators).drop_nulls()
            values, published = whole.select(indicators).to_numpy(), whole[name].to_numpy()
            fit = recover_weights(values, published)
            units = whole["unit_id"].to_list()
            scores.append(Score(wave, name, indicators, units, values, published, fit))
    return scores


@table(CompositeWeights, answers=READ)
def composite_weights(survey):
    return pl.concat([weights_of(score, survey.labels) for score in recovered(survey)])


def weights_of(score, labels):
    """Make the rows of one score."""
    fit, names, numbers = score.found, score.indicators, {}
    reason = fit.no_formula
    unique = fit.unique and not reason
    if not reason:
        share = fit.weights / fit.weights.sum()
        numbers = {"weight": fit.weights, "low": fit.low, "high": fit.high, "share": share}
    about = {"wave": score.wave, "score": score.name}
    about |= {"title": TITLES[score.name], "total": TOTALS[score.name]}
    about |= {"indicator": names, "label": [labels[name] for name in names]}
    counted = {"base": len(score.units), "follow": fit.follows.sum(), "confirmed": fit.confirmed}
    rows = about | counted | {"unique": unique, "reason": reason}
    rows |= {name: score.sure(numbers.get(name, [np.nan] * len(names))) for name in WEIGHTS}
    schema = {name: pl.Float64 for name in WEIGHTS} | {"unique": pl.Boolean}
    weight_rows = pl.DataFrame(rows, schema_overrides=schema)
    return weight_rows.with_columns(units=pl.lit(score.units))


@table(CompositeResiduals, answers=READ)
def composite_residuals(survey):
    tables = []
    for score in (candidate for candidate in recovered(survey) if not candidate.found.no_formula):
        factors = dict(factors_of(score.published, score.found))
        total = score.found.weights.sum()
        rows = {
            "wave": score.wave,
            "score": score.name,
            "unit_id": score.units,
            "published": score.published,
            "recomputed": score.sure(score.found.recomputed),
            "residual": score.sure(score.found.residual),
            "follows": score.found.follows,
            "explanation": [
                in_words(factors[unit], total) if unit in factors else ""
                for unit in range(len(score.units))
            ],
        }
        tables.append(pl.DataFrame(rows).with_columns(units=pl.concat_list("unit_id")))
    return pl.concat(tables)


def in_words(factor, total):
    """Return in words the factor without which a unit would follow."""
    if abs(factor * total - 1) <= NOISE:
        return f"the score is the weighted mean, not multiplied by {total:.6g}, the sum of weights"
    return f"the score was multiplied by {factor:g}"


SAYS = {
    # Its lines break where translations have them.
    "headline": "Most of ITU's weights can be reconstructed from its scores",
    "finding": "ITU does not publish its weights, but most of them can be reconstructed from "
    "its scores. Of the scores for which weights were found, {follow} follow exactly; the "
    "number that do not is {broken} (see the notebook). No weights were found for the "
    "organizational scores of the latest edition; the file may lack one of their indicators.",
    "subtitle": "Points that each indicator contributes at most, Global Cybersecurity Index "
    "2020 and 2024",
    "table": "composite_weights",
    "values": {
        "follow": {"table": "composite_residuals", "count": {"follows": True}},
        "broken": {"table": "composite_residuals", "count": {"follows": False}},
        "open": {"count": {"unique": False}},
    },
    "holds": {"broken": {"at_most": 20}, "open": {"at_most": 10}},
}


@figure(
    composite_weights,
    area="Methods and data quality",
    title="The weight of each indicator, 2020 and 2024",
    says=SAYS,
)
def weights(indicators, view):
    """List the weight of each indicator."""
    method = phrase("The weights make the indicators of most countries add up exactly to a score.")
    return in_rows(indicators, view, who=phrase("countries"), method=method)
