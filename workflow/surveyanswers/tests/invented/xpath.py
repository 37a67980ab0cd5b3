"""A slow, plain reading of conditions: one form at a time, to compare the translated ones with.

Written from XPath 1.0 (sections 3.1 to 3.6 and 4) and ODK's XForms specification, with a parser of
its own, and nothing of the study's. An answer is the string-value of its node, "" where there is
none, as JavaRosa unpacks a node before it uses it.
"""

import math
import operator
import re
from decimal import Decimal
from functools import lru_cache

_TOKEN = re.compile(
    r"\s*(?:(?P<name>\$\{\s*[A-Za-z_][\w.-]*\s*\})|(?P<text>'[^']*'|\"[^\"]*\")"
    r"|(?P<number>\d+(?:\.\d*)?|\.\d+)|(?P<word>[a-z][a-z-]*)|(?P<sign><=|>=|!=|[-=<>+*().,]))"
)
_NUMBER = re.compile(r"-?([0-9]+(\.[0-9]*)?|\.[0-9]+)")
#: Signs of operators from the loosest to the tightest; those of a line bind from the left.
_LEVELS = (("or",), ("and",), ("=", "!="), ("<", "<=", ">", ">="), ("+", "-"), ("*", "div", "mod"))
_ORDER = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}


def holds(expression, answers, this=None):
    """Say whether a condition holds of one form: question -> text, None or absent where blank."""
    named = dict.fromkeys(
        text[2:-1].strip() for kind, text in _tokens(expression) if kind == "name"
    )
    said = tuple((name, answers.get(name)) for name in [*named, this])
    return _holds(expression, said, this)


@lru_cache(10_000)
def _holds(expression, said, this):
    return boolean(_Reading(expression, dict(said), this).whole())


@lru_cache(1_000)
def _tokens(expression):
    tokens, end, expression = [], 0, expression.rstrip()
    while end < len(expression):
        found = _TOKEN.match(expression, end)
        assert found, expression[end:]
        end = found.end()
        tokens.append((found.lastgroup, found[found.lastgroup]))
    return tokens


class _Reading:
    def __init__(self, expression, answers, this):
        self.answers, self.this, self.at = answers, this, 0
        self.tokens = _tokens(expression)

    def whole(self):
        value = self.level(0)
        assert self.at == len(self.tokens), self.tokens[self.at :]
        return value

    def seen(self, *wanted):
        """Return the next sign or word, and step over it, if it is one of these."""
        if self.at < len(self.tokens):
            kind, text = self.tokens[self.at]
            if kind in {"sign", "word"} and text in wanted:
                self.at += 1
                return text
        return None

    def level(self, number):
        if number == len(_LEVELS):
            return -number_of(self.level(number)) if self.seen("-") else self.operand()
        value = self.level(number + 1)
        while sign := self.seen(*_LEVELS[number]):
            value = _applied(sign, value, self.level(number + 1))
        return value

    def operand(self):
        kind, text = self.tokens[self.at]
        self.at += 1
        if kind == "name":
            return self.answers.get(text[2:-1].strip()) or ""
        if kind == "text":
            return text[1:-1]
        if kind == "number":
            return float(text)
        if text == ".":
            return self.answers.get(self.this) or ""
        if text == "(":
            value = self.level(0)
            assert self.seen(")")
            return value
        assert kind == "word" and self.seen("("), text
        arguments = []
        while not self.seen(")"):
            arguments.append(self.level(0))
            self.seen(",")
        return self.called(text, *arguments)

    def called(self, name, *given):
        if name in {"true", "false"}:
            return name == "true"
        if name == "not":
            return not boolean(given[0])
        if name == "number":
            return number_of(given[0])
        if name == "string-length":
            return float(len(string(given[0]) if given else self.answers.get(self.this) or ""))
        if name == "selected":
            return f" {string(given[1])} " in f" {string(given[0])} "
        assert name == "count-selected", name
        return float(len(re.findall(r"\S+", string(given[0]))))


def boolean(value):
    return value != 0 and not math.isnan(value) if isinstance(value, float) else bool(value)


def number_of(value):
    if isinstance(value, str):
        text = value.strip(" \t\r\n")
        return float(text) if _NUMBER.fullmatch(text) else math.nan
    return float(value)


def string(value):
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return value
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "Infinity" if value > 0 else "-Infinity"
    return str(int(value)) if value.is_integer() else f"{Decimal(repr(value)):f}"


def _applied(sign, left, right):
    if sign == "and":
        return boolean(left) and boolean(right)
    if sign == "or":
        return boolean(left) or boolean(right)
    if sign in {"=", "!="}:
        kinds = {type(left), type(right)}
        alike = boolean if bool in kinds else number_of if float in kinds else string
        return (alike(left) == alike(right)) is (sign == "=")
    left, right = number_of(left), number_of(right)
    if sign in _ORDER:
        return _ORDER[sign](left, right)
    if sign == "div":
        return _divided(left, right)
    if sign == "mod":
        return math.nan if right == 0 or math.isinf(left) else math.fmod(left, right)
    return {"+": left + right, "-": left - right, "*": left * right}[sign]


def _divided(left, right):
    if right:
        return left / right
    if left == 0 or math.isnan(left):
        return math.nan
    return math.copysign(math.inf, math.copysign(1, left) * math.copysign(1, right))
