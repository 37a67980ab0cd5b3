"""Stage 6, protect: tables in, tables that may be seen out, with a report of what was withheld.

The profile ``public`` is for answers that their authors published: tables pass through, and
columns of the answers that name the unit, describe persons or hold free text stay behind. The
profile ``confidential`` lets aggregated tables alone through, and names of files and sheets, which
may name a State, give way to the channel that they came through.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

import polars as pl

from cyberstudy.declare.survey import Survey
from cyberstudy.tables.answers import Answers, Receipt
from cyberstudy.tables.storage import read_json, read_table, write_table

CONFIDENTIAL = "confidential"
UNIT = "unit_id"  # a table that has it names units
#: Shares of regions and the like within a class: with its size they count one or two units.
INSIDE = ("levels",)
MULTIVERSE, MODEL = "multiverse", "model"
STAYS_IN = ("identity", "personal", "free_text")


def protect_survey(
    tables: Sequence[str],
    *,
    clustered: Sequence[str],
    frozen: Sequence[str],
    answers: str,
    receipt: str,
    survey: Survey,
    folder: str,
) -> dict[str, object]:
    """Write the tables that may be seen into `folder`.

    Parameters
    ----------
    tables
        Aggregated tables; each keeps its file's name.
    clustered
        A clustering's tables and records, each in a folder with the clustering's name. Of a
        confidential survey those that name units stay inside, and models with a small class.
    frozen
        Published records of long runs, which pass as they are: ``calibration.csv``, and
        ``multiverse/<clustering>.csv`` and ``.json``, which join the clustering's tables.
    answers
        `tables.Answers`, of which only the questions that may be seen pass.
    receipt
        `tables.Receipt`: whether the answers are simulated follows from it alone.
    survey
        Its codebook says which questions those are, its settings the profile.

    Returns
    -------
    dict
        The report: profile, tables let through, questions kept in, and counts of both.
    """
    target = Path(folder)
    target.mkdir(parents=True)
    passed = []
    profile = survey.settings["protection"]
    hidden = survey.name if profile == CONFIDENTIAL else ""
    sources = sources_of(survey)
    withheld: dict[str, int] = {}
    for path in map(Path, [*tables, receipt]):
        seen = without_files(read_table(str(path)), sources, survey=hidden)
        if profile == CONFIDENTIAL:
            seen, held_back = withhold(seen, survey.settings["minimum_base"])
            if held_back:
                withheld[path.stem] = held_back
        write_table(seen, str(target / path.name))
        passed.append(path.name)
    held_in = []
    for path in map(Path, clustered):
        name = f"{path.parent.name}/{path.name}"
        (target / path.parent.name).mkdir(exist_ok=True)
        if profile == CONFIDENTIAL and _stays_in(path, survey):
            held_in.append(name)
            continue
        if profile != CONFIDENTIAL or path.suffix == ".json":
            shutil.copyfile(path, target / name)
        else:
            seen, held_back = withhold(read_table(str(path)), survey.settings["minimum_base"])
            if held_back:
                withheld[f"{path.parent.name}/{path.stem}"] = held_back
            write_table(seen, str(target / name))
        passed.append(name)
    for path in map(Path, frozen):
        name = path.name
        if path.parent.name == MULTIVERSE:
            name = f"{path.stem}/{MULTIVERSE}{path.suffix}"
        shutil.copyfile(path, target / name)
        passed.append(name)
    visible, report = visible_answers(read_table(answers, Answers), survey.codebook, profile)
    if visible.height:
        write_table(visible, str(target / "answers.parquet"), Answers)
        passed.append("answers.parquet")
    files = {export.file for export in survey.exports}
    received = read_table(receipt, Receipt).filter(pl.col("file").is_in(files))
    return {
        "survey": survey.name,
        "profile": profile,
        "simulated": bool(received["simulated"].any()),
        "passed": sorted(passed),
        "held_in": sorted(held_in),
        "rows_withheld": withheld,
        **report,
    }


def _stays_in(path: Path, survey: Survey) -> bool:
    """Whether a clustering's file says of single units what they are or answered."""
    if path.stem == MODEL:  # of a class of one or two it holds their answers
        sizes = read_json(path.with_name("verdict.json")).get("sizes", [])
        return min(sizes, default=0) < survey.settings["minimum_base"]
    return path.stem in INSIDE or (path.suffix != ".json" and UNIT in read_table(str(path)).columns)


def sources_of(survey: Survey) -> dict[str, str]:
    """Name each export for readers: by its file, or where that may not be seen by its channel."""
    if survey.settings["protection"] != CONFIDENTIAL:
        return {export.file: export.file for export in survey.exports}
    seen: dict[str, int] = {}
    named = {}
    for export in survey.exports:
        name = f"{export.channel}, {export.format}"
        seen[name] = seen.get(name, 0) + 1
        named[export.file] = f"{name} ({seen[name]})"
    once = {name for name, count in seen.items() if count == 1}
    return {
        file: name.removesuffix(" (1)") if name.removesuffix(" (1)") in once else name
        for file, name in named.items()
    }


def without_files(
    table: pl.DataFrame, sources: Mapping[str, str], *, survey: str = ""
) -> pl.DataFrame:
    """Put a column ``source`` in the place of ``file`` and ``sheet``, adding up what then agrees.

    Reference tables keep their names. A file of the survey that is no export is named for what it
    is, and a table that tells of a file where it came from (``source``) keeps its column ``file``.

    Parameters
    ----------
    sources
        From `sources_of`.
    survey
        Whose folder's other files are to be hidden; "" for none.
    """
    if "file" not in table.columns:
        return table
    file = pl.col("file").replace(sources)
    if survey:
        other = pl.col("file").str.starts_with(f"{survey}/") & (file == pl.col("file"))
        file = pl.when(other).then(pl.lit("another file of the survey")).otherwise(file)
    if "source" in table.columns:
        return table.with_columns(file=file)
    named = table.with_columns(source=file)
    numbers = [name for name, kind in named.schema.items() if kind.is_numeric()]
    keys = [name for name in named.columns if name not in ("file", "source", "sheet", *numbers)]
    return named.group_by("source", *keys, maintain_order=True).agg(pl.col(numbers).sum())


def withhold(table: pl.DataFrame, minimum_base: int) -> tuple[pl.DataFrame, int]:
    """Empty the rows of an aggregated table that speak of too few units.

    Parameters
    ----------
    table
        One with a column ``base``; others pass as they are.
    minimum_base
        Rows with a smaller base keep their keys and the base, and say why the rest is gone.

    Returns
    -------
    table, int
        What may be seen, and how many rows were emptied.
    """
    # Assume: the number of units behind a row may be known, since who replied may be; what
    # they said may not. Complementary suppression comes with its proof in a later stage.
    if not {"base", "reason"} <= set(table.columns):
        return table, 0
    small = pl.col("base") < minimum_base
    kept = {"base", "listed", "replied", "published_low", "published_high"}
    inside = [name for name, kind in table.schema.items() if kind.is_numeric() and name not in kept]
    why = f"withheld: base under {minimum_base}"
    seen = table.with_columns(
        *(pl.when(~small).then(name).alias(name) for name in inside),
        reason=pl.when(small).then(pl.lit(why)).otherwise("reason"),
    )
    return seen, int(table.select(small.sum()).item())


def visible_answers(
    answers: pl.DataFrame, codebook: pl.DataFrame, profile: str
) -> tuple[pl.DataFrame, dict[str, object]]:
    """Keep answers whose question neither describes a person nor holds free text.

    With all personal questions gone, no two of them can be put together for one person. Of a
    confidential survey no answer of any unit is let through.
    """
    inside = codebook.filter(
        pl.col("sensitivity").is_in(STAYS_IN) | pl.lit(profile == CONFIDENTIAL)
    )
    kept = answers.join(inside, on="question", how="anti", maintain_order="left")
    return kept, {
        "questions_withheld": dict(inside.select("question", "sensitivity").iter_rows()),
        "answers_passed": kept.height,
        "answers_withheld": answers.height - kept.height,
    }
