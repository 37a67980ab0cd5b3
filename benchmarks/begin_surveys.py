"""From a file to a survey's page: commands, lines written by hand, seconds, cells in and out.

    python benchmarks/begin_surveys.py SAMPLES TABLE

Each survey is begun (``make survey``), checked and run in a clone of this checkout, which uses this
checkout's ``.venv``. Exits 1 where something had to be written by hand.
"""

import argparse
import csv
import subprocess
import sys
import tempfile
import time
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[1]
#: Survey -> its export and, where there is one, its form, below the folder of samples.
SURVEYS = {
    "limesurvey": (
        "limesurvey_ssi_2018/2018_all_public_data.csv",
        "limesurvey_ssi_2018/2018_structure_LS-TSV.txt",
    ),
    "qualtrics": ("qualtrics/sample.csv",),
    "qualtricslegacy": ("qualtrics/sample_legacy.csv",),
    "redcap": ("redcap/longitudinal/data.csv", "redcap/longitudinal/dictionary.csv"),
    "redcapticks": ("redcap/checkboxes-1/data.csv", "redcap/checkboxes-1/dictionary.csv"),
    "surveymonkey": ("surveymonkey/all_responses.csv",),
    "spsshebrew": ("spss/hebrews.sav",),
    "spssmissing": ("spss/sample_missing.sav",),
    "spsstypes": ("spss/simple_alltypes.sav",),
    "stata": ("stata/sample.dta",),
    "statamissing": ("stata/missing_test.dta",),
}
HEADINGS = ("survey", "commands", "lines by hand", "begin s", "check s", "page s", "cells in")
HEADINGS += ("cells out", "of them valid")


def main() -> int:
    """Measure every survey and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("samples", type=Path, help="folder of the samples")
    parser.add_argument("table", type=Path, help="UNCTAD's record of laws (data.csv)")
    parser.add_argument("--only", nargs="*", help="surveys, by name")
    given = parser.parse_args()
    files = {name: [given.samples / each for each in own] for name, own in SURVEYS.items()}
    files["laws"] = [given.table]
    failed = False
    print(f"| {' | '.join(HEADINGS)} |\n{'|---' * len(HEADINGS)}|")
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["git", "clone", "--quiet", str(REPOSITORY), folder], check=True)
        Path(folder, ".venv").symlink_to((REPOSITORY / ".venv").resolve())
        for name in given.only or files:
            row = measured(name, [path.resolve() for path in files[name]], Path(folder))
            failed |= row[2] != "0"
            print(f"| {' | '.join(row)} |", flush=True)
    return int(failed)


def measured(name: str, files: list[Path], folder: Path) -> list[str]:
    """Begin, check and run a survey in a clone; return its row of the table."""
    python = [".venv/bin/python", "-m"]
    survey = f"config/surveys/{name}"
    data = ["--data", files[0], "--public", *(["--form", files[1]] if files[1:] else [])]
    commands = [
        [*python, "cyberstudy.commands.scaffold", survey, *data],
        [*python, "cyberstudy.commands.check_survey", survey],
        [".venv/bin/snakemake", "--quiet", "all", "--", name],
    ]
    seconds: list[str] = []
    for command in commands:
        begun = time.perf_counter()
        done = subprocess.run(
            command,
            cwd=folder,
            env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(folder / "workflow")},
            capture_output=True,
            text=True,
        )
        seconds.append(f"{time.perf_counter() - begun:.1f}")
        if done.returncode:
            print("\n".join((done.stdout + done.stderr).splitlines()[-30:]), file=sys.stderr)
            return [name, str(len(seconds)), "some", *seconds, *[""] * (6 - len(seconds))]
    results = folder / "results" / name
    came = table(results / "read/intake.csv")
    went = table(results / "clean/accounting.csv")
    counts = (
        sum(int(row["cells"]) for row in rows)
        for rows in (came, went, [row for row in went if row["became"] == "valid"])
    )
    return [name, str(len(commands)), "0", *seconds, *(f"{count:,}" for count in counts)]


def table(path: Path) -> list[dict[str, str]]:
    """Read a table of the results."""
    with path.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


if __name__ == "__main__":
    sys.exit(main())
