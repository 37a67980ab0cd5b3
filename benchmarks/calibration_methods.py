"""The arena: what usual methods say of the data sets on which the verdict's error rates rest.

Methods are those of `cyberstudy.cluster.usual_methods` and each file of benchmarks/arena: a method
of one's own is one more file there, with ``number_of_types(codes, *, ordered, seed) -> int``.
"""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable, Mapping
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from calibration_worlds import drawn_of

from cyberstudy.cluster.usual_methods import USUAL, as_numbers

if TYPE_CHECKING:
    from cyberstudy.declare.plan.verdict_rules import Rules

OWN = sorted(Path(__file__).parent.glob("arena/*.py"))


def _usual(name: str, codes: Any, *, ordered: bool, seed: int) -> int:
    return USUAL[name](as_numbers(codes, ordered=ordered), seed)


METHODS: Mapping[str, Callable[..., int]] = {name: partial(_usual, name) for name in USUAL} | {
    file.stem.replace("_", " "): import_module(f"arena.{file.stem}").number_of_types for file in OWN
}


def answered(world: str, number: int, rules: Rules) -> dict[str, object]:
    """Return how many types each method says that a data set has, 1 for none; and its seconds."""
    del rules
    codes, ordered, seed, cell = drawn_of("judge", world, number)
    types, seconds = {}, {}
    for name, method in METHODS.items():
        began = time.process_time()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of fits that do not converge, which users see, too
            types[name] = method(codes, ordered=ordered, seed=seed % 2**31)
        seconds[name] = round(time.process_time() - began, 2)
    return {"world": world, "number": number, **cell, "types": types, "seconds": seconds}
