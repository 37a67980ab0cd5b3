"""What units said, as the package `disclosure` takes it: out of columns, one question at a time."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from disclosure.cells import BETWEEN, Replies
from surveyanswers.tables.answer_columns import said_to
from surveyanswers.tables.answers_by_question import AnswerColumns


def replies_of(
    answers: AnswerColumns, estimates: pl.DataFrame, numbers: Sequence[str] = ()
) -> Replies:
    """Return what units answered to the questions and options that have estimates.

    Parameters
    ----------
    answers
        All, or those of the questions with estimates.
    estimates
        `tables.Estimates`, whose order of questions and options is that of the form.
    numbers
        Questions that ask for a number, which is what was given.
    """
    named = estimates.select("wave", "question", "option").unique(maintain_order=True)
    options = {
        (str(wave), str(question)): rows["option"].to_list()
        for (wave, question), rows in named.group_by("wave", "question", maintain_order=True)
    }
    options |= {(wave, name): [] for wave in answers.waves for name in numbers}
    held = {wave: answers.of_wave(wave).at_hand() for wave in {wave for wave, _ in options}}

    def answers_to(wave: str, question: str) -> pl.DataFrame:
        wave_answers, codes = held[wave], options[wave, question]
        if question not in wave_answers.items:  # nobody was asked
            return pl.DataFrame(schema=dict.fromkeys(("unit_id", "status", "given"), pl.String))
        ((_, columns),) = wave_answers.each([question])
        items = wave_answers.items[question]
        chosen = (pl.when(pl.col(name)).then(pl.lit(name.partition("/")[2])) for name in items)
        answer = pl.concat_str(*chosen, separator=BETWEEN, ignore_nulls=True)
        if not codes:
            answer = pl.col(question).cast(pl.String)
        elif items == [question]:
            answer = pl.when(pl.col(question).is_in(codes)).then(question)
        replies = columns.select(wave_answers.rows["unit_id"], status=said_to(items), given=answer)
        replies = replies.cast({"given": pl.String}).drop_nulls("status")
        if wave_answers.rows["instance"].max() == 0:
            return replies
        # Of a repeat what was said in any turn was said; in some turns nothing was.
        together = pl.col("given").filter(pl.col("given") != "").str.join(BETWEEN)
        return replies.group_by("unit_id", maintain_order=True).agg(
            pl.col("status").first(), given=together
        )

    return Replies(options, answers_to)
