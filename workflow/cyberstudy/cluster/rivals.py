"""Types, one continuum, or nothing: every model tested against its rivals by bootstrap.

Information criteria and half-sample stability find classes on a pure gradient as readily as where
there are any. Here each model is the null of the others in turn: tables are drawn from it as it was
fitted, with the observed pattern of what is missing, both sides are fitted anew from many starts,
and the likelihood ratio is compared with the observed one (McLachlan 1987, Applied Statistics 36,
318-324; Nylund, Asparouhov and Muthen 2007, Structural Equation Modeling 14, 535-569; for models
not nested, Williams 1970, Biometrics 26, 23-32, who makes each the null in turn).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from latentclass.em import SAME_OPTIMUM
from latentclass.families import Family, Fits, Model, Sampler

from cyberstudy.cluster.monte_carlo import MonteCarlo, monte_carlo
from cyberstudy.declare.plan.verdict_rules import CONTINUUM, TWO_GRADIENTS, Rules
from cyberstudy.tables.storage import schema_of
from cyberstudy.tables.typologies import RivalTests, TypeSelection

BATCH = 25  # replicates fitted at once: for speed only, results do not depend on it


@dataclass(frozen=True)
class Criterion:
    """How well a model fits, by criteria that are shown and do not decide.

    Attributes
    ----------
    model
        Number of classes; `CONTINUUM` (0) is the continuum.
    icl
        None for the continuum, which has no classes to be uncertain of.
    best_share
        Share of starts that reached the best optimum.
    """

    model: int
    log_likelihood: float
    n_parameters: int
    aic: float
    bic: float
    icl: float | None
    best_share: float
    converged: bool


@dataclass(frozen=True)
class RivalTest:
    """A null against an alternative; models by number of classes, or `CONTINUUM` and the like."""

    null: int
    alternative: int
    level: float
    result: MonteCarlo

    @property
    def rejected(self) -> bool:
        """Whether the null is."""
        return self.result.p <= self.level


@dataclass(frozen=True)
class Evidence:
    """All that a verdict is made from.

    Attributes
    ----------
    units
        How many.
    continuum_name
        What the rival of classes is called.
    criteria
        Of 1 to `max_classes` classes, and of the continuum.
    tests
        In the order in which they were made.
    classes
        How many the tests of k against k + 1 stop at.
    sizes
        Units in each of so many classes, by their most probable class, the largest first.
    boundary
        Probabilities of these classes at the boundary of the parameter space.
    """

    units: int
    continuum_name: str
    criteria: Sequence[Criterion]
    tests: Sequence[RivalTest]
    classes: int
    sizes: Sequence[int]
    boundary: int

    def test(self, null: int, alternative: int) -> RivalTest | None:
        """Return a test, if it was made."""
        found = [t for t in self.tests if (t.null, t.alternative) == (null, alternative)]
        return found[0] if found else None

    @classmethod
    def of(cls, document: Mapping) -> Evidence:
        """Read what `dataclasses.asdict` gave, from JSON."""
        tests = [
            RivalTest(**{**test, "result": MonteCarlo(**test["result"])})
            for test in document["tests"]
        ]
        criteria = [Criterion(**entry) for entry in document["criteria"]]
        return cls(**{**document, "tests": tests, "criteria": criteria})

    def made(self, null: int, alternative: int) -> RivalTest:
        """Return a test that is always made where it is asked for."""
        if (test := self.test(null, alternative)) is None:
            raise KeyError(f"{null} was not tested against {alternative}")
        return test

    def criterion(self, model: int) -> Criterion:
        """Return a model's criteria."""
        return next(entry for entry in self.criteria if entry.model == model)


def compare(family: Family, *, rules: Rules, seed: int) -> Evidence:
    """Make the tests that a verdict needs.

    One class is tested against two, two against three, and so on until a test does not reject. If
    it stops at one class, that is tested against the continuum, too; if at more, the continuum is
    tested against that many classes, and the other way round; where that speaks for types, two
    gradients are tested against the classes.

    Parameters
    ----------
    family
        `CategoricalFamily` or `CountFamily`.
    rules
        Levels, replicates and when to stop.
    seed
        Every fit and every replicate has random numbers of its own, so the evidence is the same
        whatever else is computed.
    """
    return Contest(family, rules, seed).evidence()


@dataclass(frozen=True)
class Contest:
    """The models of one family, fitted to its table, and tests between them."""

    family: Family
    rules: Rules
    seed: int

    def model(self, number: int) -> Model:
        """Return a model by its number of classes."""
        if number == CONTINUUM:
            return self.family.continuum()
        if number == TWO_GRADIENTS and (model := self.family.two_gradients()):
            return model
        return self.family.classes(number, self.rules.starts)

    def observed(self, number: int) -> Fits:
        """Fit a model to the observed table."""
        rng = np.random.default_rng(np.random.SeedSequence(self.seed, spawn_key=(_key(number),)))
        return self.model(number).fit(self.family.table[None], [rng])

    def evidence(self) -> Evidence:
        """Make the tests."""
        rules = self.rules
        fits = {
            number: self.observed(number)
            for number in (CONTINUUM, *range(1, rules.max_classes + 1))
        }
        tests = []
        classes = 1
        while classes < rules.max_classes:
            level = rules.alpha_structure / 2 if classes == 1 else rules.alpha_classes
            tests.append(self.test(fits, classes, classes + 1, level))
            if not tests[-1].rejected:
                break
            classes += 1
        if classes == 1:
            tests.append(self.test(fits, 1, CONTINUUM, rules.alpha_structure / 2))
        else:
            there = self.test(fits, CONTINUUM, classes, rules.alpha_continuum)
            back = self.test(fits, classes, CONTINUUM, rules.alpha_types)
            tests += [there, back]
            if there.rejected and not back.rejected and self.family.two_gradients():
                two = {classes: fits[classes], TWO_GRADIENTS: self.observed(TWO_GRADIENTS)}
                tests.append(self.test(two, TWO_GRADIENTS, classes, rules.alpha_two_gradients))
        posterior = self.family.posterior(fits[classes])
        return Evidence(
            units=len(self.family.table),
            continuum_name=self.family.continuum_name,
            criteria=[self.criterion(number, fits[number]) for number in sorted(fits)],
            tests=tests,
            classes=classes,
            sizes=sorted(
                np.bincount(posterior.argmax(axis=1), minlength=classes).tolist(), reverse=True
            ),
            boundary=self.family.boundary(fits[classes]),
        )

    def test(self, fits: dict[int, Fits], null: int, alternative: int, level: float) -> RivalTest:
        """Test one fitted model against another."""
        observed = _ratio(fits[null], fits[alternative])
        source = self.model(null).sampler(fits[null])
        result = monte_carlo(
            float(observed[0]),
            lambda which: self.replicates(source, null, alternative, which),
            level=level,
            replicates=self.rules.replicates,
            enough=self.rules.enough,
            risk=self.rules.risk,
            batch=BATCH,
        )
        return RivalTest(null, alternative, level, result)

    def replicates(self, source: Sampler, null: int, alternative: int, which: range) -> np.ndarray:
        """Draw from a null and fit both sides anew.

        Returns
        -------
        Likelihood ratios of these replicates.
        """
        rngs = [
            [
                np.random.default_rng(part)
                for part in np.random.SeedSequence(
                    self.seed, spawn_key=(_key(null), _key(alternative), replicate)
                ).spawn(3)
            ]
            for replicate in which
        ]
        drawing, of_null, of_alternative = zip(*rngs, strict=True)
        model = self.model(null)
        tables = np.stack([source(rng) for rng in drawing])
        return _ratio(
            model.fit(tables, of_null), self.model(alternative).fit(tables, of_alternative)
        )

    def criterion(self, number: int, fits: Fits) -> Criterion:
        """Work out a model's criteria."""
        total = float(fits.log_likelihood[0])
        parameters = self.model(number).n_parameters
        bic = -2 * total + parameters * np.log(len(self.family.table))
        icl = None
        if number != CONTINUUM:
            posterior = np.maximum(self.family.posterior(fits), 1e-300)
            icl = float(bic - 2 * (posterior * np.log(posterior)).sum())
        near = fits.reached[0].max() - fits.reached[0] <= SAME_OPTIMUM * abs(total)
        return Criterion(
            model=number,
            log_likelihood=total,
            n_parameters=parameters,
            aic=-2 * total + 2 * parameters,
            bic=float(bic),
            icl=icl,
            best_share=float(near.mean()),
            converged=bool(fits.converged[0]),
        )


def selection_table(evidence: Evidence) -> pl.DataFrame:
    """Return `typologies.TypeSelection`."""
    rows = [
        {
            "model": evidence.continuum_name if each.model == CONTINUUM else "classes",
            "classes": each.model,
            "units": evidence.units,
            "parameters": each.n_parameters,
            "log_likelihood": each.log_likelihood,
            "aic": each.aic,
            "bic": each.bic,
            "icl": each.icl,
            "best_share": each.best_share,
            "chosen": each.model == evidence.classes,
        }
        for each in evidence.criteria
    ]
    return pl.DataFrame(rows, schema=schema_of(TypeSelection))


def comparisons_table(evidence: Evidence) -> pl.DataFrame:
    """Return `typologies.RivalTests`."""
    rows = [
        {
            "null": test.null,
            "alternative": test.alternative,
            "statistic": test.result.statistic,
            "level": test.level,
            "p": test.result.p,
            "low": test.result.low,
            "high": test.result.high,
            "replicates": test.result.replicates,
            "exceedances": test.result.exceedances,
            "stopped": test.result.stopped,
            "rejected": test.rejected,
        }
        for test in evidence.tests
    ]
    return pl.DataFrame(rows, schema=schema_of(RivalTests))


def _key(number: int) -> int:
    """Number a model as random numbers are: not below 0."""
    return number % 2**32


def _ratio(null: Fits, alternative: Fits) -> np.ndarray:
    return 2 * (alternative.log_likelihood - null.log_likelihood)
