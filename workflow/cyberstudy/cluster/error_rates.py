"""What the calibration tells of a verdict: what its rules could have found in such data, if tried.

The calibration is of simulated surveys whose truth is known (benchmarks/verdict_calibration.py).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import polars as pl

from cyberstudy.cluster.taxometric_check import comparison_curve_fit
from cyberstudy.cluster.usual_methods import USUAL, as_numbers
from cyberstudy.cluster.verdict_in_words import Doubt, doubt, sentence, units_of
from cyberstudy.statistics.taxometric import CATEGORICAL
from cyberstudy.tables.calibration import Arena, Calibration
from cyberstudy.tables.files import read_table
from cyberstudy.tables.typologies import UsualMethods
from surveyanswers.instrument.counting import Design
from surveyanswers.tables.phrases import Sentence, phrase
from surveyanswers.tables.storage import schema_of


def read_calibration(paths: Sequence[str]) -> pl.DataFrame | None:
    """Read the frozen calibration of the rules, if there is one."""
    return read_table(paths[0], Calibration) if paths else None


def read_arena(paths: Sequence[str]) -> pl.DataFrame | None:
    """Read what usual methods say of simulated surveys, if it is there."""
    return read_table(paths[0], Arena) if paths else None


def not_calibrated(
    calibration: pl.DataFrame | None, *, units: int, items: int, categories: int
) -> list[Doubt]:
    """Return a doubt where the rules were not tried on data like these.

    Parameters
    ----------
    calibration
        `tables.calibration`, or None where there is none.
    units, items, categories
        Of the data; of categories those of the item that has most.
    """
    sizes = {"units": units, "items": items, "categories": categories}
    tried = {
        name: [] if calibration is None else calibration[name].drop_nulls().to_list()
        for name in sizes
    }
    own_sizes = {f"own_{name}": count for name, count in sizes.items()}
    if not all(tried.values()):
        text = phrase(
            "Provisional: how often these rules err has not been measured. This analysis has "
            "{own_units} units and {own_items} items of up to {own_categories} categories."
        )
        return [doubt("not calibrated", text, **own_sizes)]
    spans = {name: (min(counts), max(counts)) for name, counts in tried.items()}
    if all(low <= sizes[name] <= high for name, (low, high) in spans.items()):
        return []
    text = phrase(
        "Provisional: how often these rules err was measured for {units} units and {items} items "
        "of {categories} categories. This analysis has {own_units} units and {own_items} items "
        "of up to {own_categories} categories."
    )
    ranges = {name: {"span": list(ends)} for name, ends in spans.items()}
    return [doubt("not calibrated", text, **ranges, **own_sizes)]


def unweighted(design: Design | None) -> list[Doubt]:
    """Return a doubt for a sample: its classes ignore weights."""
    text = phrase(
        "Classes and tests count every unit once, whatever its weight and however it was "
        "sampled: they describe those who answered, not the population."
    )
    return [] if design is None else [doubt("not weighted", text)]


#: How the arena calls the taxometric index, and the rules of the verdict.
TAXOMETRIC, VERDICT = "taxometric index", "verdict of this study"
#: Worlds with three types and with two, by how clear these are; and the one of counts.
WORLDS = {
    "three": {"clear": "types 0.9/0.1", "middling": "types 0.8/0.2", "weak": "types 0.7/0.3"},
    "two": {
        "clear": "types, two 0.9/0.1",
        "middling": "types, two 0.8/0.2",
        "weak": "types, two 0.7/0.3",
    },
}
TYPES_OF_COUNTS = "counts: types"
Found = Mapping[str, Any]


def could_have_found(
    calibration: pl.DataFrame | None, *, units: int, categories: int
) -> dict[str, Any] | None:
    """Return how often types were found in the simulated surveys that are nearest to the data.

    Parameters
    ----------
    calibration
        `tables.calibration`, or None where there is none.
    units, categories
        Of the data; nearest by the ratio of units, then by categories. Assume: items of either
        number in the design together, for with these apart few surveys would speak.

    Returns
    -------
    dict or None
        `units`, `categories` of these surveys, and of each world of `WORLDS` in how many
        all types were found, of how many: [found, surveys].
    """
    if calibration is None:
        return None
    cells = calibration.drop_nulls(["units", "categories"])
    if cells.is_empty():
        return None
    near = cells.sort(
        (pl.col("units") / units).log().abs(),
        (pl.col("categories").cast(pl.Int64) - categories).abs(),
    ).row(0, named=True)
    cell = {name: near[name] for name in ("units", "categories")}
    rows = {row["world"]: row for row in cells.filter(**cell).iter_rows(named=True)}
    return cell | {
        number: {how: _found(rows[world]) for how, world in worlds.items() if world in rows}
        for number, worlds in WORLDS.items()
    }


def counts_could_have_found(calibration: pl.DataFrame | None) -> dict[str, Any] | None:
    """Return the same for counts, whose simulated surveys all have the study's own totals."""
    if calibration is None:
        return None
    rows = calibration.filter(world=TYPES_OF_COUNTS, margin="all")
    return {"three": {"clear": _found(rows.row(0, named=True))}} if rows.height else None


def _found(row: Mapping[str, Any]) -> list[int]:
    surveys = row["data sets"]
    return [round(row["true number"] * surveys), surveys]


def power_said(power: Found | None) -> list[Sentence]:
    """Return the power as a sentence for three types, and one for two."""
    if power is None:
        return []
    if "units" not in power:
        text = phrase(
            "What could have been found: in {clear} simulated surveys of such counts, three "
            "types were found."
        )
        return [sentence(text, clear={"found": power["three"]["clear"]})]
    three = phrase(
        "What could have been found: in the most similar simulated surveys ({units}, items of "
        "{categories} categories), three types were found in {clear} surveys in which they were "
        "clear, {middling} in which they were middling and {weak} in which they were weak."
    )
    two = phrase(
        "Two types were found in {clear} surveys in which they were clear, {middling} in which "
        "they were middling and {weak} in which they were weak."
    )
    cell = {"units": units_of(power["units"]), "categories": power["categories"]}
    return [
        sentence(text, **slots, **{how: {"found": pair} for how, pair in power[number].items()})
        for number, text, slots in (("three", three, cell), ("two", two, {}))
        if len(power[number]) == len(WORLDS[number])
    ]


def usual_methods(
    codes: np.ndarray, *, ordered: bool, seed: int, arena: pl.DataFrame | None
) -> pl.DataFrame:
    """Return what each method says of coded answers, and how often it errs in simulated surveys.

    Parameters
    ----------
    codes, ordered
        As for `as_numbers`.
    seed
        Of starts and of resampling.
    arena
        `tables.calibration.Arena`, or None where it has not been run.

    Returns
    -------
    pl.DataFrame
        `typologies.UsualMethods`; the taxometric index is missing where it cannot be had.
    """
    values = as_numbers(codes, ordered=ordered)
    numbers = {name: method(values, seed) for name, method in USUAL.items()}
    if (index := comparison_curve_fit(codes, ordered=ordered, seed=seed)) is not None:
        numbers[TAXOMETRIC] = 2 if index > CATEGORICAL else 1
    return pl.DataFrame(
        [
            (name, number, *(_share(arena, name, types) for types in (False, True)))
            for name, number in numbers.items()
        ],
        schema=schema_of(UsualMethods),
        orient="row",
    )


def _share(arena: pl.DataFrame | None, method: str, types: bool) -> float | None:
    """Return in which share a method is wrong of worlds without types, or right of the others."""
    if arena is None:
        return None
    rows = arena.filter((pl.col("truth") > 1) == types, method=method)
    share = pl.col("true_number" if types else "types")
    weighted = (share * pl.col("data_sets")).sum() / pl.col("data_sets").sum()
    return rows.select(weighted).item() if rows.height else None


def in_brief(methods: pl.DataFrame, arena: pl.DataFrame | None) -> dict[str, Any]:
    """Return how many methods say types, how often they and the verdict err on average."""
    return {
        "types": (methods["types"] > 1).sum(),
        "methods": methods.height,
        "wrong": methods["wrong"].mean(),
        "verdict_wrong": _share(arena, VERDICT, types=False),
    }


def usual_said(usual: Mapping[str, Any]) -> list[Sentence]:
    """Return as a sentence how many usual methods say types, and how often they err."""
    if usual["wrong"] is None or usual["verdict_wrong"] is None:
        return []
    text = phrase(
        "Of {methods} usual methods, which do not affect the verdict, {types} would have found "
        "types. In simulated surveys without types such methods find some in {wrong} on average, "
        "and these rules in {own}."
    )
    shares = {"wrong": {"share": usual["wrong"]}, "own": {"share": usual["verdict_wrong"]}}
    counts = {name: usual[name] for name in ("methods", "types")}
    return [sentence(text, **counts, **shares)]
