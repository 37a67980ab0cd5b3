"""Countries by how often they are named for each type of crime: types of them, or one scatter.

A mixture of multinomials, whose classes have a profile each, against one multinomial whose shares
scatter from country to country (Dirichlet-multinomial). What is drawn again is the expert, who
was sampled, and never the country.
"""

from __future__ import annotations

from dataclasses import asdict, replace

import numpy as np
import polars as pl

from cyberstudy.cluster.error_rates import counts_could_have_found, power_said, unweighted
from cyberstudy.cluster.items import NominationCounts, data_digest
from cyberstudy.cluster.main_fit import STARTS, contest_rules, sizes_of
from cyberstudy.cluster.recovery import best_matches, matched
from cyberstudy.cluster.refits import SLACK
from cyberstudy.cluster.solution import (
    Resampling,
    Solution,
    profiles_table,
    stability_of,
    stability_table,
)
from cyberstudy.cluster.stability import summary
from cyberstudy.cluster.verdict import verdict
from cyberstudy.cluster.verdict_in_words import Doubt, doubt
from cyberstudy.declare.plan.verdict_rules import Rules
from latentclass.contest import BATCH, compare
from latentclass.counts import DirichletMultinomialModel, MultinomialMixtureModel
from latentclass.families import CountFamily
from latentclass.models import Classes
from surveyanswers.instrument.counting import Design
from surveyanswers.tables.phrases import phrase

RESTARTS = 100  # of the fit to each resample; of 20, one in six missed a better optimum
ITEM = "named for"  # the one item that counts are of


def fit_mixture(named: NominationCounts, *, name: str, rules: Rules, seed: int) -> Solution:
    """Compare the rivals, and fit the classes that the tests stop at.

    Parameters
    ----------
    named
        Who named whom for what.
    name
        Of the clustering.
    seed
        For everything random.
    """
    table = named.table
    evidence = compare(CountFamily(table), rules=contest_rules(rules), seed=seed)
    model = MultinomialMixtureModel(evidence.classes, n_starts=STARTS, random_state=seed).fit(table)
    options = {ITEM: named.parts}
    return Solution(
        clustering=name,
        units=named.countries,
        options=options,
        table=table,
        data=data_digest(named.countries, options, table),
        evidence=replace(evidence, sizes=sizes_of(model.predict(table), evidence.classes)),
        model=model,
        seed=seed,
    )


def mixture_for_others(solution: Solution) -> dict[str, object]:
    """Describe the classes, and beside them the one profile that is their rival."""
    rival = DirichletMultinomialModel().fit(solution.table)
    return {
        "kind": "multinomial_mixture",
        "weights": solution.model.class_weights_.tolist(),
        "probabilities": solution.model.probabilities_.tolist(),
        "parts": list(solution.options[ITEM]),
        "units": len(solution.units),
        "one_overdispersed_profile": rival.alpha_.tolist(),
        "seed": solution.seed,
    }


def bootstrap_mixture(
    solution: Solution,
    named: NominationCounts,
    *,
    resamples: int,
    confidence: float,
    rules: Rules,
    calibration: pl.DataFrame | None = None,
    design: Design | None = None,
) -> Resampling:
    """Draw experts again, and say whether others would have shown the same classes.

    Parameters
    ----------
    named
        What the solution was made from, by expert.
    resamples, confidence
        Of the bootstrap, and of its intervals.
    rules
        Of the verdict, which is made here: it needs the classes' stability.
    calibration
        Of these rules: what they could have found.
    design
        Of a sample of experts, which classes do not heed; a caution says so.
    """
    classes, shares = _resampled(solution, named.values, resamples)
    summed = summary([classes], confidence=confidence)
    tail = (1 - confidence) / 2
    low, high = np.quantile(shares, [tail, 1 - tail], axis=0)
    decision = verdict(solution.evidence, rules, stability_of(solution, summed))
    effect = design_effect(named.values)
    power = counts_could_have_found(calibration)
    return Resampling(
        profiles=profiles_table(solution, solution.probabilities, [low], [high]),
        stability=stability_table(solution, summed),
        verdict={
            "clustering": solution.clustering,
            "items": len(named.parts),
            "data": solution.data,
            **decision,
            "could_have_found": power,
            "said": [*decision["said"], *power_said(power)],
            "design_effect": effect,
            "cautions": [
                *decision["cautions"],
                *map(asdict, [_dependent(effect), *unweighted(design)]),
            ],
        },
    )


def design_effect(counts: np.ndarray) -> float:
    """Return how many times as much shares vary as if nominations were independent (Kish 1965).

    The variance of a share is that of a ratio, with experts as clusters (linearised), and is
    compared with the multinomial's, countries and parts together.

    Parameters
    ----------
    counts
        Experts x countries x parts.
    """
    table = counts.sum(axis=0)
    totals = table.sum(axis=1, keepdims=True)
    share = table / totals
    residual = counts - share * counts.sum(axis=2, keepdims=True)
    # Countries weigh by their nominations: variance times total is what one nomination adds.
    return float(((residual**2).sum(axis=0) / totals).sum() / (share * (1 - share)).sum())


def _dependent(effect: float) -> Doubt:
    """Return what it means for the tests that experts give several nominations each."""
    return doubt(
        "dependent counts",
        phrase(
            "The tests treat nominations as independent, but those of one expert are not. Shares "
            "vary {effect} times as much as they would with independent nominations, so the "
            "tests can miss further types."
        )
        if effect < 1
        else phrase(
            "The tests treat nominations as independent, but those of one expert are not. Shares "
            "vary {effect} times as much as they would with independent nominations, which the "
            "tests can mistake for further types."
        ),
        effect={"decimal": effect},
    )


def _resampled(
    solution: Solution, counts: np.ndarray, resamples: int
) -> tuple[pl.DataFrame, np.ndarray]:
    """Draw the experts again and fit anew, many resamples at a time.

    Returns
    -------
    classes, shares
        As `stability.Resampled.classes`; and resamples x classes x parts, the shares of the
        classes that match.
    """
    experts, k, labels = len(counts), solution.classes, solution.labels
    children = np.random.SeedSequence(solution.seed).spawn(resamples)
    rngs = [np.random.default_rng(child) for child in children]
    drawn = [np.bincount(rng.integers(experts, size=experts), minlength=experts) for rng in rngs]
    tables = np.tensordot(np.array(drawn), counts, axes=1).astype(np.int64)
    family = CountFamily(solution.table)
    rows, shares = [], np.full((resamples, k, counts.shape[2]), np.nan)
    for begin in range(0, resamples, BATCH):
        which = range(begin, min(begin + BATCH, resamples))
        fits = Classes(family, k, RESTARTS).fit(
            tables[begin : which.stop], rngs[begin : which.stop]
        )
        for place, number in enumerate(which):
            # A country that nobody drawn has named says nothing, and is in no class.
            mentioned = tables[number].sum(axis=1) > 0
            model = MultinomialMixtureModel(k)
            model.probabilities_, model.class_weights_ = (part[place] for part in fits.parameters)
            model.n_features_in_ = len(solution.options[ITEM])
            again = model.predict(tables[number][mentioned])
            jaccard = best_matches(labels[mentioned], again, clusters=k)
            match = matched(labels[mentioned], again, clusters=k)
            shares[number] = model.probabilities_[match]
            least = float(solution.model.score_samples(tables[number]).sum())
            missed = bool(fits.log_likelihood[place] < least - SLACK * abs(least))
            rows += [
                {"replicate": number, "class": at, "jaccard": value, "missed": missed}
                for at, value in enumerate(jaccard)
            ]
    unknown = {name: pl.lit(None, dtype=pl.Float64) for name in ("chance", "out_of_bag")}
    schema = {
        "replicate": pl.UInt32,
        "class": pl.UInt32,
        "jaccard": pl.Float64,
        "missed": pl.Boolean,
    }
    return pl.DataFrame(rows, schema=schema).fill_nan(None).with_columns(**unknown), shares
