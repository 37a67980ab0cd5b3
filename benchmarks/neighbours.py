"""How often intervals and tests across countries are right where neighbours are alike.

``python benchmarks/neighbours.py`` draws worlds with as many countries in each subregion as the
index of experts has (a run of the study has to stand in results/sources), and prints the tables of
benchmarks/README.md. Countries are alike within subregions, as intervals assume, or in a field that
knows no borders, in which neighbouring subregions are alike, too. *correlations*: of ranks, half of
the countries with an index of nought, adjusted for four variables as the study does. *agreement*:
of a score with what another source says yes or no of. *shares*: of all States with a yes, where
neighbours both answer alike and reply alike, as many as in the simulated survey of 2012.
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from statistics import NormalDist

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
import polars as pl

from cyberstudy.statistics.cut_agreement import (
    FEWEST,
    agreement_interval,
    area_under_curve,
    cells_at,
    kappa,
    least_margin,
    percentiles,
)
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
DRAWS = 500  # of countries, drawn again for an interval of agreement
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


class Sources:
    """A score, a whole score, and what another source says yes of, made of variables drawn."""

    CUTS = np.array([-0.5])

    def __init__(self, noise: np.ndarray, threshold: float) -> None:
        self.score, self.yes = noise[0], 0.7 * noise[0] + 0.7 * noise[1] > threshold
        self.whole = 0.6 * noise[0] + 0.6 * noise[1] + 0.5 * noise[2]

    def area(self, times: np.ndarray) -> np.ndarray:
        """Twice the area under the score's curve, less one, by how often each country is there."""
        return 2 * area_under_curve(self.score, self.yes, times) - 1

    def difference(self, times: np.ndarray) -> np.ndarray:
        """Area under the score's curve, less that of the whole score."""
        whole = area_under_curve(self.whole, self.yes, times)
        return area_under_curve(self.score, self.yes, times) - whole

    def kappa(self, times: np.ndarray) -> np.ndarray:
        """Cohen's kappa at one cut of the score."""
        return kappa(cells_at(self.score, self.yes, self.CUTS, times))[:, 0]

    def few(self) -> dict[str, bool]:
        """Say of which measure the study gives no interval."""
        sure = min(self.yes.sum(), (~self.yes).sum()) < FEWEST
        least = least_margin(cells_at(self.score, self.yes, self.CUTS))[0]
        return {"area": sure, "difference": sure, "kappa": least < FEWEST}


def agreement(blocks: np.ndarray, samples: int) -> None:
    """Print a row a world, share of countries with a yes, and measure."""
    print("| neighbours | countries with a yes | measure | truth | units | the wider | none |")
    print("|---|---|---|---|---|---|---|")
    every = np.full(blocks.size, 1 / blocks.size)
    for name, (share, reach) in WORLDS.items():
        for with_yes in (0.7, 0.9):
            rng = np.random.default_rng([len(name), round(10 * with_yes)])
            threshold = -NormalDist(0, 0.98**0.5).inv_cdf(with_yes)
            sources = Sources(rng.normal(size=(3, MANY)), threshold)
            once = np.ones((1, MANY))
            truth = {of: float(getattr(sources, of)(once)[0]) for of in sources.few()}
            found = {of: np.zeros(3) for of in truth}
            for _ in range(samples):
                root = common(blocks, share, reach, rng)
                times = rng.multinomial(blocks.size, every, size=DRAWS)
                sources = Sources(rng.normal(size=(3, blocks.size)) @ root.T, threshold)
                for of, few in sources.few().items():
                    each = getattr(sources, of)
                    units = percentiles(each(times), CONFIDENCE)
                    low, high, _ = agreement_interval(each, times, blocks, confidence=CONFIDENCE)
                    held = [low <= truth[of] <= high for low, high in (units, (low, high))]
                    found[of] += [0, 0, 1] if few or np.isnan(low) else [*held, 0]
            for of, (one, wide, none) in found.items():
                shown = (1 + truth[of]) / 2 if of == "area" else truth[of]
                rates = " | ".join(f"{100 * each / (samples - none):.1f} %" for each in (one, wide))
                row = f"| {name} | {100 * with_yes:.0f} % | {of} | {shown:.2f} | {rates} |"
                print(f"{row} {100 * none / samples:.1f} % |", flush=True)


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
    parser.add_argument("tables", nargs="*", default=["correlations", "agreement", "shares"])
    parser.add_argument("--samples", type=int, default=1000)
    asked = parser.parse_args()
    facts = pl.read_csv(FACTS).filter(fact="index")
    blocks = facts["subregion"].fill_null("").rank("dense").to_numpy().astype(int) - 1
    for name in asked.tables:
        tables = {"correlations": correlations, "agreement": agreement, "shares": shares}
        tables[name](blocks, asked.samples)


if __name__ == "__main__":
    main()
