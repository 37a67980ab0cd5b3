"""Sentences on a verdict, which verdict.json holds as phrases with values, in one language.

A sentence is `phrase`, a text with places (or two: of one and of many, by the place ``count``), and
`values`, what is in its places: a whole number, or one kind of value by its name, as in `KINDS`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from cyberstudy.wording.translator import ENGLISH, Translator
from cyberstudy.wording.typologies import many_types, many_units, model, p_value
from surveyanswers.tables.phrases import Sentence


def with_texts(verdict: Mapping[str, Any]) -> dict[str, Any]:
    """Add to a verdict, and to what undermines it and cautions of it, their text in English."""
    doubts = {
        kind: [{**doubt, "text": text_of(doubt["said"])} for doubt in verdict[kind]]
        for kind in ("undermined", "cautions")
    }
    return {**verdict, **doubts, "text": text_of(verdict["said"])}


def text_of(sentences: Sequence[Sentence], say: Translator = ENGLISH) -> str:
    """Return sentences as one text."""
    return say.text(_said(say, sentence) for sentence in sentences)


def _said(say: Translator, sentence: Sentence) -> str:
    values = {name: _value(say, value) for name, value in sentence["values"].items()}
    texts = sentence["phrase"]
    if isinstance(texts, str):
        text = say(texts, **values)
    else:
        one, many = texts
        text = say.many(one, many, values["count"], **values)
    return text[:1].upper() + text[1:]


def _value(say: Translator, value: Any) -> Any:
    if not isinstance(value, Mapping):
        return value
    ((kind, content),) = value.items()
    return KINDS[kind](say, content)


def _model(say: Translator, name: str) -> str:
    return say("one class") if name == "one class" else model(say, name)


def _models(say: Translator, names: Sequence[str]) -> str:
    return say.listed(_model(say, name) for name in names)


def _with_p(say: Translator, tests: Sequence[tuple[str, float]]) -> str:
    models = (say("{model} ({p})", model=_model(say, name), p=p_value(say, p)) for name, p in tests)
    return say.listed(models)


def _pairs(say: Translator, tests: Sequence[tuple[str, str, float]]) -> str:
    return say.clauses(
        say(
            "{null} against {alternative} ({p})",
            null=_model(say, null),
            alternative=_model(say, alternative),
            p=p_value(say, p),
        )
        for null, alternative, p in tests
    )


def _sizes(say: Translator, sizes: Sequence[int]) -> str:
    return say.every(map(say.count, sizes))


def _span(say: Translator, ends: Sequence[int]) -> str:
    low, high = ends
    return say.count(low) if low == high else say("{low} to {high}", low=low, high=high)


#: How each kind of value is said: models and p-values as tables hold them.
KINDS: Mapping[str, Callable[[Translator, Any], str]] = {
    "units": many_units,
    "types": many_types,
    "sizes": _sizes,
    "model": _model,
    "models": _models,
    "models_with_p": _with_p,
    "pairs_with_p": _pairs,
    "p": p_value,
    "span": _span,
    "decimal": lambda say, value: say.decimal(value, 2),
    "plain": lambda say, value: say.plain(value),
    "share": lambda say, value: say.percent(value),
    "found": lambda say, value: say("{count} of {base}", count=value[0], base=value[1]),
}
