"""What a heading or a text is, by the words that are known of."""

from __future__ import annotations

import re
from collections.abc import Sequence

from surveyanswers.instrument.formats import FORMATS
from surveyanswers.instrument.matching import normalised
from surveyanswers.scaffold.words import HEADINGS, SCALES, SILENT

MAIL = r"[^@\s]+@[^@\s]+\.[A-Za-z]{2,}"
IBAN = r"[A-Z]{2}\d{2}[ ]?([A-Z0-9]{4}[ ]?){2,7}[A-Z0-9]{1,4}"
PHONE, IP = r"\+?[\d\s()/-]{8,20}", r"\d{1,3}(\.\d{1,3}){3}|[0-9a-fA-F]*:[0-9a-fA-F:]{6,}"
#: How much of one thing, from none to all, before a word that every option has; and numbers that
#: options begin with, such as `18-24`, `less than a 5` and `65 or older`.
_MUCH = (
    *("not at all", "not very", "not", "slightly", "a little", "somewhat", "moderately", "fairly"),
    *("quite", "very", "extremely", "completely"),
)
_AMOUNT = re.compile(f"({'|'.join(_MUCH)}) (.+)")
_NUMBER = re.compile(
    r"(less than|fewer than|under|below|up to|more than|over|above)? ?"
    r"\(?[$\u20ac\u00a3]?(-?\d[\d,]*\.?\d*)\)?(.*)"
)
_FROM = ("more than", "over", "above")
_NO_UNITS = {"to", "and", "or", "more", "older", "above", "over", "less", "fewer", "than", "plus"}


_LIMESURVEY = FORMATS["limesurvey"]
#: In all languages that its words are known of.
_YES_NO = {*map(normalised, _LIMESURVEY.ticked | _LIMESURVEY.unticked)} | {"1", "0"}


def status_of(text: str) -> str | None:
    """Which status a text stands for that says why there is no answer, perhaps behind a code."""
    folded = re.sub(r"^\(?-?\d+\)?[ .:=-]+(?=\w)", "", normalised(text))
    texts = {folded, folded.rstrip(".!"), folded.strip("()[]")}
    return next(
        (s for s, words in SILENT.items() if any(re.fullmatch(words, t) for t in texts)), None
    )


def means(heading: str, what: str) -> bool:
    """Whether a heading says that its column holds something of `HEADINGS`."""
    return bool(re.search(HEADINGS[what], heading.strip()))


def holds_personal(values: Sequence[str]) -> bool:
    """Whether most values of a column are addresses or numbers to reach somebody by."""
    addresses = sum(bool(re.fullmatch(f"{MAIL}|{IP}|{IBAN}", value.strip())) for value in values)
    called = sum(
        bool(re.fullmatch(PHONE, value.strip()))
        and sum(c.isdigit() for c in value) > 8
        and not value.strip().isdigit()
        for value in values
    )
    return bool(values) and max(addresses, called) * 2 > len(values)


def are_steps(values: Sequence[str]) -> bool:
    """Whether a column says yes or no, or a step of a known scale, and so names nobody."""
    texts = {normalised(value) for value in values}
    return bool(texts) and all(text in _YES_NO or any(text in s for s in SCALES) for text in texts)


def is_common(option: str) -> bool:
    """Whether an option is a number or a step of a known scale, which say nothing of who chose."""
    return option.isdecimal() or any(normalised(option) in scale for scale in SCALES)


def order_of(options: Sequence[str]) -> list[str] | None:
    """Return options in the order of a known scale; None where they are of none."""
    folded = {normalised(option).rstrip(".") or option: option for option in options}
    for scale in SCALES:
        if len(folded) > 1 and folded.keys() <= {*scale}:
            return [folded[step] for step in scale if step in folded]
    for place in (_amount, _number):
        places = {option: place(text) for text, option in folded.items()}
        positions = [position for position in places.values() if position is not None]
        # Of one thing or unit: `very good` and `very important`, months and years are no scale; or
        # words at the ends alone of a run.
        units, numbers = {what for what, _ in positions}, sorted(at for _, at in positions)
        run = "" in units and numbers == [numbers[0] + n for n in range(len(options))]
        if (len(units - {""}) < 2 or run) and len({*positions}) == len(options):
            return sorted(options, key=lambda option: (places[option] or ("", 0.0))[1])
    return None


def _amount(option: str) -> tuple[str, float] | None:
    match = _AMOUNT.fullmatch(option)
    return (match[2], _MUCH.index(match[1])) if match else None


def _number(option: str) -> tuple[str, float] | None:
    """Read the unit and number that an option begins with; what is beyond it stands behind it."""
    if (match := _NUMBER.fullmatch(option)) is None:
        return None
    number = float(match[2].replace(",", ""))
    words = re.findall(r"[a-z%]+", re.sub(r"\(.*?\)", "", match[3]))
    unit = next((word for word in words if word not in _NO_UNITS), "")
    return unit.rstrip("s"), number + (0.5 if match[1] in _FROM else -0.5 if match[1] else 0)
