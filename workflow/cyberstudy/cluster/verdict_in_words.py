"""A verdict in plain words, with the tests that it rests on: phrases with what is in their places.

`wording.verdict_text` says them, in each language; what kinds of values there are stands there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from string import Formatter
from typing import Any

from cyberstudy.declare.plan.verdict_rules import (
    NO_STRUCTURE,
    NO_TYPOLOGY,
    NONE_FITS,
    TYPES,
    name_of,
)
from latentclass.contest import Evidence, ModelName, RivalTest
from surveyanswers.tables.phrases import Sentence, phrase

#: What is said of a verdict that needs no more than the values of `_values`.
INDEPENDENT = (
    phrase(
        "No stable typology: the answers of {units} are no more associated than "
        "independent answers would be (two classes: {p_two}; {rival}: {p})."
    ),
)
ONE_CLASS = (
    phrase(
        "No stable typology: {units} differ along {rival} ({p} against no "
        "structure), and two classes fit no better than one ({p_two})."
    ),
)
BOTH_REJECTED = (
    phrase("We claim no typology."),
    phrase(
        "{classes} describe the {units} better than one class or {rival} does; both "
        "are rejected in favour of classes ({p_one} and {p})."
    ),
)
CONDITIONS = (phrase("But the further conditions for claiming types are not met."),)
NEITHER_FITS = (
    phrase("No stable typology: {units} differ, but neither {classes} nor {rival} describes how."),
    phrase("Each is rejected in favour of the other ({p} and {p_back})."),
)
ONE_GRADIENT = (
    phrase("No stable typology: {units} differ along {rival}."),
    phrase(
        "{classes} describe their answers no better than they would if {rival} were "
        "true ({p}), and {classes} are rejected in favour of {rival} ({p_back})."
    ),
)
UNDECIDED = (
    phrase(
        "We claim neither types nor a gradient: from the answers of {units}, {rival} and "
        "{classes} are not distinguishable."
    ),
    phrase("Neither is rejected in favour of the other ({p} and {p_back})."),
)


@dataclass(frozen=True)
class Doubt:
    """What a reader should know of classes, or what keeps them from being claimed as types."""

    caution: str
    said: Sequence[Sentence]


def sentence(texts: str | tuple[str, str], /, **values: object) -> Sentence:
    """Return a phrase, or one with its plural, with its values."""
    return {"phrase": list(texts) if isinstance(texts, tuple) else texts, "values": values}


def doubt(caution: str, texts: str | tuple[str, str], /, **values: object) -> Doubt:
    """Return a doubt in one sentence, a phrase with its values."""
    return Doubt(caution, [sentence(texts, **values)])


def sentences(verdict: str, evidence: Evidence, undermined: Sequence[Sentence]) -> list[Sentence]:
    """Return a verdict in sentences; `undermined` are those on why no types are claimed."""
    values = _values(evidence, structure=verdict != NO_STRUCTURE and evidence.classes > 1)
    if verdict == NO_STRUCTURE:
        return _filled(INDEPENDENT, values)
    if evidence.classes == 1:
        return _filled(ONE_CLASS, values)
    if verdict == TYPES:
        return _types(evidence, values)
    if verdict == NO_TYPOLOGY:
        claim = [*_filled(BOTH_REJECTED, values), *_further_rejected(evidence)]
        return [*claim, *_filled(CONDITIONS, values), *undermined]
    if verdict == NONE_FITS:
        return [*_filled(NEITHER_FITS, values), *_further_rejected(evidence)]
    if standing := [test for test in evidence.further if not test.rejected]:
        return _another(evidence, standing, values)
    ruled_out = evidence.made(evidence.classes, evidence.continuum_name).rejected
    return _filled(ONE_GRADIENT if ruled_out else UNDECIDED, values)


def _values(evidence: Evidence, *, structure: bool) -> dict[str, Any]:
    """Return what stands in places of phrases; without structure tests are against one class."""
    k, rival = evidence.classes, evidence.continuum_name
    values = {"units": units_of(evidence.units), "classes": of(k), "rival": of(rival)}
    if not structure:
        p_values = {"p": evidence.made(1, rival), "p_two": evidence.made(1, 2)}
    else:
        pair = {"p": evidence.made(rival, k), "p_back": evidence.made(k, rival)}
        p_values = pair | ({"p_one": two} if (two := evidence.test(1, 2)) else {})
    return values | {name: p_of(test) for name, test in p_values.items()}


def _filled(texts: Sequence[str], values: Mapping[str, Any]) -> list[Sentence]:
    """Return phrases as sentences, each with the values that have a place in it."""
    named = [[name for _, name, _, _ in Formatter().parse(text) if name] for text in texts]
    return [
        sentence(text, **{name: values[name] for name in names})
        for text, names in zip(texts, named, strict=True)
    ]


def of(model: ModelName) -> dict[str, str]:
    """Name a model, for a place of a phrase."""
    return {"model": name_of(model)}


def units_of(count: int) -> dict[str, int]:
    """Count units, for a place of a phrase."""
    return {"units": count}


def p_of(test: RivalTest) -> dict[str, float]:
    """Return the p-value of a test, for a place of a phrase."""
    return {"p": test.result.p}


def _types(evidence: Evidence, values: Mapping[str, Any]) -> list[Sentence]:
    k = evidence.classes
    forward = evidence.made(evidence.continuum_name, k).result
    texts = [
        phrase("The {units} form {types}, of {sizes} units."),
        phrase(
            "{rival} cannot explain the answers: of {replicates} tables simulated from it, "
            "{exceedances} favour {classes} as strongly as the answers do ({p})."
        ),
    ]
    more = {
        "types": {"types": k},
        "sizes": {"sizes": list(evidence.sizes)},
        "exceedances": forward.exceedances,
        "replicates": forward.replicates,
        "rivals": _with_p(evidence.further),
    }
    if larger := evidence.test(k, k + 1):
        more["p_more"] = p_of(larger)
        texts.append(
            phrase(
                "{classes} can: one more adds nothing ({p_more}), and they are not rejected in "
                "favour of {rival} ({p_back})."
            )
        )
    else:
        texts.append(
            phrase(
                "{classes} can: more were not tried, and they are not rejected in favour of "
                "{rival} ({p_back})."
            )
        )
    texts.append(
        phrase("Neither can these: {rivals}.")
        if evidence.further
        else phrase("No rival but {rival} was tried.")
    )
    return _filled(texts, {**values, **more})


def _another(
    evidence: Evidence, standing: Sequence[RivalTest], values: Mapping[str, Any]
) -> list[Sentence]:
    ruled_out = evidence.made(evidence.classes, evidence.continuum_name).rejected
    texts = [
        phrase("No stable typology.")
        if ruled_out and len(standing) == 1
        else phrase("We claim neither types nor another description."),
        phrase(
            "{classes} describe the {units} better than {rival} does ({p}), but no better "
            "than they would if a rival without so many types were true: {rivals}."
        ),
    ]
    if len(standing) > 1:
        texts.append(phrase("The tests do not decide between these."))
    if not ruled_out:
        texts.append(phrase("{classes} are not ruled out."))
    rejected = [test for test in evidence.further if test.rejected]
    last = [sentence(phrase("Rejected: {rivals}."), rivals=_with_p(rejected))] if rejected else []
    return [*_filled(texts, {**values, "rivals": _with_p(standing)}), *last]


def _further_rejected(evidence: Evidence) -> list[Sentence]:
    """Name the further rivals where all are rejected."""
    rejected = sentence(phrase("Also rejected: {rivals}."), rivals=_with_p(evidence.further))
    return [rejected] if evidence.further else []


def _with_p(tests: Sequence[RivalTest]) -> dict[str, Any]:
    return {"models_with_p": [[name_of(test.null), test.result.p] for test in tests]}
