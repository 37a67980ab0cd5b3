"""Whether a codebook counts what the audited tables do, and nothing that they withhold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from surveyanswers.codebook.codebook_page import counted_on
from surveyanswers.codebook.ddi import counted_in
from surveyanswers.codebook.entries import BASE, DDI, PAGE, TOTAL, CodebookEntry, Frequencies
from surveyanswers.tables.statuses import BY_NAME

_STATUSES = {str(status.code): f"[{name}]" for name, status in BY_NAME.items() if status.code}


def strange_counts(folder: Path, audited: Sequence[CodebookEntry]) -> Iterator[str]:
    """Say which counts of a written codebook the tables that were audited have not.

    Parameters
    ----------
    folder
        With ``codebook.html`` and ``codebook.xml``.
    audited
        Entries with the counts of the audited tables.
    """
    known = {
        (each.grouping, each.group, entry.question.name): each
        for entry in audited
        for each in entry.frequencies
    }
    for grouping, group, question, answer, count in counted_on(folder / PAGE):
        if not _counts(known.get((grouping, group, question)), answer, count):
            yield f"{PAGE}: {question}: a count that no audited table has"
    totals = {place[2]: each for place, each in known.items() if place[1] == TOTAL}
    for column, code, count in counted_in(folder / DDI):
        question, _, option = column.partition("__")
        told = totals.get(question)
        if option and code == "0" and told:  # all others of those who answered
            rest = [told.count(answer) for answer in (BASE, option)]
            fits = None not in rest and count == (rest[0] or 0) - (rest[1] or 0)
        else:
            answer = _STATUSES.get(code) or (option if code == "1" and option else code)
            fits = _counts(told, answer, count)
        if not fits:
            yield f"{DDI}: {column}: a count that no audited table has"


def _counts(told: Frequencies | None, answer: str, count: int) -> bool:
    return told is not None and told.count(answer) == count
