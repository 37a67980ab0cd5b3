"""Routing and constraints: XLSForm expressions as polars expressions, whole columns at a time.

XLSForm writes `relevant` and `constraint` in a subset of XPath 1.0, with ``${name}`` for an
answer and ``.`` for the answer at hand. The expression is parsed by elementpath and its tree
translated; nothing is evaluated row by row. As in XForms, an unanswered question is the empty
string in a comparison with text and not a number in a comparison with a number.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import polars as pl
from elementpath import ElementPathError, XPath1Parser
from elementpath.tdop import Parser

from surveyanswers.instrument.names import short, wrong_name
from surveyanswers.instrument.questionnaire import Question
from surveyanswers.tables.problems import SurveyError

#: What XPath 1.0 takes for a number; other text is none.
_NUMBER = r"^-?(\d+(\.\d*)?|\.\d+)$"
_LARGEST_WHOLE = 2.0**63
_DEEPEST = 100  # brackets in brackets
_MOST_VALUES = 6  # comparisons, and functions of texts, in one another
_LONGEST_SUM = 500  # terms
_LONGEST_SAID = 300  # letters of the parser's own words
_MARKS = re.compile(r"""'[^']*'|"[^"]*"|[()]""")
_MARKS_AND_WORDS = re.compile(r"""'[^']*'|"[^"]*"|[()]|\$\{[^}]*\}|(?<![\w-])(?:and|or)(?![\w-])""")
_REFERENCE = re.compile(r"\$\{\s*([A-Za-z_][\w.-]*)\s*\}")
_COMPARE: dict[str, Callable[[pl.Expr, pl.Expr], pl.Expr]] = {
    "=": pl.Expr.eq,
    "!=": pl.Expr.eq,  # turned round below, so that a blank differs from every number
    "<": pl.Expr.lt,
    "<=": pl.Expr.le,
    ">": pl.Expr.gt,
    ">=": pl.Expr.ge,
}
_ARITHMETIC: dict[str, Callable[[pl.Expr, pl.Expr], pl.Expr]] = {
    "+": pl.Expr.add,
    "-": pl.Expr.sub,
    "*": pl.Expr.mul,
    "div": pl.Expr.truediv,
    "mod": lambda a, b: (a.abs() % b.abs()) * a.sign(),  # as XPath: the sign of the dividend
}


#: Functions that XForms adds to XPath 1.0 -> how many arguments they have.
_FUNCTIONS: dict[str, int | tuple[int, int | None]] = {
    "selected": 2,
    "count-selected": 1,
    "regex": 2,
    "if": 3,
    "coalesce": 2,
    "int": 1,
    "min": (1, None),
    "max": (1, None),
}
#: What uses its arguments several times, so that one in another grows without end.
_USES = {*_COMPARE, *_FUNCTIONS, "string-length"} - {"regex"}


class _FormParser(XPath1Parser):
    """XPath 1.0 and the functions that XForms adds."""

    def parse(self, source: str) -> Any:
        """Parse, and do not evaluate: XPath1Parser would, and fail at some parts of constants."""
        return Parser.parse(self, source)


def evaluate_none(self: Any, context: Any = None) -> Any:  # elementpath's signature
    """Raise that there is no context: expressions are translated, never evaluated."""
    raise self.missing_context()  # translated, never evaluated: the parser tolerates this


for _function, _count in _FUNCTIONS.items():
    _FormParser.method(_FormParser.function(_function, nargs=_count))(evaluate_none)
_FormParser.build()


@dataclass(frozen=True)
class _Typed:
    expr: pl.Expr
    kind: str  # "answer", "text", "number" or "bool"

    def text(self) -> pl.Expr:
        if self.kind != "number":
            return self.expr.cast(pl.String).fill_null("")
        # As XPath: whole numbers without a point, and nothing with an exponent.
        whole = (self.expr == self.expr.floor()) & (self.expr.abs() < _LARGEST_WHOLE)
        digits = self.expr.cast(pl.Int64, strict=False).cast(pl.String)
        others = self.expr.cast(pl.String).str.replace("inf", "Infinity")
        return pl.when(whole).then(digits).otherwise(others)

    def number(self) -> pl.Expr:
        if self.kind in {"answer", "text"}:
            text = self.expr.cast(pl.String).str.strip_chars(" \t\r\n")
            number = text.str.extract(_NUMBER, 0).cast(pl.Float64, strict=False)
            return number.fill_null(math.nan)
        return self.expr.cast(pl.Float64)

    def bool(self) -> pl.Expr:
        if self.kind == "bool":
            return self.expr
        if self.kind == "number":
            return -self.expr.abs() < 0  # not so of NaN, which polars takes for the largest number
        return self.text() != ""


@cache
def to_polars(expression: str, *, this: str | None = None) -> pl.Expr:
    """Translate an XLSForm condition into a boolean expression without nulls.

    Parameters
    ----------
    expression
        What stands in `relevant` or `constraint`.
    this
        The question that ``.`` stands for.

    Returns
    -------
    pl.Expr
        Over columns named like the questions: text, null where there is no valid answer;
        several answers are codes joined by blanks.

    Raises
    ------
    SurveyError
        The expression can't be parsed, or uses what the subset does not have.
    """
    try:
        return _translate(_parse(expression), expression, this).bool()
    except RecursionError:
        raise _too_deep(expression) from None


@cache
def names_in(expression: str) -> frozenset[str]:
    """Return the questions that an expression refers to."""
    return frozenset(_REFERENCE.findall(expression))


def unfit_conditions(questions: Mapping[str, Question]) -> list[str]:
    """Return conditions that can't be read, and names in them that no question has."""
    problems = []
    for question in questions.values():
        for place, condition in (
            ("relevant", question.relevant),
            ("constraint", question.constraint),
        ):
            if not condition:
                continue
            try:
                to_polars(condition, this=question.name if place == "constraint" else None)
            except SurveyError as problem:
                problems.append(f"{question.name}.{place}: {problem}")
            names = names_in(condition)
            unknown = [*filter(None, (wrong_name("question", n, questions) for n in names))]
            if place == "constraint" and not unknown and names - {question.name}:
                unknown = [
                    f"names {min(names - {question.name})}; a constraint is of its own question "
                    f"alone: take it out"
                ]
            problems += [f"{question.name}.{place}: {message}" for message in unknown]
    return sorted(problems)


def unheld_names(questions: Mapping[str, Question], held: Collection[str]) -> dict[str, list[str]]:
    """List questions that conditions of held ones name, and no file holds -> those held ones."""
    dependents: dict[str, list[str]] = {}
    for name in (name for name in questions if name in held):
        for other in sorted(names_in(questions[name].relevant or "").difference(held)):
            dependents.setdefault(other, []).append(name)
    return dependents


def decidable(condition: str, held: Collection[str]) -> str:
    """Return what of a condition can be decided where not all that it names is held, or "".

    Assume: a part that names what nobody published (whoever consented, say) was met; what is joined
    by ``and`` is decided part by part, and anything else not at all.
    """
    if names_in(condition) <= {*held}:
        return condition
    parts = _joined(condition)
    conditions = [decidable(part, held) for part in parts] if len(parts) > 1 else []
    return " and ".join(f"({part})" for part in conditions if part)


def _joined(condition: str) -> list[str]:
    """Part a condition at each ``and`` that stands in no bracket; whole, where ``or`` does."""
    condition = condition.strip()
    depth, begin, parts = 0, 0, list[str]()
    whole = condition.startswith("(")  # whether one bracket holds it all
    for match in _MARKS_AND_WORDS.finditer(condition):
        depth += {"(": 1, ")": -1}.get(match[0], 0)
        if depth == 0 and match[0] == "or":
            return [condition]
        if depth == 0 and match[0] == "and":
            parts.append(condition[begin : match.start()])
            begin = match.end()
        whole = whole and (depth > 0 or match.end() == len(condition))
    return _joined(condition[1:-1]) if whole and depth == 0 else [*parts, condition[begin:]]


def _parse(expression: str) -> Any:  # a token of elementpath
    if _depth(expression) > _DEEPEST:
        raise _too_deep(expression)
    try:
        return _FormParser().parse(_REFERENCE.sub(r"$\1 ", expression))
    except (ElementPathError, ArithmeticError, ValueError, TypeError) as problem:
        message = str(problem)[:_LONGEST_SAID]
        raise SurveyError(f"can't read the condition {short(expression)}: {message}") from None


def _too_deep(expression: str) -> SurveyError:
    return SurveyError(
        f"the condition {short(expression)} is nested too deep; at most {_DEEPEST} brackets in "
        f"brackets, and {_MOST_VALUES} comparisons in comparisons, can be read"
    )


def _depth(expression: str) -> int:
    """Count how deep brackets stand in brackets, those in texts aside."""
    deepest = depth = 0
    for mark in _MARKS.findall(expression):
        depth += {"(": 1, ")": -1}.get(mark, 0)
        deepest = max(deepest, depth)
    return deepest


def _spine(token: Any, symbols: Collection[str]) -> tuple[Any, list[Any]]:
    """Take apart what stands in a row, however long: the first part, and the others' tokens."""
    row = []
    while token.symbol in symbols and len(token) == 2:
        row.append(token)
        token = token[0]
    return token, row[::-1]


def _translate(token: Any, whole: str, this: str | None, within: int = 0) -> _Typed:
    """Translate a token that stands within so many comparisons and functions of texts.

    Each of these uses what is in it several times, so that nested ones grow without end.
    """
    symbol = token.symbol
    uses = symbol in _USES
    if within > _MOST_VALUES:
        raise _too_deep(whole)

    def part(index: int) -> _Typed:
        return _translate(token[index], whole, this, within + uses)

    if symbol == "$":
        if token[0].value not in names_in(whole):
            raise SurveyError(
                f"the condition {whole!r} names ${token[0].value}; expected ${{{token[0].value}}}"
            )
        return _Typed(pl.col(token[0].value), "answer")
    if symbol == "." and this is not None:
        return _Typed(pl.col(this), "answer")
    if symbol == "(string)":
        return _Typed(pl.lit(token.value), "text")
    if symbol in {"(integer)", "(decimal)", "(float)"}:
        return _Typed(pl.lit(_number(token.value, whole)), "number")
    if symbol == "(":
        return part(0)
    if symbol in {"and", "or"}:
        first, row = _spine(token, {symbol})
        parts = [first, *(operation[1] for operation in row)]
        all_or_any = pl.all_horizontal if symbol == "and" else pl.any_horizontal
        held = [_translate(operand, whole, this, within).bool() for operand in parts]
        return _Typed(all_or_any(held), "bool")
    if symbol in _COMPARE:
        return _compare(symbol, part(0), part(1))
    if symbol in _ARITHMETIC and len(token) == 2:
        first, row = _spine(token, _ARITHMETIC)
        if len(row) > _LONGEST_SUM:
            raise SurveyError(f"the condition {short(whole)} adds more than {_LONGEST_SUM} terms")
        within += sum(operation.symbol == "mod" for operation in row)  # uses its left side twice
        result = _translate(first, whole, this, within).number()
        for operation in row:
            term = _translate(operation[1], whole, this, within).number()
            result = _ARITHMETIC[operation.symbol](result, term)
        return _Typed(result, "number")
    if symbol == "-":
        return _Typed(-part(0).number(), "number")
    if symbol == "not":
        return _Typed(~part(0).bool(), "bool")
    if symbol in {"true", "false"}:
        return _Typed(pl.lit(symbol == "true"), "bool")
    if symbol == "number":
        return _Typed(part(0).number(), "number")
    if symbol == "string-length":
        if not len(token) and this is None:
            raise SurveyError(
                f"the condition {short(whole)} asks for the string-length() of no question; "
                f"expected ${{...}} between the brackets"
            )
        subject = part(0) if len(token) else _Typed(pl.col(this or ""), "answer")
        return _Typed(subject.text().str.len_chars().cast(pl.Float64), "number")
    if symbol == "selected":
        codes = pl.concat_str(pl.lit(" "), part(0).text(), pl.lit(" "))
        code = pl.concat_str(pl.lit(" "), part(1).text(), pl.lit(" "))
        return _Typed(codes.str.contains(code, literal=True), "bool")
    if symbol == "count-selected":
        return _Typed(part(0).text().str.count_matches(r"\S+").cast(pl.Float64), "number")
    if symbol in {"if", "coalesce"}:
        first, *others = [part(index) for index in range(len(token))]
        one, other = others if symbol == "if" else (first, *others)
        holds = first.bool() if symbol == "if" else first.text() != ""
        if one.kind == other.kind == "number":
            return _Typed(pl.when(holds).then(one.number()).otherwise(other.number()), "number")
        return _Typed(pl.when(holds).then(one.text()).otherwise(other.text()), "text")
    if symbol in {"min", "max"}:
        numbers = [part(index).number() for index in range(len(token))]
        ends = pl.min_horizontal(numbers) if symbol == "min" else pl.max_horizontal(numbers)
        none = pl.any_horizontal(number.is_nan() for number in numbers)
        return _Typed(pl.when(none).then(math.nan).otherwise(ends), "number")
    if symbol == "int":
        number = part(0).number()
        return _Typed(number.abs().floor() * number.sign(), "number")
    if symbol == "regex":
        return _Typed(part(0).text().str.contains(_pattern(token[1], whole)), "bool")
    if symbol in {"contains", "starts-with"}:
        text = part(0).text().str
        test = text.contains if symbol == "contains" else text.starts_with
        more = {"literal": True} if symbol == "contains" else {}
        return _Typed(test(part(1).text(), **more), "bool")
    raise SurveyError(f"the condition {short(whole)} uses {symbol!r}, which is not supported")


def _pattern(token: Any, whole: str) -> str:
    """Read what a whole text must be like, which a form says in so many letters.

    Assume: form tools' patterns mean here what they mean there; one that looks ahead can't be read.
    """
    pattern = f"^(?:{token.value})$" if token.symbol == "(string)" else "("
    try:
        pl.Series([""]).str.contains(pattern)
    except pl.exceptions.ComputeError:
        raise SurveyError(
            f"the condition {short(whole)} has a pattern that can't be read"
        ) from None
    return pattern


def _number(value: Any, whole: str) -> float:
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise SurveyError(f"the condition {short(whole)} has a number that is too large")
    return number


def _compare(symbol: str, left: _Typed, right: _Typed) -> _Typed:
    kinds = {left.kind, right.kind}
    if "bool" in kinds and symbol in {"=", "!="}:
        result = left.bool() == right.bool()
    elif "number" in kinds or symbol not in {"=", "!="}:
        # polars takes NaN for the largest number, and equal to itself.
        a, b = left.number(), right.number()
        result = _COMPARE[symbol](a, b) & a.is_not_nan() & b.is_not_nan()
    else:
        result = left.text() == right.text()
    return _Typed(~result if symbol == "!=" else result, "bool")
