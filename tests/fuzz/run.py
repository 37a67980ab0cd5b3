"""Fuzz the targets for a time each, led by coverage (atheris).

What an input reached that none had before is kept in .fuzz/TARGET/corpus for the next time; what
ends in anything but a SurveyError, takes too long or too much memory is kept in
.fuzz/TARGET/findings. Both folders are git's to ignore.
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

SEEDS = Path(__file__).parent / "seeds"
KEPT = Path(".fuzz")
LONGEST, MEGABYTES, WALL_SECONDS = 8192, 3000, 300
NAMES = ("csv", "limesurvey", "collector", "workbook", "spss", "declarations", "questionnaire")
NAMES += ("condition", "judged", "split")


def fuzz(name, seconds):
    """Fuzz one target in this process, which ends with it."""
    import atheris

    with atheris.instrument_imports(include=["cyberstudy", "elementpath", "pyxform", "yaml"]):
        from fuzz import targets
    seeds = SEEDS / name
    if name == "spss":  # no text
        import polars as pl
        import pyreadstat

        seeds = targets.FOLDER / "seeds"
        seeds.mkdir()
        table = pl.DataFrame({"respondent_id": ["1"], "fog_force": [4.0], "lamps_1": [1.0]})
        pyreadstat.write_sav(table, seeds / "a.sav", variable_value_labels={"lamps_1": {1: "Yes"}})
    corpus, findings = (KEPT / name / kind for kind in ("corpus", "findings"))
    for folder in (corpus, findings):
        folder.mkdir(parents=True, exist_ok=True)
    limits = [f"-max_len={LONGEST}", f"-rss_limit_mb={MEGABYTES}", f"-timeout={WALL_SECONDS}"]
    limits.append(f"-report_slow_units={WALL_SECONDS}")  # processor time is what counts
    atheris.Setup(
        [
            sys.argv[0],
            *(f"-max_total_time={seconds}", "-print_final_stats=1", "-verbosity=1", *limits),
            *(f"-artifact_prefix={findings}/", str(corpus), str(seeds)),
        ],
        lambda data: targets.attempt(name, data),
    )
    atheris.Fuzz()


def told(name, seconds):
    """Fuzz a target in a process of its own; say in a line what came of it, and whether it held."""
    command = [sys.executable, __file__, "--seconds", str(seconds), "--alone", name]
    with tempfile.TemporaryDirectory() as folder:  # the fuzzer ends without tidying up
        own = os.environ | {"TMPDIR": folder, "POLARS_MAX_THREADS": "1"}
        ran = subprocess.run(command, stderr=subprocess.PIPE, text=True, errors="replace", env=own)
    (KEPT / name).mkdir(parents=True, exist_ok=True)
    (KEPT / name / "log").write_text(ran.stderr, encoding="utf-8")
    executed = re.findall(r"number_of_executed_units: (\d+)", ran.stderr)
    reached = re.findall(r"cov: (\d+)", ran.stderr)
    counts = [int(([*numbers] or [0])[-1]) for numbers in (executed, reached)]
    print("{}: {:,} inputs, {:,} places in the code reached".format(name, *counts), flush=True)
    if ran.returncode == 0:
        return True
    found = re.findall(r"Test unit written to (\S+)", ran.stderr)
    said = "FOUND something; to repeat it:" if found else "stopped before its time"
    print(f"{name}: {said} (see {KEPT / name / 'log'})")
    for file in found:
        places = "tests:workflow/surveyanswers/tests"
        print(f"  PYTHONPATH={places} {sys.executable} -m fuzz.targets {name} {file}")
    return False


def main():
    """Fuzz all targets in turn, or those named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("targets", nargs="*", default=NAMES, choices=NAMES)
    parser.add_argument("--seconds", type=int, default=60, help="for each target")
    parser.add_argument("--alone", action="store_true", help="in this process")
    given = parser.parse_args()
    if given.alone:
        fuzz(given.targets[0], given.seconds)
    held = [told(name, given.seconds) for name in given.targets]
    sys.exit(not all(held))


if __name__ == "__main__":
    main()
