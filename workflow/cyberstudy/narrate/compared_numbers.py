"""Numbers as they are printed: found in texts and tables, and compared by their digits."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from surveyanswers.tables.storage import read_text_table

if TYPE_CHECKING:
    from nbformat import NotebookNode

NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
_PIECE = re.compile(
    rf"<table|</table>|<tr|<th[^>]*>(?P<head>.*?)</th>|<td|(?P<number>{NUMBER.pattern})"
)
_TAG = re.compile(r"<[^>]*>")
#: A link, whose address tells where a copy lies: one in git leaves out those into a run.
_LINK = re.compile(r"</?a\b[^>]*>")
#: Characters before a number by which it is known.
BEFORE = 120


@dataclass(frozen=True)
class Printed:
    """A number in a text.

    Attributes
    ----------
    before
        What stands before it, without numbers; of a table's cell ``heading, heading: heading``,
        all of the table and, last, the column's own.
    """

    number: str
    before: str
    start: int

    @property
    def value(self) -> Decimal:
        """The number."""
        return Decimal(self.number.replace(",", ""))

    @property
    def step(self) -> Decimal:
        """One unit of the last place that is printed."""
        return Decimal(1).scaleb(int(self.value.as_tuple().exponent))


def numbers_in(text: str) -> Iterator[Printed]:
    """Find all numbers of a text, Markdown or HTML."""
    heads: list[str] = []
    column: int | None = None
    for piece in _PIECE.finditer(text):
        match piece[0]:
            case "<table":
                heads, column = [], None
            case "</table>" | "<tr":
                column = None
            case "<td":
                column = 0 if column is None else column + 1
        if piece["head"] is not None:
            heads.append(piece["head"])
        if piece["number"] is None:
            continue
        if column is not None and column < len(heads):
            before = f"{', '.join(heads)}: {heads[column]}"
        else:
            before = text[max(0, piece.start() - BEFORE) : piece.start()]
            before = NUMBER.sub("#", _TAG.sub("", before)).replace("\n", " ")
        yield Printed(piece["number"], before, piece.start("number"))


@dataclass(frozen=True)
class ResampledNumber:
    """A printed number that rests on random draws, so that rounding elsewhere may move it.

    Every draw is seeded, so on one machine these are the same, too. Elsewhere sums are rounded in
    another order, and where two values that are drawn are level, or nearly, one draw more or less
    may count. Of 12,700 numbers one differed between two machines: a p-value whose replicates end
    with the tenth that is as extreme, 10 of 47 on one, 10 of 43 on the other. Such p-values move
    by a replicate at each end, so for them one unit is not enough.

    Attributes
    ----------
    before
        Pattern of what stands before it (`Printed.before`), to its end.
    where
        Pattern of the name of the notebook or the exhibit.
    part
        By how much of itself it may differ; 0: by one unit of the last place that is printed.
    """

    before: str
    where: str
    part: Decimal

    def names(self, number: Printed, where: str) -> bool:
        """Whether a number of the notebook or exhibit `where` is one of these."""
        ends = re.search(rf"(?:{self.before})$", number.before)
        return bool(ends and re.search(self.where, where))

    def allows(self, one: Printed, other: Printed) -> bool:
        """Whether draws may have moved the one to the other."""
        apart = abs(one.value - other.value)
        return apart <= max(one.step, self.part * max(one.value, other.value))


def read_resampled(config: Path) -> list[ResampledNumber]:
    """Read which numbers rest on random draws; all others are the same on every machine."""
    path = config / "resampled.csv"
    if not path.exists():
        return []
    table = read_text_table(path, ("before", "where", "part", "why"))
    rows = table.select("before", "where", "part").iter_rows()
    return [ResampledNumber(before, where or "", Decimal(part)) for before, where, part in rows]


def differences(
    kept: str, reprint: str, *, where: str = "", resampled: Collection[ResampledNumber] = ()
) -> list[str]:
    """List what two prints of one thing differ in: words at all, numbers by any digit.

    Parameters
    ----------
    where
        Name of the notebook or exhibit, for `resampled`: numbers that may differ by a little.
    """
    if NUMBER.sub("#", kept) != NUMBER.sub("#", reprint):
        return [f"{where}: other words"]
    pairs = zip(numbers_in(kept), numbers_in(reprint), strict=True)
    return [
        f"{where}: {one.number}, now {other.number}, after: ...{one.before[-60:]}"
        for one, other in pairs
        if differ(one, other, where=where, resampled=resampled)
    ]


def differ(
    one: Printed, other: Printed, *, where: str = "", resampled: Collection[ResampledNumber] = ()
) -> bool:
    """Whether two numbers that should be one are not, by more than random draws may."""
    return one.number != other.number and not any(
        resampled_number.names(one, where) and resampled_number.allows(one, other)
        for resampled_number in resampled
    )


def printed_by(document: NotebookNode) -> str:
    """Return what an executed notebook prints: texts, tables, and its figures in words."""
    outputs = [output for cell in document.cells for output in cell.get("outputs", [])]
    texts = []
    for output in outputs:
        shown = output.get("data", {})
        texts += [shown.get(kind, "") for kind in ("text/markdown", "text/html")]
        texts.append(output.get("metadata", {}).get("image/png", {}).get("alt", ""))
        texts.append("figure" if "image/png" in shown else output.get("text", ""))
    return _LINK.sub("", "\n".join(texts))
