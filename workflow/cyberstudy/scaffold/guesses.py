"""Words by which columns and answers are guessed at; every guess is for a person to review."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from cyberstudy.declare.matching import normalised

_SILENT = {
    "no_answer": r"no (data|answer|response|information)( available)?|missing|n\.?d\.?|-+|\.+|"
    r"not (available|reported|answered|stated)|none given|null|nan?|blank|unanswered",
    "dont_know": r"(i )?(don.?t|do not|doesn.?t|didn.?t) know.*|not sure|unsure|unknown|no idea|"
    r"dk|can.?t say",
    "refused": r"refused.*|(i )?(would )?(prefer|rather) not (to )?(say|answer|respond|disclose).*|"
    r"declined.*|no comment|(i )?(do not|don.?t) want to (answer|say).*",
    "not_applicable": r"n\.?/?a\.?|not applicable|does not apply|inapplicable",
}
#: What is in a column that names people or finds them, by words of its heading.
_PERSONAL = re.compile(
    r"(^|\b|_)(e-?mails?|phone\w*|mobile|telephone\w*|fax|(post|street|home|ip)?_?address\w*|"
    r"(first|last|family|given|full|middle|contact|respondent|your|recipient)[ _]?-?names?\w*|"
    r"firstname|lastname|surname|ip|ipaddress|ipaddr|lat(itude)?|lon(g?itude)?|gps|geo\w*|"
    r"passport|birth_?da(te|y)|dob|date of birth|contact (person|details)|signature|token|username|"
    r"twitter|linkedin|nom de famille|pr\u00e9nom|courriel|correo|apellidos?)(\b|_|\d|$)",
    re.IGNORECASE,
)
_METADATA = re.compile(
    r"^_|^(start|end|submit|recorded|created|modified|completion|submission|collected)\w*"
    r"[ _]?(date|time|on|at)?$|timestamp|^(time|duration|seed|version|uuid|language|locale|"
    r"progress|status|channel|browser|device|collector|source)\b|horodateur|date submitted|"
    r"last page|interview ?time",
    re.IGNORECASE,
)
_IDENTIFIER = re.compile(
    r"(^|\b|_)(id|ids|uuid|key|no|nr|number|code|respondent|response|record|submission|case|"
    r"serial|index)(\b|_|$)|(Id|ID|Key)$"
)
_WAVE = re.compile(r"^(time_period|wave|year|edition|round|period|jahr|ann\u00e9e)$", re.IGNORECASE)
#: Properties of countries, which the reference has better than any export.
_ATTRIBUTE = re.compile(
    r"(develop(ed|ing)|landlocked|small island|income group|continent|^region$|sub-?region|"
    r"\b(africa|america|asia|europe|oceania|pacific|caribbean|arab states)\b|"
    r"^(oecd|eu|sids|ldc|lldc)$)",
    re.IGNORECASE,
)
MAIL = r"[^@\s]+@[^@\s]+\.[A-Za-z]{2,}"
PHONE, IP = r"\+?[\d\s()/-]{8,20}", r"\d{1,3}(\.\d{1,3}){3}|[0-9a-fA-F]*:[0-9a-fA-F:]{6,}"
#: Scales whose order is known, from little to much; options are recognised word for word.
_SCALES = (
    (
        "strongly disagree",
        "disagree",
        "somewhat disagree",
        "neither agree nor disagree",
        "neither agree or disagree",
        "neutral",
        "undecided",
        "somewhat agree",
        "agree",
        "strongly agree",
    ),
    (
        "never",
        "rarely",
        "seldom",
        "occasionally",
        "sometimes",
        "often",
        "usually",
        "very often",
        "always",
    ),
    (
        "very dissatisfied",
        "dissatisfied",
        "neither satisfied nor dissatisfied",
        "neutral",
        "satisfied",
        "very satisfied",
    ),
    (
        "none",
        "no",
        "not at all",
        "very low",
        "low",
        "slightly",
        "a little",
        "partly",
        "some",
        "medium",
        "moderate",
        "moderately",
        "in progress",
        "draft",
        "high",
        "very",
        "very high",
        "extremely",
        "fully",
        "yes",
    ),
    ("very poor", "poor", "fair", "average", "good", "very good", "excellent"),
    ("no legislation", "draft legislation", "legislation"),
    ("very unlikely", "unlikely", "neutral", "likely", "very likely"),
    ("less than once a month", "monthly", "weekly", "daily"),
    ("not important", "slightly important", "moderately important", "important", "very important"),
)


def status_of(text: str) -> str | None:
    """Which status a text stands for that says why there is no answer, if it is one."""
    folded = normalised(text).rstrip(".!")
    return next((s for s, words in _SILENT.items() if re.fullmatch(words, folded)), None)


def is_personal(heading: str) -> bool:
    """Whether a heading is that of what names people."""
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", heading)  # RecipientLastName
    return bool(_PERSONAL.search(parted))


def holds_personal(values: Sequence[str]) -> bool:
    """Whether most values of a column are addresses or numbers to reach somebody by."""
    found = sum(bool(re.fullmatch(f"{MAIL}|{IP}", value.strip())) for value in values)
    called = sum(
        bool(re.fullmatch(PHONE, value.strip()))
        and sum(c.isdigit() for c in value) > 8
        and not value.strip().isdigit()
        for value in values
    )
    return bool(values) and max(found, called) * 2 > len(values)


def is_metadata(heading: str) -> bool:
    """Whether a heading is that of what a program notes of a submission."""
    return bool(_METADATA.search(heading.strip()))


def is_identifier(heading: str) -> bool:
    """Whether a heading is that of a number that names a row."""
    return bool(_IDENTIFIER.search(heading))


def is_wave(heading: str) -> bool:
    """Whether a heading is that of a year or an edition."""
    return bool(_WAVE.match(heading.strip()))


def is_attribute(heading: str) -> bool:
    """Whether a heading is that of a property of countries, such as a region."""
    return bool(_ATTRIBUTE.search(heading))


def order_of(options: Sequence[str]) -> list[str] | None:
    """Put options into the order of a scale that is known; None where they are of none."""
    folded = {normalised(option): option for option in options}
    for scale in _SCALES:
        if len(folded) > 1 and folded.keys() <= {*scale}:
            return [folded[step] for step in scale if step in folded]
    numbers: Mapping[str, float] = {}
    try:
        numbers = {option: float(option.split(" ")[0].strip("()")) for option in options}
    except ValueError:
        return None
    return sorted(options, key=numbers.__getitem__)
