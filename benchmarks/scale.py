"""One large survey through the workflow's own stages: processor seconds and peak memory of each.

``python benchmarks/scale.py --rows 10000 100000`` makes a seeded export as LimeSurvey writes it,
with 162 questions and 20 routing rules, and the survey's folder around it; then it does what the
scripts of verify, read and clean do, each in a process of its own. With ``--workflow`` the study's
own rules take it from its file to the release, and each job is watched while it runs.
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
from pathlib import Path

import polars as pl

REPOSITORY = Path(__file__).parents[1]
SIZES = (10_000, 100_000)
QUESTIONS = 162
RULES = 20
BLANK = 0.15
STRAY = 0.005  # answers, among those who should not have been asked
SEED = 20120
CHUNK = 50_000
MISSING = {"N/A": "not_applicable", "no answer": "no_answer"}
BAD_CELLS = ("unknown_option", "not_a_number", "not_a_date", "out_of_range", "not_asked")

REGIONS = pl.Series(["east", "north", "south", "west"])
#: Lists of options as forms have them: code and label.
LISTS = {
    "yn": [("yes", "Yes"), ("no", "No")],
    "ynd": [("yes", "Yes"), ("no", "No"), ("dont_know", "Do not know")],
    "often": [("never", "Never"), ("some", "Sometimes"), ("often", "Often"), ("all", "Always")],
    "trend": [
        ("up", "Increased"),
        ("same", "Remained stable"),
        ("down", "Decreased"),
        ("refused", "Prefer not to say"),
    ],
    "agree": [
        ("a1", "Strongly disagree"),
        ("a2", "Disagree"),
        ("a3", "Neither agree, nor disagree"),
        ("a4", "Agree"),
        ("a5", "Strongly agree"),
    ],
    "scope": [
        ("full", "Yes, fully"),
        ("part", "Yes, in part"),
        ("not_applicable", "Not applicable"),
    ],
}


def name_of(number: int) -> str:
    """Return the name of a question, from 0."""
    return f"q{number + 1:03d}"


def list_of(number: int) -> str:
    """Return which list of options a question has."""
    return list(LISTS)[number % len(LISTS)]


def rules() -> dict[str, tuple[str, list[str]]]:
    """Return routed question -> the question it hangs on, and the codes that open it.

    Every fourth rule hangs on the question that the rule before it routes: two levels deep.
    """
    found = {}
    for rule in range(RULES):
        target = 7 * rule + 6
        source = 7 * (rule - 1) + 6 if rule % 4 == 3 else 7 * rule
        codes = [code for code, _ in LISTS[list_of(source)]]
        found[name_of(target)] = (name_of(source), codes[: max(1, len(codes) - 2)])
    return found


def write_survey(root: Path, rows: int) -> str:
    """Write the folder of a survey of so many persons, and its export; return its name."""
    name = f"large{rows}"
    folder, raw = root / "config" / "surveys" / name, root / "data" / "raw"
    (folder / "questionnaire").mkdir(parents=True)
    (raw / name).mkdir(parents=True)
    _write_form(folder / "questionnaire", name)
    questions = [name_of(number) for number in range(QUESTIONS)]
    pl.DataFrame(
        {
            "question": questions,
            "short_label": [f"Question {n}" for n in range(1, QUESTIONS + 1)],
            "theme": ["large"] * QUESTIONS,
            "sensitivity": ["public"] * QUESTIONS,
        }
    ).write_csv(folder / "codebook.csv")
    export = {
        **{"file": f"{name}/export.csv", "format": "csv", "channel": "online", "language": "en"},
        **{"submission": "id", "unit": "id", "missing": MISSING},
        "metadata": ["region"],
        "columns": {question: question for question in questions},
    }
    groupings = {"all": {"of": "person"}, "region": {"of": "person", "by": "region"}}
    left = {"kind": "item_nonresponse", "group": "person", "who": "Persons", "area": "Large"}
    told = {"title": "Who left what blank", "minimum_base": 10}
    written = {
        "plan.yaml": json.dumps(
            {
                "estimates": {"confidence": 0.95, "groupings": groupings},
                "exhibits": {"blank": left | told},
            }
        ),
        "corrections.csv": "submission,question,instance,was,becomes,reason,by,on\n",
        "decisions.csv": "unit,question,instance,option,submission,reason,by,on\n",
        "reconciliation.csv": "question,rule,channels\n*,unanimous,\n",
        "layout.yaml": json.dumps({"exports": [export]}),
        "settings.yaml": json.dumps(
            {
                **{"title": "Large", "unit": "person", "respondents": "persons"},
                **{"citation": "Made up.", "protection": "public", "minimum_base": 10},
                "bad_cells": dict.fromkeys(BAD_CELLS, "invalid"),
                "completeness": {"complete": 0.8, "partial": 0.5},
                "unit_columns": ["region"],
            }
        ),
    }
    for file, text in written.items():
        (folder / file).write_text(text, encoding="utf-8")
    write_export(raw / name / "export.csv", rows)
    return name


def _write_form(folder: Path, name: str) -> None:
    routing = rules()
    relevant = [
        " or ".join(f"${{{routing[q][0]}}} = '{c}'" for c in routing[q][1]) if q in routing else ""
        for q in map(name_of, range(QUESTIONS))
    ]
    pl.DataFrame(
        {
            "type": [f"select_one {list_of(n)}" for n in range(QUESTIONS)],
            "name": [name_of(n) for n in range(QUESTIONS)],
            "label::English (en)": [f"Question {n + 1}" for n in range(QUESTIONS)],
            "relevant": relevant,
        }
    ).write_csv(folder / "survey.csv")
    options = [(name, *each) for name, listed in LISTS.items() for each in listed]
    pl.DataFrame(
        options, schema=["list_name", "name", "label::English (en)"], orient="row"
    ).write_csv(folder / "choices.csv")
    settings = {"form_title": "Large", "form_id": name, "version": "1"}
    settings["default_language"] = "English (en)"
    pl.DataFrame([settings]).write_csv(folder / "settings.csv")


def write_export(path: Path, rows: int) -> None:
    """Write answers as LimeSurvey does: a byte-order mark, and every cell in quotes."""
    import numpy as np  # here, so that stages need not wait for it

    random = np.random.default_rng(SEED)
    labels = {
        name: pl.Series([*(label for _, label in listed), None, *MISSING])
        for name, listed in LISTS.items()
    }
    routing = rules()
    with path.open("wb") as out:
        out.write(b"\xef\xbb\xbf")
        for start in range(0, rows, CHUNK):
            height = min(CHUNK, rows - start)
            codes: dict[str, np.ndarray] = {}
            for number in range(QUESTIONS):
                options = LISTS[list_of(number)]
                chance = random.random(height)
                drawn = random.integers(0, len(options), height)
                blank = len(options)
                drawn[chance < BLANK] = blank
                drawn[chance > 0.998] = blank + 1
                drawn[chance > 0.999] = blank + 2
                name = name_of(number)
                if name in routing:
                    source, opening = routing[name]
                    asked = codes[source] < len(opening)  # the codes that open come first
                    drawn[~asked & (random.random(height) > STRAY)] = blank
                codes[name] = drawn
            table = pl.DataFrame(
                {
                    "id": np.arange(start + 1, start + height + 1),
                    "region": REGIONS.gather(random.integers(0, len(REGIONS), height)),
                    **{
                        name_of(n): labels[list_of(n)].gather(codes[name_of(n)])
                        for n in range(QUESTIONS)
                    },
                }
            )
            table.write_csv(out, include_header=start == 0, quote_style="always")


#: What each stage does, as its script does it.
STAGES = {
    "verify": """
from cyberstudy.tables.storage import sha256_of
print(sha256_of(raw / survey.exports[0].file))
""",
    "read": """
from cyberstudy.read import read_exports
from cyberstudy.tables.answers import Intake
from cyberstudy.tables.cell_columns import write_cells
from cyberstudy.tables.storage import write_table
sheets, intake = read_exports(survey.exports, raw, survey.questionnaire)
write_cells(sheets, out / "cells")
write_table(intake, str(out / "intake.csv"), Intake)
""",
    "clean": """
from cyberstudy.clean.answers import clean_survey
from cyberstudy.tables.answer_columns import write_columns
from cyberstudy.tables.answers import Accounting, Conflicts, Intake, Log, Submissions, Units
from cyberstudy.tables.cell_columns import read_cells
from cyberstudy.tables.storage import read_table, write_table
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


def measured(stage: str, root: Path, name: str) -> tuple[float, float, float]:
    """Run a stage in a process of its own; return wall and processor seconds, and peak MB."""
    paths = {"PYTHONPATH": str(REPOSITORY / "workflow"), "POLARS_MAX_THREADS": "2"}
    command = [sys.executable, "-c", _BEFORE + STAGES[stage], str(root), name]
    began = time.perf_counter()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, env={**os.environ, **paths})
    _, code, usage = os.wait4(child.pid, 0)
    if code:
        sys.exit(f"{stage} of {name} failed")
    wall = time.perf_counter() - began
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 2**10


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


def main() -> None:
    """Print a line a size and stage."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, nargs="+", default=SIZES)
    parser.add_argument("--folder", type=Path, help="make the surveys here and keep them")
    parser.add_argument("--workflow", action="store_true", help="from the file to the release")
    parser.add_argument("--make", action="store_true", help="make the surveys and nothing else")
    given = parser.parse_args()
    if given.make:
        for rows in given.rows:
            write_survey(given.folder, rows)
        return
    print("rows | stage | wall s | CPU s | peak MB | CPU µs a row | bytes a cell")
    print("---|" * 6 + "---")
    with tempfile.TemporaryDirectory() as temporary:
        root = given.folder or Path(temporary)
        for rows in given.rows:
            name = f"large{rows}"
            if not (root / "config" / "surveys" / name).is_dir():
                # In a process of its own: a child's peak begins with what its parent holds.
                make = [sys.executable, __file__, "--make", "--rows", str(rows)]
                subprocess.run([*make, "--folder", str(root)], check=True)
            if given.workflow:
                made_whole(root, name)
                wall, jobs = watched(root, name)
                for rule, (spent, peak) in jobs.items():
                    print(f"{rows:,} | {rule} | | {spent:.1f} | {peak:,.0f} | | ", flush=True)
                total = sum(spent for spent, _ in jobs.values())
                print(f"{rows:,} | all | {wall:.1f} | {total:.1f} | | |", flush=True)
                continue
            for stage in STAGES:
                wall, spent, peak = measured(stage, root, name)
                made = {"read": "cells/0001.parquet", "clean": "answers.parquet"}.get(stage)
                held = (root / "results" / name / made).stat().st_size if made else 0
                size = f"{held / rows / QUESTIONS:.2f}" if made else ""
                told = f"{wall:.1f} | {spent:.1f} | {peak:,.0f} | {spent / rows * 1e6:.0f} | {size}"
                print(f"{rows:,} | {stage} | {told}", flush=True)


if __name__ == "__main__":
    main()
