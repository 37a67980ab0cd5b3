"""What records (JSON) of a clustering hold, key by key, and what they are in disclosure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from surveyanswers.tables.disclosure import Part


@dataclass(frozen=True)
class Record:
    """A record as its contract: closed, like a table's.

    Attributes
    ----------
    part
        In disclosure, of the whole record.
    keys
        Each with what it says.
    numbers
        Where in a confidential survey's record numbers stand, beside those in sentences; ``*`` is
        any key, of what is compared with the plan.
    pairs
        Of these the places of two that are said as a count and its base.
    holding
        Those that tell answers by a digest: of a confidential survey they stay inside.
    """

    part: Part
    keys: Mapping[str, str]
    holding: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()
    pairs: frozenset[str] = frozenset()


_DATA = {
    "seed": "Seed of all random draws.",
    "units": "Units; of counts, countries.",
}
_FOUND = frozenset(
    f"could_have_found.{types}.{how}"
    for types in ("three", "two")
    for how in ("clear", "middling", "weak")
)
RECORDS: Mapping[str, Record] = {
    "verdict": Record(
        Part.STATISTIC,
        {
            "clustering": "Its name in the plan.",
            "verdict": "types, gradient, two gradients, types along a gradient, dependent items, "
            "not distinguishable, no structure, none fits, or no typology.",
            "account": "The model that stands; null where none does.",
            "not_rejected": "All models that no test rejects, the one that stands among them.",
            "classes": "Number of types; null where there are none.",
            "contender": "Number of classes that the tests stop at.",
            "could_have_found": "Of the nearest simulated surveys with three and with two types, "
            "clear, middling and weak ones: in how many they were found, of how many.",
            "usual": "How many usual methods say types, of how many; and in which shares of "
            "simulated surveys without types they do on average, and these rules.",
            "units": "Units.",
            "items": "Items.",
            "rival": "The model without classes.",
            "sizes": "Units in each class, the largest first.",
            "evidence": "What speaks for and against each verdict.",
            "undermined": "Why classes that the tests speak for are not claimed as types.",
            "cautions": "What else to keep in mind.",
            "rules": "The rules, as declared.",
            "said": "All that in sentences: phrases, with what is in their places.",
            "text": "The same in English.",
            "data": "Digest of the data.",
            "design_effect": "Of nominations: how far those of one expert go together.",
        },
        holding=frozenset({"data"}),
        numbers=_FOUND
        | {"units", "items", "classes", "contender", "sizes", "design_effect"}
        | {"could_have_found.units", "could_have_found.categories"}
        | {"usual.types", "usual.methods", "usual.wrong", "usual.verdict_wrong", "rules.*"},
        pairs=_FOUND,
    ),
    "model": Record(
        Part.WITHIN,
        # Answers can be counted from it, class by class.
        {
            **_DATA,
            "format": "Version of this document.",
            "kind": "Which model.",
            "items": "Items with their options, in the order of codes.",
            "parts": "Types of crime, of counts.",
            "classes": "Weights and probabilities of latent classes.",
            "trait": "Slopes and intercepts of a latent trait.",
            "weights": "Weights of the components of a mixture.",
            "probabilities": "Probabilities of a mixture's components.",
            "one_overdispersed_profile": "Parameters of the Dirichlet multinomial.",
            "fit": "Log-likelihood and how it was reached.",
            "settings": "Of the estimator.",
            "versions": "Of the software.",
        },
    ),
    "multiverse": Record(
        Part.LABEL,
        {
            "data": "Digest of the data.",
            "seed": "Seed of all random draws.",
        },
        holding=frozenset({"data"}),
        numbers=frozenset({"seed"}),
    ),
}
