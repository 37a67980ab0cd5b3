"""Figures in words, written from the numbers that they show: what families of exhibits share.

An alternative text is for those who do not see the figure, so it says what kind of figure it is and
then every number, or, of more numbers than anybody listens to, the extremes and the totals. Writers
take frames and words that are said already; they know no survey.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from cyberstudy.wording.questions import labelled
from cyberstudy.wording.translator import Translator

FEW = 3  # rows with the same number that are named


def by_panel(say: Translator, head: str, panels: Iterable[tuple[str, Iterable[str]]]) -> str:
    """Return what kind of figure it is, then each panel: its title and its rows."""
    return say.text([head, *(panel(say, title, rows) for title, rows in panels)])


def panel(say: Translator, title: str, rows: Iterable[str]) -> str:
    """Return one panel as a sentence; the title may be that of the figure."""
    return say("{clauses}.", clauses=labelled(say, title, say.clauses(rows)))


def in_sentences(say: Translator, clauses: Iterable[str]) -> list[str]:
    """End each clause with a full stop."""
    return [say("{clauses}.", clauses=clause) for clause in clauses]


def valued(say: Translator, label: str, value: int | str) -> str:
    """Return a label followed by its value."""
    return say("{label} {count}", label=label, count=value)


def listed_or_none(say: Translator, labels: Iterable[str]) -> str:
    """List labels, or say that there are none."""
    names = list(labels)
    return say.listed(names) if names else say("none")


def change_in_words(
    say: Translator, label: str, before: str | None, after: str, change: str
) -> str:
    """Return how a row changed, from texts; or, without `before`, why it has no numbers."""
    if before is None:
        return valued(say, label, change)
    text = say("{before} to {after}, {change}", before=before, after=after, change=change)
    return valued(say, label, text)


def numbers_of_cells(
    say: Translator,
    rows: Sequence[str],
    columns: Sequence[str],
    cells: Iterable[Iterable[float | None]],
    places: int,
) -> str:
    """Return the highest and the lowest row of every column of a heat map; None does not count."""

    def end(number: float, pairs: Sequence[tuple[str, float]]) -> str:
        names = [name for name, other in pairs if other == number]
        whose = say.listed(names) if len(names) <= FEW else say("{count} rows", count=len(names))
        return say("{value} ({whose})", value=say.decimal(number, places), whose=whose)

    columns_in_words = []
    for label, column in zip(columns, cells, strict=True):
        pairs = [(n, v) for n, v in zip(rows, column, strict=True) if v is not None]
        text = say("no number")
        if pairs:
            low, high = (select(number for _, number in pairs) for select in (min, max))
            text = say("highest {high}, lowest {low}", high=end(high, pairs), low=end(low, pairs))
        columns_in_words.append(labelled(say, label, text))
    size = {"rows": len(rows), "columns": len(columns)}
    head = say("Heat map of {rows} rows by {columns} columns.", **size)
    return say.text([head, say("{clauses}.", clauses=say.clauses(columns_in_words))])
