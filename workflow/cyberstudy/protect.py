"""Stage 6, protect: tables in, tables that may be seen out, with a report of what was withheld.

The profile ``public`` is for answers that their authors published: tables pass through, and
columns of the answers that name the unit, describe persons or hold free
text stay behind. The profile ``confidential`` lets aggregated tables alone through.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

import polars as pl

from cyberstudy.storage import read_table, write_table
from cyberstudy.survey import Survey
from cyberstudy.tables import Answers

CONFIDENTIAL = "confidential"
STAYS_IN = ("identity", "personal", "free_text")


def protect_survey(
    tables: Sequence[str],
    *,
    clustered: Sequence[str],
    answers: str,
    survey: Survey,
    folder: str,
) -> dict[str, object]:
    """Write the tables that may be seen into `folder`.

    Parameters
    ----------
    tables
        Aggregated tables; each keeps its file's name.
    clustered
        A clustering's tables, each in a folder with the clustering's name.
    answers
        `tables.Answers`, of which only the questions that may be seen pass.
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
    for path in map(Path, tables):
        shutil.copyfile(path, target / path.name)
        passed.append(path.name)
    for path in map(Path, clustered):
        name = f"{path.parent.name}/{path.name}"
        (target / path.parent.name).mkdir(exist_ok=True)
        shutil.copyfile(path, target / name)
        passed.append(name)
    profile = survey.settings["protection"]
    visible, report = visible_answers(read_table(answers, Answers), survey.codebook, profile)
    if visible.height:
        write_table(visible, str(target / "answers.parquet"), Answers)
        passed.append("answers.parquet")
    return {"survey": survey.name, "profile": profile, "passed": sorted(passed), **report}


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
