"""What is recorded of each data set of the verdict's calibration.

What is recorded are tests and stability, no verdict: rules that read them can be applied anew. The
code behind this file is what an error rate's digest is of (`cyberstudy.commands.calibrated`), so
nothing is imported that only reads records.
"""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import polars as pl
from calibration_worlds import drawn_of

from cyberstudy.cluster.main_fit import contest_rules, main_fit, sizes_of
from cyberstudy.cluster.stability import bootstrap
from cyberstudy.cluster.stability import summary as summed
from latentclass.contest import compare
from latentclass.families import CategoricalFamily, CountFamily, Family
from surveyanswers.simulation.worlds import COUNTS

if TYPE_CHECKING:
    from cyberstudy.declare.plan.verdict_rules import Rules

RESAMPLES = 200  # as in the plans of both surveys
#: Assume: after so many resamples a class's mean similarity is told from the mark asked for if it
#: is so many standard errors away; then the others are not drawn.
FIRST, CLEAR = 50, 3


def family_of(phase: str, world: str, number: int) -> tuple[Family, int, dict[str, int]]:
    """Draw a data set; return a seed for its analysis, too, and its place in the design."""
    table, ordered, seed, cell = drawn_of(phase, world, number)
    if world in COUNTS:
        return CountFamily(table), seed, cell
    return CategoricalFamily(table, ordered=ordered), seed, cell


def judged(world: str, number: int, rules: Rules) -> dict[str, object]:
    """Test a data set as the study would, and by what does not decide."""
    family, seed, cell = family_of("judge", world, number)
    began = time.process_time()
    evidence = compare(family, rules=contest_rules(rules), seed=seed)
    classes = [entry for entry in evidence.criteria if isinstance(entry.model, int)]
    again = {}
    if (
        evidence.classes_stand and world not in COUNTS
    ):  # of counts experts are drawn again: there are none
        again = come_back(family.table, evidence.classes, seed, rules)
    return {
        "world": world,
        "number": number,
        **cell,
        "contender": evidence.classes,
        "sizes": list(evidence.sizes),
        "jaccard": [],
        **again,
        "tests": [
            [t.null, t.alternative, t.result.p, t.result.exceedances, t.result.replicates]
            for t in evidence.tests
        ],
        **{
            name: min(classes, key=lambda entry: getattr(entry, name)).model
            for name in ("aic", "bic")
        },
        "cpu": time.process_time() - began,
    }


def come_back(codes: np.ndarray, k: int, seed: int, rules: Rules) -> dict[str, object]:
    """Fit the classes that the tests speak for as the study would, and draw units again."""
    model = main_fit(codes, k, seed=seed)

    def similar(which: range) -> list:
        return [bootstrap(codes, model, replicates=which, seed=seed).classes]

    chunks = similar(range(FIRST))
    if not _clear(summed(chunks), rules.minimum_stability):
        chunks += similar(range(FIRST, RESAMPLES))
    jaccard = summed(chunks)["jaccard"].fill_null(0.0).to_list()
    return {"sizes": sizes_of(model.predict(codes), k), "jaccard": jaccard}


def _clear(found: pl.DataFrame, mark: float) -> bool:
    """Whether more resamples could hardly say anything else of the least stable class."""
    far = CLEAR * found["standard_error"].fill_null(1.0)
    return bool((found["jaccard"] + far < mark).any() or (found["jaccard"] - far > mark).all())


def tested(world: str, number: int, rules: Rules) -> dict[str, object]:
    """Test a data set for choosing: the p-value of each further rival, whatever its level.

    The other levels are those that an earlier design chose, and are kept.
    """
    family, seed, cell = family_of("choose", world, number)
    began = time.process_time()
    loose = replace(contest_rules(rules), alpha_rivals=0.1, risk=0.0)
    evidence = compare(family, rules=loose, seed=seed)
    # Without the rivals: would the tests speak for types, or for nothing that fits?
    alone = replace(evidence, tests=[t for t in evidence.tests if t not in evidence.further])
    return {
        "world": world,
        "number": number,
        **cell,
        "alone": alone.classes_stand,
        "contender": evidence.classes,
        "rivals": {str(t.null): t.result.p for t in evidence.further},
        "cpu": time.process_time() - began,
    }


WORK = {"choose": tested, "judge": judged}
