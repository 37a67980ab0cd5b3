"""Read Stata data files; Stata counts days, and the milliseconds of moments, from 1960.

Its extended missing values .a to .z come as their labels, or as they are written here.
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal

from surveyanswers.read.data_files import Program, clock, headings
from surveyanswers.read.grid import Reader

_FIRST_DAY, _DAY = date(1960, 1, 1), 86_400_000
_LEAST, _MOST = (day - _FIRST_DAY.toordinal() for day in (1, date.max.toordinal()))
#: Parts of a year -> how many there are, and what stands between year and part.
_PARTS = {"w": (52, "w"), "m": (12, "-"), "q": (4, "q"), "h": (2, "h")}
#: Formats of a clock without a day.
_CLOCK_ALONE = re.compile(r"%-?t[cC][^A-Za-z]*(?:[HhMmSs]{2}|[aA]\.?[mM]\.?|[^A-Za-z])+")


def moment(number: float, form: str) -> str | None:
    """Write a number as its variable's format does; None if it makes no moment of it.

    Weeks, months, quarters and half-years are written as 1960w1, 1960-01, 1960q1 and 1960h1.

    Assume: moments that count leap seconds (%tC) and fractions of days stay numbers; so does what
    is beyond the years 1 to 9999.
    """
    kind = re.match(r"%-?(?:t(?P<unit>[cdwmqh])|(?P<day>d))", form)
    if kind is None:
        return None
    unit = kind["unit"] or "d"
    if unit == "c":
        days = int(number // _DAY)
        milliseconds = Decimal(repr(number)) - days * _DAY
        if _CLOCK_ALONE.fullmatch(form) and days == 0:
            return clock(milliseconds / 1000)
        if not _LEAST <= days <= _MOST:
            return None
        return f"{_FIRST_DAY + timedelta(days=days)} {clock(milliseconds / 1000)}"
    if not number.is_integer():
        return None
    if unit == "d":
        return str(_FIRST_DAY + timedelta(days=int(number))) if _LEAST <= number <= _MOST else None
    parts, mark = _PARTS[unit]
    years, part = divmod(int(number), parts)
    if not 1 <= 1960 + years <= 9999:
        return None
    return f"{1960 + years:04}{mark}{part + 1:{'02' if mark == '-' else ''}}"


PROGRAM = Program("Stata", ".dta", "read_dta", moment)
READER = Reader(PROGRAM.read_grids, headings)
