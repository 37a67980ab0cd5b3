"""Store in ``results/published`` what a run released: ``python -m cyberstudy.commands.publish``.

- ``reproduce.csv`` lists the released files, each with its SHA-256 and what it is compared by if
  its bytes differ; ``<survey>/values/`` has the values of tables. `make reproduce` reads both.
- Notebooks, and of public surveys the figures of the story with their texts, which pages show if a
  source cannot be fetched. ``version.json`` states the version of the study that they are of.
- ``SHA256SUMS`` of all published files; ``--sums`` writes only this list.

All this was released by protection. Of a confidential survey only what was made of simulated
answers is stored, and a manifest says so. ``--multiverses`` stores multiverses instead, which are
made before protection (``snakemake multiverse``): those of registered answers stay with these.
"""

from __future__ import annotations

import argparse
import csv
import shutil
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

import nbformat
import polars as pl

from cyberstudy.commands.published_list import (
    LIST,
    PAGE,
    VALUES,
    described,
    digest_of,
    handed_out,
    is_kept,
    kept_copy,
    lacking_in,
    made_of_simulated,
    part_of,
    rests_on_confidential,
)
from cyberstudy.declare.chapters import load_story
from cyberstudy.declare.identity import identity
from cyberstudy.declare.opened import open_survey
from cyberstudy.declare.survey import Survey
from cyberstudy.narrate.frozen import frozen
from cyberstudy.release.citation import TABLES_DIGEST
from surveyanswers.instrument.counting import CONFIDENTIAL
from surveyanswers.instrument.data_access import AS_OF, MANIFEST, PUBLISHED, frozen_multiverse
from surveyanswers.instrument.data_access import CONFIDENTIAL as KEPT_IN
from surveyanswers.tables.checksums import RESULTS, SUMS
from surveyanswers.tables.problems import SurveyError
from surveyanswers.tables.storage import read_json, read_text_table, sha256_of, write_json


def publish(root: Path) -> list[Path]:
    """List what a run released; store its values, notebooks and figures; return the copies.

    Raises
    ------
    SurveyError
        A figure or notebook is missing.
    """
    copies = [root / RESULTS / PUBLISHED / LIST]
    surveys = write_list(root)
    for name in surveys:
        survey = open_survey(name, root / "config", root)
        copies += [*freeze_figures(survey), *freeze_notebooks(survey)]
    write_version(root, surveys)
    return copies


def write_list(root: Path) -> list[str]:
    """List what a run released, store its values, and return the surveys that are listed.

    Nothing is listed that rests on answers given in confidence.
    """
    results = root / RESULTS
    files = handed_out(results)
    why = lacking_in(root, {part_of(file) for file in files})
    files = [file for file in files if part_of(file) not in why]
    values = [*filter(is_kept, files)]
    target = results / PUBLISHED / LIST
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("w", encoding="utf-8", newline="") as stream:
        out = csv.writer(stream, lineterminator="\n")
        out.writerow(("file", "sha256", "told"))
        for file in sorted(files):
            out.writerow((file, digest_of(results / file), described(results / file)))
    _keep_values(root, values)
    for part, because in why.items():
        print(f"not listed: {part}. {because}")
    return [part for part in dict.fromkeys(map(part_of, files)) if part != PAGE]


def _keep_values(root: Path, files: Sequence[str]) -> None:
    """Copy the released tables of surveys."""
    results = root / RESULTS
    for old in (results / PUBLISHED).glob(f"*/{VALUES}"):
        shutil.rmtree(old)
    for name in sorted({*map(part_of, files)}):
        copies = []
        for file in (file for file in files if part_of(file) == name):
            copies.append(kept_copy(results, file))
            copies[-1].parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(results / file, copies[-1])
        if open_survey(name, root / "config", root).settings.protection == CONFIDENTIAL:
            declare_simulated(results / PUBLISHED / name, copies)


def freeze_multiverses(survey: Survey) -> list[Path]:
    """Copy a survey's multiverses to where they are kept; return the copies.

    Raises
    ------
    SurveyError
        They are of answers that are neither registered nor public nor simulated.
    """
    results = survey.root / "results" / survey.name
    multiverses = sorted(results.glob("cluster/*/multiverse.*"))
    target = frozen_multiverse(survey.name, survey.root)
    if not multiverses:
        return []
    closed = survey.settings.protection == CONFIDENTIAL and survey.data_access.registered is None
    if closed and not made_of_simulated(survey):
        raise SurveyError(
            f"{survey.name}: its multiverses are of confidential answers that are not registered. "
            f"Put these into {KEPT_IN}/{survey.name}, and: make register SURVEY={survey.name}"
        )
    target.mkdir(parents=True, exist_ok=True)
    copies = [target / f"{path.parent.name}{path.suffix}" for path in multiverses]
    for path, copy in zip(multiverses, copies, strict=True):
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
    """Copy the story's figures of a public survey, with what they rest on.

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
        figures = sorted(release.glob(f"figures/*/{name}.*")) if of == survey.name else []
        if of == survey.name and not figures:
            raise SurveyError(f"{release}/figures: {name} is missing. Run: make study")
        for path in (path for path in figures if path.name.removeprefix(name) in KEPT_OF_FIGURES):
            copies.append(target / path.relative_to(release))
            copies[-1].parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copies[-1])
    report = read_json(release / "report.json")
    excerpt = {key: report[key] for key in ("simulated", "sources") if key in report}
    write_json(excerpt, str(target / "report.json"))
    return [*copies, target / "report.json"]


def write_version(root: Path, surveys: Iterable[str] = ()) -> None:
    """Write which version of the study the published files are from, with its tables' checksums."""
    reports = {name: root / RESULTS / name / "release/report.json" for name in surveys}
    released = {name: read_json(path) for name, path in reports.items() if path.is_file()}
    tables = {name: report.get(TABLES_DIGEST) for name, report in released.items()}
    as_of = {key: text for key, text in identity(root).items() if key in ("version", "date")}
    write_json({**as_of, "tables": tables}, str(root / RESULTS / PUBLISHED / AS_OF))


def write_sums(published: Path) -> None:
    """Write the SHA-256 of all published files, as ``sha256sum --check`` reads them."""
    files = sorted(path for path in published.rglob("*") if path.is_file() and path.name != SUMS)
    lines = [f"{sha256_of(path)}  {path.relative_to(published).as_posix()}\n" for path in files]
    (published / SUMS).write_text("".join(lines), encoding="utf-8")


def declare_simulated(folder: Path, copies: Sequence[Path]) -> None:
    """Write into a published folder's manifest that files were made of simulated answers."""
    manifest = folder / MANIFEST
    rows = pl.DataFrame(
        {
            "file": [copy.relative_to(folder).as_posix() for copy in copies],
            "sha256": [sha256_of(copy) for copy in copies],
            "simulated": "yes",
        }
    )
    if manifest.exists():
        existing = pl.col("file").map_elements(lambda file: (folder / file).exists(), pl.Boolean)
        others = read_text_table(manifest).select(rows.columns).filter(existing)
        rows = pl.concat([others.join(rows, on="file", how="anti"), rows])
    rows.sort("file").write_csv(manifest)


#: Drawings, picture, words, and numbers where these may be passed on; not where units are in a
#: drawing, since nobody can point at what a run could not make.
KEPT_OF_FIGURES = (".svg", ".phone.svg", ".png", ".json", ".csv")


def main(arguments: list[str] | None = None) -> int:
    """Store what a run released; 1 if something is missing."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--multiverses", nargs="+", metavar="SURVEY", help="only of these surveys")
    parser.add_argument("--sums", action="store_true", help="only write SHA256SUMS anew")
    choice = parser.parse_args(arguments)
    root, copies = Path(), list[Path]()
    try:
        if choice.multiverses:
            surveys = (open_survey(name, root / "config", root) for name in choice.multiverses)
            copies = [copy for survey in surveys for copy in freeze_multiverses(survey)]
        elif not choice.sums:
            copies = publish(root)
    except SurveyError as problem:
        print(problem, file=sys.stderr)
        return 1
    write_sums(root / RESULTS / PUBLISHED)
    print("\n".join(f"stored: {copy}" for copy in copies) or "SHA256SUMS is written anew.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
