"""Waves: the same survey held again. Every table about answers says in `wave` which it is of.

Assume: waves are named so that they sort by time, as years and editions are.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from surveyanswers.tables.problems import SurveyError

WAVE = "wave"
#: The wave of a survey that was held once.
ONLY = ""


def waves_in(table: pl.DataFrame) -> list[str]:
    """List the waves that a table has, from the first on."""
    return table[WAVE].unique().sort().to_list()


def of_wave(table: pl.DataFrame, wave: str | None = None) -> pl.DataFrame:
    """Return the rows of one wave, the latest by default, without the column that names it.

    Raises
    ------
    SurveyError
        The table has other waves only.
    """
    if table.is_empty():
        return table.drop(WAVE)
    return table.filter(pl.col(WAVE) == chosen_wave(waves_in(table), wave)).drop(WAVE)


def chosen_wave(waves: Sequence[str], wave: str | None) -> str:
    """Return the wave that is asked for, by default the last.

    Raises
    ------
    SurveyError
        It is none of these.
    """
    chosen = waves[-1] if wave is None else wave
    if chosen not in waves:
        waves_in_words = ", ".join(filter(None, waves)) or "none: the survey was held once"
        raise SurveyError(f"there is no wave {chosen!r}; waves are {waves_in_words}")
    return chosen
