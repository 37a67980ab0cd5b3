"""How often intervals of post-stratified means hold the truth, by what nonresponse hangs on.

``python benchmarks/means_audit.py`` draws lists of 193 units in twelve cells, as States lie in
them, each unit with an index within 0 to 1, and lets units of each cell reply as often as States
did in the study's simulated survey. What the study would say of all units is worked out by its own
functions, and compared with the mean of all 193. The table is printed, and is
``results/published/means_audit.csv``. It takes a minute.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from zlib import crc32

for threads in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "POLARS_MAX_THREADS"):
    os.environ.setdefault(threads, "1")

import numpy as np  # noqa: E402
import polars as pl  # noqa: E402
from scipy.stats import binomtest  # noqa: E402

from cyberstudy.describe.index_means import DIFFERENCES, LEAST  # noqa: E402
from cyberstudy.statistics.intervals import mean_half_width, possible_means  # noqa: E402
from cyberstudy.statistics.poststratified_means import StratifiedScores  # noqa: E402
from cyberstudy.statistics.weighting import collapsed, propensities  # noqa: E402
from cyberstudy.tables.truth_audit import (  # noqa: E402
    BY_DIFFERENCE,
    BY_NOTHING,
    BY_ODDS,
    BY_STRATA,
    HALF,
    QUARTER,
    REPLIED,
    STRATIFIED,
    MeansAudit,
)
from surveyanswers.tables.storage import write_table  # noqa: E402

#: Listed and replied by development (very high, high, medium or lower) and region (Africa,
#: Americas, Asia and Oceania, Europe), and the least replies of a stratum in the plan.
LISTED = np.array([1, 5, 10, 30, 4, 19, 14, 10, 49, 11, 37, 3])
ANSWERED = np.array([1, 1, 7, 18, 2, 7, 6, 4, 8, 5, 8, 2])
MINIMUM, MINIMUM_BASE = 4, 5
PLACES = [(level, region) for level in range(3) for region in range(4)]
LEVEL, REGION = np.array(PLACES).T
CELL, CELLS = np.repeat(np.arange(12), LISTED), np.arange(12)
CONFIDENCE, SEED = 0.95, 20110519
#: Standard deviation of the index within a cell, and where few that replied have a score.
SPREAD, WIDE, SCORED = 0.2, 0.3, 0.5
FEW = "both, few scores"
#: Which cells a group is of: all, medium or lower development, Africa.
GROUPS = {"states": CELLS >= 0, "development": LEVEL == 2, "merged_region": REGION == 0}
#: What the index differs by: its means by development, and what is added by region.
INDICES = {
    "development": ((0.62, 0.5, 0.38), (0.0, 0.0, 0.0, 0.0)),
    "region": ((0.5, 0.5, 0.5), (-0.12, 0.0, 0.0, 0.12)),
    "both": ((0.6, 0.5, 0.35), (-0.05, 0.0, 0.0, 0.05)),
    FEW: ((0.6, 0.5, 0.35), (-0.05, 0.0, 0.0, 0.05)),
}
#: Worlds: what nonresponse hangs on, its strength, and what the index differs by.
WORLDS = [
    (BY_NOTHING, "both", "both"),
    *((BY_STRATA, name, name) for name in INDICES),
    *((BY_ODDS, odds, "both") for odds in ("1.5", "2", "3")),
    *((BY_DIFFERENCE, size, "both") for size in ("0.25", "0.5")),
]


@dataclass(frozen=True)
class Drawn:
    """Lists with each unit's index, and whether it replied and has a score: a row a list."""

    index: np.ndarray
    replied: np.ndarray
    scored: np.ndarray

    def of(self, lists: np.ndarray, units: np.ndarray) -> Drawn:
        """Return some units of some lists."""
        return Drawn(*(each[lists][:, units] for each in (self.index, self.replied, self.scored)))

    @property
    def spread(self) -> np.ndarray:
        """Standard deviation of the scores of each list."""
        return np.nanstd(np.where(self.scored, self.index, np.nan), axis=1, ddof=1)


def chances() -> np.ndarray:
    """How likely a unit of each cell is to reply, by what replied of States."""
    terms = [LEVEL == 1, LEVEL == 2, REGION == 1, REGION == 2, REGION == 3]
    known = np.column_stack([np.ones(12), *terms]).astype(float)
    return propensities(LISTED.astype(float), ANSWERED.astype(float), known)


def drawn(kind: str, strength: str, index: str, *, lists: int, rng: np.random.Generator) -> Drawn:
    """Draw lists of a world."""
    levels, regions = (np.array(own) for own in INDICES[index])
    mean = (levels[LEVEL] + regions[REGION])[CELL]
    spread = WIDE if index == FEW else SPREAD
    precision = mean * (1 - mean) / spread**2 - 1
    values = rng.beta(mean * precision, (1 - mean) * precision, size=(lists, CELL.size))
    chance = chances()
    if kind == BY_NOTHING:
        chance = np.full(12, ANSWERED.sum() / LISTED.sum())
    logit = np.log(chance / (1 - chance))[CELL]
    odds = float(strength) if kind == BY_ODDS else 1.0
    pull = np.log(odds) * (values - mean) / spread
    for _ in range(30):  # until as many reply of each cell as if replies hung on cells alone
        found = 1 / (1 + np.exp(-logit - pull))
        rate = np.array([found[:, cell == CELL].mean() for cell in CELLS])[CELL]
        logit = logit + np.log(chance / (1 - chance))[CELL] - np.log(rate / (1 - rate))
    replied = rng.random(values.shape) < 1 / (1 + np.exp(-logit - pull))
    scored = replied & (rng.random(values.shape) < (SCORED if index == FEW else 1.0))
    lists = Drawn(values, replied, scored)
    if kind == BY_DIFFERENCE:
        lower = float(strength) * lists.spread[:, None]
        values = np.where(replied, values, np.clip(values - lower, 0, 1))
    return Drawn(values, replied, scored)


@cache
def strata_of(replied: tuple[int, ...], scored: tuple[int, ...], group: str) -> np.ndarray:
    """Put the cells of a group into strata, as the study does; -1 is of no stratum of it."""
    inside = np.flatnonzero(GROUPS[group])
    whole = collapsed(PLACES, np.array(replied), MINIMUM)[inside]
    names, place = np.unique(whole, return_inverse=True)
    near = [PLACES[inside[whole == name][0]] for name in names]
    of = np.full(12, -1)
    of[inside] = collapsed(near, np.bincount(place, np.array(scored)[inside]), LEAST)[place]
    return of


def scores_of(lists: Drawn, group: str) -> StratifiedScores:
    """Sum lists up by stratum; a stratum that a list has not is next to nothing of it."""
    rows = np.arange(len(lists.index))[:, None]

    def counted(units: np.ndarray) -> list[tuple[int, ...]]:
        found = np.zeros((len(rows), 12), dtype=int)
        np.add.at(found, (rows, CELL), units)
        return [tuple(own) for own in found.tolist()]

    pairs = zip(counted(lists.replied), counted(lists.scored), strict=True)
    strata = np.array([strata_of(*pair, group) for pair in pairs])[:, CELL]

    def summed(values: np.ndarray) -> np.ndarray:
        found = np.zeros((len(rows), 12))
        np.add.at(found, (rows, strata), np.where(strata >= 0, values, 0.0))
        return found

    listed, scored = summed(np.ones(strata.shape)), summed(lists.scored)
    said = np.where(lists.scored, lists.index, 0.0)
    means = summed(said) / np.maximum(scored, 1)
    apart = summed(said**2) - scored * means**2
    absent = listed == 0
    return StratifiedScores(
        np.where(absent, 1e-9, listed),
        np.where(absent, 1e-9, scored),
        means,
        apart / np.maximum(scored - 1, 1),
    )


def audited(lists: Drawn, group: str) -> Iterator[dict[str, object]]:
    """Say of each method how often its interval holds the truth of a group."""
    inside = GROUPS[group][CELL]
    enough = lists.scored[:, inside].sum(axis=1) >= MINIMUM_BASE  # others are not printed
    lists, own = lists.of(enough, CELL >= 0), lists.of(enough, inside)
    truth, said = own.index.mean(axis=1), np.where(own.scored, own.index, np.nan)
    spread = lists.spread
    known = scores_of(lists, group)
    mean = known.mean()
    quiet = (known.worth * known.nonrespondents).sum(axis=1)
    plain, base = np.nanmean(said, axis=1), own.scored.sum(axis=1)
    sizes = np.full(len(base), float(inside.sum()))
    around = mean_half_width(own.spread, base, sizes, confidence=CONFIDENCE)
    least, most = possible_means(plain, base, sizes, limits=(0, 1))
    ends = {
        REPLIED: (plain, np.maximum(plain - around, least), np.minimum(plain + around, most)),
        STRATIFIED: (mean, *known.interval(confidence=CONFIDENCE)),
    }
    for method, part in zip((QUARTER, HALF), DIFFERENCES.values(), strict=True):
        ends[method] = (mean, *known.interval(part * spread, confidence=CONFIDENCE))
    for method, (estimate, low, high) in ends.items():
        held = (low <= truth) & (truth <= high)
        rate = binomtest(int(held.sum()), held.size).proportion_ci(CONFIDENCE)
        error = estimate - truth
        yield {
            "grouping": group,
            "method": method,
            "difference": float(((mean - truth) / quiet / spread).mean()),
            "simulations": held.size,
            "rate": float(held.mean()),
            "low": rate.low,
            "high": rate.high,
            "bias": float(error.mean()),
            "error": float(np.sqrt((error**2).mean())),
            "width": float((high - low).mean()),
        }


def promised(kind: str, strength: str, method: str) -> float | None:
    """Return what an interval promises in a world that meets its assumption; else None."""
    if method == REPLIED or kind == BY_ODDS:
        return CONFIDENCE if kind == BY_NOTHING else None
    within = {STRATIFIED: 0.0, QUARTER: 0.25, HALF: 0.5}[method]
    return None if kind == BY_DIFFERENCE and float(strength) > within else CONFIDENCE


def table_of(lists: int) -> pl.DataFrame:
    """Audit every world: `tables.MeansAudit`."""
    rows = []
    for kind, strength, index in WORLDS:
        # Of its own, so that another world changes none.
        rng = np.random.default_rng([SEED, crc32(f"{kind} {strength}".encode())])
        own = drawn(kind, strength, index, lists=lists, rng=rng)
        for group in GROUPS:
            for row in audited(own, group):
                nominal = promised(kind, strength, str(row["method"]))
                rows.append({"nonresponse": kind, "world": strength, "nominal": nominal} | row)
    return pl.DataFrame(rows, infer_schema_length=None)


def main() -> None:
    """Audit, print and freeze."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--lists", type=int, default=4000, help="lists drawn of each world")
    parser.add_argument("--sum", type=Path, help="write the table here")
    given = parser.parse_args()
    table = table_of(given.lists)
    with pl.Config(tbl_rows=-1, tbl_cols=-1, tbl_width_chars=200):
        print(table)
    if given.sum:
        write_table(table, str(given.sum), MeansAudit)


if __name__ == "__main__":
    main()
