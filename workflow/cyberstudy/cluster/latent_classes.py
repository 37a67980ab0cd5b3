"""Types of units by their answers: rivals, resampling, other methods, and associations.

Each step begins with the solution that the first one gives.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace

import numpy as np
import polars as pl

from cyberstudy.cluster.associations import ClassAssociations, answered_items, associations
from cyberstudy.cluster.attributes import ARTEFACTS
from cyberstudy.cluster.error_rates import (
    could_have_found,
    in_brief,
    not_calibrated,
    power_said,
    unweighted,
    usual_methods,
    usual_said,
)
from cyberstudy.cluster.items import CodedAnswers, data_digest
from cyberstudy.cluster.main_fit import contest_rules, main_fit, sizes_of
from cyberstudy.cluster.model_document import save_model
from cyberstudy.cluster.recovery import matched
from cyberstudy.cluster.solution import (
    Resampling,
    Solution,
    letter,
    profiles_table,
    stability_of,
    stability_table,
)
from cyberstudy.cluster.stability import (
    GROUPS,
    UNITS,
    Resampled,
    bootstrap,
    leave_out,
    shuffle_rows,
    summary,
)
from cyberstudy.cluster.verdict import by_tests, verdict
from cyberstudy.declare.plan.verdict_rules import GRADIENT, Rules
from latentclass.contest import compare
from latentclass.families import CategoricalFamily
from latentclass.latent_class import LatentClassModel
from latentclass.latent_trait import LatentTraitModel
from surveyanswers.instrument.counting import Design

SHUFFLES = 20  # of the order of rows


def fit_latent_classes(coded: CodedAnswers, *, name: str, rules: Rules, seed: int) -> Solution:
    """Compare the rivals, and fit the classes that the tests stop at.

    Parameters
    ----------
    coded
        Units and their codes.
    name
        Of the clustering.
    seed
        For everything random; each part has random numbers of its own.
    """
    evidence = compare(
        CategoricalFamily(coded.codes, coded.ordered), rules=contest_rules(rules), seed=seed
    )
    model = main_fit(coded.codes, evidence.classes, seed=seed)
    # Of the fit that is shown, which has more starts than those of the tests.
    sizes = sizes_of(model.predict(coded.codes), evidence.classes)
    return Solution(
        clustering=name,
        units=coded.units,
        options=coded.options,
        table=coded.codes,
        data=data_digest(coded.units, coded.options, coded.codes),
        evidence=replace(evidence, sizes=sizes, boundary=model.n_boundary_),
        model=model,
        seed=seed,
    )


def model_for_others(solution: Solution, *, ordered: bool) -> dict[str, object]:
    """Describe the model to classify new answers by: the trait where the tests say gradient."""
    model: LatentClassModel | LatentTraitModel = solution.model
    if by_tests(solution.evidence) == GRADIENT:
        model = LatentTraitModel(random_state=solution.seed, ordered=ordered).fit(solution.table)
    names, codes = list(solution.options), list(solution.options.values())
    return save_model(model, names, codes, units=len(solution.units))


def bootstrap_latent_classes(
    solution: Solution,
    groups: Sequence[str | None],
    *,
    resamples: int,
    confidence: float,
    rules: Rules,
    ordered: bool = False,
    calibration: pl.DataFrame | None = None,
    arena: pl.DataFrame | None = None,
    design: Design | None = None,
) -> Resampling:
    """Draw units again, leave some out, shuffle rows, and say how stable classes are.

    Parameters
    ----------
    groups
        One a unit: those of a group are left out together.
    resamples, confidence
        Of the bootstrap, and of its intervals.
    rules
        Of the verdict, which is made here: it needs the classes' stability.
    ordered
        Whether categories are in an order, without which several have no taxometric index.
    calibration
        Of these rules: what they could have found; of other data than these, a caution says so.
    arena
        How often usual methods err, and these rules.
    design
        Of a sample, which classes do not heed; a caution says so, too.
    """
    resampled = bootstrap(
        solution.table, solution.model, replicates=range(resamples), seed=solution.seed
    )
    summed = summary([resampled.classes], confidence=confidence)
    decision = verdict(solution.evidence, rules, stability_of(solution, summed))
    data = {"units": len(solution.units), "categories": int(solution.table.max()) + 1}
    power = could_have_found(calibration, **data)
    methods = usual_methods(solution.table, ordered=ordered, seed=solution.seed, arena=arena)
    usual = in_brief(methods, arena)
    untried = not_calibrated(calibration, items=len(solution.options), **data)
    return Resampling(
        profiles=_profiles(solution, resampled, confidence),
        stability=stability_table(solution, summed),
        checks=_checks(solution, groups),
        usual_methods=methods,
        verdict={
            "clustering": solution.clustering,
            "items": len(solution.options),
            "data": solution.data,
            **decision,
            "could_have_found": power,
            "usual": usual,
            "said": [*decision["said"], *power_said(power), *usual_said(usual)],
            "cautions": [*decision["cautions"], *map(asdict, [*untried, *unweighted(design)])],
        },
    )


def associate_classes(
    solution: Solution,
    variables: pl.DataFrame,
    *,
    alpha: float,
    confidence: float,
    permutations: int,
) -> ClassAssociations:
    """Return what classes are associated with: how units answered, and what else is known of them.

    Parameters
    ----------
    variables
        unit_id and a column a variable, from `attributes.known_of`; of all units. A variable of
        which nothing is known plays no part.
    alpha, confidence, permutations
        As in `associations`.

    Returns
    -------
    ClassAssociations
        Its tests are `typologies.Associations`, its profiles `typologies.AssociationLevels`.
    """
    joined = pl.DataFrame({"unit_id": solution.units}).join(variables, on="unit_id", how="left")
    known = [column.name for column in joined if column.null_count() < joined.height]
    answered = pl.Series("answered_items", answered_items(solution.table))
    associated = associations(
        solution.posterior,
        joined.select(answered, *known).drop("unit_id"),
        items=list(solution.options),
        kind="screen",
        alpha=alpha,
        confidence=confidence,
        permutations=permutations,
        seed=solution.seed,
    )
    artefact = pl.col("variable").is_in(ARTEFACTS)
    return ClassAssociations(
        tests=associated.tests.with_columns(
            kind=pl.when(artefact).then(pl.lit("artefact")).otherwise(pl.lit("external"))
        ),
        profiles=associated.profiles.select(
            "variable",
            "level",
            letter("class"),
            *("estimate", "standard_error", "low", "high", "naive"),
            base=pl.col("base").round().cast(pl.UInt32),
            reason=pl.lit(""),
        ),
    )


def _profiles(solution: Solution, resampled: Resampled, confidence: float) -> pl.DataFrame:
    """Probability of each answer in each class, with percentiles over resamples.

    In every resample the classes are matched with the main solution's by the units in common, and
    the share of an answer is counted among the units in the matched class: so an interval holds
    that other units might have come, and that classes might have been cut otherwise.
    """
    k, labels = solution.classes, solution.labels
    times, again = resampled.times, resampled.labels
    order = np.array(
        [
            matched(labels[t > 0], one[t > 0], clusters=k)
            for t, one in zip(times, again, strict=True)
        ]
    )
    # Replicates x classes x units: how often a unit counts in the class that matches.
    counts = (again[:, None] == order[:, :, None]) * times[:, None]
    tail = (1 - confidence) / 2
    low, high = [], []
    for column, probabilities in zip(solution.table.T, solution.probabilities, strict=True):
        chosen = column[:, None] == np.arange(probabilities.shape[1])
        answered = (counts @ (column >= 0))[..., None]
        with np.errstate(invalid="ignore"):
            shares = counts @ chosen / answered  # nan where nobody of the class answered
        ends = np.full((2, *probabilities.shape), np.nan)
        for number in range(k):
            defined = shares[answered[:, number, 0] > 0, number]
            if len(defined):
                ends[:, number] = np.quantile(defined, [tail, 1 - tail], axis=0)
        low.append(ends[0])
        high.append(ends[1])
    return profiles_table(solution, solution.probabilities, low, high)


def _checks(solution: Solution, groups: Sequence[str | None]) -> pl.DataFrame:
    """Agreement with the main solution when groups or units are left out, or rows shuffled."""
    codes, model, seed = solution.table, solution.model, solution.seed
    # Assume: a unit without a group is never left out.
    names = sorted({group for group in groups if group is not None})
    others = np.array([[group != name for group in groups] for name in names])
    by_group = leave_out(codes, model, others, stream=GROUPS, seed=seed)
    by_unit = leave_out(codes, model, ~np.eye(len(codes), dtype=bool), stream=UNITS, seed=seed)
    shuffled = shuffle_rows(codes, model, replicates=SHUFFLES, seed=seed)
    any_missed = pl.col("missed").any()
    parts = {
        "group left out": by_group.with_columns(
            what=pl.Series(names, dtype=pl.String),
            left_out=pl.Series([len(codes) - sum(kept) for kept in others], dtype=pl.Int64),
        ),
        "one unit left out": pl.concat(
            [
                by_unit.sort("agreement", nulls_last=True)
                .head(1)
                .with_columns(what=pl.lit("the unit that moves most")),
                by_unit.select(
                    pl.col("agreement").median(), any_missed, what=pl.lit("median of all units")
                ),
            ]
        ).with_columns(left_out=1),
        "rows shuffled": shuffled.select(
            pl.col("agreement").min(),
            any_missed,
            what=pl.lit("least of all orders"),
            left_out=len(codes),
        ),
    }
    columns = ("what", pl.col("left_out").cast(pl.UInt32), "agreement", "missed")
    return pl.concat(
        part.select(pl.lit(name).alias("check"), *columns) for name, part in parts.items()
    )
