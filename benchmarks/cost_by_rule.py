"""What a run costs by rule, from Snakemake's own records, and the floor.

Of each output that is there Snakemake keeps when its job began and ended. A job of one thread takes
as many processor seconds as it lasts, where nothing else ran on the machine; rules of several
threads (`SPREAD`) take all cores. What the scripts import is measured now, in a process each; what
they import late counts as work. The
floor is what the work itself costs in one process that imports once. Cores idle: how long, in the
last run without a pause, fewer jobs ran than there are cores.
"""

import argparse
import base64
import json
import os
import resource
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from readme_tables import put_table

ROOT = Path(__file__).parents[1]
SPREAD = ("draw_exhibits",)
#: Rules that no plain run asks for; and the one whose script others inherit.
ON_REQUEST = ("run_multiverse", "join_multiverse", "make_survey_page")
INHERITED = {"label_simulated_answers": "label_answers"}
PAUSE = 60.0  # seconds without a job: what was before is another run


class Job(NamedTuple):
    """A job that was done."""

    rule: str
    log: str
    start: float
    end: float


def jobs_in(study: Path) -> Iterator[Job]:
    """Give the last job of each log whose output is there."""
    records, last = study / ".snakemake/metadata", {}
    for path in sorted(p for p in records.rglob("*") if p.is_file()):
        # Long names are parted into folders, each of which begins with @.
        name = "".join(part.removeprefix("@") for part in path.relative_to(records).parts)
        if (study / base64.b64decode(name).decode()).exists():
            record = json.loads(path.read_text(encoding="utf-8"))
            job = Job(record["rule"], *record["log"][:1], record["starttime"], record["endtime"])
            last[job.log] = max(job, last.get(job.log, job), key=lambda each: each.start)
    yield from (job for job in last.values() if script_of(job.rule).is_file())


def script_of(rule: str) -> Path:
    """Return where a rule's script lies; of rules that are gone or on request there is none."""
    name = INHERITED.get(rule, "" if rule in ON_REQUEST else rule)
    return ROOT / "workflow/scripts" / f"{name}.py"


def imports_of(rule: str) -> float:
    """Processor seconds that the head of a rule's script takes in a process of its own."""
    head = script_of(rule).read_text(encoding="utf-8").partition("\nwith ")[0]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    environment = os.environ | {"PYTHONPATH": str(ROOT / "workflow"), "MPLBACKEND": "agg"}
    # A job ends without a search for garbage (`jobs.this_job`), and so does this.
    code = f"import gc, snakemake.iocontainers, snakemake.logging\n{head}\ngc.freeze()"
    command = [sys.executable, "-c", code]
    subprocess.run(command, check=True, env=environment)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def idle(jobs: list[Job], cores: int) -> tuple[float, float]:
    """Wall seconds of the last run, and of them those in which a core had no job."""
    ordered = sorted(jobs, key=lambda job: job.start, reverse=True)
    run = [ordered[0]]
    for job in ordered[1:]:
        if min(each.start for each in run) - job.end > PAUSE:
            break
        run.append(job)
    taken = {job: cores if job.rule in SPREAD else 1 for job in run}
    ends = sorted({end for job in run for end in (job.start, job.end)})
    lost = 0.0
    for low, high in pairwise(ends):
        busy = sum(n for job, n in taken.items() if job.start <= low and job.end >= high)
        lost += (high - low) * max(0, cores - busy) / cores
    return ends[-1] - ends[0], lost


def table(jobs: list[Job], cores: int) -> list[str]:
    """Give a row a rule, the dearest first, then all of them, the floor, and what was idle."""
    by_rule = defaultdict(list)
    for job in jobs:
        by_rule[job.rule].append((job.end - job.start) * (cores if job.rule in SPREAD else 1))
    imports = {rule: imports_of(rule) for rule in by_rule}
    lines = [
        "| rule | jobs | seconds | longest | imports | work |",
        "|---|---:|---:|---:|---:|---:|",
    ]
    floor = max(imports.values())
    for rule, each in sorted(by_rule.items(), key=lambda entry: -sum(entry[1])):
        work = max(0.0, sum(each) - len(each) * imports[rule])
        floor += work
        lines.append(
            f"| {rule} | {len(each)} | {sum(each):.1f} | {max(each):.1f} | {imports[rule]:.2f} "
            f"| {work:.1f} |"
        )
    whole, (wall, lost) = sum(map(sum, by_rule.values())), idle(jobs, cores)
    lines.append(f"| all | {len(jobs)} | {whole:.1f} | | | {floor:.1f} |")
    return [
        *lines,
        "",
        f"The floor is {floor:.0f} s, and all jobs take {whole / floor:.2f} times as long; of "
        f"{wall:.0f} s of the clock {cores} cores were idle {lost:.0f}.",
    ]


def main() -> None:
    """Print the table, or put it into README.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("study", nargs="?", type=Path, default=ROOT)
    parser.add_argument("--cores", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--write", action="store_true", help="put the table into README.md")
    given = parser.parse_args()
    lines = table(list(jobs_in(given.study)), given.cores)
    if given.write:
        put_table(Path(__file__).name, lines)
    print("\n".join(lines))


if __name__ == "__main__":
    main()
