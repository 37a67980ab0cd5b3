"""One large survey through the workflow's own stages: processor seconds and peak memory of each.

``python benchmarks/scale.py --rows 10000 100000`` makes a seeded export as LimeSurvey writes it,
with 162 questions and 20 routing rules, and the survey's folder around it; then it does what the
scripts of verify, read, clean and describe do, each in a process of its own, and lets polars and
DuckDB count the same (`scale_peers`). ``--write`` puts the table into README.md. With
``--workflow`` the study's own rules take it from its file to the release, and each job is watched
while it runs.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import polars as pl
import scale_peers
from large_survey import QUESTIONS, write_survey
from readme_tables import put_table

REPOSITORY = Path(__file__).parents[1]
SIZES = (10_000, 100_000)
HEAD = ["| rows | stage | CPU s | peak MB | CPU µs a row | bytes a cell |", "|" + "---|" * 6]

#: What each stage does, as its script does it.
STAGES = {
    "verify": """
from surveyanswers.tables.storage import sha256_of
print(sha256_of(raw / survey.exports[0].file))
""",
    "read": """
from surveyanswers.read import read_exports
from surveyanswers.tables.answers import Intake
from surveyanswers.tables.cell_columns import write_cells
from surveyanswers.tables.storage import write_table
sheets, intake = read_exports(survey.exports, raw, survey.questionnaire)
write_cells(sheets, out / "cells")
write_table(intake, str(out / "intake.csv"), Intake)
""",
    "clean": """
from surveyanswers.clean.answers import clean_survey
from surveyanswers.tables.answer_columns import write_columns
from surveyanswers.tables.answers import Accounting, Conflicts, Intake, Log, Submissions, Units
from surveyanswers.tables.cell_columns import read_cells
from cyberstudy.tables.files import read_table
from surveyanswers.tables.storage import write_table
sheets, intake = read_cells(out / "cells"), read_table(str(out / "intake.csv"), Intake)
cleaned = clean_survey(sheets, intake, survey)
write_table(cleaned.units, str(out / "units.parquet"), Units)
write_table(cleaned.submissions, str(out / "submissions.parquet"), Submissions)
write_columns(cleaned.submitted_columns, out / "submitted.parquet")
write_columns(cleaned.answer_columns, out / "answers.parquet")
write_table(cleaned.conflicts, str(out / "conflicts.parquet"), Conflicts)
write_table(cleaned.log, str(out / "log.parquet"), Log)
write_table(cleaned.accounting, str(out / "accounting.csv"), Accounting)
""",
    "describe": """
from cyberstudy.describe.estimates import estimate_all, memberships_of
from surveyanswers.tables.answers import Units
from surveyanswers.tables.answers_by_question import AnswerColumns
from cyberstudy.tables.estimates import Estimates
from cyberstudy.tables.files import read_table
from surveyanswers.tables.storage import write_table
units = read_table(str(out / "units.parquet"), Units)
members = memberships_of(units, survey.frame, survey.groupings)
answers, how = AnswerColumns.read(out / "answers.parquet"), {"minimum_base": 10, "confidence": 0.95}
estimates = estimate_all(answers, members, survey.questionnaire, **how)
write_table(estimates, str(out / "estimates.parquet"), Estimates)
""",
}
_BEFORE = """
import sys
from pathlib import Path
from cyberstudy.declare.opened import OpenSurvey
root, name = Path(sys.argv[1]), sys.argv[2]
survey = OpenSurvey(root / "config" / "surveys" / name, root=root)
raw, out = root / "data" / "raw", root / "results" / name
out.mkdir(parents=True, exist_ok=True)
"""


def measured(*command: str) -> tuple[float, float]:
    """Run Python in a process of its own; return processor seconds and peak MB."""
    folders = (str(REPOSITORY / "workflow"), os.environ.get("PYTHONPATH", ""))
    paths = {"PYTHONPATH": os.pathsep.join(folders), "POLARS_MAX_THREADS": "2"}
    run = [sys.executable, *command]
    child = subprocess.Popen(run, stdout=subprocess.DEVNULL, env={**os.environ, **paths})
    _, code, usage = os.wait4(child.pid, 0)
    if code:
        sys.exit(f"{command[0]} {' '.join(command[2:])} failed")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 2**10


def line(rows: int, what: str, spent: float, peak: float, size: str = "") -> str:
    """Write a row of the table."""
    return f"| {rows:,} | {what} | {spent:.1f} | {peak:,.0f} | {spent / rows * 1e6:,.0f} | {size} |"


def stages(root: Path, rows: int) -> Iterator[str]:
    """Measure each stage, and who counts beside it, on a survey of so many rows: a line each."""
    name = f"large{rows}"
    out = root / "results" / name
    for stage, does in STAGES.items():
        spent, peak = measured("-c", _BEFORE + does, str(root), name)
        made = {"read": "cells/0001.parquet", "clean": "answers.parquet"}.get(stage)
        size = f"{(out / made).stat().st_size / rows / QUESTIONS:.2f}" if made else ""
        yield line(rows, stage, spent, peak, size)
    estimates = pl.read_parquet(out / "estimates.parquet")
    for peer in scale_peers.PEERS:
        if reason := scale_peers.lacking(peer):
            yield f"| {rows:,} | {peer}: {reason} | | | | |"
            continue
        file, found = root / "data" / "raw" / name / "export.csv", out / f"{peer}.parquet"
        spent, peak = measured(scale_peers.__file__, peer, str(file), str(found))
        same = scale_peers.compared(estimates, pl.read_parquet(found))
        told = f"{peer} alone, {same:,} counts equal to ours"
        yield line(rows, told, spent, peak)


def written(lines: Sequence[str]) -> None:
    """Put the table into README.md."""
    day = f"{date.today():%-d %B %Y}"
    told = (
        f"Measured on {day}, {os.cpu_count()} cores; each in two threads, timed with its imports:"
    )
    put_table("scale.py", [told, "", *HEAD, *lines])


def made_whole(root: Path, name: str) -> None:
    """Put beside a survey what the workflow needs: its file's checksum, and a study of it alone."""
    file = root / "data" / "raw" / name / "export.csv"
    with file.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    head, *carried = (REPOSITORY / "data/raw/MANIFEST.csv").read_text().splitlines(keepends=True)
    listed = "".join(line for line in carried if line.startswith("reference/"))
    row = f"{name}/export.csv,{digest},{file.stat().st_size},2026-01-01,made up,CC BY 4.0,"
    row += "public,yes\n"
    (root / "data/raw/MANIFEST.csv").write_text(head + row + listed, encoding="utf-8")
    study = {"surveys": [name], "languages": ["en"], "seed": 7}
    (root / "config/config.yaml").write_text(json.dumps(study), encoding="utf-8")
    for part in (
        "requirements.lock",
        "data/raw/reference",
        "data/raw/sources.yaml",
        "config/chapters.yaml",
    ):
        if not (root / part).exists():
            (root / part).parent.mkdir(parents=True, exist_ok=True)
            (root / part).symlink_to(REPOSITORY / part)


def watched(root: Path, name: str) -> tuple[float, dict[str, list[float]]]:
    """Run the workflow; return wall seconds, and of each rule processor seconds and peak MB."""
    command = [
        *(sys.executable, "-m", "snakemake", "--snakefile", str(REPOSITORY / "Snakefile")),
        *("--directory", str(root), "--workflow-profile", "none", "--cores", "2", name),
    ]
    ticks = os.sysconf("SC_CLK_TCK")
    spent: dict[str, dict[str, tuple[float, float]]] = {}
    began = time.perf_counter()
    with (root / "run.txt").open("w") as said:
        run = subprocess.Popen(command, stdout=said, stderr=subprocess.STDOUT)
        while run.poll() is None:
            for path in Path("/proc").glob("[0-9]*"):
                try:
                    line = (path / "cmdline").read_text()
                    rule = re.search(r"scripts/tmp\w+\.(\w+)\.py", line)
                    if rule is None or str(root) not in line:
                        continue
                    status, stat = (path / "status").read_text(), (path / "stat").read_text()
                    peak = int(status.partition("VmHWM:")[2].split()[0]) / 2**10
                except (OSError, IndexError):  # it ended meanwhile
                    continue
                used = sum(map(int, stat.rpartition(")")[2].split()[11:13])) / ticks
                known = spent.setdefault(rule[1], {})
                known[path.name] = (used, peak)
            time.sleep(0.05)
    if run.returncode:
        sys.exit((root / "run.txt").read_text()[-2000:])
    jobs = {
        rule: [sum(used for used, _ in of.values()), max(peak for _, peak in of.values())]
        for rule, of in spent.items()
    }
    return time.perf_counter() - began, jobs


def by_rule(root: Path, name: str, rows: int) -> Iterator[str]:
    """Measure the workflow on a survey: a line a rule."""
    made_whole(root, name)
    wall, jobs = watched(root, name)
    for rule, (spent, peak) in jobs.items():
        yield line(rows, rule, spent, peak)
    total = sum(spent for spent, _ in jobs.values())
    yield f"| {rows:,} | all, {wall:.0f} s by the clock | {total:.1f} | | | |"


def main() -> None:
    """Print a line a size and stage."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, nargs="+", default=SIZES)
    parser.add_argument("--folder", type=Path, help="make the surveys here and keep them")
    parser.add_argument("--workflow", action="store_true", help="from the file to the release")
    parser.add_argument("--make", action="store_true", help="make the surveys and nothing else")
    parser.add_argument("--write", action="store_true", help="put the table into README.md")
    given = parser.parse_args()
    if given.make:
        for rows in given.rows:
            write_survey(given.folder, rows)
        return
    lines = []
    print("\n".join(HEAD))
    with tempfile.TemporaryDirectory() as temporary:
        root = given.folder or Path(temporary)
        for rows in given.rows:
            name = f"large{rows}"
            if not (root / "config" / "surveys" / name).is_dir():
                # In a process of its own: a child's peak begins with what its parent holds.
                make = [sys.executable, __file__, "--make", "--rows", str(rows)]
                subprocess.run([*make, "--folder", str(root)], check=True)
            for told in by_rule(root, name, rows) if given.workflow else stages(root, rows):
                print(told, flush=True)
                lines.append(told)
    if given.write and not given.workflow:
        written(lines)


if __name__ == "__main__":
    main()
