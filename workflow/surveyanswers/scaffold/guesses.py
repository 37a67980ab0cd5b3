"""What a heading or a text is, by the words that are known of."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from surveyanswers.instrument.formats import FORMATS
from surveyanswers.instrument.matching import normalised
from surveyanswers.scaffold.words import HEADINGS, SCALES, SILENT

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


#: A text that is given more rarely than so often on average is no option.
OFTEN = 3
_MONTH = "(?i:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
_DAY_OF_SIZE = re.compile(rf"\d{{1,2}}-{_MONTH}|{_MONTH}-\d{{2}}")
_NUMBER_WITH_UNIT = re.compile(r"([^\d\s+-]{0,3}) ?[+-]?\d[\d.,']* ?([^\W\d]{0,4}|[%€$£¥])")
#: So alike is a slip, and of so many answers it has fewer than one.
_CLOSE, _RARE = 0.85, 20
#: Yes and no, in all languages that their words are known of.
_YES, _NO = (
    {*map(normalised, words)}
    for words in (FORMATS["limesurvey"].ticked, FORMATS["limesurvey"].unticked)
)


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


def are_steps(values: Sequence[str]) -> bool:
    """Whether a column says yes or no, or a step of a known scale, and so names nobody."""
    texts = {normalised(value) for value in values}
    return bool(texts) and texts <= {"0", "1"}.union(_YES, _NO, *SCALES)


def is_common(option: str) -> bool:
    """Whether an option is a number or a step of a known scale, which say nothing of who chose."""
    return option.isdecimal() or any(normalised(option) in scale for scale in SCALES)


def order_of(options: Sequence[str]) -> list[str] | None:
    """Return options in the order of a known scale; None where they are of none."""
    folded = {normalised(option).rstrip(".") or option: option for option in options}
    if len(folded) == 2 and _NO & folded.keys() and folded.keys() - _NO <= _YES:
        return sorted(options, key=lambda option: normalised(option).rstrip(".") in _YES)
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


def options_in(counts: Counter[str], most: int) -> list[str]:
    """List options, the most frequent first; none where texts are too many, or too rare.

    Those that differ in case alone are one, as it is written most often.
    """
    spellings: dict[str, Counter[str]] = {}
    for text, times in counts.items():
        spellings.setdefault(normalised(text), Counter())[text] += times
    options = Counter({max(c, key=c.__getitem__): c.total() for c in spellings.values()})
    few = len(options) <= most and counts.total() >= OFTEN * len(options)
    return [text for text, _ in options.most_common()] if few else []


def alike(options: Sequence[str], counts: Counter[str]) -> Iterator[str]:
    """Yield what says that options may be one, or were written otherwise; none is named."""
    if len(options) < len(counts):
        yield "options that differ in small and capital letters are one"
    words = [option for option in options if re.fullmatch(r"[^\W\d][^\d]*", option)]
    rare = [o for o in words if counts[o] * _RARE < counts.total() and not is_common(o)]
    slips = [o for o in rare if any(_is_slip(o, other) for other in words)]
    letters = [o for o in words if len(o) == 1 and any(p[0] == o != p for p in options)]
    folded = {*map(normalised, options)}
    if slips or letters or max(len(folded & _YES), len(folded & _NO)) > 1:
        yield "options may be one: spelt otherwise, cut to a letter, or in another language"
    if any(map(_DAY_OF_SIZE.fullmatch, options)):
        yield "a spreadsheet may have made days of sizes, such as 5-Jan of 1-5"


def _is_slip(option: str, other: str) -> bool:
    as_long = option != other and abs(len(option) - len(other)) < 2
    return as_long and SequenceMatcher(None, option, other).ratio() > _CLOSE


def unit_of(text: str) -> str:
    """Return what stands beside a number in a text, before or behind it; "" of any other text."""
    match = _NUMBER_WITH_UNIT.fullmatch(text)
    return match[1] + match[2] if match else ""
