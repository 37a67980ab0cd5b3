"""How often intervals of yearly odds and of Mokken's H are right where neighbours are alike.

``python benchmarks/odds_and_scales.py`` draws the worlds of `neighbours.py`, with as many States
in each subregion as the study has (a run has to stand in results/sources), and prints a table of
benchmarks/README.md. *odds*: of an event in one of twenty years, by a variable, beside others that
are not known, so that the odds are those of all States, not of each. *H*: of 19 measures, on a
level of States.
"""

import argparse
import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
import polars as pl
from neighbours import CONFIDENCE, FACTS, WORLDS, common

from cyberstudy.statistics.logistic import Spells
from cyberstudy.statistics.neighbours import block_interval
from cyberstudy.statistics.scalability import scalability

YEARS, SLOPE, UNKNOWN, LARGE = 20, 0.8, 0.7, 20_000
PLACES, STEEP = np.linspace(-1.5, 0.5, 19), 2.5  # of measures on the level


def logistic(odds: np.ndarray) -> np.ndarray:
    """Return the chance of log odds."""
    return 1 / (1 + np.exp(-odds))


def spells(noise: np.ndarray, blocks: np.ndarray, rng: np.random.Generator):
    """Let the event come to units, sooner where the first row is large; the second is not known."""
    x, unknown = noise
    rows, left = [], np.arange(blocks.size)
    for year in range(YEARS):
        chance = logistic(-4.5 + 0.2 * year + SLOPE * x[left] + UNKNOWN * unknown[left])
        event = rng.random(left.size) < chance
        rows.append((np.full(left.size, year), event, blocks[left], x[left]))
        left = left[~event]
    *known, x = (np.concatenate(each) for each in zip(*rows, strict=True))
    return Spells(*known), x


def measures(level: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Say which unit has which measure."""
    chance = logistic(STEEP * (level[:, None] - PLACES))
    return rng.random(chance.shape) < chance


def main() -> None:
    """Print a row a world: how often intervals hold the truth."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--samples", type=int, default=200)
    samples = parser.parse_args().samples
    facts = pl.read_csv(FACTS).filter(fact="gci_overall")
    blocks = facts["subregion"].fill_null("").rank("dense").to_numpy().astype(int) - 1
    # Each unit for itself is the same in all worlds, so the truth is.
    rng, each = np.random.default_rng(1), np.arange(LARGE)
    many, x = spells(rng.normal(size=(2, LARGE)), each, rng)
    odds = many.odds(x, [], confidence=CONFIDENCE, blocks=False)[0]
    h = scalability(measures(rng.normal(size=LARGE), rng))[0]
    print(f"Truth: odds ratio {odds:.2f}, H {h:.2f}.\n")
    print(
        "| neighbours | odds: Wald | odds: the wider, with blocks | H: blocks |\n|---|---|---|---|"
    )
    for name, (share, reach) in WORLDS.items():
        rng, held = np.random.default_rng(len(name)), np.zeros(3)
        for _ in range(samples):
            root = common(blocks, share, reach, rng)
            drawn, x = spells(rng.normal(size=(2, blocks.size)) @ root.T, blocks, rng)
            own = measures(root @ rng.normal(size=blocks.size), rng)
            ends = [drawn.odds(x, [], confidence=CONFIDENCE, blocks=of)[1:] for of in (False, True)]
            of_h = block_interval(
                scalability(own)[0],
                lambda kept, own=own: scalability(own[kept])[0],
                blocks,
                confidence=CONFIDENCE,
            )
            truths = zip((odds, odds, h), (*ends, of_h), strict=True)
            held += [low <= truth <= high for truth, (low, high) in truths]
        told = " | ".join(f"{100 * each:.1f} %" for each in held / samples)
        print(f"| {name} | {told} |", flush=True)


if __name__ == "__main__":
    main()
