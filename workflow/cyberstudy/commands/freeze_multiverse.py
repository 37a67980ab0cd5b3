"""Keep multiverses that were made: ``python -m cyberstudy.commands.freeze_multiverse FOLDER ...``.

``make multiverse`` runs it. They are made before protection. So those of registered answers stay
with these, and of a confidential survey only what was made of simulated answers is published, with
a manifest that says so.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from pathlib import Path

import polars as pl

from cyberstudy.declare.holdings import CONFIDENTIAL, MANIFEST, frozen_multiverse
from cyberstudy.declare.settings import CONFIDENTIAL as KEPT_IN
from cyberstudy.declare.survey import Survey
from cyberstudy.tables.answers import Receipt
from cyberstudy.tables.problems import StudyProblem
from cyberstudy.tables.storage import read_table, sha256_of


def freeze(survey: Survey) -> list[Path]:
    """Copy a survey's multiverses to where they are kept; return the copies.

    Raises
    ------
    StudyProblem
        They are of answers that are neither registered nor public nor simulated.
    """
    results = survey.root / "results" / survey.name
    made = sorted(results.glob("cluster/*/multiverse.*"))
    target = frozen_multiverse(survey.name, survey.root)
    if not made:
        return []
    closed = survey.settings.protection == KEPT_IN and survey.holdings.registered is None
    if closed and not _simulated(survey, results / "verify/receipt.csv"):
        raise StudyProblem(
            f"{survey.name}: its multiverses are of confidential answers that are not registered. "
            f"Put these into {CONFIDENTIAL}/{survey.name}, and: make register SURVEY={survey.name}"
        )
    target.mkdir(parents=True, exist_ok=True)
    copies = [target / f"{path.parent.name}{path.suffix}" for path in made]
    for path, copy in zip(made, copies, strict=True):
        shutil.copyfile(path, copy)
    if closed:
        pl.DataFrame(
            {
                "file": [copy.relative_to(target.parent).as_posix() for copy in copies],
                "sha256": [sha256_of(copy) for copy in copies],
                "simulated": "yes",
            }
        ).write_csv(target.parent / MANIFEST)
    return copies


def _simulated(survey: Survey, receipt: Path) -> bool:
    files = [export.file for export in survey.exports]
    received = read_table(str(receipt), Receipt).filter(pl.col("file").is_in(files))
    return bool(files) and received.height == len(files) and bool(received["simulated"].all())


def main(arguments: list[str] | None = None) -> int:
    """Keep what there is of every survey."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folders", type=Path, nargs="+", help="of surveys")
    try:
        for folder in parser.parse_args(arguments).folders:
            for copy in freeze(Survey(folder)):
                print(f"kept: {copy}")
    except StudyProblem as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
