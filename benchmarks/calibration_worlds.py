"""The data sets of the verdict's calibration: worlds, cells of the design, and seeds."""

from __future__ import annotations

from itertools import product

import numpy as np

from surveyanswers.simulation.worlds import (
    COUNTS,
    FURTHER,
    STRANGE,
    WORLDS,
    World,
    draw_counts_of,
    draw_world,
)

SEED = 20261126
PHASES = {"choose": 0, "judge": 1}  # no data set of one is in the other
#: A world's place is part of its seed, so new ones come last.
EVERY = (*WORLDS, *STRANGE, *COUNTS, *FURTHER)
#: Data sets of a world go round these cells, so that every margin has its share of each.
CELLS = tuple(product((30, 69, 92, 194, 300), (2, 3, 4)))
FEW_ITEMS, MANY_ITEMS = 14, 30
DEAR = 92  # units from above which there are few items only


def drawn_of(phase: str, world: str, number: int) -> tuple[np.ndarray, bool, int, dict[str, int]]:
    """Draw a data set.

    Returns
    -------
    Codes or counts, whether categories stand in order, a seed for its analysis, and its place in
    the design.
    """
    sequence = np.random.SeedSequence(SEED, spawn_key=(PHASES[phase], EVERY.index(world), number))
    rng, seed = np.random.default_rng(sequence), int(sequence.generate_state(2)[1])
    if world in COUNTS:
        table = draw_counts_of(world, rng)
        return table, False, seed, {"units": len(table), "items": 1, "categories": 5}
    units, categories = CELLS[number % len(CELLS)]
    many = number // len(CELLS) % 2 and units <= DEAR
    items = MANY_ITEMS if many else FEW_ITEMS
    kind, likely = (WORLDS | STRANGE | FURTHER)[world]
    codes = draw_world(World(kind, items, likely, categories), units, rng).codes
    cell = {"units": units, "items": items, "categories": categories}
    # Ordered categories are judged as such, as the plan declares of items cut from numbers.
    return codes, categories > 2, seed, cell
