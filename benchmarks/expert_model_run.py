"""Sample the model of experts, ask what speaks for it, and freeze both for the study.

``python benchmarks/expert_model_run.py estimate``, ``left-out`` and ``calibrate`` put what they
compute into results/expert_model/; ``write`` makes the two tables of data/raw/reference/ of it. A
run of the study has to stand in results/wci2021, and numpyro beside the environment (README.md).
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import expert_model as em
import expert_model_checks as checks
import numpy as np
import polars as pl
from numpyro.diagnostics import effective_sample_size, split_gelman_rubin
from scipy.stats import beta, chisquare

from cyberstudy.commands.calibrated import CHECKED_MODEL, MODEL, digest_of
from cyberstudy.statistics.ranks import ranks_of
from surveyanswers.tables.storage import sha256_of

OUT, REFERENCE = em.ROOT / "results/expert_model", em.ROOT / "data/raw/reference"
RAW = em.ROOT / "data/raw/wci2021/wci_data.csv"
TAILS = (0.025, 0.975)
#: Countries whose experts are left out, each of ten or more.
LEFT_OUT = ("USA", "GBR")
LONG = {"warmup": 300, "draws": 500, "chains": 2}
SHORT = {"warmup": 200, "draws": 200}
SHORTEST = {"warmup": 150, "draws": 100}
KEPT = 200  # draws of which an index is made
FEWEST = 3  # experts who named a country of which something is told


def estimate(survey: em.Survey, names: list[str]) -> None:
    """Sample the model as it is, with wider priors, and without the experts of one country."""
    drawn, diverging = em.sample(em.sampler(**LONG), survey, 1)
    spread = {name: of for name, of in drawn.items() if of.size and of.std() > 0}
    hats = {name: split_gelman_rubin(of) for name, of in spread.items()}
    sizes = {name: effective_sample_size(of) for name, of in spread.items()}
    few = em.flat(drawn, KEPT)
    index = em.of_each(em.index_of_new_experts, few, survey)
    place = ranks_of(index)
    order = np.argsort(-index.mean(axis=0), kind="stable")
    ahead = np.full(len(names), np.nan)
    ahead[order[:-1]] = (index[:, order[:-1]] > index[:, order[1:]]).mean(axis=0)
    (low, high), (best, worst) = (np.quantile(of, TAILS, axis=0) for of in (index, place))
    made = {
        "estimate": index.mean(axis=0),
        "low": low,
        "high": high,
        "rank_low": np.floor(best),
        "rank_high": np.ceil(worst),
        "ahead": ahead,
        "naming_alone": em.of_each(em.index_of_new_experts, few, survey, False).mean(axis=0),
    }
    mcmc = em.sampler(**SHORT)
    others = {"wider": replace(survey, wider=2.0)}
    for home in LEFT_OUT:
        theirs = survey.own_country[:, names.index(home)]
        others[f"without_{home.lower()}"] = replace(survey, kept=1 - theirs)
    for name, other in others.items():
        sampled, diverged = em.sample(mcmc, other, 2)
        diverging += diverged
        few = em.flat(sampled, KEPT // 2)
        made[name] = em.of_each(em.index_of_new_experts, few, other).mean(axis=0)
    given = np.bincount(survey.rated[1], weights=survey.score) * 100 / em.BEST
    given /= len(em.PARTS) * survey.shape[0]
    again = em.of_each(em.index_of_these_experts, em.flat(drawn, KEPT), survey).mean(axis=0)
    parameters = {
        name: [float(of.mean()), *map(float, np.quantile(of, TAILS))]
        for name, of in drawn.items()
        if name in em.SCALARS
    }
    went = {
        "divergences": diverging,
        "worst R-hat, parameters": max(float(hats[n]) for n in em.SCALARS),
        "fewest effective draws, parameters": min(float(sizes[n]) for n in em.SCALARS),
        "worst R-hat, countries": max(float(hats[n].max()) for n in ("naming", "quality")),
        "R-hat over 1.05, of all unknowns": float(
            np.mean(np.concatenate([np.ravel(of) for of in hats.values()]) > 1.05)
        ),
        "correlation of the index with what these experts are expected to give": float(
            np.corrcoef(given, again)[0, 1]
        ),
        "largest difference of these": float(np.abs(given - again).max()),
        "chains": LONG["chains"],
        "draws of each": LONG["draws"],
        "warm-up of each": LONG["warmup"],
    }
    table = {name: [None if np.isnan(v) else float(v) for v in of] for name, of in made.items()}
    record = {"countries": table, "parameters": parameters, "sampling": went}
    _write("estimate.json", record | {"code": digest_of(MODEL), "data": sha256_of(RAW)})


def leave_out(survey: em.Survey, names: list[str]) -> None:
    """Predict each fold's experts from the others."""
    mcmc, rows = em.sampler(**SHORTEST), []
    for fold in range(checks.FOLDS):
        rows += checks.left_out(mcmc, survey, fold)
    _write("left_out.json", {"rows": rows, "code": digest_of(CHECKED_MODEL)})


def calibrate(survey: em.Survey, first: int, number: int) -> None:
    """Fit data sets drawn from the model, and add a line for each."""
    mcmc = em.sampler(**SHORTEST)
    for seed in range(first, first + number):
        row = checks.calibrate(mcmc, survey, seed) | {"code": digest_of(CHECKED_MODEL)}
        with (OUT / "calibrated.jsonl").open("a", encoding="utf-8") as lines:
            lines.write(json.dumps(row) + "\n")


def write(survey: em.Survey, names: list[str]) -> None:
    """Write the two tables that the study reads.

    Assume: of a country that fewer than three experts named no estimate is told. It would rest on
    what is assumed beforehand, and nominations, which are released expert by expert, would tell
    whether the one who made it comes from there.
    """
    made = json.loads((OUT / "estimate.json").read_text(encoding="utf-8"))
    told = survey.named.astype(int)
    experts = [int(np.unique(survey.expert[of > 0]).size) for of in told.T]
    table = pl.DataFrame({"iso3": names, "experts": experts} | made["countries"])
    table = table.with_columns(pl.col("rank_low", "rank_high").cast(pl.Int64)).with_columns(
        pl.selectors.float().round(4),
        rank=pl.col("estimate").rank("min", descending=True).cast(pl.Int64),
        fewer_than_three=pl.col("experts") < FEWEST,
        code=pl.lit(made["code"]),
        data=pl.lit(made["data"]),
    )
    few = pl.col("experts") < FEWEST
    known = ("iso3", "experts", "fewer_than_three", "code", "data")
    table = table.sort(few, "rank", "iso3").with_columns(
        pl.when(~few).then(pl.exclude(known)).name.keep()
    )
    table.sort(few, pl.when(~few).then("rank"), "iso3").write_csv(REFERENCE / "expert_model.csv")
    rows = [_row("sampling", name, value) for name, value in made["sampling"].items()]
    rows += [_row("parameter", name, *of) for name, of in made["parameters"].items()]
    odds = (float(np.exp(of)) for of in made["parameters"]["own_country"])
    rows.append(_row("parameter", "own_country_odds", *odds))
    lines = (OUT / "calibrated.jsonl").read_text(encoding="utf-8").splitlines()
    drawn = [json.loads(line) for line in lines]
    rows += calibration(drawn)
    predicted = json.loads((OUT / "left_out.json").read_text(encoding="utf-8"))
    left = predicted["rows"]
    codes = {predicted["code"], *(row["code"] for row in drawn)}
    if len(codes) > 1 or made["code"] != digest_of(MODEL):
        raise SystemExit("what was computed is of several versions of the code: compute it anew")
    for score, rivals in SCORED.items():
        for rival in ("model", *rivals):
            rows.append(_row(score, rival, *checks.mean_of_experts(left, rival, score)))
        for rival in rivals:
            apart = checks.mean_of_experts(left, "model", score, beside=rival)
            rows.append(_row(f"{score}, model less", rival, *apart))
    code = pl.lit(codes.pop()).alias("code")
    pl.DataFrame(rows).with_columns(code).write_csv(REFERENCE / "expert_model_checks.csv")


SUMS, MEANS = ("counts", "index"), ("mean of the country", "mean of all")
#: Scores of experts left out, and whom the model is beside.
SCORED = {"log": SUMS, "area": SUMS, "rating": MEANS, "apart": MEANS}


def calibration(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Say how often intervals held the truth, and whether ranks are even."""
    number, made = len(rows), [_row("calibration", "data sets", len(rows))]
    for level in checks.LEVELS:
        held = np.array([[row[name]["held"][str(level)] for name in em.SCALARS] for row in rows])
        # Parameters of one data set are fitted together: the error is that between data sets.
        made.append(_row(f"held by {level:.0%} intervals", "parameters", *_between(held.mean(1))))
        for name in ("naming", "quality", "index"):
            each = np.array([row[name]["held"][str(level)] for row in rows])
            made.append(_row(f"held by {level:.0%} intervals", name, *_between(each)))
    ranks = np.array([[row[name]["rank"] for name in em.SCALARS] for row in rows])
    counts = np.histogram(ranks, bins=5, range=(0, 1))[0]
    made.append(_row("ranks of parameters, p of evenness", "five bins", chisquare(counts).pvalue))
    lowest = min(chisquare(np.histogram(of, bins=4, range=(0, 1))[0]).pvalue for of in ranks.T)
    made.append(_row("ranks of parameters, p of evenness", "worst of all", lowest))
    whole = int((ranks < 0.5).sum()), int((ranks >= 0.5).sum())
    low, high = (beta.ppf(q, whole[0] + 0.5, whole[1] + 0.5) for q in TAILS)
    made.append(_row("ranks of parameters", "below the middle", whole[0] / sum(whole), low, high))
    made.append(_row("calibration", "divergences", sum(row["divergences"] for row in rows)))
    return made if number else []


def _between(values: np.ndarray) -> tuple[float, float, float]:
    mean, error = values.mean(), values.std(ddof=1) / np.sqrt(values.size)
    return float(mean), float(mean - 1.96 * error), float(mean + 1.96 * error)


def _row(
    kind: str, name: str, value: float, low: float | None = None, high: float | None = None
) -> dict[str, Any]:
    ends = {"value": value, "low": low, "high": high}
    return {"kind": kind, "name": name} | {
        n: None if v is None else round(float(v), 4) for n, v in ends.items()
    }


def _write(name: str, record: Mapping[str, Any]) -> None:
    text = json.dumps(record, indent=1) + "\n"
    (OUT / name).write_text(text, encoding="utf-8")


def laid_out(run: Path) -> Path:
    """Lay a run's tables where the model reads them: its code is to stay that which was sampled."""
    places = {"clean": "clean", "describe/analyses": "describe/analyses/index_of_experts"}
    for read, made in places.items():
        link = OUT / "run" / read
        link.parent.mkdir(parents=True, exist_ok=True)
        link.unlink(missing_ok=True)
        link.symlink_to(run / made)
    return OUT / "run"


def main() -> None:
    """Do what is asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("estimate", "left-out", "calibrate", "write"))
    parser.add_argument("--datasets", type=int, default=20, help="drawn from the model")
    parser.add_argument("--first", type=int, default=1, help="seed of the first")
    given = parser.parse_args()
    OUT.mkdir(parents=True, exist_ok=True)
    run = laid_out(em.ROOT / "results/wci2021")
    survey, names = em.read_survey(run, REFERENCE / "countries.csv")
    if given.what == "calibrate":
        calibrate(survey, given.first, given.datasets)
    else:
        {"estimate": estimate, "left-out": leave_out, "write": write}[given.what](survey, names)


if __name__ == "__main__":
    main()
