"""Analyses of one's own in a notebook, where they are given what passed protection."""

from __future__ import annotations

import polars as pl

from cyberstudy.analyses import FOLDER, REFERENCE, Given
from cyberstudy.analysis_files import AnalysisFile, opened
from cyberstudy.declare.declared import Declared, folder_of
from cyberstudy.declare.questionnaire import NUMBERS
from cyberstudy.narrate import Study
from cyberstudy.tables.answer_columns import read_answers


def analysis(study: Study, name: str) -> AnalysisFile:
    """Open an analysis of the survey: its marked functions, which can be called."""
    return opened(folder_of(study.survey, study.root / "config") / FOLDER / f"{name}.py")


def given(study: Study) -> Given:
    """Give a table of an analysis the survey's answers and tables, as far as they may be seen."""
    names = ("questionnaire.json", "frame.csv", "codebook.csv")
    declared = Declared.of(str(study.results / "declared" / name) for name in names)
    form, folder = declared.questionnaire, study.results / "protect" / "tables"
    accepted = read_answers(folder / "answers.parquet", form.questions)
    units = accepted.select("wave", "unit_id").unique().sort("wave", "unit_id")
    if declared.frame is not None:
        listed = declared.frame.select("unit_id", in_frame=True)
        units = units.join(listed, on="unit_id", how="full", coalesce=True)
        units = units.with_columns(pl.col("in_frame").fill_null(value=False)).sort("unit_id")
    return Given.of(
        accepted,
        units,
        declared.frame,
        codebook=declared.codebook,
        numbers=form.of_type(*NUMBERS),
        tables={path.stem: path for path in sorted(folder.glob("*.*"))}
        | {f"{REFERENCE}{path.name}": path for path in (study.root / REFERENCE).glob("*.csv")},
    )
