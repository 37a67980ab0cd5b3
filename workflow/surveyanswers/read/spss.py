"""Read SPSS data files; SPSS counts moments in seconds since the calendar's reform of 1582."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal

from surveyanswers.read.data_files import Program, clock, headings
from surveyanswers.read.grid import Reader

#: Formats of days, with or without a time, and of spans of time; SPSS counts them in seconds.
_MOMENT = re.compile(
    r"(?P<day>(?P<time_too>DATETIME|YMDHMS)|[AEJS]?DATE|MOYR|QYR|WKYR)|(?P<span>[DM]?TIME)"
)
_FIRST_DAY, _DAY = date(1582, 10, 14), 86_400
_FIRST_SECOND = float(_DAY)  # the calendar begins the day after
_LAST_SECOND = 2.6e11  # in the year 9821; Python's days end in 9999


def moment(number: float, form: str) -> str | None:
    """Write a number of seconds as its variable's format does; None if it makes no moment of it.

    Assume: a number in a variable of days that is no day of SPSS's calendar is a code, and stays.
    """
    kind = _MOMENT.match(form)
    if kind and kind["day"] and _FIRST_SECOND <= number < _LAST_SECOND:
        days, seconds = divmod(Decimal(repr(number)), _DAY)
        day = str(_FIRST_DAY + timedelta(days=int(days)))
        return f"{day} {clock(seconds)}" if kind["time_too"] or seconds else day
    if kind and kind["span"]:
        return "-" * (number < 0) + clock(abs(Decimal(repr(number))))
    return None


PROGRAM = Program("SPSS", ".sav", "read_sav", moment)
READER = Reader(PROGRAM.read_grids, headings)
