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
    """Yield each count in a written codebook that the audited tables do not have.

    Parameters
    ----------
    folder
        With ``codebook.html`` and ``codebook.xml``.
    audited
        Entries with the counts of the audited tables.
    """
    audited_frequencies = {
        (frequencies.grouping, frequencies.group, entry.question.name): frequencies
        for entry in audited
        for frequencies in entry.frequencies
    }
    for grouping, group, question, answer, count in counted_on(folder / PAGE):
        if not _counts(audited_frequencies.get((grouping, group, question)), answer, count):
            yield f"{PAGE}: {question}: a count that no audited table has"
    totals = {
        place[2]: frequencies
        for place, frequencies in audited_frequencies.items()
        if place[1] == TOTAL
    }
    for column, code, count in counted_in(folder / DDI):
        question, _, option = column.partition("__")
        total = totals.get(question)
        if option and code == "0" and total:  # all others of those who answered
            rest = [total.count(answer) for answer in (BASE, option)]
            fits = None not in rest and count == (rest[0] or 0) - (rest[1] or 0)
        else:
            answer = _STATUSES.get(code) or (option if code == "1" and option else code)
            fits = _counts(total, answer, count)
        if not fits:
            yield f"{DDI}: {column}: a count that no audited table has"


def _counts(frequencies: Frequencies | None, answer: str, count: int) -> bool:
    return frequencies is not None and frequencies.count(answer) == count
