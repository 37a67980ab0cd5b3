"""A new survey begun from a small table, what it asks a person, and what was answered."""

import csv
import shutil
from pathlib import Path

from cyberstudy.declare.opened import OpenSurvey
from cyberstudy.scaffold.new_survey import scaffold
from surveyanswers.cleaned import cleaned_anyway
from surveyanswers.instrument.open_questions import open_questions
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


def asked(survey):
    return {each.about: each for each in open_questions(survey.folder) if each.readings}


def answer(survey, **answers):
    path = survey.folder / "questions.csv"
    if not path.exists():
        return
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        row["answer"] = answers.get(row["about"].replace(" ", "_"), row["answer"])
    delimited(path, [rows[0].keys(), *(row.values() for row in rows)])


def said(survey, question):
    cleaned, _ = cleaned_anyway(survey)
    own = cleaned.answers.filter(question=question)
    return {r["unit_id"]: r["value"] or r["status"] for r in own.to_dicts()}
