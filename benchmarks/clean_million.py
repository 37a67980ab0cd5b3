"""Clean one very large labelled export, ours beside pandas, each as a whole process.

``python benchmarks/clean_million.py --peer-python .peer/bin/python`` prints the table of
benchmarks/README.md. Both roads do the same task and must give the same counts.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import polars as pl

HERE = Path(__file__).parent
SIZES = (100_000, 300_000, 1_000_000)
QUESTIONS = 162
RULES = 20
ENGINES = ("c", "pyarrow", "arrow")  # how the peer reads
BLANK = 0.15
STRAY = 0.005  # answers, among those who should not have been asked
SEED = 20120
CHUNK = 50_000
MISSING = {"N/A": "not_applicable", "no answer": "no_answer"}

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


def write_form(folder: Path) -> None:
    """Write the questionnaire as XLSForm sheets, and the rules once more for the peer."""
    folder.mkdir(parents=True, exist_ok=True)
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
    pl.DataFrame({"form_title": ["Large"]}).write_csv(folder / "settings.csv")
    (folder / "rules.json").write_text(json.dumps(routing))
    (folder / "missing.json").write_text(json.dumps(MISSING))


def write_export(path: Path, rows: int) -> None:
    """Write answers as LimeSurvey does: a byte-order mark, and every cell in quotes."""
    import numpy as np  # here, so that cleaning need not wait for it

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
                    **{
                        name_of(n): labels[list_of(n)].gather(codes[name_of(n)])
                        for n in range(QUESTIONS)
                    },
                }
            )
            table.write_csv(out, include_header=start == 0, quote_style="always")


def ours(folder: Path, export: Path, target: Path) -> None:
    """Clean with the library; print the accounting of the cells.

    The library is imported here, so that the time of its import counts.
    """
    from cyberstudy.declare.questionnaire_sheets import load_questionnaire
    from one_stream.bulk import clean_bulk

    questionnaire = load_questionnaire(folder)
    report = clean_bulk(
        export,
        target,
        questionnaire=questionnaire,
        columns={name: name for name in questionnaire.questions},
        missing=json.loads((folder / "missing.json").read_text()),
        keep=["id"],
    )
    counts: dict[str, dict[str, int]] = {}
    for question, status, cells in report.cells.iter_rows():
        counts.setdefault(question, {})[status] = cells
    print(json.dumps({"rows": report.rows, "cells": counts}))


def measured(command: list[str]) -> dict[str, object]:
    """Run a whole process; return its seconds, its peak memory and what it counted."""
    environment = {**os.environ, "PYTHONPATH": str(HERE.parent / "workflow")}
    began = time.perf_counter()
    with tempfile.TemporaryFile() as said:
        child = subprocess.Popen(command, stdout=said, env=environment)
        _, code, usage = os.wait4(child.pid, 0)
        wall = time.perf_counter() - began
        said.seek(0)
        printed = said.read()
    if code:
        sys.exit(f"{' '.join(command)} failed")
    return {
        "wall": wall,
        "cpu": usage.ru_utime + usage.ru_stime,
        "peak": usage.ru_maxrss / 2**20,
        "counted": json.loads(printed),
    }


def main() -> None:
    """Generate what is missing, run the pairs, print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--folder", type=Path, help="keep the generated exports here")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--rounds", type=int, default=1, help="how often to run all roads")
    parser.add_argument("--peers", nargs="+", default=ENGINES, choices=ENGINES)
    parser.add_argument(
        "--peer-python", default=sys.executable, help="a Python that has pandas and pyarrow"
    )
    parser.add_argument("--ours", nargs=3, type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.ours:
        ours(*given.ours)
        return
    probe = [given.peer_python, "-c", "import pandas, pyarrow"]
    if subprocess.run(probe, capture_output=True).returncode:
        sys.exit(
            "The peer needs pandas and pyarrow. Make it an environment of its own:\n"
            "  python -m venv .peer && .peer/bin/pip install pandas==3.1.1 pyarrow\n"
            "  python benchmarks/clean_million.py --peer-python .peer/bin/python"
        )
    print("rows | GB | road | wall s | CPU s | peak GiB | µs a row | wall / ours | CPU / ours")
    print("---|" * 8 + "---")
    with tempfile.TemporaryDirectory() as temporary:
        folder = given.folder or Path(temporary)
        write_form(folder)
        for rows in given.sizes:
            for line in compared(folder, rows, given):
                print(line, flush=True)


def compared(folder: Path, rows: int, given: argparse.Namespace) -> list[str]:
    """Run the roads one after the other, since the machine's pace changes; one line each.

    Of several rounds the one with the median wall time of ours is shown.
    """
    export = folder / f"export-{rows}.csv"
    if not export.is_file():
        write_export(export.with_suffix(".part"), rows)
        export.with_suffix(".part").rename(export)
    places = [str(folder), str(export)]
    peer = [given.peer_python, str(HERE / "peers" / "clean_pandas.py"), *places]
    commands = {"ours": [sys.executable, __file__, "--ours", *places, str(folder / "ours.parquet")]}
    for engine in given.peers:
        commands[f"pandas, {engine}"] = [*peer, str(folder / "peer.parquet"), engine]
    rounds = []
    for _ in range(given.rounds):
        runs = {road: measured(command) for road, command in commands.items()}
        for road, run in runs.items():
            if run["counted"] != runs["ours"]["counted"]:
                sys.exit(f"{rows} rows: {road} counts differently")
        rounds.append(runs)
    runs = sorted(rounds, key=lambda each: each["ours"]["wall"])[len(rounds) // 2]
    ours = runs["ours"]
    return [
        f"{rows:,} | {export.stat().st_size / 1e9:.2f} | {road} | {run['wall']:.1f} | "
        f"{run['cpu']:.1f} | {run['peak']:.2f} | {run['wall'] / rows * 1e6:.1f} | "
        f"{run['wall'] / ours['wall']:.1f} | {run['cpu'] / ours['cpu']:.1f}"
        for road, run in runs.items()
    ]


if __name__ == "__main__":
    main()
