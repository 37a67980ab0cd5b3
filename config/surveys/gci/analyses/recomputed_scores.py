"""The index recomputed: by which weights scores follow from indicators, and which do not.

ITU gives a pillar 20 points and does not publish the weights in the file. The formula is found in
the data, not believed: weights that most units follow to the last digit. Units that break it are
named, with a factor that would explain them; and where no formula is found, what the scores
say of an indicator that the data lack.
"""

from dataclasses import dataclass
from functools import cache, cached_property

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
from cyberstudy.statistics.missing_indicator import bounds_of_missing, reconstruct_missing
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
#: What the weights of a score add up to: where none are found that bounds what the data lack.
TOTALS = dict.fromkeys(SCORES, 20) | {"overall_score": 100}
WEIGHTS = ["weight", "low", "high", "share", "if_at_ends"]
READ = [*SCORES, *OF_2020]


class CompositeWeights(Analysis):
    """The weights by which published scores follow from their indicators."""

    wave = wave_column()
    score = key("Question with the score.")
    title = column(dy.String, Part.LABEL, "What it is of.")
    total = column(dy.UInt32, Part.LABEL, "What its weights add up to: all points of the score.")
    indicator = key('Question with the indicator; "": one that the data lack.', phrase("Indicator"))
    label = column(dy.String, Part.LABEL, 'Its short label; "" where the data lack it.')
    base = column(dy.UInt32, Part.BASE, "Units with the score and all of its indicators.")
    follow = tally(
        Part.COUNT,
        "Of them, units whose score is what the best weights make it, but for rounding.",
        phrase("Scores that follow the weights"),
    )
    confirmed = column(
        dy.Int64,
        Part.STATISTIC,
        "Different equations that hold and were not needed to find the weights; where no formula "
        "was found, those of `if_at_ends`.",
        nullable=True,
    )
    unique = column(
        dy.Bool,
        Part.STATISTIC,
        "Whether the units that follow leave no other weights.",
        nullable=True,
    )
    weight = statistic("Weight; null where no formula was found.", phrase("Weight"), min=0)
    low = statistic(
        "Least weight that the scores leave; where no formula was found, if one indicator from 0 "
        "to 1 is all that the data lack.",
        min=0,
    )
    high = statistic("Largest; null where nothing bounds it.", min=0)
    share = proportion(Part.STATISTIC, "Weight as a share of the sum of the weights.")
    if_at_ends = statistic(
        "Where no formula was found: the weight if the indicator that the data lack is at 0 or 1 "
        "for most units.",
        phrase("Weight if most States score 0 or 1 on the missing indicator"),
        min=0,
    )
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


class CompositeMissing(Analysis):
    """What scores say of an indicator that the data lack, where no formula was found."""

    wave = wave_column()
    score = key("Question with the score.")
    unit_id = column(dy.String, Part.UNIT, "Unit.", primary_key=True)
    low = proportion(
        Part.STATISTIC,
        "Least that the indicator can be, if it lies from 0 to 1 and is all that the data lack.",
    )
    high = proportion(Part.STATISTIC, "Largest.")
    if_at_ends = proportion(
        Part.STATISTIC, "What it is if it is at 0 or 1 for most units; null where that fixes none."
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

    @cached_property
    def lacking(self):
        """Return bounds and reconstruction of an indicator that the data lack, or why not."""
        if self.values.max() > 1:
            return None, "not all indicators lie between 0 and 1"
        sides, total = (self.values, self.published), float(TOTALS[self.name])
        try:
            parts = bounds_of_missing(*sides, total=total), reconstruct_missing(*sides, total=total)
        except ValueError as problem:
            return None, str(problem)
        return parts, ""


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
    """Make the rows of one score; the last is of an indicator that the data lack."""
    fit, names, numbers = score.found, score.indicators, {}
    reason = fit.no_formula
    parts, why = score.lacking if reason else (None, "")
    unique, confirmed = None, fit.confirmed
    if not reason:
        unique, share = fit.unique, fit.weights / fit.weights.sum()
        numbers = {"weight": fit.weights, "low": fit.low, "high": fit.high, "share": share}
    elif parts:
        bounds, at_ends = parts
        names, unique, confirmed = [*names, ""], False, at_ends.confirmed
        numbers = {
            "low": [*bounds.weights_low, bounds.weight_low],
            "high": [*bounds.weights_high, bounds.weight_high],
            "if_at_ends": [*at_ends.weights, at_ends.weight],
        }
    about = {"wave": score.wave, "score": score.name}
    about |= {"title": TITLES[score.name], "total": TOTALS[score.name]}
    about |= {"indicator": names, "label": [labels.get(name, "") for name in names]}
    counted = {"base": len(score.units), "follow": fit.follows.sum(), "confirmed": confirmed}
    rows = about | counted | {"unique": unique, "reason": "; ".join(filter(None, (reason, why)))}
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


@table(CompositeMissing, answers=READ)
def composite_missing(survey):
    tables = []
    for score in (candidate for candidate in recovered(survey) if candidate.found.no_formula):
        if parts := score.lacking[0]:
            bounds, at_ends = parts
            rows = {"wave": score.wave, "score": score.name, "unit_id": score.units}
            rows |= {"low": score.sure(bounds.value_low), "high": score.sure(bounds.value_high)}
            rows |= {"if_at_ends": score.sure(at_ends.value)}
            # What is sure of one unit rests on the scores of all, which leave the weights no more.
            tables.append(pl.DataFrame(rows).with_columns(units=pl.lit(score.units)))
    return pl.concat(tables) if tables else CompositeMissing.create_empty()


SAYS = {
    # Its lines break where translations have them.
    "headline": "Most of ITU's weights can be reconstructed from its scores",
    "finding": "ITU does not publish its weights, but most of them can be reconstructed from "
    "its scores. Of the scores for which weights were found, {follow} follow exactly; the "
    "number that do not is {broken} (see the notebook). No weights were found for the "
    "organizational scores of the latest edition. If this is because the file lacks one "
    "indicator, that indicator counts for at least {low} of {total} points.",
    "subtitle": "Points that each indicator contributes at most, Global Cybersecurity Index "
    "2020 and 2024",
    "table": "composite_weights",
    "row": {"score": "organizational_score", "indicator": ""},
    "values": {
        "follow": {"table": "composite_residuals", "count": {"follows": True}},
        "broken": {"table": "composite_residuals", "count": {"follows": False}},
        "low": {"column": "low"},
        "total": {"column": "total"},
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
    """List the weight of each indicator, or what it can be where no formula was found."""
    method = phrase("The weights make the indicators of most countries add up exactly to a score.")
    return in_rows(indicators, view, who=phrase("countries"), method=method)
