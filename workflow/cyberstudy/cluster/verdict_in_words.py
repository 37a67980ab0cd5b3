"""A verdict in plain words, with the tests that it rests on: phrases with what is in their places.

`wording.verdict_text` says them, in each language; what kinds of values there are stands there.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Doubt:
    """What a reader should know of classes, or what keeps them from being claimed as types."""

    caution: str
    said: Sequence[Sentence]


def sentence(texts: str | tuple[str, str], /, **values: object) -> Sentence:
    """Put values with a phrase, or beside one with its plural."""
    return {"phrase": list(texts) if isinstance(texts, tuple) else texts, "values": values}


def doubt(caution: str, texts: str | tuple[str, str], /, **values: object) -> Doubt:
    """Say a doubt in one sentence, a phrase with its values."""
    return Doubt(caution, [sentence(texts, **values)])


def sentences(found: str, evidence: Evidence, undermined: Sequence[Sentence]) -> list[Sentence]:
    """Say a verdict; `undermined` are sentences on why no types are claimed."""
    k = evidence.classes
    units, classes, rival = units_of(evidence.units), of(k), of(evidence.continuum_name)
    if found == NO_STRUCTURE:
        two = evidence.made(1, 2)
        return [
            sentence(
                phrase(
                    "No stable typology: the answers of {units} are no more associated than "
                    "independent answers would be (two classes: {p_two}; {rival}: {p})."
                ),
                units=units,
                p_two=p_of(two),
                rival=rival,
                p=p_of(evidence.made(1, evidence.continuum_name)),
            )
        ]
    if k == 1:
        return [
            sentence(
                phrase(
                    "No stable typology: {units} differ along {rival} ({p} against no "
                    "structure), and two classes fit no better than one ({p_two})."
                ),
                units=units,
                rival=rival,
                p=p_of(evidence.made(1, evidence.continuum_name)),
                p_two=p_of(evidence.made(1, 2)),
            )
        ]
    forward = evidence.made(evidence.continuum_name, k)
    known: dict[str, Any] = {
        "units": units,
        "classes": classes,
        "rival": rival,
        "p": p_of(forward),
        "p_back": p_of(evidence.made(k, evidence.continuum_name)),
    }
    if found == TYPES:
        return _types(evidence, forward, known)
    if found == NO_TYPOLOGY:
        return [
            sentence(phrase("We claim no typology.")),
            sentence(
                phrase(
                    "{classes} describe the {units} better than one class or {rival} does; both "
                    "are rejected in favour of classes ({p_one} and {p})."
                ),
                **_only(known, "classes", "units", "rival", "p"),
                p_one=p_of(evidence.made(1, 2)),
            ),
            *_gone(evidence),
            sentence(phrase("But the further conditions for claiming types are not met.")),
            *undermined,
        ]
    if found == NONE_FITS:
        return [
            sentence(
                phrase(
                    "No stable typology: {units} differ, but neither {classes} nor {rival} "
                    "describes how."
                ),
                **_only(known, "units", "classes", "rival"),
            ),
            sentence(
                phrase("Each is rejected in favour of the other ({p} and {p_back})."),
                **_only(known, "p", "p_back"),
            ),
            *_gone(evidence),
        ]
    if kept := [test for test in evidence.further if not test.rejected]:
        return _another(evidence, kept, _only(known, "classes", "units", "rival", "p"))
    if evidence.made(k, evidence.continuum_name).rejected:
        return [
            sentence(
                phrase("No stable typology: {units} differ along {rival}."),
                **_only(known, "units", "rival"),
            ),
            sentence(
                phrase(
                    "{classes} describe their answers no better than they would if {rival} were "
                    "true ({p}), and {classes} are rejected in favour of {rival} ({p_back})."
                ),
                **_only(known, "classes", "rival", "p", "p_back"),
            ),
        ]
    return [
        sentence(
            phrase(
                "We claim neither types nor a gradient: from the answers of {units}, {rival} and "
                "{classes} are not distinguishable."
            ),
            **_only(known, "units", "classes", "rival"),
        ),
        sentence(
            phrase("Neither is rejected in favour of the other ({p} and {p_back})."),
            **_only(known, "p", "p_back"),
        ),
    ]


def of(model: ModelName) -> dict[str, str]:
    """Name a model, for a place of a phrase."""
    return {"model": name_of(model)}


def units_of(count: int) -> dict[str, int]:
    """Count units, for a place of a phrase."""
    return {"units": count}


def p_of(test: RivalTest) -> dict[str, float]:
    """Tell the p-value of a test, for a place of a phrase."""
    return {"p": test.result.p}


def _types(evidence: Evidence, forward: RivalTest, known: dict[str, Any]) -> list[Sentence]:
    k, rivals = evidence.classes, evidence.further
    last = evidence.test(k, k + 1)
    told = [
        sentence(
            phrase("The {units} form {types}, of {sizes} units."),
            units=known["units"],
            types={"types": k},
            sizes={"sizes": list(evidence.sizes)},
        ),
        sentence(
            phrase(
                "{rival} cannot explain the answers: of {replicates} tables simulated from it, "
                "{exceedances} favour {classes} as strongly as the answers do ({p})."
            ),
            **_only(known, "rival", "classes", "p"),
            exceedances=forward.result.exceedances,
            replicates=forward.result.replicates,
        ),
        sentence(
            phrase(
                "{classes} can: one more adds nothing ({p_more}), and they are not rejected in "
                "favour of {rival} ({p_back})."
            ),
            **_only(known, "classes", "rival", "p_back"),
            p_more=p_of(last),
        )
        if last
        else sentence(
            phrase(
                "{classes} can: more were not tried, and they are not rejected in favour of "
                "{rival} ({p_back})."
            ),
            **_only(known, "classes", "rival", "p_back"),
        ),
    ]
    if rivals:
        return [*told, sentence(phrase("Neither can these: {rivals}."), rivals=_with_p(rivals))]
    return [*told, sentence(phrase("No rival but {rival} was tried."), rival=known["rival"])]


def _another(
    evidence: Evidence, kept: Sequence[RivalTest], known: dict[str, Any]
) -> list[Sentence]:
    ruled_out = evidence.made(evidence.classes, evidence.continuum_name).rejected
    told = [
        sentence(
            phrase("No stable typology.")
            if ruled_out and len(kept) == 1
            else phrase("We claim neither types nor another description.")
        ),
        sentence(
            phrase(
                "{classes} describe the {units} better than {rival} does ({p}), but no better "
                "than they would if a rival without so many types were true: {rivals}."
            ),
            **known,
            rivals=_with_p(kept),
        ),
    ]
    if len(kept) > 1:
        told.append(sentence(phrase("The tests do not decide between these.")))
    if not ruled_out:
        told.append(sentence(phrase("{classes} are not ruled out."), classes=known["classes"]))
    if gone := [test for test in evidence.further if test.rejected]:
        told.append(sentence(phrase("Rejected: {rivals}."), rivals=_with_p(gone)))
    return told


def _gone(evidence: Evidence) -> list[Sentence]:
    """Name the further rivals where all are rejected."""
    gone = sentence(phrase("Also rejected: {rivals}."), rivals=_with_p(evidence.further))
    return [gone] if evidence.further else []


def _with_p(tests: Sequence[RivalTest]) -> dict[str, Any]:
    return {"models_with_p": [[name_of(test.null), test.result.p] for test in tests]}


def _only(known: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: known[name] for name in names}
