"""Are there types, another account, or nothing: a verdict by rules that are declared.

The tests are made in `latentclass.contest` and the classes' stability is that of `stability`; here
they are only read. What the rules give where the truth is known is measured in
benchmarks/verdict_calibration.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from cyberstudy.cluster.verdict_in_words import Doubt, doubt, of, sentences, units_of
from cyberstudy.declare.plan.verdict_rules import (
    ANOTHER,
    GRADIENT,
    NO_STRUCTURE,
    NO_TYPOLOGY,
    NONE_FITS,
    NOT_DISTINGUISHABLE,
    TWO_GRADIENTS,
    TYPES,
    Rules,
    name_of,
)
from latentclass.contest import Evidence
from surveyanswers.tables.phrases import phrase, phrases

FOR, AGAINST, OPEN = "for", "against", "open"
GRADIENT_OF_COUNTS = "one gradient"  # which two gradients hold as a special case


def verdict(
    evidence: Evidence,
    rules: Rules,
    stability: Sequence[float] | None = None,
) -> dict[str, Any]:
    """Judge whether there are types, one gradient, nothing, or none of these.

    Parameters
    ----------
    evidence
        From `contest.compare` under the same rules.
    rules
        As declared.
    stability
        Mean Jaccard similarity of each class between resamples. Assume: 0 for a class that was
        drawn in no resample. Without it the verdict is that of
        the tests alone, with a caution that says so: not one to be published.

    Returns
    -------
    dict
        For verdict.json: `verdict`; `classes`, the number of types, or None; `contender`, the
        number of classes that the tests stop at; `account`, the one model without so many types
        that stands, or None; `not_rejected`, all models that are not; `evidence` for and
        against each possible verdict; `undermined`, why classes that the tests speak for are not
        claimed as types; `cautions`; `rules`; `said`, all that in sentences, as phrases with
        values.
    """
    found = by_tests(evidence)
    undermined = undermining(evidence, rules, stability)
    cautions = _cautions(evidence, rules, stability, found)
    if found != TYPES:
        # Nothing is claimed of the classes, so what would undermine a claim is told beside it.
        cautions, undermined = [*undermined, *cautions], []
    elif undermined:
        found = NO_TYPOLOGY
    said = sentences(found, evidence, [each for doubt in undermined for each in doubt.said])
    return {
        "verdict": found,
        "classes": evidence.classes if found == TYPES else None,
        "contender": evidence.classes,
        "account": _accounts(evidence)[0] if found in (GRADIENT, *ANOTHER) else None,
        "not_rejected": _not_rejected(evidence),
        "units": evidence.units,
        "rival": evidence.continuum_name,
        "sizes": list(evidence.sizes),
        "evidence": _evidence(evidence),
        "undermined": [asdict(doubt) for doubt in undermined],
        "cautions": [asdict(doubt) for doubt in cautions],
        "rules": asdict(rules),
        "said": said,
    }


def by_tests(evidence: Evidence) -> str:
    """Return what the tests alone support; whether types may be claimed is another question.

    An account without so many types is the verdict only where it is the one that is not rejected
    in favour of the classes, and the classes are rejected. Where neither is rejected, or several
    accounts are not, they are not distinguishable. Where all are rejected, and the classes are in
    favour of the continuum, too, nothing is spoken for.
    """
    _, no_types = _against(evidence)
    if not _structure(evidence):
        return NO_STRUCTURE
    if evidence.classes_stand:
        return TYPES
    if not (accounts := _accounts(evidence)):
        return NONE_FITS
    if len(accounts) > 1 or not no_types:
        return NOT_DISTINGUISHABLE
    return accounts[0] if accounts[0] in ANOTHER else GRADIENT


def _accounts(evidence: Evidence) -> list[str]:
    """Name what accounts for the answers without so many types; where one gradient does, two do."""
    no_continuum, _ = _against(evidence)
    if not _structure(evidence):
        return []
    if not no_continuum:
        return [evidence.continuum_name]
    kept = [str(test.null) for test in evidence.further if not test.rejected]
    return [name for name in kept if name != TWO_GRADIENTS or GRADIENT_OF_COUNTS not in kept]


def _not_rejected(evidence: Evidence) -> list[str]:
    """Name all models that were the null of others and of none are rejected in favour of."""
    nulls = dict.fromkeys(test.null for test in evidence.tests)
    gone = {test.null for test in evidence.tests if test.rejected}
    return [name_of(model) for model in nulls if model not in gone]


def undermining(
    evidence: Evidence, rules: Rules, stability: Sequence[float] | None = None
) -> list[Doubt]:
    """List what keeps classes from being claimed as types, whatever the tests say."""
    k = evidence.classes
    found: list[Doubt] = []
    if k == 1:
        return found
    if k == rules.max_classes:
        found.append(
            doubt(
                "most classes",
                phrase(
                    "{classes} is the largest number tried; more might describe the answers better."
                ),
                classes=of(k),
            )
        )
    if (least := min(evidence.sizes)) < rules.fewest_units:
        found.append(
            doubt(
                "too small a class",
                phrase("One class has only {units}; at least {fewest} are required."),
                units=units_of(least),
                fewest=rules.fewest_units,
            )
        )
    lost = [value for value in stability or () if value < rules.minimum_stability]
    if lost:
        found.append(
            doubt(
                "stability",
                phrases(
                    "{count} of {contender} classes is not stable when units are resampled: the "
                    "lowest mean Jaccard similarity is {lowest}; at least {asked} is required.",
                    "{count} of {contender} classes are not stable when units are resampled: the "
                    "lowest mean Jaccard similarity is {lowest}; at least {asked} is required.",
                ),
                count=len(lost),
                contender=k,
                lowest={"decimal": min(lost)},
                asked={"plain": rules.minimum_stability},
            )
        )
    return found


def _structure(evidence: Evidence) -> bool:
    """Whether one class is rejected in favour of anything."""
    return any(
        test is not None and test.rejected
        for test in (evidence.test(1, 2), evidence.test(1, evidence.continuum_name))
    )


def _against(evidence: Evidence) -> tuple[bool, bool]:
    """Whether the continuum is rejected in favour of the classes, and the other way round."""
    k = evidence.classes
    no_types = evidence.made(k, evidence.continuum_name).rejected
    return k > 1 and evidence.made(evidence.continuum_name, k).rejected, no_types


def _evidence(evidence: Evidence) -> dict[str, object]:
    """What the tests say for and against each account of the answers."""
    structure = _structure(evidence)
    no_continuum, no_types = _against(evidence)
    if evidence.classes == 1 or no_types or not structure:
        types = AGAINST
    elif no_continuum and all(test.rejected for test in evidence.further):
        types = FOR
    else:
        types = OPEN
    gradient = AGAINST if no_continuum or not structure else FOR if no_types else OPEN
    speaks = {TYPES: types, GRADIENT: gradient, NO_STRUCTURE: AGAINST if structure else FOR}
    return {account: {"speaks": says} for account, says in speaks.items()}


def _cautions(
    evidence: Evidence, rules: Rules, stability: Sequence[float] | None, found: str
) -> list[Doubt]:
    """List what a reader should know; none of it changes the verdict."""
    k = evidence.classes
    chosen = evidence.criterion(k)
    hit = []

    def caution(name: str, texts: str | tuple[str, str], /, **values: object) -> None:
        hit.append(doubt(name, texts, **values))

    if chosen.n_parameters > evidence.units / rules.units_per_parameter:
        caution(
            "parameters",
            phrase(
                "{classes} have {parameters} parameters for {units}: over one per {asked} units."
            ),
            classes=of(k),
            parameters=chosen.n_parameters,
            units=units_of(evidence.units),
            asked={"plain": rules.units_per_parameter},
        )
    if k > 1 and min(evidence.sizes) < rules.smallest_class:
        caution(
            "small class",
            phrase("The smallest of {contender} classes has {units}, fewer than {asked}."),
            contender=k,
            units=units_of(min(evidence.sizes)),
            asked=rules.smallest_class,
        )
    if stability is None and found == TYPES:
        caution(
            "stability unknown",
            phrase("The bootstrap stability of the types was not examined."),
        )
    if k > 1 and chosen.best_share < rules.minimum_best_share:
        caution(
            "starts",
            phrase("Only {share} of the random starts reached the best solution with {classes}."),
            share={"share": chosen.best_share},
            classes=of(k),
        )
    if k > 1 and evidence.boundary:
        caution(
            "boundary",
            phrases(
                "{count} answer probability in the model with {classes} is exactly 0 or 1.",
                "{count} answer probabilities in the model with {classes} are exactly 0 or 1.",
            ),
            count=evidence.boundary,
            classes=of(k),
        )
    unfinished = [name_of(e.model) for e in evidence.criteria if not e.converged]
    if unfinished:
        caution("convergence", phrase("Not converged: {models}."), models={"models": unfinished})
    close = [test for test in evidence.tests if test.result.low <= test.level <= test.result.high]
    if close:
        pairs = [[name_of(t.null), name_of(t.alternative), t.result.p] for t in close]
        caution(
            "close call",
            phrase(
                "More replicates might reverse these borderline tests, because the interval of "
                "the p-value includes the significance level: {tests}."
            ),
            tests={"pairs_with_p": pairs},
        )
    early = [test for test in evidence.tests if test.result.replicates < rules.replicates]
    if early:
        caution(
            "stopped early",
            phrase(
                "{early} of {tests} tests were stopped before {replicates} replicates, because "
                "their result was already clear."
            ),
            early=len(early),
            tests=len(evidence.tests),
            replicates=rules.replicates,
        )
    return hit
