"""A verdict in plain English, with the tests that it rests on."""

from __future__ import annotations

from collections.abc import Sequence

from cyberstudy.cluster.rivals import Evidence, RivalTest
from cyberstudy.declare.plan.verdict_rules import (
    NO_STRUCTURE,
    NO_TYPOLOGY,
    NONE_FITS,
    TYPES,
    name_of,
)


def text(found: str, evidence: Evidence, undermined: Sequence[str]) -> str:
    """Say it in plain English."""
    k, units, rival = evidence.classes, evidence.units, evidence.continuum_name
    if found == NO_STRUCTURE:
        return (
            f"No stable typology: the answers of {units} units hang together no more than "
            f"independent ones do ({_against_nothing(evidence)})."
        )
    if k == 1:
        return (
            f"No stable typology: {units} units differ along {rival} "
            f"({p_value(evidence.made(1, rival))} against nothing), and two classes are no better "
            f"than one ({p_value(evidence.made(1, 2))})."
        )
    forward, back = evidence.made(rival, k), evidence.made(k, rival)
    last = evidence.test(k, k + 1)
    more = f"one more adds nothing ({p_value(last)})" if last else "more were not tried"
    classes = name_of(k)
    if found == TYPES:
        nor = f"No rival but {rival} was tried."
        if evidence.further:
            nor = f"Nor does {_with_p(evidence.further)}."
        sizes = ", ".join(str(size) for size in evidence.sizes[:-1])
        return (
            f"Among {units} units there are {k} types, of {sizes} and {evidence.sizes[-1]} units. "
            f"{capital(rival)} does not account for the answers: tables drawn from it favour "
            f"{classes} as much in {forward.result.exceedances} of {forward.result.replicates} "
            f"replicates ({p_value(forward)}). {classes.capitalize()} do: {more}, and they are not "
            f"rejected in favour of {rival} ({p_value(back)}). {nor}"
        )
    if found == NO_TYPOLOGY:
        return (
            f"No typology is claimed. {classes.capitalize()} describe the {units} units better "
            f"than one class and than {rival}, which are both rejected in favour of "
            f"classes ({p_value(evidence.made(1, 2))} and {p_value(forward)}).{_gone(evidence)} "
            f"But what must hold of types does not. {' '.join(undermined)}"
        )
    if found == NONE_FITS:
        return (
            f"No stable typology: {units} units differ, but neither {classes} nor {rival} describe "
            f"how. Each is rejected in favour of the other ({p_value(forward)} and "
            f"{p_value(back)}).{_gone(evidence)}"
        )
    if kept := [test for test in evidence.further if not test.rejected]:
        gone = [test for test in evidence.further if test.rejected]
        apart = "" if len(kept) == 1 else " These are not told apart."
        nor = f" Rejected: {_with_p(gone)}." if gone else ""
        return (
            f"No stable typology: {classes} describe the {units} units better than {rival} does "
            f"({p_value(forward)}), but no better than they describe tables drawn from what "
            f"accounts for the answers without so many types: {_with_p(kept)}.{apart}{nor}"
        )
    tail = (
        f"and {classes} are rejected in favour of {rival} ({p_value(back)})"
        if back.rejected
        else f"although {classes} are not rejected either ({p_value(back)}); the simpler account "
        "stands"
    )
    return (
        f"No stable typology: {units} units differ along {rival}. {classes.capitalize()} describe "
        f"their answers no better than they describe tables drawn from {rival} "
        f"({p_value(forward)}), {tail}."
    )


def _against_nothing(evidence: Evidence) -> str:
    two, rival = evidence.made(1, 2), evidence.made(1, evidence.continuum_name)
    return f"two classes: {p_value(two)}; {evidence.continuum_name}: {p_value(rival)}"


def many_units(count: int) -> str:
    """Count units."""
    return "1 unit" if count == 1 else f"{count} units"


def p_value(test: RivalTest) -> str:
    """Write the p-value of a test."""
    p = test.result.p
    return f"p = {p:.3f}" if p >= 0.001 else "p < 0.001"


def capital(text: str) -> str:
    """Begin a sentence."""
    return text[:1].upper() + text[1:]


def _gone(evidence: Evidence) -> str:
    """Name the further rivals where all are rejected."""
    return f" Rejected, too: {_with_p(evidence.further)}." if evidence.further else ""


def _with_p(tests: Sequence[RivalTest]) -> str:
    return ", ".join(f"{name_of(test.null)} ({p_value(test)})" for test in tests)
