"""Numbers as they are printed: found in texts and tables, compared by digits, and perturbed."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
_PIECE = re.compile(
    rf"<table|</table>|<tr|<th[^>]*>(?P<head>.*?)</th>|<td|(?P<number>{NUMBER.pattern})"
)
_TAG = re.compile(r"<[^>]*>")
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
    def value(self):
        return Decimal(self.number.replace(",", ""))

    @property
    def step(self):
        """One unit of the last place that is printed."""
        return Decimal(1).scaleb(self.value.as_tuple().exponent)

    def moved(self, steps=1):
        """Return it larger by so many units of its last place."""
        value = f"{self.value + steps * self.step:{',' if ',' in self.number else ''}f}"
        return replace(self, number=value)

    def put_into(self, text, old):
        """Return the text that holds it where the old one stood."""
        return f"{text[: old.start]}{self.number}{text[old.start + len(old.number) :]}"


def numbers_in(text) -> Iterator[Printed]:
    """Find all numbers of a text, Markdown or HTML."""
    heads, column = [], None
    for found in _PIECE.finditer(text):
        match found[0]:
            case "<table":
                heads, column = [], None
            case "</table>" | "<tr":
                column = None
            case "<td":
                column = 0 if column is None else column + 1
        if found["head"] is not None:
            heads.append(found["head"])
        if found["number"] is None:
            continue
        if column is not None and column < len(heads):
            before = f"{', '.join(heads)}: {heads[column]}"
        else:
            before = text[max(0, found.start() - BEFORE) : found.start()]
            before = NUMBER.sub("#", _TAG.sub("", before)).replace("\n", " ")
        yield Printed(found["number"], before, found.start("number"))


@dataclass(frozen=True)
class Resampled:
    """A printed number that rests on random draws, so that rounding elsewhere may move it.

    Attributes
    ----------
    before
        Pattern of what stands before it (`Printed.before`), to its end.
    why
        What is drawn.
    where
        Pattern of the name of the notebook or the exhibit.
    part
        By how much of itself it may differ; 0: by one unit of the last place that is printed.
    """

    before: str
    why: str
    where: str = ""
    part: float = 0.0

    def names(self, number, where):
        ends = re.search(rf"(?:{self.before})$", number.before)
        return bool(ends and re.search(self.where, where))

    def allows(self, one, other):
        apart = abs(one.value - other.value)
        return apart <= max(one.step, Decimal(self.part) * max(one.value, other.value))


def differences(kept, made, *, where="", resampled=()):
    """List what two prints of one thing differ in: words at all, numbers by any digit.

    Parameters
    ----------
    where
        Name of the notebook or exhibit, for `resampled`: numbers that may differ by a little.
    """
    if NUMBER.sub("#", kept) != NUMBER.sub("#", made):
        return [f"{where}: other words"]
    pairs = zip(numbers_in(kept), numbers_in(made), strict=True)
    return [
        f"{where}: {one.number}, now {other.number}, after: ...{one.before[-60:]}"
        for one, other in pairs
        if differ(one, other, where=where, resampled=resampled)
    ]


def differ(one, other, *, where="", resampled=()):
    """Whether two numbers that should be one are not, by more than random draws may."""
    return one.number != other.number and not any(
        each.names(one, where) and each.allows(one, other) for each in resampled
    )
