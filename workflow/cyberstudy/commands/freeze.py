"""Keep what was made for readers: ``python -m cyberstudy.commands.freeze WHAT NAME ...``.

``make publish`` keeps notebooks, and of public surveys the story's figures with their words, which
pages show where a source cannot be fetched. Both hold what protection let through. Of a
confidential survey only notebooks of simulated answers are kept in git; real ones, and what is told
of them across surveys, are passed on as a release. ``multiverses`` keeps multiverses, which are
made before protection: those of registered answers stay with these, and of a confidential survey
only what was made of simulated answers is published. A manifest says what was simulated,
``version.json`` of which version of the study figures and notebooks are. Last, the
sums of all published files are written (``sums`` alone writes only these): numbers of long runs are
made again by no test, and what nobody froze is told by them.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import nbformat
import polars as pl

from cyberstudy.declare.chapters import load_story
from cyberstudy.declare.declared import ACROSS
from cyberstudy.declare.identity import identity
from cyberstudy.declare.opened import open_survey
from cyberstudy.declare.survey import Survey
from cyberstudy.narrate.frozen import frozen
from cyberstudy.tables.files import read_table
from surveyanswers.instrument.counting import CONFIDENTIAL
from surveyanswers.instrument.data_access import AS_OF, MANIFEST, PUBLISHED, frozen_multiverse
from surveyanswers.instrument.data_access import CONFIDENTIAL as KEPT_IN
from surveyanswers.instrument.identifying import registered_surveys
from surveyanswers.tables.answers import Receipt
from surveyanswers.tables.checksums import SUMS
from surveyanswers.tables.problems import SurveyError
from surveyanswers.tables.storage import read_json, read_text_table, sha256_of, write_json


def freeze_multiverses(survey: Survey) -> list[Path]:
    """Copy a survey's multiverses to where they are kept; return the copies.

    Raises
    ------
    SurveyError
        They are of answers that are neither registered nor public nor simulated.
    """
    results = survey.root / "results" / survey.name
    made = sorted(results.glob("cluster/*/multiverse.*"))
    target = frozen_multiverse(survey.name, survey.root)
    if not made:
        return []
    closed = survey.settings.protection == CONFIDENTIAL and survey.data_access.registered is None
    if closed and not made_of_simulated(survey):
        raise SurveyError(
            f"{survey.name}: its multiverses are of confidential answers that are not registered. "
            f"Put these into {KEPT_IN}/{survey.name}, and: make register SURVEY={survey.name}"
        )
    target.mkdir(parents=True, exist_ok=True)
    copies = [target / f"{path.parent.name}{path.suffix}" for path in made]
    for path, copy in zip(made, copies, strict=True):
        shutil.copyfile(path, copy)
    if closed:
        declare_simulated(target.parent, copies)
    return copies


def freeze_notebooks(survey: Survey) -> list[Path]:
    """Write a survey's executed notebooks to where readers find them; return the copies.

    Raises
    ------
    SurveyError
        One that the plan names was not executed.
    """
    if rests_on_confidential(survey):
        return []
    target = survey.root / "results" / "published" / survey.name
    target.mkdir(parents=True, exist_ok=True)
    copies = []
    for name in survey.plan.notebooks:
        executed = survey.root / "results" / survey.name / "narrate" / f"{name}.ipynb"
        if not executed.exists():
            raise SurveyError(f"{executed}: is missing. Run: make study")
        copies.append(target / executed.name)
        nbformat.write(frozen(nbformat.read(executed, as_version=4)), copies[-1])
    for old in set(target.glob("*.ipynb")) - {*copies}:
        old.unlink()
    if survey.settings.protection == CONFIDENTIAL:
        declare_simulated(target, copies)
    return copies


def freeze_figures(survey: Survey) -> list[Path]:
    """Copy the story's figures of a public survey, and say what they rest on.

    Raises
    ------
    SurveyError
        One of them is not in the survey's release.
    """
    if survey.settings.protection == CONFIDENTIAL or rests_on_confidential(survey):
        return []
    release = survey.root / "results" / survey.name / "release"
    config = survey.root / "config"
    target = survey.root / "results" / PUBLISHED / survey.name
    shutil.rmtree(target / "figures", ignore_errors=True)
    copies = []
    for of, _, name in (figure.partition("/") for figure in load_story(config).figures):
        found = sorted(release.glob(f"figures/*/{name}.*")) if of == survey.name else []
        if of == survey.name and not found:
            raise SurveyError(f"{release}/figures: {name} is missing. Run: make study")
        for path in (path for path in found if path.name.removeprefix(name) in KEPT_OF_FIGURES):
            copies.append(target / path.relative_to(release))
            copies[-1].parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copies[-1])
    known = read_json(release / "report.json")
    said = {key: known[key] for key in ("simulated", "sources") if key in known}
    write_json(said, str(target / "report.json"))
    return [*copies, target / "report.json"]


def write_version(root: Path) -> None:
    """Say in one place of which version published figures and notebooks are.

    Which commit has them git itself says.
    """
    as_of = {key: told for key, told in identity(root).items() if key in ("version", "date")}
    write_json(as_of, str(root / "results" / PUBLISHED / AS_OF))


def write_sums(published: Path) -> None:
    """Write the SHA-256 of all published files, as ``sha256sum --check`` reads them."""
    files = sorted(path for path in published.rglob("*") if path.is_file() and path.name != SUMS)
    lines = [f"{sha256_of(path)}  {path.relative_to(published).as_posix()}\n" for path in files]
    (published / SUMS).write_text("".join(lines), encoding="utf-8")


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


def rests_on_confidential(survey: Survey) -> bool:
    """Say whether a survey's results rest on answers that were given in confidence."""
    if survey.name == ACROSS:
        return any(registered_surveys(survey.root))
    return survey.settings.protection == CONFIDENTIAL and not made_of_simulated(survey)


def made_of_simulated(survey: Survey) -> bool:
    """Say whether a generator made every answer that a survey's results rest on."""
    receipt = survey.root / "results" / survey.name / "verify/receipt.csv"
    files = [export.file for export in survey.exports]
    received = read_table(str(receipt), Receipt).filter(pl.col("file").is_in(files))
    return bool(files) and received.height == len(files) and bool(received["simulated"].all())


#: Drawings, picture, words, and numbers where these may be passed on; not where units are in a
#: drawing, since nobody can point at what a run could not make.
KEPT_OF_FIGURES = (".svg", ".phone.svg", ".png", ".json", ".csv")
KEPT: Mapping[str, Callable[[Survey], list[Path]]] = {
    "figures": freeze_figures,
    "notebooks": freeze_notebooks,
    "multiverses": freeze_multiverses,
}


def main(arguments: list[str] | None = None) -> int:
    """Keep what there is of every survey that is named."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=[*KEPT, "sums"])
    parser.add_argument("names", nargs="*", help="of surveys, or: sources")
    given = parser.parse_args(arguments)
    try:
        for name in given.names:
            for copy in KEPT[given.what](open_survey(name, Path("config"))):
                print(f"kept: {copy}")
        if given.what in ("figures", "notebooks"):
            write_version(Path())
        write_sums(Path("results", PUBLISHED))
    except SurveyError as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
