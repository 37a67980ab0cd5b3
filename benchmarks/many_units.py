"""Latent classes of a million units in bounded memory, beside the same units kept as columns.

``python benchmarks/many_units.py`` prints the rows of benchmarks/README.md: for each number of
units the time and the most memory of one fit, in a process of its own with its imports and with the
data, which are drawn from a seed. Up to ``--columns`` units, where these fit memory, the same units
are polished from the same starts as columns, as few units are, and the likelihoods compared.
StepMix gets as many as it can do in minutes (``--stepmix``), with one start.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import time

ITEMS, CLASSES, MISSING = 162, 8, 0.1
STARTS = 20
PIECE = 50_000  # units drawn at once
TUNING = ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")
HEADINGS = (
    "units | CPU s | clock s | peak MB | of it data | log-likelihood | of the truth | steps | "
    "starts at the best | as columns, relative difference | StepMix from one start"
)


def simulated(units: int, telling: int, seed: int):
    """Draw codes of one byte, -1 where missing, and the log-likelihood of their true model.

    Of a hundred items so many tell the classes apart.
    """
    import numpy as np

    rng = np.random.default_rng([32, seed])
    shares = rng.dirichlet(np.full(CLASSES, 4.0))
    tables = []
    for size in rng.integers(2, 7, ITEMS):
        table = rng.dirichlet(np.full(size, 1.5), CLASSES)
        tables.append(table if rng.random() < telling / 100 else np.tile(table[0], (CLASSES, 1)))
    codes, truth = np.empty((units, ITEMS), dtype=np.int8), 0.0
    for begin in range(0, units, PIECE):
        piece = codes[begin : begin + PIECE]
        belongs = rng.choice(CLASSES, len(piece), p=shares)
        joint = np.tile(np.log(shares), (len(piece), 1))
        for item, table in enumerate(tables):
            limits = np.cumsum(table, axis=1)[belongs, :-1]
            own = (rng.random((len(piece), 1)) > limits).sum(axis=1)
            there = rng.random(len(piece)) > MISSING
            joint += np.where(there[:, None], np.log(table).T[own], 0)
            piece[:, item] = np.where(there, own, -1)
        truth += np.logaddexp.reduce(joint, axis=1).sum()
    return codes, float(truth)


def fitted(units: int, telling: int, seed: int) -> dict[str, object]:
    """Fit the estimator, as anybody would."""
    from latentclass import LatentClass

    codes, truth = simulated(units, telling, seed)
    began = time.perf_counter(), time.process_time()
    model = LatentClass(CLASSES, n_starts=STARTS, random_state=seed).fit(codes)
    return {
        "clock": time.perf_counter() - began[0],
        "cpu": time.process_time() - began[1],
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "data": codes.nbytes / 1e6,
        "log_likelihood": model.log_likelihood_,
        "truth": truth,
        "steps": model.n_iter_,
        "best_share": model.best_share_,
    }


def compared(units: int, telling: int, seed: int) -> dict[str, object]:
    """Polish the same starts as columns and packed."""
    import numpy as np

    from latentclass.items import Items
    from latentclass.optimum import polish, screen
    from latentclass.packed import Packed, Unpacked

    codes, _ = simulated(units, telling, seed)
    items, weight = Items.of(codes.max(axis=0) + 1), np.ones((1, units))
    few = Unpacked(items.one_hot(codes[None, :5000]), weight[:, :5000])
    starts = screen(few, items, CLASSES, STARTS, 2000, [np.random.default_rng(seed)])
    found = [
        polish(rows, items, *starts, tol=1e-10, max_iter=2000).log_likelihood[0]
        for rows in (
            Packed.of(codes, weight, items),
            Unpacked(items.one_hot(codes[None]), weight),
        )
    ]
    return {"difference": abs(found[0] - found[1]) / abs(found[1])}


def peer(units: int, telling: int, seed: int) -> dict[str, object]:
    """Fit StepMix from one start, to the same tolerance."""
    from latent_classes import stepmix

    found = stepmix(simulated(units, telling, seed)[0], CLASSES, 1, seed)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return found | {"peak": peak}


ROADS = {"fitted": fitted, "compared": compared, "peer": peer}


def in_process(road: str, *case: int) -> dict[str, object]:
    """Run a road in a process of its own."""
    environment = {name: value for name, value in os.environ.items() if name not in TUNING}
    command = [sys.executable, __file__, "--one", road, *map(str, case)]
    child = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True, check=True)
    return json.loads(child.stdout)


def main() -> None:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--units", type=int, nargs="+", default=(10_000, 100_000, 1_000_000))
    parser.add_argument("--columns", type=int, default=100_000, help="units that fit memory so")
    parser.add_argument("--stepmix", type=int, default=10_000, help="units that it is given")
    parser.add_argument("--telling", type=int, default=40, help="items that tell, of a hundred")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--one", nargs=4, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        print(json.dumps(ROADS[given.one[0]](*map(int, given.one[1:]))))
        return
    print(HEADINGS)
    print("---|" * HEADINGS.count("|") + "---", flush=True)
    for units in given.units:
        case = units, given.telling, given.seed
        one = in_process("fitted", *case)
        other = in_process("compared", *case) if units <= given.columns else None
        stepmix = in_process("peer", *case) if units <= given.stepmix else None
        print(
            f"{units:,} | {one['cpu']:.1f} | {one['clock']:.1f} | {one['peak']:.0f} | "
            f"{one['data']:.0f} | {one['log_likelihood']:.3f} | {one['truth']:.3f} | "
            f"{one['steps']} | {one['best_share']:.0%} | "
            + (f"{other['difference']:.0e} | " if other else "do not fit | ")
            + (
                f"{stepmix['log_likelihood']:.3f}, {stepmix['cpu']:.0f} s, {stepmix['peak']:.0f} MB"
                if stepmix
                else "not run"
            ),
            flush=True,
        )


if __name__ == "__main__":
    main()
