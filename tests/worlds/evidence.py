"""Evidence for every verdict, with p-values that are given."""

from dataclasses import replace

from cyberstudy.declare.plan.verdict_rules import Rules
from latentclass.contest import Criterion, Evidence, RivalTest
from latentclass.families import ONE as CONTINUUM
from latentclass.monte_carlo import ALL_DRAWN, MonteCarlo

RULES = Rules()
#: What is planted plainly is found with so few replicates, which can reject at these levels, and
#: with so few starts.
LEAN = Rules(replicates=39, alpha_classes=0.025, alpha_continuum=0.025, max_classes=4, starts=4)


def against(null, alternative, p, level=0.05, **changed):
    result = MonteCarlo(12.0, round(200 * p), 200, p, max(p - 0.005, 0), p + 0.005, ALL_DRAWN)
    return RivalTest(null, alternative, level, replace(result, **changed))


def criterion(model, **changed):
    return replace(Criterion(model, -400.0, 10, 820.0, 850.0, 0.6, True), **changed)


def evidence(*, two=0.3, nothing=0.3, classes=1, forward=None, back=None, further=None, **changed):
    """Evidence with these p-values; `forward` is the continuum's against classes."""
    tests = [against(1, 2, two, RULES.alpha_structure / 2)]
    if classes == 1:
        tests.append(against(1, CONTINUUM, nothing, RULES.alpha_structure / 2))
    else:
        tests += [
            against(k, k + 1, 0.0 if k < classes else 0.4, RULES.alpha_classes)
            for k in range(2, classes + 1)
        ]
        tests.append(against(CONTINUUM, classes, forward, RULES.alpha_continuum))
        tests.append(against(classes, CONTINUUM, back, RULES.alpha_types))
        for name, p in (further or {}).items():
            tests.append(against(name, classes, p, RULES.alpha_rivals))
    made = Evidence(
        units=69,
        continuum_name="one gradient",
        criteria=[criterion(model) for model in (CONTINUUM, *range(1, RULES.max_classes + 1))],
        tests=tests,
        classes=classes,
        sizes=[69 - 20 * (classes - 1), *[20] * (classes - 1)],
        boundary=0,
    )
    return replace(made, **changed)
