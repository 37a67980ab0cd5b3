"""When forms were sent, as collectors write it, in one way of writing that sorts."""

from __future__ import annotations

import re
from datetime import date, time

#: How halves of the day are written in English, Spanish, Chinese, Japanese, Korean, Arabic and
#: Persian; those after noon.
_HALVES = (
    *(r"[ap]\.?\s?m\.?", "上午", "下午", "午前", "午後", "오전", "오후"),
    *("ص(?:باحًا|باحا)?", "م(?:ساءً|ساء)?", r"[قب]\.ظ"),
)
_AFTER = ("p", "下", "午後", "오후", "م", "ب")
#: Marks of direction, which programs that write from the right put between words and numbers.
_MARKS = re.compile("[\u200e\u200f\u061c]")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
#: Year first, as ISO 8601 and Google Forms have it, or last, as SurveyMonkey has it, or behind an
#: English name of a month, as ODK Briefcase has it; then the time, of half a day or a whole, and
#: the time zone.
_MOMENT = re.compile(
    r"(?:(?P<year>[0-9]{4})"
    r"(?:-(?P<mm>[0-9]{2})-(?P<dd>[0-9]{2})"
    r"|(?P<between>/|\. ?)(?P<month>[0-9]{1,2})(?P=between)(?P<day>[0-9]{1,2}))"
    r"|(?P<first>[0-9]{1,2})(?P<mark>[/.])(?P<second>[0-9]{1,2})(?P=mark)"
    r"(?P<last>[0-9]{4}|[0-9]{2})"
    r"|(?P<name>[A-Z]{3})[a-z]* (?P<named>[0-9]{1,2}), (?P<its>[0-9]{4}))"
    rf"(?:[T,\s]\s*(?:(?P<before>{'|'.join(_HALVES)})\s?)?"
    r"(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?P<seconds>:[0-9]{2})?(?:[.,][0-9]+)?"
    rf"(?:\s?(?P<half>{'|'.join(_HALVES)}))?\s?\[?(?-i:[A-Z]{{1,5}})?(?:[^\W\d]+(?=[+-]))?(?:[+-][0-9][0-9:]*)?\]?)?",
    re.IGNORECASE,
)


def read_time(text: str, date_order: str | None) -> str | None:
    """Write a moment as ``YYYY-MM-DD HH:MM:SS``, or what there is of it; None if it is none.

    Assume: the time is the one that is written, in whatever time zone that was, and a year of two
    digits is of this century.

    Parameters
    ----------
    text
        As the collector writes it.
    date_order
        What a day that does not begin with the year begins with: ``day`` or ``month``. Where it is
        not told, such a day is read only if its numbers leave one way to.
    """
    visible = _MARKS.sub("", text).strip()
    match = _MOMENT.fullmatch("".join(str(int(c)) if c.isdecimal() else c for c in visible))
    if match is None:
        return None
    if match["year"]:
        year, month, day = (
            int(match["year"]),
            int(match["mm"] or match["month"]),
            int(match["dd"] or match["day"]),
        )
    elif match["name"]:
        if match["name"].casefold() not in _MONTHS:
            return None
        month = 1 + _MONTHS.index(match["name"].casefold())
        year, day = int(match["its"]), int(match["named"])
    else:
        year, first, second = int(match["last"]), int(match["first"]), int(match["second"])
        if date_order is None and first != second and max(first, second) <= 12:
            return None
        year += 2000 * (year < 100)
        is_day = date_order == "day" or (date_order is None and first > 12)
        day, month = (first, second) if is_day else (second, first)
    try:
        written = str(date(year, month, day))
        if match["hour"] is None:
            return written
        hour = int(match["hour"])
        if half := match["half"] or match["before"]:
            # Japanese and Korean clocks begin their halves with 0 as well.
            if not half.isascii() <= hour <= 12:
                return None
            hour = hour % 12 + 12 * half.casefold().startswith(_AFTER)
        seconds = match["seconds"] or ""
        clock_time = time(hour, int(match["minute"]), int(seconds[1:] or 0))
        return f"{written} {clock_time:%H:%M}{seconds}"
    except ValueError:
        return None
