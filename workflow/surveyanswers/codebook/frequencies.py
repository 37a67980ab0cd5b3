"""How often each option was chosen, and why answers are missing, counted in clean answers."""

from __future__ import annotations

import polars as pl

from surveyanswers.codebook.entries import STATUSES, TOTAL, Frequencies
from surveyanswers.instrument.questionnaire import Questionnaire
from surveyanswers.tables.answers_by_question import AnswerColumns


def frequencies_of(
    answers: AnswerColumns, questionnaire: Questionnaire
) -> dict[str, list[Frequencies]]:
    """Return of each question its counts among all units, of the latest wave.

    Assume: questions of a repeat have no counts, since a unit may answer each several times.
    """
    latest = answers.of_wave()
    everybody = pl.repeat(TOTAL, latest.rows.height, eager=True).alias("group")
    once = [name for name, question in questionnaire.questions.items() if not question.repeat]
    frequencies = {}
    for (name,), rows in latest.counted(once, everybody).group_by("question", maintain_order=True):
        # Every option of a question with several answers has the same statuses.
        statuses = dict(
            rows.filter(option=rows["option"][0])
            .group_by(pl.col("status").cast(pl.String))
            .agg(pl.sum("n"))
            .iter_rows()
        )
        question, valid = questionnaire.questions[str(name)], rows.filter(status="valid")
        options = questionnaire.options_of(question).answers if question.choices else []
        if question.type == "select_multiple":
            chosen = pl.col("n").filter(value="1").sum()
            # An option without a column was not offered, so nobody counted it.
            counts = dict(valid.group_by("option").agg(chosen).iter_rows())
        else:
            counts = dict.fromkeys(options, 0) | dict(valid.select("value", "n").iter_rows())
        frequencies[question.name] = [
            Frequencies(
                "all",
                TOTAL,
                "Total",
                statuses.get("valid", 0),
                {code: counts.get(code) for code in options},
                {status: statuses[status] for status in STATUSES if status in statuses},
            )
        ]
    return frequencies
