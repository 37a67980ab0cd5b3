"""Routing and constraints: XLSForm expressions as polars expressions, whole columns at a time.

XLSForm writes `relevant` and `constraint` in a subset of XPath 1.0, with ``${name}`` for an
answer and ``.`` for the answer at hand. The expression is parsed by elementpath and its tree
translated; nothing is evaluated row by row. As in XForms, an unanswered question is the empty
string in a comparison with text and not a number in a comparison with a number.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import polars as pl
from elementpath import ElementPathError, XPath1Parser
from elementpath.tdop import Parser

from cyberstudy.tables.problems import StudyProblem

#: What XPath 1.0 takes for a number; other text is none.
_NUMBER = r"^-?(\d+(\.\d*)?|\.\d+)$"
_LARGEST_WHOLE = 2.0**63
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


class _FormParser(XPath1Parser):
    """XPath 1.0 and the functions that XForms adds for several-answer questions."""

    def parse(self, source: str) -> Any:
        """Parse, and do not evaluate: XPath1Parser would, and fail at some parts of constants."""
        return Parser.parse(self, source)


@_FormParser.method(_FormParser.function("selected", nargs=2))
def evaluate_selected(self: Any, context: Any = None) -> Any:  # elementpath's signature
    """Say that only an evaluation would need answers: the expression is translated."""
    raise self.missing_context()  # translated, never evaluated: the parser tolerates this


@_FormParser.method(_FormParser.function("count-selected", nargs=1))
def evaluate_count_selected(self: Any, context: Any = None) -> Any:
    """Say the same."""
    raise self.missing_context()  # translated, never evaluated: the parser tolerates this


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
            return (self.expr != 0) & self.expr.is_not_nan()
        return self.text() != ""


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
    StudyProblem
        The expression can't be parsed, or uses what the subset does not have.
    """
    return _translate(_parse(expression), expression, this).bool()


@cache
def names_in(expression: str) -> frozenset[str]:
    """Return the questions that an expression refers to."""
    return frozenset(_REFERENCE.findall(expression))


def _parse(expression: str) -> Any:  # a token of elementpath
    try:
        return _FormParser().parse(_REFERENCE.sub(r"$\1 ", expression))
    except ElementPathError as problem:
        raise StudyProblem(f"can't read the condition {expression!r}: {problem}") from None


def _translate(token: Any, whole: str, this: str | None) -> _Typed:
    symbol = token.symbol

    def part(index: int) -> _Typed:
        return _translate(token[index], whole, this)

    if symbol == "$":
        if token[0].value not in names_in(whole):
            raise StudyProblem(
                f"the condition {whole!r} names ${token[0].value}; expected ${{{token[0].value}}}"
            )
        return _Typed(pl.col(token[0].value), "answer")
    if symbol == "." and this is not None:
        return _Typed(pl.col(this), "answer")
    if symbol == "(string)":
        return _Typed(pl.lit(token.value), "text")
    if symbol in {"(integer)", "(decimal)", "(float)"}:
        return _Typed(pl.lit(float(token.value)), "number")
    if symbol == "(":
        return part(0)
    if symbol in {"and", "or"}:
        left, right = part(0).bool(), part(1).bool()
        return _Typed(left & right if symbol == "and" else left | right, "bool")
    if symbol in _COMPARE:
        return _compare(symbol, part(0), part(1))
    if symbol in _ARITHMETIC and len(token) == 2:
        return _Typed(_ARITHMETIC[symbol](part(0).number(), part(1).number()), "number")
    if symbol == "-":
        return _Typed(-part(0).number(), "number")
    if symbol == "not":
        return _Typed(~part(0).bool(), "bool")
    if symbol in {"true", "false"}:
        return _Typed(pl.lit(symbol == "true"), "bool")
    if symbol == "number":
        return _Typed(part(0).number(), "number")
    if symbol == "string-length":
        subject = part(0) if len(token) else _Typed(pl.col(this or ""), "answer")
        return _Typed(subject.text().str.len_chars().cast(pl.Float64), "number")
    if symbol == "selected":
        codes = pl.concat_str(pl.lit(" "), part(0).text(), pl.lit(" "))
        code = pl.concat_str(pl.lit(" "), part(1).text(), pl.lit(" "))
        return _Typed(codes.str.contains(code, literal=True), "bool")
    if symbol == "count-selected":
        return _Typed(part(0).text().str.count_matches(r"\S+").cast(pl.Float64), "number")
    raise StudyProblem(f"the condition {whole!r} uses {symbol!r}, which is not supported")


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
