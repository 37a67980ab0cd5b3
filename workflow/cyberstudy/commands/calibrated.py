"""Compare the code behind frozen error rates with today's: ``-m cyberstudy.commands.calibrated``.

What computes the records of the calibration (tests, classes, stability, simulated worlds) has a
digest, which each row of the published table carries; what only reads records, the rules of the
verdict, has another, for it can be applied anew in seconds.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from functools import cache
from pathlib import Path

import polars as pl

from lineage import HERE, files_behind, without_comments
from surveyanswers.instrument.data_access import PUBLISHED
from surveyanswers.tables.checksums import RESULTS
from surveyanswers.tables.problems import listed

BENCHMARKS = HERE.parent / "benchmarks"
#: What computes a record; and what rules make of the records.
JUDGED, RULED = BENCHMARKS / "calibration_design.py", BENCHMARKS / "calibration_table.py"
#: What puts usual methods to a data set; each file of benchmarks/arena is one of them.
ARENA = BENCHMARKS / "calibration_methods.py"
#: What says a verdict in words has no part in which it is.
SAYS_ONLY = ("verdict_in_words.py", "phrases.py")
#: What the library shows to who imports it: it computes nothing, and imports late.
DOOR = "workflow/cyberstudy/__init__.py"
DIGITS = 12
COMMAND = "python benchmarks/verdict_calibration.py"


@cache
def digest_of(path: Path) -> str:
    """Return the digest of the code behind a file, without comments and docstrings."""
    methods = BENCHMARKS.glob("arena/*.py") if path == ARENA else ()
    files = {*files_behind([*map(str, (path, *methods))], (HERE, BENCHMARKS))}
    if path == RULED:
        files -= {*files_behind([str(JUDGED)], (HERE, BENCHMARKS))}
    names = {file.resolve().relative_to(HERE.parent).as_posix(): file for file in files}
    code = [
        (name, "" if name == DOOR else without_comments(file.read_text(encoding="utf-8")))
        for name, file in sorted(names.items())
        if file.suffix == ".py" and file.name not in SAYS_ONLY
    ]
    return hashlib.sha256(json.dumps(code).encode()).hexdigest()[:DIGITS]


def stale(published: Path) -> list[str]:
    """Return which error rates are of other code than today's, each with what to do."""
    table = pl.read_csv(published / "calibration.csv", schema_overrides={"code": pl.String})
    run = json.loads((published / "calibration" / "judge-run.json").read_text(encoding="utf-8"))
    now, messages = digest_of(JUDGED), []
    others = table.filter(pl.col("code") != now)["world"].unique(maintain_order=True).to_list()
    if others:
        messages.append(
            f"surveys of {', '.join(others)} were tested by other code than today's ({now}). "
            f"Where the change can matter: {COMMAND} judge, which takes hours. Where it cannot: "
            f"{COMMAND} judge --reproduce 15 makes some again and compares"
        )
    usual = json.loads((published / "calibration" / "usual-run.json").read_text(encoding="utf-8"))
    if usual["code"] != digest_of(ARENA):
        messages.append(
            "usual methods were put to the surveys by other code. Do it again, in minutes: "
            f"{COMMAND} usual --datasets 15"
        )
    if run["rules"] != digest_of(RULED):
        messages.append(
            f"the rules that read the tests were others ({run['rules']}, today's: "
            f"{digest_of(RULED)}). They are applied anew in seconds: {COMMAND} judge --datasets 0"
        )
    return messages


def main(arguments: list[str] | None = None) -> int:
    """Check; the exit code is 1 if something is of other code."""
    argparse.ArgumentParser(description=__doc__).parse_args(arguments)
    if problems := stale(Path(RESULTS) / PUBLISHED):
        print(f"{RESULTS}/{PUBLISHED}/calibration.csv is stale:{listed(problems)}", file=sys.stderr)
        return 1
    print("The error rates of the verdict were computed by today's code.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
