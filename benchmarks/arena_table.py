"""The table of the arena: how often each method says types where there are some, and where none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from calibration_table import claimed, has_types, number_of, shares
from calibration_worlds import EVERY

from cyberstudy.cluster.error_rates import VERDICT
from cyberstudy.declare.plan.verdict_rules import TYPES, Rules


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
        for name in dict.fromkeys(row[1] for row in rows):
            if hits := [row[2:] for row in rows if row[:2] == (world, name)]:
                numbers, seconds = zip(*hits, strict=True)
                truth = number_of(world) if has_types(world) else 1
                entry = {"method": name, "world": world, "truth": truth, "data_sets": len(hits)}
                share = shares("types", [number > 1 for number in numbers])
                entry |= {column.replace(" ", "_"): value for column, value in share.items()}
                entry["true_number"] = sum(number == truth for number in numbers) / len(hits)
                yield entry | {"cpu": round(sum(seconds) / len(seconds), 2)}
