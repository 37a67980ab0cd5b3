"""What speaks for the model of experts: data drawn from it, and experts that it has not seen.

`calibrate` draws what the model holds possible, lets experts name and rate by it, and asks whether
the model finds it again (Talts and others 2018, arXiv 1804.06788). `left_out` leaves a fifth of the
experts out, and compares what is said of them with counts of nominations and with the index.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import expert_model as em
import jax
import numpy as np
import numpyro
from scipy.stats import rankdata

#: Shares of intervals, and draws that a true value is ranked among.
LEVELS, RANKED = (0.5, 0.9), 40
FOLDS = 5


def named_by_chance(weights: np.ndarray, size: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Draw a set of each size, by the weights' logarithms (sets x countries), country by country.

    Each is taken with its chance given how many are still to be taken from it and those behind it.
    """
    sets, countries = weights.shape
    w = np.exp(weights - weights.max(axis=1, keepdims=True))
    behind = np.zeros((countries + 1, sets, em.MOST + 1))  # sums over sets of those from here on
    behind[-1, :, 0] = 1
    for j in reversed(range(countries)):
        behind[j] = behind[j + 1]
        behind[j, :, 1:] += w[:, j, None] * behind[j + 1, :, :-1]
    named, left, rows = np.zeros((sets, countries)), size.copy(), np.arange(sets)
    for j in range(countries):
        with_it = w[:, j] * behind[j + 1, rows, np.maximum(left - 1, 0)]
        chance = np.where(left > 0, with_it / behind[j, rows, left], 0)
        named[:, j] = rng.random(sets) < chance
        left -= named[:, j].astype(int)
    return named


def simulated(p: em.Draw, survey: em.Survey, rng: np.random.Generator) -> em.Survey:
    """Let the survey's experts name as many countries as they did, and rate them."""
    weights = np.asarray(em.set_weights(p, survey), dtype=float)
    named = named_by_chance(weights, survey.size, rng)
    at_set, country = np.nonzero(named)
    expert = survey.expert[at_set]
    pair = np.unique(expert * survey.shape[1] + country, return_inverse=True)[1]
    made = replace(survey, named=named, rated=(at_set, country, pair))
    at, noise = (np.asarray(of, dtype=float) for of in em.expected_ratings(p, made))
    middle = at[expert, country] + p["said_sd"] * p["said"][pair]
    score = np.minimum(middle + noise[expert] * rng.standard_normal(pair.size), em.BEST)
    return replace(made, score=score)


def beforehand(survey: em.Survey, seed: int) -> dict[str, np.ndarray]:
    """Draw what the model holds possible before it has seen an answer."""
    once = numpyro.infer.Predictive(em.model, num_samples=1)
    drawn = once(jax.random.key(seed), survey)
    return {n: np.asarray(of[0]) for n, of in drawn.items() if n not in {"sets", "ratings"}}


def calibrate(mcmc: numpyro.infer.MCMC, survey: em.Survey, seed: int) -> dict[str, Any]:
    """Fit the model to data drawn from it: a row of ranks and of intervals that hold the truth."""
    truth = beforehand(survey, seed)
    data = simulated(truth, survey, np.random.default_rng(seed))
    drawn, diverging = em.sample(mcmc, data, seed)
    draws = em.flat(drawn, drawn["middle"].size)
    few = em.flat(drawn, 50)
    found = {name: (truth[name], draws[name]) for name in (*em.SCALARS, "naming", "quality")}
    true_index = em.index_of_new_experts(truth, data)
    found["index"] = (np.asarray(true_index), em.of_each(em.index_of_new_experts, few, data))
    made: dict[str, Any] = {"seed": seed, "divergences": diverging}
    for name, (true, of) in found.items():
        spaced = of[:: max(len(of) // RANKED, 1)]
        held = {}
        for level in LEVELS:
            low, high = np.quantile(of, [(1 - level) / 2, (1 + level) / 2], axis=0)
            held[str(level)] = float(((low <= true) & (true <= high)).mean())
        rank = (spaced < true).mean(axis=0)
        made[name] = {"held": held, "rank": np.round(rank, 3).tolist()}
    return made


def left_out(mcmc: numpyro.infer.MCMC, survey: em.Survey, fold: int) -> list[dict[str, Any]]:
    """Predict a fold's experts, by the model and by what is simpler: a row an expert and rival."""
    experts = survey.shape[0]
    dealt = np.random.default_rng(1).permutation(experts) % FOLDS
    seen = replace(survey, kept=(dealt != fold).astype(float))
    drawn, _ = em.sample(mcmc, seen, 100 + fold)
    draws = em.flat(drawn, 100)
    chance, weighted = np.zeros_like(survey.named), np.zeros_like(survey.named)
    by_model = jax.jit(lambda p, s: (em.chances_of_sets(p, s), em.expected_ratings(p, s)[0]))
    for at in range(len(draws["middle"])):
        p = {name: of[at] for name, of in draws.items()}
        own, ratings = (np.asarray(of) for of in by_model(p, seen))
        chance += own
        # What is rated was named: what leans to a country weighs more there.
        weighted += own * np.minimum(ratings[survey.expert], em.BEST)
    rating = weighted / chance
    chances = {"model": chance / len(draws["middle"])} | _by_sums(survey, dealt != fold)
    rated = {"model": rating} | _mean_ratings(survey, dealt != fold)
    rows = []
    for who in np.flatnonzero(dealt == fold):
        sets, ratings = survey.expert == who, survey.expert[survey.rated[0]] == who
        at_set, country, _ = (of[ratings] for of in survey.rated)
        score = survey.score[ratings]
        for rival, of in chances.items():
            rows.append({"expert": int(who), "rival": rival} | _named(survey.named[sets], of[sets]))
        for rival, of in rated.items():
            said = of[at_set, country]
            apart = (score - score.mean()) - (said - said.mean())
            errors = {"rating": ((score - said) ** 2).mean(), "apart": (apart**2).mean()}
            rows.append(
                {"expert": int(who), "rival": rival} | {n: float(e) for n, e in errors.items()}
            )
    return rows


def _by_sums(survey: em.Survey, kept: np.ndarray) -> dict[str, np.ndarray]:
    """Chances by type from other experts' counts, and from what the index adds up.

    Half a nomination more for each country, so that none is impossible; chances of a set add up to
    its size, none over 0.99.
    """
    sets = kept[survey.expert]
    score = np.zeros_like(survey.named)
    np.add.at(score, survey.rated[:2], survey.score / em.BEST)
    made = {}
    for name, of in (("counts", survey.named), ("index", score)):
        sums = np.full((len(em.PARTS), survey.shape[1]), 0.5)
        np.add.at(sums, survey.part[sets], of[sets])
        chance = sums[survey.part]
        for _ in range(50):
            chance = np.minimum(chance * (survey.size / chance.sum(axis=1))[:, None], 0.99)
        made[name] = chance
    return made


def _mean_ratings(survey: em.Survey, kept: np.ndarray) -> dict[str, np.ndarray]:
    """Predict ratings by the mean of other experts' ratings, of the country and of all."""
    counts = kept[survey.expert[survey.rated[0]]]
    score, country = survey.score[counts], survey.rated[1][counts]
    number = np.bincount(country, minlength=survey.shape[1])
    sums = np.bincount(country, weights=score, minlength=survey.shape[1])
    mean = np.where(number > 0, sums / np.maximum(number, 1), score.mean())
    whole = np.full_like(survey.named, score.mean())
    return {"mean of the country": np.broadcast_to(mean, whole.shape), "mean of all": whole}


def _named(named: np.ndarray, chance: np.ndarray) -> dict[str, float]:
    """Score chances: logarithmic, a nomination; and how often the named is above the unnamed."""
    chance = np.clip(chance, 1e-6, 1 - 1e-6)
    log = named * np.log(chance) + (1 - named) * np.log(1 - chance)
    areas = []
    for told, of in zip(named > 0, chance, strict=True):
        ranks, yes = rankdata(of), told.sum()
        areas.append((ranks[told].sum() - yes * (yes + 1) / 2) / (yes * (~told).sum()))
    return {"log": float(log.sum() / named.sum()), "area": float(np.mean(areas))}


def mean_of_experts(
    rows: list[Mapping[str, Any]], rival: str, score: str, beside: str = ""
) -> tuple[float, float, float]:
    """Mean over experts of a score, or of its difference from another's, and its 95 % interval."""
    of = {row["expert"]: row[score] for row in rows if row["rival"] == rival and score in row}
    less = {row["expert"]: row[score] for row in rows if row["rival"] == beside and score in row}
    values = np.array([value - less.get(who, 0.0) for who, value in of.items()])
    mean, error = values.mean(), values.std(ddof=1) / np.sqrt(values.size)
    return float(mean), float(mean - 1.96 * error), float(mean + 1.96 * error)
