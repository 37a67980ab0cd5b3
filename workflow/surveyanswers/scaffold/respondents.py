"""See whose answers a row holds, where a person has several: waves, forms, or doubles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from surveyanswers.instrument.column_sheet import ColumnRow
from surveyanswers.scaffold.guesses import means
from surveyanswers.scaffold.placement import Placement

_MOST_WAVES, _FEWEST_ROWS = 12, 20


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
    placed: Placement,
    decided: Mapping[str, ColumnRow],
) -> None:
    """Take for a respondent what an id stands for that several rows have, for a person to decide.

    `columns` have a text in each row, and `waves` may name a wave.
    """
    for header, cells in columns.items():
        texts = [text.strip() for text in cells]
        rows = Counter(texts)
        twice = [text for text in rows if rows[text] > 1]
        likely = means(header, "respondent") and len(rows) * _MOST_WAVES >= len(texts)
        if header in decided:
            likely = decided[header].kind == "id"
        if not likely or not twice or len(texts) <= _FEWEST_ROWS:
            continue
        placed.unit, placed.wave = header, wave_of(texts, waves, columns)
        first = [str(number) for number, text in enumerate(texts, start=1) if text == twice[0]]
        what = (
            f"one in each {placed.wave}" if placed.wave else "forms of one respondent, or doubles"
        )
        placed.undecided.add(header)
        placed.doubts[header] = [
            f"{len(twice)} of {len(rows)} stand in several rows, as in {', '.join(first[:3])}: "
            f"{what}? If rows are respondents, kind is aside"
        ]
        return
