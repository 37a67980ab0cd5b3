"""Record a release that goes out: ``python -m cyberstudy.commands.record_release FOLDER``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cyberstudy.commands.verify_results import differing_results
from cyberstudy.declare.identity import CITATION
from cyberstudy.declare.opened import OpenSurvey
from cyberstudy.protect.ledger import CERTIFICATE, MANIFEST, REPORT, record
from cyberstudy.release import NOT_RECORDED, differing_tables, manifest_of
from cyberstudy.release.citation import TABLES_DIGEST
from cyberstudy.release.unaltered import altered_tables
from cyberstudy.tables.estimates import Memberships
from cyberstudy.tables.files import read_table
from surveyanswers.data_package import SUMS
from surveyanswers.instrument.counting import CONFIDENTIAL
from surveyanswers.instrument.data_access import AS_OF, PUBLISHED
from surveyanswers.tables.checksums import MEND, RESULTS, seal, unfinished
from surveyanswers.tables.problems import SurveyError, listed
from surveyanswers.tables.storage import read_json

#: Written when all other files of a release are there.
MADE_LAST = (MANIFEST, SUMS, NOT_RECORDED)


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
        return recorded_openly(survey, read_json(release / REPORT) if release.is_dir() else {})
    if not release.is_dir():
        print(f"{release} does not exist: run the study first.", file=sys.stderr)
        return 1
    below = f"{RESULTS}/{survey.name}/"
    half = (f"{name}: is incomplete" for name in unfinished(root) if name.startswith(below))
    if altered := [*differing_results(root, below), *half] or not_protected(survey, results):
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


def recorded_openly(survey: OpenSurvey, report: Mapping[str, str]) -> int:
    """Compare a release without confidential answers with its record; 1 if it has none."""
    if survey.settings.protection == CONFIDENTIAL:
        print(f"{survey.name}: no confidential answers are registered: nothing to record.")
        return 0
    path = survey.root / RESULTS / PUBLISHED / AS_OF
    published: dict[str, Any] = read_json(path) if path.is_file() else {"version": "none"}
    if published.get("tables", {}).get(survey.name, "") == report.get(TABLES_DIGEST):
        print(f"{survey.name}: version {published['version']} is recorded, with these tables.")
        return 0
    print(
        f"{survey.name}: these are not the tables of version {published['version']}, as published. "
        "`python -m cyberstudy.commands.compare` says what changed. If that version is out, raise "
        f"it in {CITATION}; then: python -m cyberstudy.commands.publish",
        file=sys.stderr,
    )
    return 1


def not_protected(survey: OpenSurvey, results: Path) -> list[str]:
    """Return what of a release is not in its list of files, or not what protection wrote."""
    release, protected = results / "release", results / "protect"
    listed_files = read_table(str(release / MANIFEST)).rows()
    differing = {
        name for name, *_ in {*manifest_of(release).rows()}.symmetric_difference(listed_files)
    }
    tables, report, certificate = (
        str(protected / name) for name in ("tables", REPORT, CERTIFICATE)
    )
    proof = [report, certificate, str(results / Memberships.place.file)]
    return [
        *(
            f"{release / name}: is not what {MANIFEST} says"
            for name in sorted(differing - {*MADE_LAST})
        ),
        *altered_tables(survey, tables, read_json(report), proof),
        *differing_tables(survey, tables, release),
    ]


if __name__ == "__main__":
    sys.exit(main())
