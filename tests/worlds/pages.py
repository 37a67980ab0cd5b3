"""Numbers in prose: found as digits or words, and held by what tables say.

Whoever writes another sentence changes nothing here as long as its numbers are ones that `facts`
knows, each with a word or two beside it. A new number wants a fact, which reads it from a table.
"""

import re
from dataclasses import dataclass
from functools import cached_property

from worlds import REPOSITORY

#: A number in digits.
NUMBER = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?")
_UNITS = (
    "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen twenty"
)
WORDS = {word: number for number, word in enumerate(_UNITS.split(), start=2)}
WORDS |= {"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60}
#: "Two" is hardly ever a result, and nearly always a pair.
_SPELLED = "|".join(word for word in WORDS if word != "two")
TOKEN = re.compile(rf"(?<![\w.,])(?:{NUMBER.pattern}|{_SPELLED})(?!\w|[.,]\d)", re.I)
#: Letters: what facts hold together is shorter.
AROUND = 500
#: What is not prose: code, comments, targets of links.
_ASIDE = re.compile(r"```.*?```|<!--.*?-->|`[^`]*`|(?<=\])\([^)]*\)", re.DOTALL)


@dataclass(frozen=True)
class Page:
    """A page's prose."""

    text: str

    @classmethod
    def read(cls, name):
        text = (REPOSITORY / name).read_text(encoding="utf-8")
        return cls(" ".join(_ASIDE.sub(" ", text).split()))

    @cached_property
    def numbers(self):
        """Place and text of every number."""
        return [(found.start(), found[0]) for found in TOKEN.finditer(self.text)]

    def loose(self, facts):
        """List the numbers that no fact holds, with what stands around them."""
        held = {
            found.start(group)
            for fact in facts
            for found in fact.finditer(self.text)
            for group in range(1, found.re.groups + 1)
        }
        return [
            f"{number}: ...{self.text[max(0, start - 50) : start + 40]}..."
            for start, number in self.numbers
            if start not in held
        ]

    def moved(self):
        """Give what stands around each number, and the same with it larger by the smallest step.

        No sentence's part that a fact holds is as long as what is given before and behind it.
        """
        for start, number in self.numbers:
            end = start + len(number)
            before, behind = self.text[max(0, start - AROUND) : start], self.text[end:][:AROUND]
            yield number, *(Page(before + each + behind) for each in (number, next_to(number)))


def next_to(number):
    """Return a number as it is printed, larger by the smallest step."""
    if number.lower() in WORDS:
        words = list(WORDS)
        return words[(words.index(number.lower()) + 1) % len(words)]
    whole, _, part = number.replace(",", "").partition(".")
    larger = str(int(whole + part) + 1).zfill(len(part) + 1)
    return f"{larger[: len(larger) - len(part)]}.{larger[-len(part) :]}" if part else larger


def fact(pattern, *values):
    """Make a pattern of a sentence's part in which these numbers stand where ``%s`` does.

    Whole numbers may be written as words; of several texts any may stand there.
    """
    return re.compile(pattern % tuple(f"({_written(value)})" for value in values), re.IGNORECASE)


def _written(value):
    if isinstance(value, (str, list)):
        ways = [value] if isinstance(value, str) else value
    else:
        ways = [f"{value:,}", str(value), *(w for w, n in WORDS.items() if n == value)]
        ways += ["one"] if value == 1 else []
    said = "|".join(re.escape(way) for way in dict.fromkeys(ways))
    return rf"(?<![\w.,])(?:{said})(?!\w|[.,]\d)"
