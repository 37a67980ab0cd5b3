"""The table of the verdict's calibration: what the rules say of the records, with exact intervals.

Over all data sets of a world, by margin, and where there are types by cell.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
from calibration_worlds import EVERY
from scipy.stats import binomtest

from cyberstudy.cluster.verdict import by_tests, undermining
from cyberstudy.declare.plan.verdict_rules import (
    ANOTHER,
    GRADIENT,
    NO_STRUCTURE,
    NO_TYPOLOGY,
    NONE_FITS,
    NOT_DISTINGUISHABLE,
    TYPES,
    Rules,
)
from latentclass.contest import Evidence, RivalTest
from latentclass.families import ONE, PROFILE
from latentclass.monte_carlo import MonteCarlo
from surveyanswers.simulation.worlds import CLASSES, COUNTS

CONFIDENCE = 0.95
CRITERIA = ("aic", "bic")
TOLD = (NO_STRUCTURE, NOT_DISTINGUISHABLE, NONE_FITS, GRADIENT, NO_TYPOLOGY, TYPES)
OTHER, ALL = "another account", "all"
RIVAL_LEVELS = (0.01, 0.02, 0.05, 0.10)


def has_types(world: str) -> bool:
    """Whether there truly are types."""
    return world.removeprefix("counts: ").startswith("types")


def number_of(world: str) -> int:
    """Say how many types there truly are, where there are any."""
    return 2 if ", two " in world else CLASSES


def level_of(null: int | str, alternative: int | str, continuum: str, rules: Rules) -> float:
    """Say at which level a test was made."""
    if null == 1:
        return rules.alpha_structure / 2
    if null == continuum:
        return rules.alpha_continuum
    if alternative == continuum:
        return rules.alpha_types
    return rules.alpha_rivals if isinstance(null, str) else rules.alpha_classes


def claimed(row: Mapping, rules: Rules) -> tuple[str, bool]:
    """Return the verdict on a data set, and whether the tests alone speak for types."""
    continuum = PROFILE if row["world"] in COUNTS else ONE
    tests = [
        RivalTest(
            null,
            alternative,
            level_of(null, alternative, continuum, rules),
            MonteCarlo(np.nan, exceedances, replicates, p, np.nan, np.nan, ""),
        )
        for null, alternative, p, exceedances, replicates in row["tests"]
    ]
    sizes = row["sizes"]
    shown = Evidence(sum(sizes), continuum, (), tests, row["contender"], sizes, 0)
    if (found := by_tests(shown)) != TYPES:
        return found, False
    return (NO_TYPOLOGY if undermining(shown, rules, row["jaccard"]) else TYPES), True


def margins(rows: Sequence[Mapping]) -> Iterator[tuple[str, dict, list[Mapping]]]:
    """Give all data sets of a world, then those of each number of units, categories and items.

    Where there are types, last those of each cell: what could have been found where.
    """
    yield ALL, {}, list(rows)
    if rows[0]["world"] in COUNTS:
        return
    for name in ("units", "categories", "items"):
        for value in sorted({row[name] for row in rows}):
            yield f"{value} {name}", {name: value}, [row for row in rows if row[name] == value]
    if has_types(rows[0]["world"]):
        names = ("units", "categories")
        for values in sorted({tuple(row[name] for name in names) for row in rows}):
            at = dict(zip(names, values, strict=True))
            own = [row for row in rows if at.items() <= row.items()]
            yield ", ".join(f"{value} {name}" for name, value in at.items()), at, own


def summary(rows: Sequence[Mapping], rules: Rules) -> list[dict[str, object]]:
    """Summarise each world, and each margin of it: shares with exact binomial intervals."""
    table = []
    for world in EVERY:
        if not (whole := [row for row in rows if row["world"] == world]):
            continue
        for margin, at, own in margins(whole):
            told, by_tests_alone = zip(*(claimed(row, rules) for row in own), strict=True)
            entry = {"world": world, "margin": margin, "data sets": len(own)}
            entry |= {name: at.get(name) for name in ("units", "items", "categories")}
            counted = {
                **{name: [each == name for each in told] for name in TOLD},
                OTHER: [each in ANOTHER for each in told],
                "types by tests": by_tests_alone,
                "true number": [
                    each == TYPES and row["contender"] == number_of(world)
                    for each, row in zip(told, own, strict=True)
                ],
                **{f"{name} 2 or more": [row[name] > 1 for row in own] for name in CRITERIA},
            }
            for name, hits in counted.items():
                entry |= shares(name, hits)
            entry["code"] = own[0]["code"]
            entry["CPU s"] = float(np.mean([row["cpu"] for row in own]))
            entry["replicates"] = float(np.mean([sum(t[4] for t in row["tests"]) for row in own]))
            table.append(entry)
    return table


def shares(name: str, hits: Sequence[bool]) -> dict[str, float | None]:
    """Give a share with its interval; nothing of nothing."""
    if not hits:
        return dict.fromkeys((name, f"{name} low", f"{name} high"))
    found = binomtest(sum(hits), len(hits)).proportion_ci(CONFIDENCE, "exact")
    share = {name: sum(hits) / len(hits)}
    return share | {f"{name} low": float(found.low), f"{name} high": float(found.high)}


def markdown(table: Sequence[Mapping]) -> str:
    """Write rows of the summary as a table."""
    told = (NO_STRUCTURE, NOT_DISTINGUISHABLE, NONE_FITS, GRADIENT, OTHER, NO_TYPOLOGY)
    head = ["world", "", "n", *told, TYPES, "true number", "by tests", "AIC", "BIC"]
    lines = [head, ["---"] * len(head)]
    for entry in table:

        def share(name: str, entry: Mapping = entry) -> str:
            low, high = entry[f"{name} low"], entry[f"{name} high"]
            return f"{entry[name]:.1%} ({100 * low:.1f}–{100 * high:.1f})"

        lines.append(
            [
                entry["world"],
                entry["margin"],
                str(entry["data sets"]),
                *(f"{entry[name]:.1%}" for name in told),
                share(TYPES),
                share("true number") if has_types(entry["world"]) else "",
                f"{entry['types by tests']:.1%}",
                *(f"{entry[f'{name} 2 or more']:.0%}" for name in CRITERIA),
            ]
        )
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def choices(rows: Sequence[Mapping], rules: Rules) -> list[dict[str, object]]:
    """Say of each level of the further rivals how often types would be told in each world."""
    del rules
    return [
        {
            "world": world,
            "data sets": len(own),
            "without rivals": float(np.mean([row["alone"] for row in own])),
            **{
                f"{kind} {level:g}": float(
                    np.mean(
                        [
                            row["alone"]
                            and all(p <= level for p in row["rivals"].values())
                            and (kind == "types" or row["contender"] == CLASSES)
                            for row in own
                        ]
                    )
                )
                for kind in (("types", "three") if has_types(world) else ("types",))
                for level in RIVAL_LEVELS
            },
            "CPU s": float(np.mean([row["cpu"] for row in own])),
        }
        for world in EVERY
        if (own := [row for row in rows if row["world"] == world])
    ]
