"""The rules of a verdict, which the plan declares before the answers are seen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from pydantic import ConfigDict, Field
from pydantic.dataclasses import dataclass

from surveyanswers.tables.problems import SurveyError

TYPES, GRADIENT, NO_STRUCTURE = "types", "gradient", "no structure"
NONE_FITS = "none fits"  # classes and continuum are each rejected in favour of the other
NO_TYPOLOGY = "no typology"  # classes beat every rival, and are no types
# A further rival that is the only one not rejected in favour of the classes, which are.
TWO_GRADIENTS, ALONG, DEPENDENT = "two gradients", "types along a gradient", "dependent items"
ANOTHER = (TWO_GRADIENTS, ALONG, DEPENDENT)
NOT_DISTINGUISHABLE = "not distinguishable"  # classes and a rival, or several rivals
#: The closed list, the most cautious first.
VERDICTS = (
    *(NO_STRUCTURE, NOT_DISTINGUISHABLE, NONE_FITS),
    *(GRADIENT, *ANOTHER, NO_TYPOLOGY, TYPES),
)


def name_of(model: int | str) -> str:
    """Name a model in words: by its name, or its number of classes."""
    return model if isinstance(model, str) else "one class" if model == 1 else f"{model} classes"


def _declared(default: object, description: str) -> Any:
    return Field(default=default, description=description, strict=True)


@dataclass(frozen=True, config=ConfigDict(extra="forbid"))
class Rules:
    """How a verdict is made; declared in plan.yaml before the answers are seen.

    The levels are those that did best on simulated data of 69 units, and were then judged on others
    (benchmarks/README.md).

    There is structure if one class is rejected in favour of two or, should it not be, of the
    continuum. Then there are types if the continuum is rejected in favour of classes and the
    classes are not rejected in favour of the continuum; there is a gradient if the classes are
    rejected and the continuum is not. If neither is rejected, they are not distinguishable, and no
    more is said: that a gradient is not rejected does not show that there is one. If each is
    rejected in favour of the other, neither describes the answers: none fits.

    Several gradients, dependent items, or types along a gradient would pass for types or for what
    nothing fits. So where the continuum is rejected, each of these must be rejected in favour of
    the classes, too. Where one is not, and the classes are rejected in favour of the continuum,
    that is the account which stands (a gradient of any shape is a gradient); where the classes are
    not rejected, or several accounts are not, these are not distinguishable. And the classes
    themselves must be sound. If they are as many as were tried at most, if one has fewer than
    `fewest_units`, or if one is not recovered when units are drawn again (`minimum_stability`), no
    typology is claimed.

    Levels, and what tests take, are as in `latentclass.contest.ContestRules`. At `alpha_rivals` of
    0.02 as of 0.05 all were in none of 105 data sets without types, and at 0.02 in 13, at 0.05 in
    15 of 15 of clear ones (benchmarks/README.md).
    """

    alpha_structure: float = _declared(0.05, "Level of finding any structure; two tests share it.")
    alpha_classes: float = _declared(0.01, "Level of k classes against one more.")
    alpha_continuum: float = _declared(0.01, "Level of one gradient against the classes.")
    alpha_types: float = _declared(0.1, "Level of the classes against one gradient.")
    alpha_rivals: float = _declared(0.05, "Level of each further rival against the classes.")
    max_classes: int = _declared(
        6, "Most classes that are tried; where the tests stop at so many, no typology is claimed."
    )
    replicates: int = _declared(200, "Most replicates of a test.")
    enough: int = _declared(10, "Replicates as extreme as the observation that end a test.")
    risk: float = _declared(0.01, "Highest risk of ending a test too early.")
    starts: int = _declared(10, "Starts of each fit.")
    units_per_parameter: float = _declared(5.0, "Caution: fewer units than this a parameter.")
    smallest_class: int = _declared(8, "Caution: a class with fewer units.")
    fewest_units: int = _declared(2, "No typology is claimed where a class has fewer units.")
    minimum_stability: float = _declared(
        0.6, "No typology is claimed where a class has a lower mean Jaccard similarity."
    )
    minimum_best_share: float = _declared(
        0.2, "Caution: fewer starts than this reached the best optimum."
    )

    def __post_init__(self) -> None:
        """Refuse what cannot be."""
        for name in (field.name for field in fields(self) if field.name.startswith("alpha_")):
            level = getattr(self, name)
            tested = level / 2 if name == "alpha_structure" else level
            if not 0 < level < 1:
                raise SurveyError(f"{name} is {level:g}, but a level is between 0 and 1")
            if tested * (self.replicates + 1) < 1:
                raise SurveyError(
                    f"{self.replicates} replicates cannot reject at {tested:g} ({name}): "
                    f"that takes {int(1 / tested)}"
                )
        if self.max_classes < 2 or self.enough < 1 or self.starts < 1:
            raise SurveyError("max_classes must be at least 2, enough and starts at least 1")
        if self.fewest_units < 1 or not 0 <= self.minimum_stability <= 1:
            raise SurveyError(
                "fewest_units must be at least 1, minimum_stability from 0 to 1: a mean Jaccard "
                "similarity"
            )
        if not 0 <= self.risk < 0.5:
            raise SurveyError(f"risk is {self.risk:g}, but must be from 0 to under 0.5")

    @classmethod
    def of(cls, declared: Mapping[str, Any], where: str = "the plan") -> Rules:
        """Read rules from the plan; every key must be a rule, the others keep their value.

        Raises
        ------
        SurveyError
            For a key that is no rule.
        """
        known = {field.name for field in fields(cls)}
        if strange := sorted(set(declared) - known):
            raise SurveyError(
                f"{where}: {', '.join(strange)} is no rule of a verdict; the rules are "
                f"{', '.join(sorted(known))}"
            )
        return cls(**declared)


#: What each rule means, for readers.
MEANINGS: Mapping[str, str] = {
    field.name: str(getattr(field.default, "description", "")) for field in fields(Rules)
}
