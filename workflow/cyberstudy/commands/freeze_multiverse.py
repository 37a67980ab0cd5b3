"""Keep multiverses that were made: ``python -m cyberstudy.commands.freeze_multiverse FOLDER ...``.

``make multiverse`` runs it. They are made before protection. So those of registered answers stay
with these, and of a confidential survey only what was made of simulated answers is published, with
a manifest that says so.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

import polars as pl

from cyberstudy.declare.holdings import CONFIDENTIAL, MANIFEST, frozen_multiverse
from cyberstudy.declare.settings import CONFIDENTIAL as KEPT_IN
from cyberstudy.declare.survey import Survey
from cyberstudy.tables.answers import Receipt
from cyberstudy.tables.problems import StudyProblem
from cyberstudy.tables.storage import read_table, read_text_table, sha256_of


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
    if closed and not made_of_simulated(survey):
        raise StudyProblem(
            f"{survey.name}: its multiverses are of confidential answers that are not registered. "
            f"Put these into {CONFIDENTIAL}/{survey.name}, and: make register SURVEY={survey.name}"
        )
    target.mkdir(parents=True, exist_ok=True)
    copies = [target / f"{path.parent.name}{path.suffix}" for path in made]
    for path, copy in zip(made, copies, strict=True):
        shutil.copyfile(path, copy)
    if closed:
        declare_simulated(target.parent, copies)
    return copies


def declare_simulated(folder: Path, copies: Sequence[Path]) -> None:
    """Say in a published folder's manifest that files were made of simulated answers."""
    manifest = folder / MANIFEST
    made = pl.DataFrame(
        {
            "file": [copy.relative_to(folder).as_posix() for copy in copies],
            "sha256": [sha256_of(copy) for copy in copies],
            "simulated": "yes",
        }
    )
    if manifest.exists():
        there = pl.col("file").map_elements(lambda file: (folder / file).exists(), pl.Boolean)
        others = read_text_table(manifest).select(made.columns).filter(there)
        made = pl.concat([others.join(made, on="file", how="anti"), made])
    made.sort("file").write_csv(manifest)


def made_of_simulated(survey: Survey) -> bool:
    """Say whether a generator made every answer that a survey's results rest on."""
    receipt = survey.root / "results" / survey.name / "verify/receipt.csv"
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
