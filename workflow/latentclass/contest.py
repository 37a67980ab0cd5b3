"""Types, one continuum, or nothing: every model tested against its rivals by bootstrap.

Information criteria and half-sample stability find classes on a pure gradient as readily as where
there are any. Here each model is the null of the others in turn: tables are drawn from it as it was
fitted, with the observed pattern of what is missing, both sides are fitted anew from many starts
(of the null only where that can matter: `Family.clear`), and the likelihood ratio is compared with
the observed one (McLachlan 1987, Applied Statistics 36, 318-324; Nylund, Asparouhov and Muthen
2007, Structural Equation Modeling 14, 535-569; for models not nested, Williams 1970, Biometrics 26,
23-32, who makes each the null in turn).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from zlib import crc32

import numpy as np

from latentclass.families import Family
from latentclass.models import Classes, Fits, Gradients, Model, Pairs, Sampler, posterior_of
from latentclass.monte_carlo import MonteCarlo, monte_carlo
from latentclass.optimum import BOUNDARY, SAME_OPTIMUM

#: A replicate whose ratio is so near to the observed one is judged by exact fits, as that one is,
#: and from as many starts: more for the observed table alone find structure where there is none.
#: Assume: fits that are not exact miss the ratio by less.
CLOSE = 10.0
#: Of the log-likelihood: ratios nearer than this are equal, for fits are no more exact.
TIE = 1e-9
BATCH = 25  # replicates fitted at once: for speed only, results do not depend on it
ModelName = int | str  # a model without classes has a name, others their number of classes


@dataclass(frozen=True)
class ContestRules:
    """Levels of the tests, and how far a search goes.

    Attributes
    ----------
    alpha_structure
        Level of finding any structure. Two tests may find it, each at half of this (Bonferroni).
    alpha_classes
        Level at which k classes are rejected in favour of k + 1, for k of 2 or more. The first k
        that is not rejected is the one that contends with the continuum.
    alpha_continuum
        Level at which the continuum is rejected in favour of that many classes.
    alpha_types
        Level at which that many classes are rejected in favour of the continuum. Here it is the
        higher level that is careful: types are claimed where the classes are not rejected.
    alpha_rivals
        Level at which each further rival is rejected in favour of that many classes.
    max_classes
        Most classes that are tried.
    replicates
        Most replicates of a test.
    enough
        A test may stop after so many replicates as extreme as the observation.
    risk
        Highest risk that a test stops as clearly rejecting what all replicates would not.
    starts
        Starts of each fit of classes.
    """

    alpha_structure: float = 0.05
    alpha_classes: float = 0.01
    alpha_continuum: float = 0.01
    alpha_types: float = 0.1
    alpha_rivals: float = 0.05
    max_classes: int = 6
    replicates: int = 200
    enough: int = 10
    risk: float = 0.01
    starts: int = 10


@dataclass(frozen=True)
class Criterion:
    """How well a model fits, by criteria that are shown and do not decide.

    Attributes
    ----------
    model
        Number of classes, or a rival's name.
    best_share
        Share of starts that reached the best optimum.
    """

    model: ModelName
    log_likelihood: float
    n_parameters: int
    aic: float
    bic: float
    best_share: float
    converged: bool


@dataclass(frozen=True)
class RivalTest:
    """A null against an alternative: models by their number of classes, or a rival's name."""

    null: ModelName
    alternative: ModelName
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
        Of 1 to `max_classes` classes, of the continuum, and of further rivals that were tried.
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

    def test(self, null: ModelName, alternative: ModelName) -> RivalTest | None:
        """Return a test, if it was made."""
        found = [t for t in self.tests if (t.null, t.alternative) == (null, alternative)]
        return found[0] if found else None

    def made(self, null: ModelName, alternative: ModelName) -> RivalTest:
        """Return a test that is always made where it is asked for."""
        if (test := self.test(null, alternative)) is None:
            raise KeyError(f"{null} was not tested against {alternative}")
        return test

    @property
    def further(self) -> list[RivalTest]:
        """Tests of the further rivals against the classes."""
        return [t for t in self.tests if isinstance(t.null, str) and t.null != self.continuum_name]

    @property
    def classes_stand(self) -> bool:
        """Whether every rival is rejected in favour of the classes, and they are not."""
        return self.classes > 1 and _stand(self.tests)

    def criterion(self, model: ModelName) -> Criterion:
        """Return a model's criteria."""
        return next(entry for entry in self.criteria if entry.model == model)


def compare(family: Family, *, rules: ContestRules, seed: int) -> Evidence:
    """Make the tests that a verdict needs.

    One class is tested against two, two against three, and so on until a test does not reject. If
    it stops at one class, that is tested against the continuum, too; if at more, the continuum is
    tested against that many classes, and the other way round. Where the continuum is rejected,
    every further rival of the family is tested against the classes.

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
    rules: ContestRules
    seed: int

    def model(self, name: ModelName) -> Model:
        """Return classes by their number, or the continuum."""
        if name == self.family.continuum_name:
            return self.family.continuum()
        return Classes(self.family, int(name), self.rules.starts)

    def observed(self, name: ModelName, model: Model | None = None) -> Fits:
        """Fit a model to the observed table."""
        rng = np.random.default_rng(np.random.SeedSequence(self.seed, spawn_key=(self.key(name),)))
        return (model or self.model(name)).fit(self.family.table[None], [rng], exact=True)

    def key(self, name: ModelName) -> int:
        """Number a model as random numbers are: not below 0."""
        if isinstance(name, int):
            return name
        return 0 if name == self.family.continuum_name else crc32(name.encode())

    def evidence(self) -> Evidence:
        """Make the tests."""
        rules, continuum = self.rules, self.family.continuum_name
        names = (continuum, *range(1, rules.max_classes + 1))
        fits = {name: self.observed(name) for name in names}
        criteria = [self.criterion(self.model(name), name, fits[name]) for name in names]
        tests = []
        classes = 1
        while classes < rules.max_classes:
            level = rules.alpha_structure / 2 if classes == 1 else rules.alpha_classes
            tests.append(self.test(fits, classes, classes + 1, level))
            if not tests[-1].rejected:
                break
            classes += 1
        if classes == 1:
            tests.append(self.test(fits, 1, continuum, rules.alpha_structure / 2))
        else:
            tests.append(self.test(fits, continuum, classes, rules.alpha_continuum))
            tests.append(self.test(fits, classes, continuum, rules.alpha_types))
            if tests[-2].rejected:
                for name in (*self.family.further, *self.family.last):
                    if name in self.family.last and not _stand(tests):
                        continue
                    if rival := self.family.rival(name, classes):
                        found = self.observed(name, rival)
                        criteria.append(self.criterion(rival, name, found))
                        tests.append(self.further(name, rival, found, classes, fits[classes]))
        answers, shares = fits[classes].parameters
        posterior = posterior_of(self.family.matrix(self.family.table), answers, shares)
        return Evidence(
            units=len(self.family.table),
            continuum_name=self.family.continuum_name,
            criteria=criteria,
            tests=tests,
            classes=classes,
            sizes=sorted(
                np.bincount(posterior.argmax(axis=1), minlength=classes).tolist(), reverse=True
            ),
            boundary=int((answers[0] < BOUNDARY).sum()),
        )

    def test(
        self, fits: Mapping[ModelName, Fits], null: ModelName, alternative: ModelName, level: float
    ) -> RivalTest:
        """Test one fitted model against another."""
        return self._tested(
            (null, alternative),
            (self.model(null), self.model(alternative)),
            (fits[null], fits[alternative]),
            level,
        )

    def further(
        self, name: str, rival: Gradients | Pairs, found: Fits, classes: int, fits: Fits
    ) -> RivalTest:
        """Test a further rival against classes.

        Assume: what is drawn from it is fitted from where the rival itself was found, which is near
        and saves all other starts.
        """
        models = rival.again(found), self.model(classes)
        return self._tested((name, classes), models, (found, fits), self.rules.alpha_rivals)

    def _tested(
        self,
        names: tuple[ModelName, ModelName],
        models: tuple[Model, Model],
        fits: tuple[Fits, Fits],
        level: float,
    ) -> RivalTest:
        source = models[0].sampler(fits[0])
        near = models[0].again(fits[0]) if np.isfinite(self.family.clear) else models[0]
        observed = float(_ratio(*fits)[0])
        result = monte_carlo(
            observed,
            lambda which: self.replicates(source, names, (*models, near), which, observed),
            level=level,
            replicates=self.rules.replicates,
            enough=self.rules.enough,
            risk=self.rules.risk,
            batch=BATCH,
        )
        return RivalTest(*names, level, result)

    def replicates(
        self,
        source: Sampler,
        names: tuple[ModelName, ModelName],
        models: tuple[Model, Model, Model],
        which: range,
        observed: float,
    ) -> np.ndarray:
        """Draw from a null and fit both sides anew.

        Parameters
        ----------
        models
            The null, the alternative, and the null as it is fitted from where it was drawn alone.

        Returns
        -------
        Likelihood ratios of these replicates. Those clearly below the observed one are of few
        starts, which can miss the best ratio by less than that.
        """
        keys = [self.key(name) for name in names]
        rngs = [
            [
                np.random.default_rng(part)
                for part in np.random.SeedSequence(self.seed, spawn_key=(*keys, replicate)).spawn(4)
            ]
            for replicate in which
        ]
        drawing, of_null, of_alternative, of_few = zip(*rngs, strict=True)
        tables = np.stack([source(rng) for rng in drawing])
        null, alternative, near = models
        ratios = np.empty(len(tables))

        def judge(
            which: np.ndarray,
            *sides: tuple[Model, Sequence[np.random.Generator]],
            exact: bool = False,
        ) -> None:
            """Take the ratios of some replicates from fits of both sides."""
            if not len(which):
                return
            fits = [
                model.fit(tables[which], [own[place] for place in which], exact=exact)
                for model, own in sides
            ]
            same = TIE * np.abs(fits[0].log_likelihood)
            ratio = _ratio(*fits)
            ratios[which] = np.where(np.abs(ratio - observed) <= same, observed, ratio)

        both, every = ((null, of_null), (alternative, of_alternative)), np.arange(len(tables))
        if near is null:
            judge(every, *both)
        else:
            judge(every, (near, of_null), (alternative.narrowed(), of_few))
            judge(np.flatnonzero(ratios > observed - self.family.clear), *both)
        judge(np.flatnonzero(np.abs(ratios - observed) < CLOSE), *both, exact=True)
        return ratios

    def criterion(self, model: Model, name: ModelName, fits: Fits) -> Criterion:
        """Work out a model's criteria."""
        total = float(fits.log_likelihood[0])
        parameters = model.n_parameters
        bic = -2 * total + parameters * np.log(len(self.family.table))
        return Criterion(
            model=name,
            log_likelihood=total,
            n_parameters=parameters,
            aic=-2 * total + 2 * parameters,
            bic=float(bic),
            best_share=float(near_best(fits)[0].mean()),
            converged=bool(fits.converged[0]),
        )


def near_best(fits: Fits) -> np.ndarray:
    """Return which starts ended at the best optimum of their table (B x starts)."""
    best = fits.log_likelihood[:, None]
    return best - fits.reached <= SAME_OPTIMUM * np.abs(best)


def _ratio(null: Fits, alternative: Fits) -> np.ndarray:
    return 2 * (alternative.log_likelihood - null.log_likelihood)


def _stand(tests: Sequence[RivalTest]) -> bool:
    """Whether all rivals are rejected in favour of classes, and the classes in favour of none."""
    return all(
        test.rejected == isinstance(test.null, str)
        for test in tests
        if isinstance(test.null, str) or isinstance(test.alternative, str)
    )
