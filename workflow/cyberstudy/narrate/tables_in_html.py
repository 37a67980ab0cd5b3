"""Tables in HTML as pandas writes them, which takes longer to import than most notebooks to run.

polars' own HTML puts quotation marks around text.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

import polars as pl

from cyberstudy.narrate.recorded import NONE, RECORDER


def show(
    table: pl.DataFrame, *columns: str, decimals: int = 2, percent: Sequence[str] = ()
) -> None:
    """Show a whole table, plainly: numbers rounded, and codes and names of columns as words.

    Parameters
    ----------
    table
        With the columns by which its rows are looked up.
    columns
        Those to show, by default all.
    percent
        Columns of fractions that are shown as percentages.
    """
    from IPython.display import HTML, display

    html = table_in_html(table, columns or table.columns, decimals=decimals, percent=percent)
    # A page aligns by its own style (its policy takes none from within), and scrolls what is wide.
    display(HTML(f'<div class="wide" tabindex="0" role="group" aria-label="Table">{html}</div>'))


def table_in_html(
    table: pl.DataFrame, names: Sequence[str], *, decimals: int, percent: Sequence[str] = ()
) -> str:
    """Write columns of a table: numbers rounded, and codes and names of columns as words."""
    code = r"^[a-z]+(_[a-z]+)+$"
    text = pl.col(pl.String)
    spoken = pl.when(text.str.contains(code)).then(text.str.replace_all("_", " ")).otherwise(text)
    numbers = pl.col(pl.Float64, pl.Float32).round(decimals).fill_nan(None)
    shares = (pl.col(percent) * 100).round(1)
    shown = table.select(names).with_columns(numbers, spoken).with_columns(table.select(shares))
    columns = [_cells(column.to_list()) for column in shown]
    if recorder := RECORDER.get():
        rows = recorder.cells_of(table)
        columns = [
            [recorder.mark(text, row.get(name)) for text, row in zip(column, rows, strict=True)]
            for name, column in zip(names, columns, strict=True)
        ]
    titles = [name.replace("_", " ") + ", %" * (name in percent) for name in names]
    heads = _row("th", [escape(title, quote=False) for title in titles])
    body = "".join(_row("td", row) for row in zip(*columns, strict=True))
    return (
        f'<table class="dataframe">\n  <thead>\n{heads}  </thead>\n'
        f"  <tbody>\n{body}  </tbody>\n</table>"
    )


def _row(tag: str, cells: Sequence[str]) -> str:
    inside = "".join(f"      <{tag}>{cell}</{tag}>\n" for cell in cells)
    return f"    <tr>\n{inside}    </tr>\n"


def _cells(values: Sequence[Any]) -> list[str]:
    """Write a column's values: numbers that are all whole without places, none as a dash."""
    cells = [value for value in values if value is not None]
    whole = all(isinstance(value, float) and value.is_integer() for value in cells)

    def written(value: Any) -> str:
        if isinstance(value, float) and not whole:
            shown = f"{value:.6f}".rstrip("0")
            return f"{shown}0" if shown.endswith(".") else shown
        return escape(str(int(value) if whole else value).strip(), quote=False)

    return [NONE if value is None else written(value) for value in values]
