"""Guess from a column's values what was asked, where no form says it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from cyberstudy.declare.matching import normalised
from cyberstudy.scaffold.guesses import is_common, order_of, status_of

#: A text that is given more rarely than so often on average is no option.
OFTEN = 3
MOST_OPTIONS, MOST_STEPS = 30, 11
#: What stands in the place of options that too few gave.
OTHER = "Other"
SEPARATORS = (";", "|", "\n", ",")
#: Headings of a column an option: the question's part, and the option's.
_OF_OPTIONS = (
    *(r"(.+?)___(\w+)", r"(.+?)/([^/]+)", r"(.+?) ?\[(.+)\]", r"(\d+[a-z]?\.) (.+)"),
    *(r"(.+?): (.+)", r"(.+?)_(\d+)"),
)
NUMBER = re.compile(r"[+-]?\d+([.,]\d+)?")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOMENT = re.compile(
    r"(\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[/.]\d{1,2}[/.]\d{2,4})[ T]\d{1,2}:\d{2}.*", re.DOTALL
)


@dataclass
class Guess:
    """What a column seems to hold.

    Attributes
    ----------
    kind
        A type of question, or ``moment`` for what a program notes.
    options
        In their order, which `ordered` says whether a scale gives.
    separator
        What parts several answers in a cell.
    missing
        Texts that say why there is no answer, with their status.
    decimal_mark
        Of its numbers; None where they do not tell.
    """

    kind: str
    options: list[str] = field(default_factory=list)
    ordered: bool = False
    separator: str | None = None
    missing: dict[str, str] = field(default_factory=dict)
    decimal_mark: str | None = None


def guess(values: Sequence[str]) -> Guess:
    """Guess from the values of a column that are not blank.

    Assume: some whole numbers up to ten, each given often, are steps of a scale; texts that are few
    and given often are options; what comes in many combinations of few parts are several answers.
    """
    stripped = [value.strip() for value in values]
    missing = {text: said for text in sorted({*stripped}) if (said := status_of(text))}
    counts = Counter(value for value in stripped if value not in missing)
    told = sum(counts.values())
    found = Guess("text", missing=missing)
    if not counts:
        return found
    if all(_DAY.fullmatch(value) for value in counts):
        found.kind = "date"
    elif all(_MOMENT.fullmatch(value) for value in counts):
        found.kind = "moment"
    elif all(NUMBER.fullmatch(value) for value in counts):
        marks = {mark for value in counts for mark in ".," if mark in value}
        found.decimal_mark = marks.pop() if len(marks) == 1 else None
        whole = not any(mark in value for value in counts for mark in ".,")
        steps = whole and all(abs(int(value)) <= 10 or value in {"98", "99"} for value in counts)
        if steps and 1 < len(counts) <= MOST_STEPS and told >= OFTEN * len(counts):
            found.kind, found.ordered = "select_one", len(counts) > 2
            found.options = sorted(counts, key=int)
        else:
            found.kind = "integer" if whole else "decimal"
    elif len(counts) <= MOST_OPTIONS and told >= OFTEN * len(counts):
        found.kind = "select_one"
        known = order_of(list(counts))
        found.options = known or [text for text, _ in counts.most_common()]
        found.ordered = known is not None
    if found.kind in {"text", "select_one"} and (several := _several(counts)):
        separator, options = several
        found.kind, found.separator, found.options = "select_multiple", separator, options
        found.ordered = False
    return found


def _several(counts: Counter[str]) -> tuple[str, list[str]] | None:
    """Find what parts several answers in a cell, and the answers, most frequent first."""
    for separator in SEPARATORS:
        parts: Counter[str] = Counter()
        joined = 0
        for text, times in counts.items():
            own = [part.strip() for part in text.split(separator) if part.strip()]
            joined += times * (len(own) > 1)
            parts.update({part: times for part in own})
        folded = {normalised(part) for part in parts}
        often = sum(parts.values()) >= OFTEN * len(parts)
        if (
            joined >= 3
            and often
            and len(parts) <= MOST_OPTIONS
            and len(parts) < len(counts) + (separator != ",")
            and len(folded) == len(parts)
            and max(map(len, parts)) <= 80
        ):
            return separator, [part for part, _ in parts.most_common()]
    return None


def put_together(seen: Guess, given: Iterable[tuple[str, str]], least: int) -> list[str]:
    """Make one option, other, of those that few units gave: an answer of few is no option.

    Assume: numbers and steps of known scales are the form's own words, whoever gave them.

    Parameters
    ----------
    seen
        What was guessed of a question, which loses these options. Where no other is left it is a
        text; what order the rest has by how often it was given is lost, too.
    given
        Unit and text of each cell.
    least
        Units that an option needs.

    Returns
    -------
    list of str
        The options that were put together.
    """
    units: dict[str, set[str]] = {}
    for unit, text in given:
        for part in text.split(seen.separator) if seen.separator else [text]:
            units.setdefault(part.strip(), set()).add(unit)
    few = [o for o in seen.options if not is_common(o) and len(units.get(o, ())) < least]
    kept = [option for option in seen.options if option not in few]
    if not seen.ordered:
        kept.sort()
    if few and not kept:
        seen.kind, seen.options, seen.separator = "text", [], None
        return []
    others = {OTHER} - {option.capitalize() for option in kept} if few else set[str]()
    seen.options, seen.ordered = [*kept, *others], seen.ordered and not few
    return few


def option_columns(
    headers: Sequence[str], values: Mapping[str, Sequence[str]], words: Collection[str]
) -> dict[str, tuple[str, str]]:
    """Find columns that each stand for one option: heading -> question's part and option's.

    They hold nothing but words of ticks, or the option's own label where it was chosen.
    """
    found: dict[str, tuple[str, str]] = {}
    for pattern in _OF_OPTIONS:
        stems: dict[str, list[tuple[str, str]]] = {}
        for header in headers:
            if match := re.fullmatch(pattern, header):
                stems.setdefault(match[1], []).append((header, match[2]))
        for stem, options in stems.items():
            texts = [{text.strip() for text in values[header]} for header, _ in options]
            if (
                len(options) > 1
                and any(texts)
                and all(
                    own <= {*words}
                    or (
                        len(own) == 1
                        and normalised(min(own)).strip(".") == normalised(option).strip(".")
                    )
                    for own, (_, option) in zip(texts, options, strict=True)
                )
            ):
                found |= {header: (stem, option) for header, option in options}
    return found


def share_scales(asked: Iterable[Guess]) -> None:
    """Give questions whose answers are some of a longer scale's the whole scale.

    Assume: where one column has all options of another and more, both were asked on one scale.
    """
    scales = sorted(
        (seen for seen in asked if seen.kind == "select_one" and seen.ordered),
        key=lambda seen: -len(seen.options),
    )
    for seen in scales:
        seen.options = next(s.options for s in scales if {*seen.options} <= {*s.options})
