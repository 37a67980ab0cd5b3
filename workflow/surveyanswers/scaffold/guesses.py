"""Words by which columns and answers are guessed at."""

from __future__ import annotations

import re
from collections.abc import Sequence

from surveyanswers.instrument.formats import FORMATS
from surveyanswers.instrument.matching import normalised

_SILENT = {
    "no_answer": r"no (data|answer|response|information)( available)?|missing|n\.?d\.?|-+|\.+|"
    r"not (available|reported|answered|stated)|none given|null|nan?|blank|unanswered|"
    r"(pas de|sans) réponse|sin respuesta|keine angaben?|нет (ответа|данных)|(无|未)回答|لا إجابة",
    "dont_know": r"(i )?(do not|(do|does|did)n.{0,2}t) know( yet)?"
    r"( ?(/|or) ?(not sure|unsure|no (answer|opinion)|refused|prefer not to (say|answer)|"
    r"can.?t say|n/?a|not applicable))?|not sure|unsure|unknown|no idea|dk|can.?t say|"
    r"(je )?ne sai[st] pas|no (lo )?s(abe|é)|weiss (ich )?nicht|не знаю|затрудняюсь ответить|"
    r"不知道|不清楚|لا (أ|ا)عرف",
    "refused": r"refused.*|(i )?(would )?(prefer|rather) not? (to )?"
    r"(say|answer|respond|disclose).*|declined.*|no comment|"
    r"(i )?(do not|don.?t) want to (answer|say).*|(je )?préfère ne pas (répondre|le dire)|"
    r"refus( de répondre)?|prefiero no (responder|contestar|decir(lo)?)|no contesta|"
    r"möchte (ich )?nicht (sagen|beantworten)|отказ.*|拒绝回答|不愿回答|أفضل عدم (الإجابة|الرد)",
    "not_applicable": r"n\.?/?a\.?|not applicable|does not apply|inapplicable|sans objet|"
    r"non applicable|ne s.applique pas|no (aplica|procede)|entfällt|не ?применимо|不适用|لا ينطبق",
}
#: What the heading of a column says that it holds: what a program notes of a submission, a number
#: that names a row, a year or an edition, and a property of countries, which the reference has
#: better than any export.
_HEADINGS = {
    "metadata": r"(?i)^_|^(start|end|submit|recorded|created|modified|completion|submission|"
    r"collected)\w*[ _]?(date|time|on|at)?$|timestamp|^(time|duration|seed|version|uuid|language|"
    r"locale|progress|status|channel|browser|device|collector|source)\b|horodateur|"
    r"date submitted|last page|interview ?time",
    "identifier": r"(?i:(^|\b|_)(id|ids|uuid|key|no|nr|number|code|respondent|response|record|"
    r"submission|case|serial|index)(\b|_|$))|(Id|ID|Key)$",
    "wave": r"(?i)^(time_period|wave|year|edition|round|period|jahr|ann\u00e9e)$",
    "attribute": r"(?i)(develop(ed|ing)|landlocked|small island|income group|continent|^region$|"
    r"sub-?region|\b(africa|america|asia|europe|oceania|pacific|caribbean|arab states)\b|"
    r"^(oecd|eu|sids|ldc|lldc)$)",
}
MAIL = r"[^@\s]+@[^@\s]+\.[A-Za-z]{2,}"
IBAN = r"[A-Z]{2}\d{2}[ ]?([A-Z0-9]{4}[ ]?){2,7}[A-Z0-9]{1,4}"
PHONE, IP = r"\+?[\d\s()/-]{8,20}", r"\d{1,3}(\.\d{1,3}){3}|[0-9a-fA-F]*:[0-9a-fA-F:]{6,}"
#: Scales whose order is known, from little to much; options are recognised word for word.
_SCALES = [
    scale.split(", ")
    for scale in (
        "strongly disagree, disagree, somewhat disagree, neither agree nor disagree, "
        "neither agree or disagree, neutral, undecided, somewhat agree, agree, strongly agree",
        "never, rarely, seldom, occasionally, sometimes, often, usually, very often, always",
        "very dissatisfied, dissatisfied, neither satisfied nor dissatisfied, neutral, satisfied, "
        "very satisfied",
        "none, no, not at all, very low, low, slightly, a little, partly, some, medium, moderate, "
        "moderately, in progress, draft, high, very, very high, extremely, fully, yes",
        "very poor, poor, fair, average, good, very good, excellent",
        "no legislation, draft legislation, legislation",
        "very unlikely, unlikely, neutral, likely, very likely",
        "less than once a month, monthly, weekly, daily",
        "extremely dissatisfied, very dissatisfied, moderately dissatisfied, dissatisfied, "
        "somewhat dissatisfied, slightly dissatisfied, neither satisfied nor dissatisfied, "
        "neutral, slightly satisfied, somewhat satisfied, satisfied, moderately satisfied, "
        "very satisfied, extremely satisfied",
        "extremely unlikely, very unlikely, moderately unlikely, somewhat unlikely, unlikely, "
        "slightly unlikely, neither likely nor unlikely, neutral, slightly likely, likely, "
        "somewhat likely, moderately likely, very likely, extremely likely",
        "extremely bad, somewhat bad, neither good nor bad, somewhat good, extremely good",
        "extremely difficult, somewhat difficult, neither easy nor difficult, somewhat easy, "
        "extremely easy",
        "terrible, poor, average, good, excellent",
        "far too little, too little, moderately too little, slightly too little, "
        "neither too much nor too little, about right, slightly too much, moderately too much, "
        "too much, far too much",
        "definitely not, probably not, might or might not, probably yes, definitely yes",
        "not important, slightly important, moderately important, important, very important",
        "strongly oppose, oppose, somewhat oppose, neutral, somewhat support, support, "
        "strongly support",
        "much worse, worse, somewhat worse, about the same, somewhat better, better, much better",
        "much less, less, about the same, more, much more",
        "definitely not, probably not, possibly, probably, definitely",
        "very difficult, difficult, neutral, easy, very easy",
        "strongly negative, very negative, negative, neutral, positive, very positive, "
        "strongly positive",
        "never, less than once a year, yearly, every few months, quarterly, monthly, weekly, daily",
    )
]
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
    folded = re.sub(r"^\(?-?\d+\)?[ .:=-]+(?=\w)", "", normalised(text)).rstrip(".!")
    return next((s for s, words in _SILENT.items() if re.fullmatch(words, folded)), None)


def means(heading: str, what: str) -> bool:
    """Whether a heading says that its column holds something of `_HEADINGS`."""
    return bool(re.search(_HEADINGS[what], heading.strip()))


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
    return bool(texts) and all(text in _YES_NO or any(text in s for s in _SCALES) for text in texts)


def is_common(option: str) -> bool:
    """Whether an option is a number or a step of a known scale, which say nothing of who chose."""
    return option.isdecimal() or any(normalised(option) in scale for scale in _SCALES)


def order_of(options: Sequence[str]) -> list[str] | None:
    """Return options in the order of a known scale; None where they are of none."""
    folded = {normalised(option).rstrip(".") or option: option for option in options}
    for scale in _SCALES:
        if len(folded) > 1 and folded.keys() <= {*scale}:
            return [folded[step] for step in scale if step in folded]
    for place in (_amount, _number):
        places = {option: place(text) for text, option in folded.items()}
        positions = [position for position in places.values() if position is not None]
        # Of one thing or unit: `very good` and `very important`, months and years are no scale.
        if len({what for what, _ in positions} - {""}) < 2 and len({*positions}) == len(options):
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
