"""How often intervals of the index and confidence sets of ranks hold the truth.

``python benchmarks/index_intervals.py`` takes the experts of the World Cybercrime Index (a run of
the study has to stand in results/wci2021) for all experts there are, draws surveys of as many from
them, and prints the table of benchmarks/README.md. In two of the worlds countries are made level:
what an expert says of a block of countries is dealt among them anew.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
import polars as pl
from scipy.stats import norm

from cyberstudy.statistics.ranks import rank_sets, ranks_of
from cyberstudy.statistics.sparse_means import root_intervals

ROOT = Path(__file__).parents[1]
CONFIDENCE, FIRST = 0.95, 30
BEST_RATING = 10
#: How many best a set is made of.
BEST = (5, 10)
TAILS = ((1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2)
GROUPS = ((1, 1), (2, 5), (6, 10), (11, 20), (21, 30), (31, 60), (61, 97))
#: Ranks, first and last, of countries that are level in truth.
WORLDS: Mapping[str, Sequence[tuple[int, int]]] = {
    "as the data are": (),
    "level in sixes from rank 7": [(first, min(first + 5, 97)) for first in range(7, 98, 6)],
    "level at the top": [(2, 5), (7, 9), (10, 11)],
    "level from rank 6 to 30": [(6, 30)],
    "level from rank 2 to 30": [(2, 30)],
}
Interval = tuple[np.ndarray, np.ndarray]


def contributions() -> np.ndarray:
    """Experts x countries, the first country first, from a run of the study."""
    made = ROOT / "results/wci2021/describe/analyses/index_of_experts"
    countries = pl.read_parquet(made / "index.parquet")["iso3"].to_list()
    nominations = pl.read_parquet(made / "nominations.parquet")
    experts = pl.read_parquet(made / "parts.parquet")["base"][0]  # also those who named nobody
    each = nominations.pivot(
        on="iso3", index="unit_id", values="score", aggregate_function="sum", sort_columns=True
    )
    scores = each.sort("unit_id").select(countries).fill_null(0.0).to_numpy()
    silent = np.zeros((experts - len(scores), len(countries)))
    return np.vstack([scores, silent]) * (100 / BEST_RATING / len(nominations["part"].unique()))


def bca(values: np.ndarray, resampled: np.ndarray) -> Interval:
    """Bias-corrected and accelerated percentiles (Efron 1987)."""
    mean = values.mean(axis=0)
    size = len(resampled)
    below = (resampled < mean).mean(axis=0) + (resampled == mean).mean(axis=0) / 2
    bias = norm.ppf(np.clip(below, 1 / size, 1 - 1 / size))
    centred = values - mean
    speed = (centred**3).sum(axis=0) / (6 * (centred**2).sum(axis=0) ** 1.5)
    ends = []
    for tail in TAILS:
        moved = bias + norm.ppf(tail)
        at = norm.cdf(bias + moved / (1 - speed * moved))
        ends.append(np.array([np.quantile(own, q) for own, q in zip(resampled.T, at, strict=True)]))
    return ends[0], ends[1]


def surveys(
    world: Sequence[tuple[int, int]], each: np.ndarray, number: int, rng: np.random.Generator
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Give surveys, and what is true in their world."""
    truth = each.mean(axis=0)
    blocks = [np.arange(first - 1, last) for first, last in world]
    for block in blocks:
        truth[block] = truth[block].mean()
    for _ in range(number):
        drawn = each[rng.integers(len(each), size=len(each))]
        for block in blocks:
            drawn[:, block] = rng.permuted(drawn[:, block], axis=1)
        yield drawn, truth


def holds(truth: np.ndarray, interval: Interval) -> np.ndarray:
    """Tell where an interval holds the truth, but for rounding."""
    return (interval[0] <= truth + 1e-9) & (truth <= interval[1] + 1e-9)


def study(
    world: Sequence[tuple[int, int]], each: np.ndarray, number: int, resamples: int
) -> tuple[pl.DataFrame, dict[str, float]]:
    """Count by country and method what held; and what held at once, with sizes of sets."""
    rng = np.random.default_rng(2021)
    rows, at_once = [], []
    for values, truth in surveys(world, each, number, rng):
        # Whom a survey does not name has no interval in it; its last rank is the last of all.
        named = values.any(axis=0)
        true, own = truth[named], values[:, named]
        best = 1 + (truth[None, :] > truth[:, None] + 1e-9).sum(axis=1)
        worst = (truth[None, :] >= truth[:, None] - 1e-9).sum(axis=1)
        drawn = rng.multinomial(len(own), np.full(len(own), 1 / len(own)), size=resamples)
        resampled = drawn @ own / len(own)
        signs = rng.choice([-1.0, 1.0], size=(resamples, len(own)))
        sets = rank_sets(own, signs, confidence=CONFIDENCE)
        low, high = np.quantile(ranks_of(resampled), TAILS, axis=0)
        last = np.int64(named.sum())
        ranks = {
            "percentile ranks": (low, high),
            "rank set": (sets.low, sets.high),
            "set of all at once": (sets.all_low, sets.all_high),
        }
        index = {
            "percentiles": tuple(np.quantile(resampled, TAILS, axis=0)),
            "BCa": bca(own, resampled),
            "bootstrap-t of the root": root_intervals(own, drawn, confidence=CONFIDENCE),
        }
        found = {name: holds(true, interval) for name, interval in index.items()}
        above = {f"{name}, above": true > interval[1] for name, interval in index.items()}
        # Of level countries a set holds all ranks that they share.
        sure = {
            n: (low, np.where(high == last, truth.size, high)) for n, (low, high) in ranks.items()
        }
        found_ranks = {
            name: holds(best[named], ends) & holds(worst[named], ends)
            for name, ends in sure.items()
        }
        own_ranks = {"rank": np.flatnonzero(named) + 1}
        rows.append(pl.DataFrame({**own_ranks, **found, **above, **found_ranks}))
        # All countries at once: no two stand in a false order.
        right = {name: bool(right.all()) for name, right in found_ranks.items()}
        # Of the best that a survey names, all that are level with the last of them belong.
        for count in BEST:
            among = sets.all_low <= count
            right |= {
                f"{count} best": among[best[named] <= count].all(),
                f"{count} in": among.sum(),
            }
        at_once.append(right)
    return pl.concat(rows), pl.DataFrame(at_once).mean().row(0, named=True)


def main() -> None:
    """Print a table a world."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--surveys", type=int, default=300)
    parser.add_argument("--resamples", type=int, default=600)
    given = parser.parse_args()
    each = contributions()
    for name, world in WORLDS.items():
        held, at_once = study(world, each, given.surveys, given.resamples)
        methods = [c for c in held.columns if c != "rank" and not c.endswith("above")]
        ranks = " | ".join(f"{a}-{b}" if a < b else f"{a}" for a, b in GROUPS)
        print(f"\n{name}\n\n| method | {ranks} | worst | all |")
        print("|---" * (len(GROUPS) + 3) + "|")
        for method in methods:
            cells = []
            for first, last in GROUPS:
                own = held.filter(pl.col("rank").is_between(first, last))
                cell = f"{own[method].mean():.1%}"
                if f"{method}, above" in held.columns:
                    cell += f" ({own[f'{method}, above'].mean():.1%})"
                cells.append(cell)
            first = held.filter(pl.col("rank") <= FIRST).group_by("rank").agg(pl.col(method).mean())
            cells.append(f"{first[method].min():.1%}")
            cells.append(f"{at_once[method]:.1%}" if method in at_once else "")
            print(f"| {method} | {' | '.join(cells)} |")
        for count in BEST:
            held_all, size = at_once[f"{count} best"], at_once[f"{count} in"]
            print(f"\nthe {count} best: {held_all:.1%} in the set, which has {size:.1f} on average")


if __name__ == "__main__":
    main()
