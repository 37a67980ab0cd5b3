"""Figures in words, written from the numbers that they show: what families of exhibits share.

An alternative text is for those who do not see the figure, so it says what kind of figure it is and
then every number, or, of more numbers than anybody listens to, the extremes and the totals. Writers
take frames and words that are said already; they know no survey.
"""

from __future__ import annotations

from collections.abc import Iterable

from cyberstudy.wording.questions import labelled
from cyberstudy.wording.translator import Translator

FEW = 3  # rows with the same number that are named


def by_panel(say: Translator, head: str, panels: Iterable[tuple[str, Iterable[str]]]) -> str:
    """Return what kind of figure it is, then each panel: its title and its rows."""
    return say.text([head, *(panel(say, title, rows) for title, rows in panels)])


def panel(say: Translator, title: str, rows: Iterable[str]) -> str:
    """Return one panel as a sentence; the title may be that of the figure."""
    return say("{clauses}.", clauses=labelled(say, title, say.clauses(rows)))


def valued(say: Translator, label: str, value: int | str) -> str:
    """Return a label followed by its value."""
    return say("{label} {count}", label=label, count=value)


def listed_or_none(say: Translator, labels: Iterable[str]) -> str:
    """List labels, or say that there are none."""
    names = list(labels)
    return say.listed(names) if names else say("none")
