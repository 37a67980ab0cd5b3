"""What a codebook says: scores of options (``option=2 other=0``), and sensitivities."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from surveyanswers.instrument.data_access import SENSITIVITIES
from surveyanswers.instrument.names import wrong_name
from surveyanswers.instrument.questionnaire import Questionnaire
from surveyanswers.tables.statuses import SAID_INSTEAD
from surveyanswers.tables.storage import read_text_table


def scores_of(text: str) -> dict[str, float]:
    """Read scores by option.

    Raises
    ------
    ValueError
        A score is no number.
    """
    pairs = (pair.partition("=") for pair in text.split())
    return {option: float(score) for option, _, score in pairs}


def scored_questions(codebook: pl.DataFrame) -> dict[str, list[str]]:
    """Name questions whose scores are not all the same, with the groups that are asked each.

    What is no number is told elsewhere.
    """
    groups_by_question = {}
    for row in codebook.iter_rows(named=True):
        pairs = (pair.partition("=") for pair in (row.get("scores") or "").split())
        if len({score for _, _, score in pairs}) > 1:
            groups_by_question[row["question"]] = (row.get("groups") or "").split()
    return groups_by_question


def unfit_scores(codebook: pl.DataFrame, questionnaire: Questionnaire) -> list[str]:
    """Return scores that are no numbers or of no option, and options without a score."""
    if "scores" not in codebook.columns:
        return []
    problems = []
    for name, text in codebook.select("question", "scores").drop_nulls().iter_rows():
        question = questionnaire.questions[name]
        if not question.choices:
            problems.append(f"{name}.scores: it has no options that could have scores")
            continue
        codes = questionnaire.options_of(question).codes
        try:
            scores = scores_of(text)
        except ValueError:
            problems.append(f"{name}.scores: {text!r} is not of the form option=2 other=0")
            continue
        strange = (wrong_name("option", option, codes) for option in scores)
        problems += [f"{name}.scores: {problem}" for problem in strange if problem]
        lacking = [code for code in codes if code not in scores and code not in SAID_INSTEAD]
        problems += [f"{name}.scores: option {code} has no score" for code in lacking]
    return problems


def keep_sensitivities(codebook: pl.DataFrame, folder: Path) -> None:
    """Keep beside registered answers how sensitive each question is; what is kept stays."""
    now = codebook.select("question", "sensitivity").cast(pl.String)
    path = folder / SENSITIVITIES
    if path.is_file():
        kept = read_text_table(path, now.columns).select(now.columns)
        now = pl.concat([kept, now.join(kept, on="question", how="anti", maintain_order="left")])
    now.write_csv(path)
