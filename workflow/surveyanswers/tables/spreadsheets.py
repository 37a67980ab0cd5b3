"""CSV for people: a spreadsheet that opens it runs nothing.

A spreadsheet takes a cell that begins with ``=``, ``+``, ``-`` or ``@`` for a formula, whoever
wrote the text in it. An apostrophe in front is what spreadsheets use to say "this is text".
Parquet, and tables that only the workflow reads, hold the text as it was given.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import polars as pl
from polars import selectors

# A cell begins where the text does; but a tab, the end of a line, or a semicolon where the locale
# parts cells by it, begins one in the middle of a text too, since quotes that do not stand at a
# cell's beginning hold nothing together. Blanks, controls, marks without width and quotes in front
# are skipped by some programs; apostrophes are counted, so that the text's own are kept.
_SKIPPED = r"[^\S\t\r\n]|[\x00-\x08\x0e-\x1f\"\u200b-\u200f\u2060\ufeff]"
_FORMULA = rf"(?:{_SKIPPED})*[=+\-@\uff1d\uff0b\uff0d\uff20]"
_AT, _AFTER = rf"(?='*(?:{_FORMULA}|[\t\r\n]))", rf"(?='*{_FORMULA})"
_BARE = re.compile(rf"\A{_AT}|(?<=[\t\r\n;]){_AFTER}")
#: Where `defused` put an apostrophe.
MARKED = re.compile(rf"\A'{_AT}|(?<=[\t\r\n;])'{_AFTER}")
_SIGN = r"[=+\-@\uff1d\uff0b\uff0d\uff20\t\r\n]"  # without one of these a text is none
_NUMBER = re.compile(r"-?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?|-inf", re.ASCII)


def defused(table: pl.DataFrame) -> pl.DataFrame:
    """Return the table with an apostrophe before all that spreadsheets would take for a formula.

    Negative numbers stay numbers, written as text or not. `restored` takes back exactly this.
    """
    return _each_text(
        table, _SIGN, lambda text: text if _NUMBER.fullmatch(text) else _BARE.sub("'", text)
    )


def restored(table: pl.DataFrame) -> pl.DataFrame:
    """Return a table read from a CSV for people with the texts that `defused` was given."""
    return _each_text(table, "'", lambda text: MARKED.sub("", text))


def _each_text(table: pl.DataFrame, sign: str, change: Callable[[str], str]) -> pl.DataFrame:
    """Change texts with some sign in them, each once; the names of columns as well."""
    columns = []
    for column in table.select(selectors.string() | selectors.categorical() | selectors.enum()):
        few = column.unique().cast(pl.String)
        new = {text: change(text) for text in few.filter(few.str.contains(sign)) if text}
        if new := {text: changed for text, changed in new.items() if text != changed}:
            columns.append(column.cast(pl.String).replace(new))
    return table.with_columns(columns).rename(change)
