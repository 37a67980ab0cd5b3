"""Record a release that goes out: ``python -m cyberstudy.commands.record_release FOLDER``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from cyberstudy.commands.verify_results import differing_results
from cyberstudy.declare.opened import OpenSurvey
from cyberstudy.protect.ledger import record
from cyberstudy.release import NOT_RECORDED
from surveyanswers.tables.checksums import MEND, RESULTS, seal, unfinished
from surveyanswers.tables.problems import SurveyError, listed


def main(arguments: list[str] | None = None) -> int:
    """Keep what the next release must be compared with."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="the survey's, in config/surveys")
    options = parser.parse_args(arguments)
    root = Path()
    survey = OpenSurvey(options.folder, root=root)
    results = root / RESULTS / survey.name
    release = results / "release"
    if survey.data_access.registered is None:
        print(f"{survey.name}: no confidential answers are registered: nothing to record.")
        return 0
    if not release.is_dir():
        print(f"{release} does not exist: run the study first.", file=sys.stderr)
        return 1
    below = f"{RESULTS}/{survey.name}/"
    half = (f"{name}: is incomplete" for name in unfinished(root) if name.startswith(below))
    if altered := [*differing_results(root, below), *half]:
        print(
            f"Not recorded: this is not the release that the run wrote:{listed(altered)}\n{MEND}",
            file=sys.stderr,
        )
        return 1
    try:
        entry = record(survey.name, survey.questionnaire, results, root)
    except SurveyError as problem:
        print(problem, file=sys.stderr)
        return 1
    # What the folder says of itself is true now, so its checksums are written anew.
    (release / NOT_RECORDED).unlink(missing_ok=True)
    seal(release.as_posix())
    if entry is None:
        print(f"{survey.name}: this release has already been recorded.")
    else:
        print(f"{survey.name}: release {entry.number} is recorded in {entry.folder}.")
        print("Keep that folder as safe as the answers; the next release is compared with it.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
