"""What the verdict on types says where the truth is known, on data as small as the study's.

``python benchmarks/verdict_calibration.py judge --out DIR`` draws data sets of every world, judges
each by the rules of `cyberstudy.cluster.verdict`, and writes the table of benchmarks/README.md.
Where the tests speak for types, units are drawn again as the study does, to see whether the types
are claimed. The level of the further rivals comes from ``choose``, which draws other data sets.
Both may be stopped and started again: each data set is a line of DIR's file of its world, and is
the same for any number of cores. On a cluster the worlds may be an array of
jobs (config/README.md).

Each record carries the digest of the code that made it, and the table holds only worlds that
today's code made. Where a change cannot matter to what is recorded, ``judge --reproduce 15`` makes
the first records of each world again, and if they are the same, all of it carry the new digest;
how many were made again stands in judge-run.json.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import platform
import sys
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path

for threads in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ.setdefault(threads, "1")  # processes share the cores

import numpy as np  # noqa: E402
import polars as pl  # noqa: E402
from arena_table import arena  # noqa: E402
from calibration_design import WORK  # noqa: E402
from calibration_methods import answered  # noqa: E402
from calibration_table import ALL, choices, markdown, summary  # noqa: E402
from calibration_worlds import CELLS, EVERY, SEED  # noqa: E402

from cyberstudy.commands.calibrated import ARENA, JUDGED, RULED, digest_of  # noqa: E402
from cyberstudy.declare.plan.verdict_rules import Rules  # noqa: E402
from surveyanswers.simulation.worlds import COUNTS  # noqa: E402

#: Assume: half as many replicates as the study's plans, to halve the time; at 0.01 a null is then
#: rejected where none of them reaches the observation, which is a little more careful.
REPLICATES = 100
OUT = Path("results/published/calibration")
#: Usual methods are put to the same data sets; they are not of counts.
USUAL = "usual"
DOES = WORK | {USUAL: answered}
CODE = dict.fromkeys(WORK, JUDGED) | {USUAL: ARENA}
#: Rules that have no part in the tests, and are applied to what the records hold.
AFTER_TESTS = (
    "units_per_parameter",
    "smallest_class",
    "fewest_units",
    "minimum_stability",
    "minimum_best_share",
)


def place(phase: str, world: str, out: Path) -> Path:
    """Say where the records of a world are kept."""
    return out / f"{phase}-{''.join(c if c.isalnum() else '_' for c in world)}.jsonl"


def read(phase: str, world: str, out: Path) -> dict[int, dict]:
    """Read the records of a world by number; a line that was cut short is none."""
    found = {}
    path = place(phase, world, out)
    for line in path.read_text().splitlines() if path.exists() else ():
        try:
            row = json.loads(line)
        except json.JSONDecodeError:
            continue
        found[row["number"]] = row
    return found


def keep(rows: Sequence[Mapping], phase: str, world: str, out: Path) -> None:
    """Add records, after whatever line was cut short."""
    with place(phase, world, out).open("a+") as file:
        file.seek(0)
        cut = (text := file.read()) and not text.endswith("\n")
        file.write("\n" * bool(cut) + "".join(json.dumps(row) + "\n" for row in rows))


def done(phase: str, world: str, numbers: Sequence[int], rules: Rules) -> list[dict[str, object]]:
    """Do a piece of work."""
    code = {"code": digest_of(CODE[phase])}
    return [DOES[phase](world, number, rules) | code for number in numbers]


def reproduced(world: str, count: int, rules: Rules, out: Path) -> int:
    """Make a world's first records again; if they are the same, stamp all with today's digest.

    Returns
    -------
    How many were made again.
    """
    there = read("judge", world, out)
    again = done("judge", world, sorted(there)[:count], rules)
    for row in again:
        # JSON has no tuples.
        new, old = (
            {name: json.loads(json.dumps(value)) for name, value in each.items()} | {"cpu": 0}
            for each in (row, there[row["number"]] | {"code": row["code"]})
        )
        if new != old:
            raise SystemExit(f"{world}, data set {row['number']}: another record; run it again")
    rows = [row | {"code": digest_of(JUDGED)} for row in there.values()]
    place("judge", world, out).write_text("".join(json.dumps(row) + "\n" for row in rows))
    return len(again)


def current(phase: str, worlds: Sequence[str], out: Path) -> list[dict]:
    """Read the records of the worlds that today's code has made, all of them."""
    code, rows = digest_of(CODE[phase]), []
    for world in worlds:
        own = list(read(phase, world, out).values())
        if any(row.get("code") != code for row in own):
            print(f"{phase}, {world}: of other code, not in the table", file=sys.stderr)
        else:
            rows += own
    return rows


def settle(phase: str, rules: Rules, out: Path) -> None:
    """Make the directory of what is done, by these rules and no others."""
    out.mkdir(parents=True, exist_ok=True)
    settled = out / f"{phase}-rules.json"
    # What is chosen has no part in the choosing.
    chosen = () if phase != "choose" else ("alpha_rivals",)
    used = {k: v for k, v in asdict(rules).items() if k not in (*AFTER_TESTS, *chosen)}
    if settled.exists():
        if json.loads(settled.read_text()) != used:
            raise SystemExit(f"{out} holds results by other rules; choose another directory")
        return
    unfinished = out / f"{phase}-rules.{os.getpid()}.part"  # pieces may begin at the same time
    unfinished.write_text(json.dumps(used))
    unfinished.replace(settled)


def run(
    phase: str, worlds: Sequence[str], datasets: int, rules: Rules, out: Path, cores: int
) -> None:
    """Do what is left, or was done by other code, a round of the design after the other."""
    code = digest_of(CODE[phase])
    there = {
        world: {n for n, row in read(phase, world, out).items() if row.get("code") == code}
        for world in worlds
    }
    rounds = [range(n, min(n + len(CELLS), datasets)) for n in range(0, datasets, len(CELLS))]
    left = [
        (world, numbers)
        for one in rounds
        for world in worlds
        if (numbers := [number for number in one if number not in there[world]])
    ]
    began = time.monotonic()
    with ProcessPoolExecutor(cores) as pool:
        jobs = {pool.submit(done, phase, *piece, rules): piece for piece in left}
        for count, job in enumerate(as_completed(jobs), 1):
            world, numbers = jobs[job]
            keep(job.result(), phase, world, out)
            minutes = (time.monotonic() - began) / 60
            print(
                f"{count} of {len(left)}: {world}, from {numbers[0]}; {minutes:.1f} min",
                file=sys.stderr,
                flush=True,
            )
    if left:  # else the record stays that of the run which did the last of it
        note(phase, out, record(cores))


def note(phase: str, out: Path, told: Mapping[str, object]) -> None:
    """Add to the record of a run."""
    kept = out / f"{phase}-run.json"
    before = json.loads(kept.read_text()) if kept.exists() else {}
    kept.write_text(json.dumps(before | told, indent=1) + "\n")


def record(cores: int) -> dict[str, object]:
    """Say when, from what seed, and on what it was run."""
    return {
        "date": datetime.now(UTC).date().isoformat(),
        "seed": SEED,
        "cores": cores,
        "python": platform.python_version(),
        "numpy": np.__version__,
    }


def main() -> None:
    """Choose a level, or judge data sets by those of the rules."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("phase", choices=DOES)
    parser.add_argument("--out", type=Path, default=OUT, help="directory of what is done")
    parser.add_argument("--cores", type=int, default=os.cpu_count())
    parser.add_argument("--datasets", type=int, default=210, help="of each; 0: only the table")
    parser.add_argument(
        "--reproduce",
        type=int,
        metavar="N",
        help="make the first N records of each world again, and no new ones",
    )
    parser.add_argument("--replicates", type=int, default=REPLICATES, help="of a test, most")
    parser.add_argument(
        "--piece",
        type=int,
        metavar="N",
        help="do one world and no more, as a job of an array on a cluster",
    )
    given = parser.parse_args()
    rules = replace(Rules(), replicates=given.replicates)
    settle(given.phase, rules, given.out)
    if given.piece is not None:
        if not 0 <= given.piece < len(EVERY):
            raise SystemExit(f"there are {len(EVERY)} pieces, 0 to {len(EVERY) - 1}")
        run(given.phase, [EVERY[given.piece]], given.datasets, rules, given.out, 1)
        return
    if given.phase == USUAL:
        worlds = [world for world in EVERY if world not in COUNTS]
        run(given.phase, worlds, given.datasets, rules, given.out, given.cores)
        note(given.phase, given.out, {"code": digest_of(ARENA)})
        verdicts, answers = (current(phase, worlds, given.out) for phase in ("judge", USUAL))
        pl.DataFrame(arena(verdicts, answers)).write_csv(given.out.with_name("arena.csv"))
        return
    if given.reproduce is None:
        run(given.phase, EVERY, given.datasets, rules, given.out, given.cores)
    else:
        again = {world: reproduced(world, given.reproduce, rules, given.out) for world in EVERY}
        note("judge", given.out, {"reproduced": again, "code": digest_of(JUDGED)})
    if given.phase == "choose":
        rows = [row for world in EVERY for row in read(given.phase, world, given.out).values()]
        table = choices(rows, rules)
        print("\n".join(json.dumps(entry) for entry in table))
    else:
        rows = current("judge", EVERY, given.out)
        table = summary(rows, rules)
        note("judge", given.out, {"rules": digest_of(RULED)})
        whole = markdown([entry for entry in table if entry["margin"] == ALL])
        parts = markdown([entry for entry in table if entry["margin"] != ALL])
        (given.out / "judge.md").write_text(f"## Worlds\n\n{whole}\n\n## Parts\n\n{parts}\n")
        print(whole)
    with (given.out / f"{given.phase}.csv").open("w", newline="") as file:
        writer = csv.DictWriter(
            file, list(dict.fromkeys(k for e in table for k in e)), lineterminator="\n"
        )
        writer.writeheader()
        writer.writerows(table)


if __name__ == "__main__":
    main()
