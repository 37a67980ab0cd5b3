"""When forms were sent, as collectors write it, in one way of writing that sorts."""

from __future__ import annotations

import re
from datetime import date, time

#: Year first, as ISO 8601 and Google Forms have it, or last, as SurveyMonkey has it; then the time,
#: of half a day or a whole one, and the time zone.
_MOMENT = re.compile(
    r"(?:(?P<year>[0-9]{4})(?:-(?P<mm>[0-9]{2})-(?P<dd>[0-9]{2})|/(?P<month>[0-9]{1,2})/(?P<day>[0-9]{1,2}))"
    r"|(?P<first>[0-9]{1,2})(?P<mark>[/.])(?P<second>[0-9]{1,2})(?P=mark)(?P<last>[0-9]{4}))"
    r"(?:[T,\s]\s*(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?P<seconds>:[0-9]{2})?(?:[.,][0-9]+)?"
    r"(?:\s?(?P<half>[ap])\.?m\.?)?\s?(?:Z|(?:UTC|GMT)?(?:[+-][0-9][0-9:]*)?))?",
    re.IGNORECASE,
)


def read_time(text: str, date_order: str | None) -> str | None:
    """Write a moment as ``YYYY-MM-DD HH:MM:SS``, or what there is of it; None if it is none.

    Assume: the time is the one that is written, in whatever time zone that was.

    Parameters
    ----------
    text
        As the collector writes it.
    date_order
        What a day that does not begin with the year begins with: ``day`` or ``month``. Where it is
        not told, such a day is read only if its numbers leave one way to.
    """
    found = _MOMENT.fullmatch(text.strip())
    if found is None:
        return None
    if found["year"]:
        year, month, day = (
            int(found["year"]),
            int(found["mm"] or found["month"]),
            int(found["dd"] or found["day"]),
        )
    else:
        year, first, second = int(found["last"]), int(found["first"]), int(found["second"])
        if date_order is None and first != second and max(first, second) <= 12:
            return None
        is_day = date_order == "day" or (date_order is None and first > 12)
        day, month = (first, second) if is_day else (second, first)
    try:
        written = str(date(year, month, day))
        if found["hour"] is None:
            return written
        hour = int(found["hour"])
        if found["half"]:
            if not 1 <= hour <= 12:
                return None
            hour = hour % 12 + 12 * (found["half"].casefold() == "p")
        seconds = found["seconds"] or ""
        told = time(hour, int(found["minute"]), int(seconds[1:] or 0))
        return f"{written} {told:%H:%M}{seconds}"
    except ValueError:
        return None
