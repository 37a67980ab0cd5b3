"""What may not be passed on of a public survey: a release leaves it out and says how to make it.

Where a source does not let files of its units be handed on, a release holds what is computed from
it: a column that repeats the source stays behind, and a table that computes nothing, whole.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from cyberstudy.declare.confidential import PUBLIC
from cyberstudy.declare.survey import Survey
from cyberstudy.tables.files import read_table
from cyberstudy.wording.markup import in_markdown
from surveyanswers.instrument.counting import CONFIDENTIAL
from surveyanswers.instrument.data_access import RAW
from surveyanswers.instrument.raw_files import SOURCES, Source
from surveyanswers.tables.description import seen_columns
from surveyanswers.tables.disclosure import DESCRIBING, REPEATED, part_of
from surveyanswers.tables.problems import SurveyError, listed
from surveyanswers.tables.storage import read_json, write_table

if TYPE_CHECKING:
    from surveyanswers.tables.frame_schemas import dy

#: What fetches every source and makes every table, in a copy of the study.
COMMAND = "make study"
ALL = "all of it"
#: The column of a table whose rows have terms of their own, and what is left out of it.
PASS_ON, ROWS = "pass_on", "rows that may not be published"
TABLES = (".csv", ".parquet")
#: The folder of a release with answers for other programs.
ANSWERS = "answers"
#: The list of all files that went into a release, and what it says of each.
INPUTS = "inputs.csv"
_INPUT = (
    *("file", "source", "makers", "address", "copy_by", "compared"),
    *("licence", "citation", "cite_values", "pass_on", "received_on", "bytes", "sha256"),
)
NOT_PUBLISHED = "confidential: not published"
NO_COPY = "none: there is no public copy"
#: Keys of a source's declaration that readers are told.
_TOLD = (
    *("path", "url", "sha256", "received_on", "source", "makers"),
    *("copy_by", "compared", "licence", "citation", "cite_values", "pass_on"),
)


def stop_uncited(release: Path, survey: Survey) -> None:
    """Raise where a release shows single values of a source that does not let them be cited.

    Parameters
    ----------
    release
        With its figures and notebooks. Assume: a notebook may show any table that it reads.

    Raises
    ------
    SurveyError
        Naming what shows them, and the key that would allow it.
    """
    closed = [source.path for source in survey.sources if not source.cite_values]
    words = sorted((release / "figures").glob("*/*.json"))
    shown = [f"exhibit {path.stem}" for path in words if read_json(path)["values_of_units"]]
    shown += [f"notebook {path.stem}" for path in sorted((release / "notebooks").glob("*.ipynb"))]
    if closed and shown:
        raise SurveyError(
            f"{survey.root / RAW / SOURCES}: cite_values is not declared of {', '.join(closed)}, "
            f"so single values may not be shown; these may show some:"
            f"{listed([*dict.fromkeys(shown)])}\n"
            f"Declare on what ground they may be, or take these out of "
            f"{survey.folder / 'plan.yaml'}. Nothing was released."
        )


def leave_out(
    release: Path, survey: Survey, contract_of_file: Callable[[Path], type[dy.Schema]]
) -> list[dict[str, str]]:
    """Take out of a release what repeats its sources unit by unit, where that may not be passed on.

    Parameters
    ----------
    release
        With its tables as `protect` wrote them, its figures, and the labelled answers.
    contract_of_file
        Gives the contract of a table in it.

    Returns
    -------
    list of dict
        What was left out: file, what of it, and the file of the study that holds it.
    """
    if survey.may_pass_on:
        return []
    results = f"results/{survey.name}"
    omissions = []
    for table in sorted(path for path in (release / "tables").rglob("*") if path.suffix in TABLES):
        if columns := _take_out_values(table, contract_of_file(table)):
            name = table.relative_to(release).as_posix()
            what = ", ".join(columns) if table.exists() else ALL
            omissions.append({"file": name, "what": what, "made_as": f"{results}/protect/{name}"})
    for words in sorted((release / "figures").glob("*/*.json")):
        if read_json(words)["values_of_units"]:
            words.with_suffix(".csv").unlink()
            name = words.with_suffix(".csv").relative_to(release / "figures").as_posix()
            made_as = f"{results}/draw/{name}"
            omissions.append({"file": f"figures/{name}", "what": ALL, "made_as": made_as})
    if (release / ANSWERS).is_dir():
        shutil.rmtree(release / ANSWERS)
        omissions.append({"file": f"{ANSWERS}/", "what": ALL, "made_as": f"{results}/labelled/"})
    return omissions


def _take_out_values(table: Path, contract: type[dy.Schema]) -> list[str]:
    """Take columns that repeat the source out of a table, or it where nothing is computed."""
    parts = {n: part_of(n, c, contract.__name__) for n, c in seen_columns(contract).items()}
    held = read_table(str(table))
    repeated = [name for name in held.columns if parts[name] in REPEATED]
    rest = held.drop(repeated)
    if repeated and PASS_ON in parts:  # each row has the terms of its own source
        write_table(read_table(str(table), contract).filter(PASS_ON), str(table))
        return [ROWS]
    if repeated and all(parts[name] in DESCRIBING for name in rest.columns):
        table.unlink()
    elif repeated:
        write_table(rest, str(table))
    return repeated


def rights_of(survey: Survey, left_out: Sequence[Mapping[str, str]]) -> dict[str, Any]:
    """Return the terms of a release's sources, and what was left out for them, for its report.

    Parameters
    ----------
    left_out
        By `leave_out`.
    """
    sources = [{key: getattr(source, key) for key in _TOLD} for source in survey.sources]
    if not left_out:
        return {"sources": sources}
    because = [source.path for source in survey.sources if not source.pass_on]
    rest = {
        "because": because,
        "command": COMMAND,
        "left_out": [dict(omission) for omission in left_out],
    }
    return {"sources": sources, "not_passed_on": rest}


def inputs_of(survey: Survey, receipt: pl.DataFrame, released: pl.DataFrame) -> pl.DataFrame:
    """List every file that went into a release: where it can be had, on what terms, its checksum.

    Parameters
    ----------
    receipt
        Of the survey's files and of the reference, as they were verified.
    released
        The same as `protect` let it through: of a confidential file no more than that is said.
    """
    sources = {source.path: source for source in survey.sources}
    survey_files = pl.col("file").str.starts_with(f"{survey.name}/") & ~pl.col("simulated")
    closed = survey_files & (survey.settings.protection == CONFIDENTIAL) | (
        pl.col("sensitivity") != PUBLIC
    )
    inputs = {row["file"]: row for row in receipt.filter(~closed).iter_rows(named=True)}
    # What lies across surveys rests on their files, too.
    inputs = {path: source.plain() for path, source in sources.items()} | inputs
    rows = [
        _input(file, row, sources.get(file), survey.references.get(file, {}))
        for file, row in sorted(inputs.items())
    ]
    for row in released.filter(~pl.col("simulated")).iter_rows(named=True):
        if row["file"] not in inputs:
            public_facts = {key: row[key] for key in ("file", "licence", "received_on")}
            rows.append(dict.fromkeys(_INPUT, NOT_PUBLISHED) | public_facts | {"bytes": None})
    return pl.DataFrame(rows, schema_overrides={"bytes": pl.Int64})


def _input(
    file: str, row: Mapping[str, Any], source: Source | None, reference: Mapping[str, str]
) -> dict[str, Any]:
    address = f"{RAW}/{file} in the study's folder"
    if source and not source.carried:
        address = source.url or NO_COPY
    declaration = source.plain() | {"compared": source.compared} if source else reference
    entry = dict.fromkeys(_INPUT, "") | {**row, **declaration, "file": file, "address": address}
    return {key: entry[key] for key in _INPUT}


def in_words(rights: Mapping[str, Any]) -> str:
    """Return what was left out in Markdown, for a release's README; "" where nothing was."""
    if not (rest := rights.get("not_passed_on")):
        return ""
    rows = "\n".join(
        f"| {omission['file']} | {in_markdown(omission['what'])} | {omission['made_as']} |"
        for omission in rest["left_out"]
    )
    return f"""
### Left out for the rights of others

No licence is stated with {", ".join(rest["because"])} that allows us to pass on the file, or files
of single countries or respondents. So this release holds what is computed from them. To make what
is left out, run `{rest["command"]}` in a copy of the study.

| left out | what of it | made as |
|---|---|---|
{rows}
"""


def linked(citation: str) -> str:
    """Write a citation in Markdown with an address that can be followed, and copied."""
    return in_markdown(citation).replace("\\://", "://")
