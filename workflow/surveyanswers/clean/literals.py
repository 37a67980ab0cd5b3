"""Read a number or a date as people and programs write them; what can be read in two ways isn't.

Both return what was read, or raise `Unreadable` with the reason for the log.
"""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from surveyanswers.instrument.matching import visible

#: Signs that stand for ASCII ones: minus signs, full-width signs, what parts thousands in Arabic.
_SIGNS = {"\u2212": "-", "\ufe63": "-", "\uff0d": "-", "\uff0b": "+", "\uff0c": ",", "\uff0e": "."}
_SIGNS |= dict.fromkeys("\u2019\uff07\u066c", "'")
_NUMBER = re.compile(
    r"(?P<sign>[-+]?)(?P<whole>\d*)(?:(?P<mark>[.,])(?P<part>\d+))?(?P<power>[eE][-+]?\d+)?"
)
_THOUSANDS = re.compile(r"(?P<sign>[-+]?)(?P<whole>[1-9]\d{0,2}(?P<by>[.,' ])\d{3}((?P=by)\d{3})*)")
_UP_TO_THREE = re.compile(r"[1-9]\d{0,2}")
_GROUPED = re.compile(r"[-+]?\d+([.,' ]\d+)+")
_AS_IT_IS = re.compile(r"-?([0-9]+(\.[0-9]+)?|\.[0-9]+)([eE][-+]?[0-9]+)?")
_PADDED = re.compile(r"\.[0-9]*0$")
_DATE = re.compile(
    r"(?P<date>\d{4}-\d{2}-\d{2})"
    r"(?:[Tt ](?P<time>([01]\d|2[0-3]):[0-5]\d(:[0-5]\d([.,]\d+)?)?)"
    r" ?(?P<zone>[Zz]|[-+]([01]\d|2[0-3])(:?[0-5]\d)?)?)?"
)
_MIDNIGHT = re.compile(r"[0:.,]*")


class Unreadable(ValueError):
    """A text is no number or date, or could be several; the message says why."""


@dataclass(frozen=True)
class Literal:
    """What was read.

    Attributes
    ----------
    value
        The answer's value: a number written in full, a date as YYYY-MM-DD.
    number
        The number; None of a date.
    remark
        How the writing differs from the value, where that is more than zeros; else "".
    """

    value: str
    number: float | None = None
    remark: str = ""


def read_number(
    text: str, *, whole: bool, decimal_mark: str | None = None, by_program: bool = False
) -> Literal:
    """Read a number in whatever digits it is written.

    Assume: a point or comma with one to three digits before and three behind it could part
    thousands or decimals, so it is refused rather than guessed at, as is everything that is
    grouped. Zero parts no thousands: 0.125 and 0,125 are one number.

    Parameters
    ----------
    whole
        Whether only a whole number will do.
    decimal_mark
        "." or ",", where the writer's is known. Then nothing is ambiguous: another sign between
        groups of three parts thousands.
    by_program
        Whether a program may have written it: with a point, perhaps with a power of ten
        (``1e-05``), and no groups. Only a text that is written so is taken for a program's. Assume:
        programs write no more digits than there are, so 12.500 is a person's, and so is a whole
        number with a point.
    """
    as_it_is = _AS_IT_IS.fullmatch(text.strip())
    by_program = by_program and as_it_is is not None and not _PADDED.search(text.strip())
    if by_program and not whole:
        decimal_mark = decimal_mark or "."
    written = _ascii(text, arabic=decimal_mark or ",")
    plain = _ungrouped(written, decimal_mark) if decimal_mark else written
    match = _NUMBER.fullmatch(plain)
    if not match or not (match["whole"] or match["part"]):
        grouped = _GROUPED.fullmatch(written)
        raise Unreadable("digits in groups: expected them in a row" if grouped else "not a number")
    whole_part, mark, part = match["whole"], match["mark"], match["part"] or ""
    if match["power"] and not by_program:
        raise Unreadable("not a number")
    if mark and mark != (decimal_mark or mark):
        raise Unreadable(f"not a number: {decimal_mark!r} is the decimal mark here")
    could_be_thousands = len(part) == 3 and _UP_TO_THREE.fullmatch(whole_part)
    if could_be_thousands and not decimal_mark and not match["power"]:
        raise Unreadable(f"{mark!r} could part thousands or decimals: layout.yaml can tell")
    digits = f"{match['sign']}{whole_part or 0}.{part or 0}{match['power'] or ''}"
    number = float(digits) + 0.0  # no negative zero
    if math.isinf(number):
        raise Unreadable("too large for a number")
    some = (whole_part + part).strip("0") != ""
    if some and not number:
        raise Unreadable("too small for a number")
    exact = Decimal(digits) if some else Decimal(0)
    remark = (
        "" if as_it_is and plain == written else "written with other digits or another decimal mark"
    )
    if not whole:
        value = in_full(number)
        # Assume: of a fraction the nearest number that a computer holds will do, and is logged.
        nearest = "" if Decimal(value) == exact else "more digits than a number holds: the nearest"
        return Literal(value, number, nearest or remark)
    if exact != exact.to_integral_value():
        raise Unreadable("not a whole number")
    # Assume: of a whole number every digit counts, so the nearest will not do.
    if Decimal(number) != exact:
        raise Unreadable("more digits than a whole number can be held with exactly")
    return Literal(str(int(exact)), number, remark)


def in_full(number: float) -> str:
    """Write the shortest decimal that is this double, without a power of ten.

    Conditions of a form know no such powers: to them ``1e-05`` is no number.
    """
    return format(Decimal(repr(number)), "f")


def read_date(text: str) -> Literal:
    """Read a date as forms and spreadsheets write it: year first, with or without a time.

    Assume: the day is the one that is written, in whatever time zone that was.
    """
    match = _DATE.fullmatch(_ascii(text))
    try:
        day = str(date.fromisoformat(match["date"])) if match else None
    except ValueError:
        day = None
    if match is None or day is None:
        raise Unreadable("not a date, expected YYYY-MM-DD")
    kept = match["time"] is None or _MIDNIGHT.fullmatch(match["time"])
    remark = "" if text.isascii() else "other digits or signs"
    return Literal(day, remark=remark if kept else "the time of day is left out")


def _ascii(text: str, *, arabic: str = ",") -> str:
    """Write every script's digits, and signs that look like ASCII ones, as ASCII does.

    Not by Unicode's compatibility forms: they make 52 of 5 squared. `arabic` stands for the Arabic
    decimal mark.
    """
    marks = {**_SIGNS, "\u066b": arabic}
    return "".join(
        str(unicodedata.decimal(sign)) if sign.isdecimal() else marks.get(sign, sign)
        for sign in visible(text)
    )


def _ungrouped(written: str, decimal_mark: str) -> str:
    """Take out what parts thousands, where that can't be the decimal mark."""
    head, mark, part = written.partition(decimal_mark)
    match = _THOUSANDS.fullmatch(head)
    return match["sign"] + re.sub(r"\D", "", match["whole"]) + mark + part if match else written
