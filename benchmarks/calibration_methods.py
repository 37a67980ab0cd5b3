"""The arena: what usual methods say of the data sets on which the verdict's error rates rest.

Methods are those of `cyberstudy.cluster.usual_methods` and each file of benchmarks/arena: a method
of one's own is one more file there, with ``number_of_types(codes, *, ordered, seed) -> int``.
"""

from __future__ import annotations

import time
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from importlib import import_module
from pathlib import Path
from typing import Any

from calibration_table import claimed, has_types, number_of, shares
from calibration_worlds import EVERY, drawn_of

from cyberstudy.cluster.usual_methods import USUAL, VERDICT, as_numbers
from cyberstudy.declare.plan.verdict_rules import TYPES, Rules

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


def arena(verdicts: Sequence[Mapping], answers: Sequence[Mapping]) -> Iterator[dict[str, object]]:
    """Return a row of each world and method: how often it says types, and the true number."""
    known = {(row["world"], row["number"]) for row in answers}
    rows = [
        (row["world"], name, k, row["seconds"][name])
        for row in answers
        for name, k in row["types"].items()
    ]
    for row in verdicts:
        if (row["world"], row["number"]) in known:
            types = row["contender"] if claimed(row, Rules())[0] == TYPES else 1
            rows.append((row["world"], VERDICT, types, row["cpu"]))
    for world in EVERY:
        for name in (VERDICT, *METHODS):
            if hits := [row[2:] for row in rows if row[:2] == (world, name)]:
                numbers, seconds = zip(*hits, strict=True)
                truth = number_of(world) if has_types(world) else 1
                entry = {"method": name, "world": world, "truth": truth, "data_sets": len(hits)}
                share = shares("types", [number > 1 for number in numbers])
                entry |= {column.replace(" ", "_"): value for column, value in share.items()}
                entry["true_number"] = sum(number == truth for number in numbers) / len(hits)
                yield entry | {"cpu": round(sum(seconds) / len(seconds), 2)}
