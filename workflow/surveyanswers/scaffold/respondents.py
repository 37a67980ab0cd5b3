"""See whose answers a row holds: nobody's, or one of several of a person."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

import polars as pl

from surveyanswers.instrument.column_sheet import LEFT_OUT, ColumnRow, pairs_in
from surveyanswers.instrument.formats import FORMATS
from surveyanswers.scaffold.guesses import means
from surveyanswers.scaffold.placement import Placement
from surveyanswers.scaffold.recognise import Recognised
from surveyanswers.scaffold.words import ROWS

_MOST_WAVES, _FEWEST_ROWS = 12, 20
_LAST = 3  # rows in which sums and means stand
_NAMED = 10  # rows that a note lists


def leave_out_rows(
    recognised: Recognised, placed: Placement, decided: Mapping[str, ColumnRow]
) -> None:
    """Take rows out of a file that are no respondents', as far as a person or its words say it.

    Assume: so say a program's status and marks of tests, and words for sums in the last rows.
    """
    grid = recognised.grid
    nobodys = pl.repeat(False, grid.body.height, eager=True)
    file_format = FORMATS[recognised.export.format]
    for header, column in zip(recognised.headers, grid.body.get_columns(), strict=True):
        cells = column.cast(pl.String).str.strip_chars()
        if header in decided:
            pairs = pairs_in(decided[header].missing)
            away = [text for text, meaning in pairs.items() if meaning == LEFT_OUT]
        elif header in {*file_format.leave_out_rows, *file_format.finished}:
            continue
        else:
            away = _nobodys(header, cells, placed)
        if away:
            rows = cells.is_in(away).fill_null(False)
            numbers = [recognised.rows[at] for at in rows.arg_true()]
            placed.left_out[header] = away
            placed.doubts[header] = [f"left out as nobody's: {_listed(numbers)}"]
            placed.undecided.add(header)
            nobodys |= rows
    recognised.grid = replace(grid, body=grid.body.filter(~nobodys))
    recognised.rows = [recognised.rows[at] for at in (~nobodys).arg_true()]


def _listed(rows: Sequence[int]) -> str:
    """Name rows by their numbers, so many of them as are read through."""
    more = f" and {len(rows) - _NAMED} more" if rows[_NAMED:] else ""
    return f"{'rows' if rows[1:] else 'row'} {', '.join(map(str, rows[:_NAMED]))}{more}"


def _nobodys(header: str, cells: pl.Series, placed: Placement) -> list[str]:
    """Return texts in a column that say of their rows that they are nobody's.

    What programs note of forms is no question, and a person may leave out more of them.
    """
    sums = [text for text in {*cells.tail(_LAST).drop_nulls()} if _is("total", text)]
    if sums and cells.is_in(sums).sum() <= _LAST < cells.len():
        return sorted(sums)
    is_mark = _is("mark", header.strip())
    texts = sorted({*cells.drop_nulls()}) if is_mark or _is("noted", header.strip()) else []
    away = [text for text in texts if _is("yes" if is_mark else "left_out", text)]
    partial = [text for text in texts if _is("broken_off", text)]
    if not (away or partial) or not len(away) < len(texts) <= _MOST_WAVES:
        return []
    placed.metadata.append(header)
    placed.doubts[header] = ["unfinished forms count; with =left_out behind the text they do not"]
    return away


def _is(what: str, text: str) -> bool:
    return bool(re.fullmatch(ROWS[what], text))


def waves_in(columns: Mapping[str, Sequence[str]], decided: Mapping[str, ColumnRow]) -> list[str]:
    """Return columns that may name a wave, with a text in each row."""
    return [
        header
        for header, texts in columns.items()
        if 1 < len({*texts}) <= _MOST_WAVES
        and (decided[header].kind == "wave" if header in decided else means(header, "wave"))
    ]


def wave_of(
    units: Sequence[str], waves: Sequence[str], columns: Mapping[str, Sequence[str]]
) -> str | None:
    """Return which of `waves` has no text twice of the unit that each row names; None if none."""
    once = (w for w in waves if len({*zip(units, columns[w], strict=True)}) == len(units))
    return next(once, None)


def see_respondents(
    columns: Mapping[str, Sequence[str]],
    waves: Sequence[str],
    numbers: Sequence[int],
    placed: Placement,
    decided: Mapping[str, ColumnRow],
) -> None:
    """Take for a respondent what an id stands for that several rows have, for a person to decide.

    `columns` have a text in each row, of these `numbers`, and `waves` may name a wave.
    """
    for header, cells in columns.items():
        texts = [text.strip() for text in cells]
        rows = Counter(texts)
        twice = [text for text in rows if rows[text] > 1]
        likely = means(header, "respondent") and not means(header, "metadata")
        likely &= len(rows) * _MOST_WAVES >= len(texts)
        if header in decided:
            likely = decided[header].kind == "id"
        if not likely or not twice or len(texts) <= _FEWEST_ROWS:
            continue
        placed.unit, placed.wave = header, wave_of(texts, waves, columns)
        again = [number for number, text in zip(numbers, texts, strict=True) if rows[text] > 1]
        what = (
            f"one in each {placed.wave}" if placed.wave else "forms of one respondent, or doubles"
        )
        placed.undecided.add(header)
        placed.doubts[header] = [
            f"{len(twice)} of {len(rows)} stand in several rows ({_listed(again)}): "
            f"{what}? If rows are respondents, kind is aside"
        ]
        return
