"""What a release's tables, questions and files are: for people as CSV, for programs as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import polars as pl

from cyberstudy.declare.survey import MADE_UP, Survey
from cyberstudy.release.citation import makers_of
from cyberstudy.tables.registry import contract_of
from surveyanswers.codebook.entries import LISTED, OPTIONS, file_of
from surveyanswers.data_package import (
    FILE,
    declared_fields,
    read_fields,
    resource,
    write_package,
)
from surveyanswers.instrument.questionnaire import Questionnaire
from surveyanswers.tables.description import MAY_BE, NEVER, described, seen_columns
from surveyanswers.tables.disclosure import SIMULATED, Part, column
from surveyanswers.tables.frame_schemas import dy
from surveyanswers.tables.problems import SurveyError
from surveyanswers.tables.spreadsheets import restored
from surveyanswers.tables.storage import read_json

#: The file that describes columns of tables.
COLUMNS = "columns.csv"
#: What columns mean that no contract describes: those of other files, and of figures' numbers.
FIELDS = Path(__file__).with_suffix(".csv")
SIMULATED_ROWS = "Whether a generator made the answers that the row is made from."
#: The table of countries and years with a column an indicator.
WIDE = "country_years_wide.csv"


def column_dictionary(tables: Path, survey: Survey) -> pl.DataFrame:
    """Describe every column of every table of a release, as it lies there.

    Parameters
    ----------
    tables
        The release's tables as CSV; those of a clustering lie in a folder of its name.
    survey
        Its plan names the columns of the index.

    Returns
    -------
    polars.DataFrame
        `surveyanswers.tables.description.COLUMNS`, in the order of each table.

    Raises
    ------
    SurveyError
        A table or a column is described nowhere.
    """
    descriptions = []
    for path in sorted(tables.rglob("*.csv")):
        name = path.relative_to(tables).with_suffix("").as_posix()
        description = described(name, contract_in(tables, survey, path))
        held = restored(pl.read_csv(path, infer_schema=False))
        if strangers := {*held.columns} - {*description["column"]}:
            raise SurveyError(f"table {name}: nothing describes {', '.join(sorted(strangers))}")
        # A key that says nothing, such as "" for no question, is an empty cell for who reads CSV.
        blank = [series.name for series in held if series.is_in(["", None], nulls_equal=True).any()]
        untrue = (pl.col("empty") == NEVER) & pl.col("column").is_in(blank)
        emptiness = pl.when(untrue).then(pl.lit(MAY_BE)).otherwise("empty")
        in_order = pl.DataFrame({"column": held.columns}).join(
            description, on="column", maintain_order="left"
        )
        descriptions.append(
            in_order.select(description.columns).with_columns(emptiness.alias("empty"))
        )
    return pl.concat(descriptions)


def write_package_of(
    release: Path,
    survey: Survey,
    *,
    title: str,
    simulated: bool,
    publication: Mapping[str, str],
) -> None:
    """Describe every CSV file of a release for programs; answers have a package of their own.

    Parameters
    ----------
    release
        Whole but for what lists its files.
    survey, title
        Whose it is, and what its data are called.
    simulated
        Whether a generator made its answers.
    publication
        Of the study.
    """
    columns = pl.read_csv(release / COLUMNS, infer_schema=False)
    tables, others, keys = [], [], {}
    for path in sorted(release.glob("tables/**/*.csv")):
        contract = contract_in(release / "tables", survey, path)
        name = path.relative_to(release / "tables").with_suffix("").as_posix()
        rows = columns.filter(table=name)
        declared = seen_columns(contract).items()
        key = [n for n, seen_column in declared if seen_column.primary_key]
        keys[name] = key if {*key} <= {*rows["column"]} else []
        summary = (contract.__doc__ or "").strip().partition("\n")[0]
        fields = declared_fields(rows, contract)
        tables.append(resource(path, release, fields, title=summary, key=keys[name]))
    for path in sorted({*release.rglob("*.csv")} - {*release.glob("tables/**/*")}):
        place = path.relative_to(release)
        if len(place.parts) == 1 or not (release / place.parts[0] / FILE).is_file():
            meanings, key = _meanings_of(path, release, columns, keys)
            others.append(resource(path, release, read_fields(path, meanings), key=key))
    write_package(
        release,
        [*others, *tables],
        name=survey.name,
        title=title,
        description=MADE_UP if simulated else "",
        version=publication.get("version"),
        created=f"{date}T00:00:00Z" if (date := publication.get("date")) else "",
        homepage=publication.get("address"),
        contributors=[{"title": name} for name in makers_of(publication)],
        sources=[
            {"title": source.citation, "path": source.url or source.path}
            for source in survey.sources
        ],
    )


def _meanings_of(
    path: Path, release: Path, columns: pl.DataFrame, keys: Mapping[str, list[str]]
) -> tuple[dict[str, str], list[str]]:
    """Return what the columns of a file mean that has no contract, and which tell rows apart.

    The numbers of a figure mean what they do in the table that shares most columns with them.

    Parameters
    ----------
    columns, keys
        ``columns.csv``, and the keys of tables by their names.
    """
    names = pl.read_csv(path, n_rows=0).columns
    place, words = path.relative_to(release), path.with_suffix(".json")
    files = (place.name, ".".join(place.name.rsplit(".", 2)[1:]), place.parts[0])
    described = pl.read_csv(FIELDS, infer_schema=False).filter(pl.col("file").is_in(files))
    meanings = dict(described.select("column", "meaning").iter_rows())
    meanings = dict.fromkeys(names, meanings["*"]) | meanings if "*" in meanings else meanings
    key = described.filter(key="yes")["column"].to_list()
    drawn = [*read_json(words).get("tables", ())] if words.is_file() else []
    if place.name == WIDE:
        drawn, key = ["country_years"], ["iso3", "year"]
        entries = pl.read_csv(release / "tables/indicators.csv", infer_schema=False)
        for indicator, title, unit in entries.select("indicator", "title", "unit").iter_rows():
            meanings[indicator] = f"{title} ({unit})."
    shared = columns.filter(pl.col("table").is_in(drawn), pl.col("column").is_in(names))
    for (table,), rows in sorted(
        shared.group_by("table"), key=lambda group: (group[1].height, *group[0])
    ):
        meanings |= dict(rows.select("column", "meaning").iter_rows())
        key += keys[str(table)] if words.is_file() else []
    meanings |= {SIMULATED: SIMULATED_ROWS} if SIMULATED in names else {}
    return meanings, [name for name in names if name in key]


def contract_in(tables: Path, survey: Survey, path: Path) -> type[dy.Schema]:
    """Return the contract of a table of a release."""
    contract = contract_of(path.stem, clustering=path.parent != tables, made=survey.made)
    held = pl.read_csv(path, n_rows=0).columns if path.suffix == ".csv" else []
    if SIMULATED not in held or SIMULATED in contract.columns():
        return contract

    class Marked(contract):  # type: ignore[misc,valid-type]
        __doc__ = contract.__doc__
        simulated = column(dy.Bool, Part.LABEL, SIMULATED_ROWS)

    return Marked


def marked(table: pl.DataFrame, *, simulated: bool) -> pl.DataFrame:
    """Return the table, with a column that says so where its answers are simulated."""
    if not simulated or SIMULATED in table.columns:
        return table
    return table.with_columns(pl.lit(value=True).alias(SIMULATED))


def data_dictionary(questionnaire: Questionnaire, codebook: pl.DataFrame) -> pl.DataFrame:
    """Describe every question: wording, type, options, who was asked it, and its sensitivity."""
    rows = []
    for row in codebook.iter_rows(named=True):
        question = questionnaire.questions[row["question"]]
        options = (
            questionnaire.options_of(question).labels.get("en", {}) if question.choices else {}
        )
        listed = "; ".join(f"{code} = {label}" for code, label in options.items())
        if len(options) > LISTED:
            listed = f"{len(options)} options: {OPTIONS}/{file_of(question)}"
        rows.append(
            {
                **row,
                "wording_en": question.labels.get("en", ""),
                "type": question.type,
                "repeat": question.repeat or "",
                "asked_if": question.relevant or "",
                "valid_if": question.constraint or "",
                "options": listed,
            }
        )
    return pl.DataFrame(rows, infer_schema_length=None)
