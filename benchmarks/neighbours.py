"""How often intervals and tests across countries are right where neighbours are alike.

``python benchmarks/neighbours.py`` draws worlds with as many countries in each subregion as the
index of experts has (a run of the study has to stand in results/sources), and prints the tables of
benchmarks/README.md. Countries are alike within subregions, as intervals assume, or in a field that
knows no borders, in which neighbouring subregions are alike, too. *correlations*: of ranks, half of
the countries with an index of nought, adjusted for four variables as the study does. *shares*: of
all States with a yes, where neighbours both answer alike and reply alike, as many as in the
simulated survey of 2012.
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from statistics import NormalDist

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
import polars as pl

from cyberstudy.statistics.intervals import share_interval
from cyberstudy.statistics.neighbours import morans_i
from cyberstudy.statistics.rank_correlations import (
    interval_among_neighbours,
    left_over,
    spearman,
    spearman_interval,
    spearman_p,
)

FACTS = Path(__file__).parents[1] / "results/sources/describe/country_facts.csv"
CONFIDENCE, LEVEL, PERMUTATIONS, GIVEN, MANY = 0.95, 0.05, 499, 4, 400_000
REPLIED = 69 / 193  # of the States of the simulated survey
#: Share of a variable's variance that neighbours have in common, and how far a field reaches, in
#: parts of the side of a square in which subregions lie anywhere; none: within borders alone.
WORLDS = {
    "independent": (0.0, None),
    "subregions alike, a quarter": (0.25, None),
    "subregions alike, half": (0.5, None),
    "a field, half": (0.5, 0.1),
    "a far field, three quarters": (0.75, 0.2),
}


def common(blocks: np.ndarray, share: float, reach: float | None, rng: np.random.Generator):
    """Return a root of the covariances between countries."""
    if reach is None:
        near = (blocks[:, None] == blocks[None, :]).astype(float)
    else:
        centres = rng.uniform(size=(blocks.max() + 1, 2))
        at = centres[blocks] + rng.normal(0, 0.05, size=(blocks.size, 2))
        near = np.exp(-np.sqrt(((at[:, None] - at[None, :]) ** 2).sum(axis=-1)) / reach)
    return np.linalg.cholesky(share * near + (1 - share + 1e-9) * np.eye(blocks.size))


def world(noise: np.ndarray, slope: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Make an index, half of it nought, a measure, and what both depend on, of variables drawn."""
    given, (one, other) = noise[:GIVEN], noise[GIVEN:]
    shared = 0.45 * given.sum(axis=0) / np.sqrt(GIVEN)
    x = shared + one
    return np.maximum(x, 0), shared + slope * x + other, given


def correlations(blocks: np.ndarray, samples: int) -> None:
    """Print a row a world and correlation."""
    print("| neighbours | correlation | Moran's I | units | the wider | dealt out | with signs |")
    print("|---|---|---|---|---|---|---|")
    for name, (share, reach) in WORLDS.items():
        for slope in (0.0, 0.4):
            rng = np.random.default_rng([len(name), round(10 * slope)])
            truth = float(spearman(*world(rng.normal(size=(GIVEN + 2, MANY)), slope)))
            found = np.zeros(5)
            for _ in range(samples):
                root = common(blocks, share, reach, rng)
                x, y, given = world(rng.normal(size=(GIVEN + 2, blocks.size)) @ root.T, slope)
                rho = float(spearman(x, y, given))
                units = spearman_interval(
                    rho, blocks.size, confidence=CONFIDENCE, adjusted_for=GIVEN
                )
                low, high, _ = interval_among_neighbours(x, y, given, blocks, confidence=CONFIDENCE)
                p = [
                    spearman_p(x, y, given, permutations=PERMUTATIONS, rng=rng, blocks=of)
                    for of in (None, blocks)
                ]
                found += [
                    morans_i(left_over(x, y, given), blocks),
                    units[0] <= truth <= units[1],
                    low <= truth <= high,
                    *(each <= LEVEL for each in p),
                ]
            moran, *rates = found / samples
            told = " | ".join(f"{100 * rate:.1f} %" for rate in rates)
            print(f"| {name} | {truth:.2f} | {moran:.2f} | {told} |", flush=True)


def shares(blocks: np.ndarray, samples: int) -> None:
    """Print a row a world and share: how often the study's interval holds that of all States."""
    count = blocks.size
    for name, (share, reach) in WORLDS.items():
        for with_yes in (0.5, 0.05):
            rng = np.random.default_rng([len(name), round(100 * with_yes)])
            bound, held = NormalDist().inv_cdf(with_yes), 0
            for _ in range(samples):
                root = common(blocks, share, reach, rng)
                answer, readiness = rng.normal(size=(2, count)) @ root.T
                yes, replied = answer < bound, np.argsort(readiness)[: round(REPLIED * count)]
                low, high = share_interval(
                    *(np.array(number) for number in (yes[replied].sum(), replied.size)),
                    confidence=CONFIDENCE,
                    population=np.array(count),
                )
                held += bool(low <= yes.mean() <= high)
            print(f"| {name} | {100 * with_yes:.0f} % | {100 * held / samples:.1f} % |", flush=True)


def main() -> None:
    """Print the tables that are asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("tables", nargs="*", default=["correlations", "shares"])
    parser.add_argument("--samples", type=int, default=1000)
    asked = parser.parse_args()
    facts = pl.read_csv(FACTS).filter(fact="index")
    blocks = facts["subregion"].fill_null("").rank("dense").to_numpy().astype(int) - 1
    for name in asked.tables:
        tables = {"correlations": correlations, "shares": shares}
        tables[name](blocks, asked.samples)


if __name__ == "__main__":
    main()
