"""A new survey begun from a small table, what it asks a person, and what was answered."""

import csv
import shutil
from pathlib import Path

from cyberstudy.declare.opened import OpenSurvey
from cyberstudy.scaffold.new_survey import scaffold
from surveyanswers.cleaned import cleaned_anyway
from surveyanswers.instrument.column_sheet import COLUMNS, DOUBTFUL, FILE, UNDECIDED, column_rows
from surveyanswers.scaffold.folder import NewSurvey
from worlds import REPOSITORY
from worlds.small_exports import delimited


def empty_study(folder):
    """Write a study without surveys, with the real reference, into a folder."""
    (folder / "config/surveys").mkdir(parents=True)
    (folder / "config/config.yaml").write_text("surveys: [other]\nlanguages: [en]\nseed: 1\n")
    raw = folder / "data/raw"
    (raw / "reference").mkdir(parents=True)
    shutil.copy(REPOSITORY / "data/raw/MANIFEST.csv", raw)
    with (raw / "MANIFEST.csv").open(newline="") as file:
        for row in csv.DictReader(file):  # not what a run fetched
            shutil.copy(REPOSITORY / "data/raw" / row["file"], raw / row["file"])
    (raw / "sources.yaml").write_text("sources: []\n")
    return folder


def table(study, columns, name="lamps", separator=";"):
    """Write an export with these columns; each row has a number of its own."""
    rows = zip(*columns.values(), strict=True)
    numbered = ([number, *row] for number, row in enumerate(rows, start=1))
    return delimited(study / f"{name}.csv", [["id", *columns], *numbered], separator)


def written(data, **how):
    new = NewSurvey(
        Path("config/surveys/lamps"), data, **{"public": True, "received_on": "2026-01-02"} | how
    )
    scaffold(new)
    return OpenSurvey(new.folder)


def sheet(survey):
    return {row.column: row for row in column_rows(survey.folder)}


def unsure(survey):
    return {name: row for name, row in sheet(survey).items() if row.sure in {DOUBTFUL, UNDECIDED}}


def decide(survey, cells_by_column):
    """Change cells of the sheet, as a person does."""
    rows = [vars(row) | cells_by_column.get(row.column, {}) for row in column_rows(survey.folder)]
    delimited(survey.folder / FILE, [COLUMNS, *(row.values() for row in rows)])


def said(survey, question):
    cleaned, _ = cleaned_anyway(survey)
    own = cleaned.answers.filter(question=question)
    return {r["unit_id"]: r["value"] or r["status"] for r in own.to_dicts()}
