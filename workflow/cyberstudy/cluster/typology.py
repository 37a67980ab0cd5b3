"""One clustering as a sceptic wants it: rivals, verdict, and whether the classes can be believed.

Everything hangs on how many classes the tests stop at (`rivals`); whether those are types is what
the verdict says. Classes are shown whatever the verdict, so that a reader can see what was
rejected; where the tests stop at one class there is nothing more to show.
"""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from string import ascii_uppercase

import numpy as np
import polars as pl
from latentclass.families import Answers
from latentclass.latent_class import LatentClass
from latentclass.latent_trait import LatentTrait

from cyberstudy.cluster.associations import answered_items, associations
from cyberstudy.cluster.attributes import ARTEFACTS
from cyberstudy.cluster.items import Coded, digest_of
from cyberstudy.cluster.model_document import save
from cyberstudy.cluster.other_methods import other_views
from cyberstudy.cluster.rivals import Evidence, compare
from cyberstudy.cluster.stability import (
    Resampled,
    bootstrap,
    co_assignment,
    leave_groups_out,
    leave_units_out,
    matched,
    shuffle_rows,
    summary,
)
from cyberstudy.cluster.verdict import verdict
from cyberstudy.declare.plan.verdict_rules import CONTINUUM, GRADIENT, Rules
from cyberstudy.statistics.agreement import agreement
from cyberstudy.tables.storage import schema_of
from cyberstudy.tables.typologies import RivalTests, TypeProfiles, TypeSelection

MAIN = "latent_classes"
STARTS = 100  # of the fit that is shown
SHUFFLES = 20  # of the order of rows
LETTERS = dict(enumerate(ascii_uppercase))


@dataclass(frozen=True)
class TypologyPlan:
    """How closely the classes are looked at; declared in plan.yaml.

    Attributes
    ----------
    resamples
        Bootstrap resamples for stability and for the intervals of profiles.
    permutations
        Of the tests of what classes go with.
    alpha
        Level of those tests, adjusted for all variables of a clustering.
    confidence
        Of intervals.
    leave_out
        The external variable whose groups are left out in turn.
    """

    resamples: int
    permutations: int
    alpha: float
    confidence: float
    leave_out: str

    @classmethod
    def of(cls, types: Mapping[str, object], entry: Mapping[str, object]) -> TypologyPlan:
        """Build from what the plan says of all clusterings, and of this one."""
        said = {**types, **entry}
        return cls(**{field.name: said[field.name] for field in fields(cls)})


@dataclass(frozen=True)
class Typology:
    """The tables of a clustering (`contracts`), its model, and what it amounts to."""

    selection: pl.DataFrame
    tests: pl.DataFrame
    members: pl.DataFrame
    profiles: pl.DataFrame
    stability: pl.DataFrame
    checks: pl.DataFrame
    co_assignment: pl.DataFrame
    agreement: pl.DataFrame
    associations: pl.DataFrame
    levels: pl.DataFrame
    model: dict[str, object]
    verdict: dict[str, object]


def find_types(
    coded: Coded,
    known: pl.DataFrame,
    *,
    name: str,
    plan: TypologyPlan,
    rules: Rules,
    seed: int,
) -> Typology:
    """Compare the rivals, and look closely at the classes that the tests stop at.

    Parameters
    ----------
    coded
        Units and their codes.
    known
        unit_id and a column a variable that classes may go with, from `attributes`; of all units.
    name
        Of the clustering, for the verdict.
    seed
        For everything random; each part has random numbers of its own.
    """
    codes = coded.codes
    evidence = compare(Answers(codes), rules=rules, seed=seed)
    k = evidence.classes
    main = main_fit(codes, k, seed=seed)
    posterior, labels = main.predict_proba(codes), main.predict(codes)
    resampled = bootstrap(codes, main, replicates=range(plan.resamples), seed=seed)
    stable = summary([resampled.classes], confidence=plan.confidence)
    # Of the fit that is shown, which has more starts than those of the tests.
    sizes = sorted(np.bincount(labels, minlength=k).tolist(), reverse=True)
    shown = replace(evidence, sizes=sizes, boundary=main.n_boundary_)
    found = verdict(shown, rules, stable["jaccard"].to_list() if k > 1 else None)
    own = pl.DataFrame({"unit_id": coded.units}).join(known, on="unit_id", how="left")
    variables = own.drop("unit_id").with_columns(answered_items=answered_items(codes))
    associated = associations(
        posterior,
        variables.select("answered_items", pl.exclude("answered_items")),
        items=list(coded.options),
        kind="screen",
        alpha=plan.alpha,
        confidence=plan.confidence,
        permutations=plan.permutations,
        seed=seed,
    )
    views = {MAIN: labels, **(other_views(codes, k, seed=seed) if k > 1 else {})}
    agreed = agreement(views, resamples=plan.resamples, confidence=plan.confidence, seed=seed)
    groups = own[plan.leave_out].to_list()
    model = LatentTrait(random_state=seed).fit(codes) if found["verdict"] == GRADIENT else main
    return Typology(
        selection=selection_of(evidence),
        tests=tests_of(evidence),
        members=pl.DataFrame(
            {"unit_id": coded.units, "class": labels, "probability": posterior.max(axis=1)}
        ).select("unit_id", letter("class"), "probability"),
        profiles=_profiles(coded, main, resampled, plan.confidence),
        stability=_stability(stable, labels),
        checks=_checks(codes, main, groups, seed=seed),
        co_assignment=co_assignment([resampled.units], labels).select(
            "row", "column", letter("class"), letter("other_class", "other_type"), "together"
        ),
        agreement=agreed,
        associations=associated.tests.with_columns(
            kind=pl.when(pl.col("variable").is_in(ARTEFACTS))
            .then(pl.lit("artefact"))
            .otherwise(pl.lit("external"))
        ),
        levels=_levels(associated.profiles),
        model=save(
            model,
            list(coded.options),
            [list(options) for options in coded.options.values()],
            units=len(coded.units),
        ),
        verdict={
            "clustering": name,
            "items": len(coded.options),
            "data": digest_of(coded),
            **found,
        },
    )


def main_fit(codes: np.ndarray, k: int, *, seed: int) -> LatentClass:
    """Fit the classes that are shown; many parameters are a caution of the verdict."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message=".*may not be identified")
        return LatentClass(k, n_starts=STARTS, random_state=seed).fit(codes)


def letter(column: str, name: str = "type") -> pl.Expr:
    """Name classes by letters, A the largest."""
    number = pl.col(column).cast(pl.Int64)
    return number.replace_strict(LETTERS, return_dtype=pl.String).alias(name)


def _levels(profiles: pl.DataFrame) -> pl.DataFrame:
    return profiles.select(
        "variable",
        "level",
        letter("class"),
        *("estimate", "standard_error", "low", "high", "naive"),
        base=pl.col("base").round().cast(pl.UInt32),
        reason=pl.lit(""),
    )


def selection_of(evidence: Evidence) -> pl.DataFrame:
    """Return `contracts.TypeSelection`."""
    rows = [
        {
            "model": evidence.continuum_name if each.model == CONTINUUM else "classes",
            "classes": each.model,
            "units": evidence.units,
            "parameters": each.n_parameters,
            "log_likelihood": each.log_likelihood,
            "aic": each.aic,
            "bic": each.bic,
            "icl": each.icl,
            "best_share": each.best_share,
            "chosen": each.model == evidence.classes,
        }
        for each in evidence.criteria
    ]
    return pl.DataFrame(rows, schema=schema_of(TypeSelection))


def tests_of(evidence: Evidence) -> pl.DataFrame:
    """Return `contracts.RivalTests`."""
    rows = [
        {
            "null": test.null,
            "alternative": test.alternative,
            "statistic": test.result.statistic,
            "level": test.level,
            "p": test.result.p,
            "low": test.result.low,
            "high": test.result.high,
            "replicates": test.result.replicates,
            "exceedances": test.result.exceedances,
            "stopped": test.result.stopped,
            "rejected": test.rejected,
        }
        for test in evidence.tests
    ]
    return pl.DataFrame(rows, schema=schema_of(RivalTests))


def _stability(stable: pl.DataFrame, labels: np.ndarray) -> pl.DataFrame:
    units = np.bincount(labels, minlength=stable.height)
    return stable.select(
        letter("class"),
        pl.exclude("class"),
        pl.Series("base", units, dtype=pl.UInt32),
        reason=pl.lit(""),
    )


def _profiles(
    coded: Coded, main: LatentClass, resampled: Resampled, confidence: float
) -> pl.DataFrame:
    """Probability of each answer in each class, with percentiles over resamples.

    In every resample the classes are matched with the main solution's by the units in common, and
    the share of an answer is counted among the units in the matched class: so an interval holds
    that other units might have come, and that classes might have been cut otherwise.
    """
    k, units, labels = main.n_classes, len(coded.units), main.predict(coded.codes)
    table = resampled.units.sort("replicate", "unit")
    times, again = (table[column].to_numpy().reshape(-1, units) for column in ("times", "class"))
    order = [
        matched(labels[t > 0], one[t > 0], clusters=k) for t, one in zip(times, again, strict=True)
    ]
    tail, rows = (1 - confidence) / 2, []
    for place, (item, options) in enumerate(coded.options.items()):
        column = coded.codes[:, place]
        for number in range(k):
            inside = np.array(
                [one == match[number] for one, match in zip(again, order, strict=True)]
            )
            answered = (times * inside * (column >= 0)).sum(axis=1)
            for code, option in enumerate(options[: main.n_categories_[place]]):
                count = (times * inside * (column == code)).sum(axis=1)
                share = count[answered > 0] / answered[answered > 0]
                low, high = np.quantile(share, [tail, 1 - tail]) if len(share) else (None, None)
                rows.append(
                    {
                        "type": LETTERS[number],
                        "item": item,
                        "option": option,
                        "probability": main.probabilities_[place][number, code],
                        "low": low,
                        "high": high,
                        "base": int((labels == number).sum()),
                        "reason": "",
                    }
                )
    return pl.DataFrame(rows, schema=schema_of(TypeProfiles))


def _checks(
    codes: np.ndarray, main: LatentClass, groups: Sequence[str | None], *, seed: int
) -> pl.DataFrame:
    """Agreement with the main solution when groups or units are left out, or rows shuffled."""
    left = leave_groups_out(codes, main, groups, seed=seed).unique("group", maintain_order=True)
    each = leave_units_out(codes, main, units=range(len(codes)), seed=seed)
    shuffled = shuffle_rows(codes, main, replicates=range(SHUFFLES), seed=seed)
    parts = [
        left.select(
            check=pl.lit("group left out"),
            what="group",
            left_out="left_out",
            agreement="agreement",
            missed="missed",
        ),
        each.select(
            check=pl.lit("one unit left out"),
            what=pl.lit("the unit that moves most"),
            left_out=pl.lit(1),
            agreement=pl.col("agreement"),
            missed="missed",
        )
        .sort("agreement", nulls_last=True)
        .head(1),
        each.select(
            check=pl.lit("one unit left out"),
            what=pl.lit("median of all units"),
            left_out=pl.lit(1),
            agreement=pl.col("agreement").median(),
            missed=pl.col("missed").any(),
        ).head(1),
        shuffled.select(
            check=pl.lit("rows shuffled"),
            what=pl.lit("least of all orders"),
            left_out=pl.lit(len(codes)),
            agreement=pl.col("agreement").min(),
            missed=pl.col("missed").any(),
        ).head(1),
    ]
    return pl.concat(
        part.cast({"left_out": pl.UInt32, "missed": pl.Boolean, "agreement": pl.Float64})
        for part in parts
    )
