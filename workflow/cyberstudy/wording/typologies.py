"""What is said of types: names of models and classes, and a verdict in words.

Classes are letters, A the largest. They are shown whatever the verdict, so that a reader can see
what was rejected; where they are no types, the words say so.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from cyberstudy.wording.translator import Translator
from surveyanswers.tables.phrases import phrase

TYPES, GRADIENT, NO_STRUCTURE, NO_TYPOLOGY = "types", "gradient", "no structure", "no typology"
NONE_FITS, NOT_DISTINGUISHABLE = "none fits", "not distinguishable"
#: Accounts of the answers besides classes and the first rival, as tables name them.
ACCOUNTS = {
    "two gradients": phrase("two gradients"),
    "types along a gradient": phrase("types along a gradient"),
    "dependent items": phrase("dependent items"),
}
#: Verdicts, as tables name them.
VERDICTS = {
    TYPES: phrase("types"),
    NO_TYPOLOGY: phrase("no typology claimed"),
    GRADIENT: phrase("one gradient"),
    **ACCOUNTS,
    NONE_FITS: phrase("none of these fits"),
    NOT_DISTINGUISHABLE: phrase("not distinguishable"),
    NO_STRUCTURE: phrase("no structure"),
}
#: What answers may have, from the simplest; a column each where verdicts are shown.
STRUCTURES = (NO_STRUCTURE, GRADIENT, TYPES)
#: What the tests say of one of them: rejected, neither, or the rival rejected.
SPEAKS = {
    "against": phrase("ruled out"),
    "open": phrase("possible"),
    "for": phrase("supported"),
}
#: Models without classes, as tables name them.
RIVALS = {
    "one gradient": phrase("one gradient"),
    "one overdispersed profile": phrase("one overdispersed profile"),
    "gradient of any shape": phrase("gradient of any shape"),
    "unfolding gradient": phrase("unfolding gradient"),
    **ACCOUNTS,
}
LEAST = 0.001  # p-value that is written


def rival(say: Translator, name: str) -> str:
    """Return what the model without classes is called."""
    return say(RIVALS[name]) if name in RIVALS else name


def judged(say: Translator, verdict: Mapping[str, Any]) -> str:
    """Return a verdict in a few words, from its verdict, classes, account and rival."""
    if verdict["verdict"] == TYPES:
        return many_types(say, verdict["classes"])
    if verdict["verdict"] != GRADIENT:
        return say(VERDICTS[verdict["verdict"]])
    return rival(say, verdict.get("account") or verdict["rival"])


def model(say: Translator, name: str) -> str:
    """Return what a model is called, by its name in tables."""
    if name in RIVALS:
        return say(RIVALS[name])
    count = _classes(name)
    return say.many("{count} class", "{count} classes", count, count=count)


def _classes(name: str) -> int:
    first = name.split()[0]
    return 1 if first == "one" else int(first)


def p_value(say: Translator, p: float) -> str:
    """Return a p-value as text."""
    if p >= LEAST:
        return say("p = {p}", p=say.decimal(p, 3))
    return say("p < {p}", p=say.plain(LEAST))


def many_types(say: Translator, count: int) -> str:
    """Count types."""
    return say.many("{count} type", "{count} types", count, count=count)


def many_units(say: Translator, count: int) -> str:
    """Count units."""
    return say.many("{count} unit", "{count} units", count, count=count)
