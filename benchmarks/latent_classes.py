"""Latent classes, ours beside StepMix: the same answers, number of starts, tolerance, one thread.

``python benchmarks/latent_classes.py`` prints the table of benchmarks/README.md, a row after each
case. With ``--record`` every run is kept, and a run that was cut off goes on where it stopped.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from statistics import median

TRUE_CLASSES = 5
MISSING = 0.15  # completely at random
INFORMATIVE = 0.5  # of the items
TOLERANCE = 1e-10  # gain of one plain EM step, relative to the log-likelihood
MOST_STEPS = 10_000  # of StepMix; none of its starts may be cut off
SLACK = 0.01  # log-likelihood units that stopping at the tolerance leaves open
SQUARE = 2048  # side of the product that tells the machine's matrix rate
SECONDS = 0.5  # of CPU, for each rate
DEFAULT_STARTS = 40  # of LatentClass
THREADS = ("OPENBLAS", "OMP", "MKL", "BLIS", "NUMEXPR")
TUNING = ("OPENBLAS_CORETYPE", "OPENBLAS_L2_SIZE")
HEADINGS = (
    "units | items | classes | starts | seeds | StepMix CPU s | ours CPU s | ratio | "
    "at least as likely | log-likelihood above StepMix's, median (least) | "
    "matrix rate, these starts | matrix rate, 40 starts"
)


def simulated(units: int, items: int, seed: int):
    """Draw answers: an integer array of codes (units, items), -1 where missing."""
    import numpy as np

    rng = np.random.default_rng([20120, units, items, seed])
    belongs = rng.integers(0, TRUE_CLASSES, units)
    codes = np.empty((units, items), dtype=np.int64)
    for item in range(items):
        categories = int(rng.integers(2, 6))
        tables = rng.dirichlet(np.ones(categories), TRUE_CLASSES)
        if item >= INFORMATIVE * items:
            tables[:] = tables[0]
        limits = np.cumsum(tables, axis=1)[belongs, :-1]
        codes[:, item] = (rng.random((units, 1)) > limits).sum(axis=1)
    codes[rng.random(codes.shape) < MISSING] = -1
    return codes


def ours(codes, classes: int, starts: int, seed: int) -> dict[str, object]:
    """Fit with the library."""
    from latentclass import LatentClass

    model = LatentClass(classes, n_starts=starts, tol=TOLERANCE, random_state=seed)
    cpu = timed(lambda: model.fit(codes))
    return {
        "cpu": cpu,
        "log_likelihood": model.log_likelihood_,
        "converged": bool(model.converged_),
        "best_share": model.best_share_,
    }


def stepmix(codes, classes: int, starts: int, seed: int) -> dict[str, object]:
    """Fit with StepMix. Its relative tolerance is ours; the absolute one is switched off."""
    import numpy as np
    from stepmix.stepmix import StepMix

    model = StepMix(
        n_components=classes,
        measurement="categorical_nan",
        n_init=starts,
        abs_tol=0.0,
        rel_tol=TOLERANCE,
        max_iter=MOST_STEPS,
        random_state=seed,
        progress_bar=0,
        verbose=0,
    )
    answers = np.where(codes < 0, np.nan, codes)
    cpu = timed(lambda: model.fit(answers))
    return {
        "cpu": cpu,
        "log_likelihood": float(model.lower_bound_ * len(codes)),
        "converged": bool(model.converged_),
    }


def rates(codes, classes: int, starts: int, seed: int) -> dict[str, object]:
    """Measure, in GFLOP/s: a large square product, and the two products of batched EM steps.

    Steps are taken where screening ended, since what numbers are like there costs time, too.
    """
    import numpy as np

    from latentclass.em import Units, em_step
    from latentclass.items import Items
    from latentclass.optimum import screen

    rng = np.random.default_rng(seed)
    square = rng.random((2, SQUARE, SQUARE), dtype=np.float32)
    found = {"square": 2 * SQUARE**3 / pace(lambda: square[0] @ square[1]) / 1e9}
    items = Items.of(codes.max(axis=0) + 1)
    table = Units(items.one_hot(codes)[None], np.ones((1, len(codes)), dtype=np.float32))
    units = table.working(items)
    for width in sorted({starts, DEFAULT_STARTS}):
        now, _ = screen(table, items, classes, width, 20, [rng])
        seconds = pace(lambda now=now: em_step(units, items, now))
        useful = 4 * units.matrix.size * width * classes
        found[str(width)] = useful / seconds / 1e9
    return found


ROADS: dict[str, Callable] = {"ours": ours, "stepmix": stepmix, "rates": rates}


def timed(work: Callable[[], object]) -> float:
    """Return the CPU seconds that `work` takes."""
    began = time.process_time()
    work()
    return time.process_time() - began


def pace(work: Callable[[], object]) -> float:
    """Return the CPU seconds of one turn of `work`, of as many as fill the time."""
    work()
    began, turns = time.process_time(), 0
    while (spent := time.process_time() - began) < SECONDS:
        work()
        turns += 1
    return spent / turns


def run_one(road: str, units: int, items: int, classes: int, starts: int, seed: int) -> None:
    """Be the process of one run; print what was measured.

    A small fit comes first, so that what is imported late is there.
    """
    warnings.simplefilter("ignore")
    if road != "rates":
        ROADS[road](simulated(60, 6, 0), 2, 1, 0)
    print(json.dumps(ROADS[road](simulated(units, items, seed), classes, starts, seed)))


def measured(road: str, case: tuple[int, ...], seed: int) -> dict[str, object]:
    """Make one run in a process of its own with one thread."""
    environment = {name: value for name, value in os.environ.items() if name not in TUNING}
    environment |= {f"{name}_NUM_THREADS": "1" for name in THREADS}
    command = [sys.executable, __file__, "--one", road, *map(str, (*case, seed))]
    child = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True)
    if child.returncode:
        return {"failed": True}
    return json.loads(child.stdout)


class Record:
    """Runs made so far, in a file with one JSON object a line."""

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self.runs: dict[tuple, dict] = {}
        if path and path.is_file():
            lines = map(json.loads, path.read_text(encoding="utf-8").splitlines())
            self.runs = {tuple(line["run"]): line["measured"] for line in lines}

    def get(self, road: str, case: tuple[int, ...], seed: int) -> dict[str, object]:
        """Return a run, made now if it is not there."""
        run = (road, *case, seed)
        if run not in self.runs:
            self.runs[run] = measured(road, case, seed)
            if self.path and "failed" not in self.runs[run]:
                with self.path.open("a", encoding="utf-8") as file:
                    file.write(json.dumps({"run": run, "measured": self.runs[run]}) + "\n")
        return self.runs[run]


def row_of(record: Record, case: tuple[int, ...], seeds: int) -> str:
    """Run a case, the roads in turn since the machine's pace changes, and return its row."""
    rate = record.get("rates", case, 0)
    pairs = [(record.get("ours", case, s), record.get("stepmix", case, s)) for s in range(seeds)]
    units, items, classes, starts = case
    label = f"{units:,} | {items} | {classes} | {starts} | "
    kept = [pair for pair in pairs if not any("failed" in run for run in pair)]
    if not kept:
        return f"{label}0 of {seeds} | failed"
    cpu = [[run["cpu"] for run in runs] for runs in zip(*kept, strict=True)]
    above = [mine["log_likelihood"] - theirs["log_likelihood"] for mine, theirs in kept]
    likely = sum(gain >= -SLACK for gain in above)
    shares = [rate[str(width)] / rate["square"] for width in (starts, DEFAULT_STARTS)]
    cut = sum(not run["converged"] for pair in kept for run in pair)
    return (
        f"{label}{len(kept)} | {median(cpu[1]):.2f} | {median(cpu[0]):.3f} | "
        f"{median(b / a for a, b in zip(*cpu, strict=True)):.0f} | {likely} of {len(kept)} | "
        f"{median(above):.2f} ({min(above):.2f}) | {shares[0]:.0%} | {shares[1]:.0%}"
        + (f" | {cut} not converged" if cut else "")
    )


def main() -> None:
    """Run the cases that were asked for."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--units", type=int, nargs="+", default=(136, 1_000, 10_000))
    parser.add_argument("--items", type=int, nargs="+", default=(60, 162))
    parser.add_argument("--classes", type=int, nargs="+", default=(2, 5, 8))
    parser.add_argument("--starts", type=int, default=20, help="of both; StepMix is slow")
    parser.add_argument("--seeds", type=int, default=5, help="data sets of a case")
    parser.add_argument("--record", type=Path, help="keep runs here, and make none twice")
    parser.add_argument("--one", nargs=6, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        run_one(given.one[0], *map(int, given.one[1:]))
        return
    record = Record(given.record)
    print(HEADINGS)
    print("---|" * HEADINGS.count("|") + "---", flush=True)
    for units in given.units:
        for items in given.items:
            for classes in given.classes:
                case = (units, items, classes, given.starts)
                print(row_of(record, case, given.seeds), flush=True)


if __name__ == "__main__":
    main()
