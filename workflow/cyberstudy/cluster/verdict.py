"""Are there types, one gradient, or nothing: a verdict by rules that the plan declares.

The tests are made in `rivals`; here they are only read. What the rules give where the truth is
known is measured in benchmarks/verdict_calibration.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

from cyberstudy.cluster.rivals import Comparison, Evidence
from cyberstudy.declare.plan.verdict_rules import CONTINUUM, GRADIENT, NO_STRUCTURE, TYPES, Rules

FOR, AGAINST, OPEN = "for", "against", "open"


def verdict(
    evidence: Evidence, rules: Rules, stability: Sequence[float] | None = None
) -> dict[str, object]:
    """Judge whether there are types, one gradient, or nothing.

    Parameters
    ----------
    evidence
        From `rivals.compare` under the same rules.
    rules
        As declared.
    stability
        Mean Jaccard similarity of each class between resamples, if it was looked at.

    Returns
    -------
    dict
        For verdict.json: `verdict`; `classes`, the number of types, or None; `contender`, the
        number of classes that the tests stop at; `evidence` for and against each possible verdict;
        `tests`; `criteria`, which do not decide; `cautions`; `rules`; `text`, all that in words.
    """
    structure = any(
        test is not None and test.rejected
        for test in (evidence.test(1, 2), evidence.test(1, CONTINUUM))
    )
    no_continuum, no_types = _against(evidence)
    if not structure:
        found = NO_STRUCTURE
    elif not no_continuum:
        found = GRADIENT
    elif not no_types:
        found = TYPES
    else:
        found = rules.both_rejected
    return {
        "verdict": found,
        "classes": evidence.classes if found == TYPES else None,
        "contender": evidence.classes,
        "units": evidence.units,
        "rival": evidence.continuum_name,
        "sizes": list(evidence.sizes),
        "evidence": _evidence(evidence, structure),
        "tests": [_told(test, evidence) for test in evidence.tests],
        "criteria": [
            {**asdict(entry), "model": _name(entry.model, evidence)} for entry in evidence.criteria
        ],
        "cautions": _cautions(evidence, rules, stability, found),
        "rules": asdict(rules),
        "text": _text(found, evidence, structure),
    }


def _against(evidence: Evidence) -> tuple[bool, bool]:
    """Whether the continuum is rejected in favour of the classes, and the other way round."""
    pair = (evidence.test(CONTINUUM, evidence.classes), evidence.test(evidence.classes, CONTINUUM))
    if evidence.classes == 1:
        return False, pair[1].rejected
    return pair[0].rejected, pair[1].rejected


def _evidence(evidence: Evidence, structure: bool) -> dict[str, object]:
    """What each verdict has for it and against it."""
    k = evidence.classes
    no_continuum, no_types = _against(evidence)
    some = [test for model in (2, CONTINUUM) if (test := evidence.test(1, model))]
    pair = [evidence.test(CONTINUUM, k), evidence.test(k, CONTINUUM)] if k > 1 else []
    if k == 1:
        types = AGAINST
    else:
        types = AGAINST if no_types or not structure else FOR if no_continuum else OPEN
    gradient = AGAINST if no_continuum or not structure else FOR if no_types else OPEN

    def entry(speaks: str, tests: Sequence[Comparison]) -> dict[str, object]:
        return {"speaks": speaks, "tests": [_title(test, evidence) for test in tests]}

    return {
        TYPES: entry(types, [*pair, *_steps(evidence)]),
        GRADIENT: entry(gradient, pair or some[1:]),
        NO_STRUCTURE: entry(AGAINST if structure else FOR, some),
    }


def _steps(evidence: Evidence) -> list[Comparison]:
    """Return the tests of k against k + 1."""
    return [test for test in evidence.tests if test.alternative == test.null + 1]


def _name(model: int, evidence: Evidence) -> str:
    if model == CONTINUUM:
        return evidence.continuum_name
    return "one class" if model == 1 else f"{model} classes"


def _title(test: Comparison, evidence: Evidence) -> str:
    return f"{_name(test.null, evidence)} against {_name(test.alternative, evidence)}"


def _told(test: Comparison, evidence: Evidence) -> dict[str, object]:
    return {
        "test": _title(test, evidence),
        "null": _name(test.null, evidence),
        "alternative": _name(test.alternative, evidence),
        "level": test.level,
        "rejected": test.rejected,
        **asdict(test.result),
    }


def _cautions(
    evidence: Evidence, rules: Rules, stability: Sequence[float] | None, found: str
) -> list[dict[str, str]]:
    """List what a reader should know; none of it changes the verdict."""
    k = evidence.classes
    chosen = evidence.criterion(k)
    hit = []

    def caution(name: str, text: str) -> None:
        hit.append({"caution": name, "text": text})

    if chosen.n_parameters > evidence.units / rules.units_per_parameter:
        caution(
            "parameters",
            f"{_name(k, evidence).capitalize()} have {chosen.n_parameters} parameters for "
            f"{evidence.units} units: more than one for {rules.units_per_parameter:g}.",
        )
    if k > 1 and min(evidence.sizes) < rules.smallest_class:
        caution(
            "small class",
            f"The smallest of {k} classes has {min(evidence.sizes)} units, "
            f"fewer than {rules.smallest_class}.",
        )
    if stability is not None and len(stability) and min(stability) < rules.minimum_stability:
        caution(
            "stability",
            f"Not all classes come back when units are drawn again: the lowest mean Jaccard "
            f"similarity is {min(stability):.2f}, where {rules.minimum_stability:g} is asked for.",
        )
    if stability is None and found == TYPES:
        caution("stability unknown", "Whether the types come back in resamples was not looked at.")
    if k > 1 and chosen.best_share < rules.minimum_best_share:
        caution(
            "starts",
            f"Only {chosen.best_share:.0%} of the starts reached the best optimum of {k} classes.",
        )
    if k > 1 and evidence.boundary:
        at = "1 probability" if evidence.boundary == 1 else f"{evidence.boundary} probabilities"
        caution("boundary", f"Estimated at 0 or 1: {at} of {k} classes.")
    unfinished = [_name(e.model, evidence) for e in evidence.criteria if not e.converged]
    if unfinished:
        caution("convergence", f"Not converged: {', '.join(unfinished)}.")
    if k == rules.max_classes:
        caution("most classes", f"{k} classes is the most that was tried.")
    close = [test for test in evidence.tests if test.result.low <= test.level <= test.result.high]
    if close:
        caution(
            "close call",
            "More replicates might turn "
            + "; ".join(f"{_title(test, evidence)} ({_p(test)})" for test in close)
            + ": the interval of the p-value holds the level.",
        )
    early = [test for test in evidence.tests if test.result.replicates < rules.replicates]
    if early:
        caution(
            "stopped early",
            f"{len(early)} of {len(evidence.tests)} tests were stopped before "
            f"{rules.replicates} replicates, where their answer was clear.",
        )
    no_continuum, no_types = _against(evidence)
    if k > 1 and no_continuum and no_types:
        caution(
            "both rejected",
            f"{_capital(evidence.continuum_name)} and {_name(k, evidence)} are each rejected in "
            "favour of the other: neither describes the answers.",
        )
    if k > 1 and not no_continuum and not no_types:
        caution(
            "not told apart",
            f"{_capital(evidence.continuum_name)} and {_name(k, evidence)} are not told apart: "
            "neither is rejected in favour of the other.",
        )
    return hit


def _text(found: str, evidence: Evidence, structure: bool) -> str:
    """Say it in plain English."""
    k, units, rival = evidence.classes, evidence.units, evidence.continuum_name
    if not structure:
        return (
            f"No stable typology: the answers of {units} units hang together no more than "
            f"independent ones do ({_against_nothing(evidence)})."
        )
    if k == 1:
        return (
            f"No stable typology: {units} units differ along {rival} "
            f"({_p(evidence.test(1, CONTINUUM))} against nothing), and two classes are no better "
            f"than one ({_p(evidence.test(1, 2))})."
        )
    forward, back = evidence.test(CONTINUUM, k), evidence.test(k, CONTINUUM)
    last = evidence.test(k, k + 1)
    more = f"one more adds nothing ({_p(last)})" if last else "more were not tried"
    classes = _name(k, evidence)
    if found == TYPES:
        sizes = ", ".join(str(size) for size in evidence.sizes[:-1])
        return (
            f"Among {units} units there are {k} types, of {sizes} and {evidence.sizes[-1]} units. "
            f"{_capital(rival)} does not account for the answers: tables drawn from it favour "
            f"{classes} as much in {forward.result.exceedances} of {forward.result.replicates} "
            f"replicates ({_p(forward)}). {classes.capitalize()} do: {more}, and they are not "
            f"rejected in favour of {rival} ({_p(back)}). No rival but {rival} was tried."
        )
    if forward.rejected:
        return (
            f"No stable typology: {units} units differ, but neither {classes} nor {rival} describe "
            f"how. Each is rejected in favour of the other ({_p(forward)} and {_p(back)})."
        )
    tail = (
        f"and {classes} are rejected in favour of {rival} ({_p(back)})"
        if back.rejected
        else f"although {classes} are not rejected either ({_p(back)}); the simpler account stands"
    )
    return (
        f"No stable typology: {units} units differ along {rival}. {classes.capitalize()} describe "
        f"their answers no better than they describe tables drawn from {rival} ({_p(forward)}), "
        f"{tail}."
    )


def _against_nothing(evidence: Evidence) -> str:
    two, rival = evidence.test(1, 2), evidence.test(1, CONTINUUM)
    return f"two classes: {_p(two)}; {evidence.continuum_name}: {_p(rival)}"


def _p(test: Comparison) -> str:
    p = test.result.p
    return f"p = {p:.3f}" if p >= 0.001 else "p < 0.001"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
