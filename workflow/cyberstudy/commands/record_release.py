"""Record a release that goes out: ``python -m cyberstudy.commands.record_release FOLDER``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from cyberstudy.declare.opened import OpenSurvey
from cyberstudy.protect.ledger import record


def main(arguments: list[str] | None = None) -> int:
    """Keep what the next release must be compared with."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="the survey's, in config/surveys")
    given = parser.parse_args(arguments)
    root = Path()
    survey = OpenSurvey(given.folder, root=root)
    results = root / "results" / survey.name
    if survey.data_access.registered is None:
        print(f"{survey.name}: no confidential answers are registered, so nothing is to be kept.")
        return 0
    if not (results / "release").is_dir():
        print(f"{results}/release is not there: run the study first.", file=sys.stderr)
        return 1
    entry = record(survey.name, results, root)
    if entry is None:
        print(f"{survey.name}: this release is recorded already.")
    else:
        print(f"{survey.name}: release {entry.number} is recorded in {entry.folder}.")
        print("Keep that folder as the answers themselves; the next release is compared with it.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
