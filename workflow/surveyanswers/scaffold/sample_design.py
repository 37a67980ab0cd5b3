"""See columns that may say how a sample was drawn: weights, strata, clusters, their number."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from surveyanswers.instrument.column_sheet import ColumnRow
from surveyanswers.scaffold.number_marks import as_number
from surveyanswers.scaffold.placement import Placement
from surveyanswers.scaffold.words import DESIGN

#: Kinds of columns, by what of a design they hold.
PARTS = {"weight": "weight", "strata": "stratum", "clusters": "cluster", "population": "population"}
#: Bare words that may be a body's or a parcel's weight, which is between these on average.
_BODIES = re.compile(r"(?i)weights?|peso|poids|gewicht")
_LIGHT, _HEAVY = 3, 300


def see_design(
    values: Mapping[str, Sequence[str]],
    height: int,
    placed: Placement,
    decided: Mapping[str, ColumnRow],
) -> list[str]:
    """Declare columns that look like a design, for a person to decide; return those set aside.

    Assume: a weight that every row has, above 0, is one, unless it may be a body's. Three digits
    behind its mark are decimals. Of several the first counts. A design is of most rows (`height`).
    """
    columns: dict[str, list[str]] = {}
    for header, texts in values.items():
        for part, words in DESIGN.items():
            name = re.sub(r"^\w+\. (?=.)", "", header.strip())
            is_part = len(texts) * 2 > height and re.fullmatch(words, name)
            if decided[header].kind == PARTS[part] if header in decided else is_part:
                columns.setdefault(part, []).append(header)
    every = [header for header in values if any(header in some for some in columns.values())]
    weights = [
        header
        for header in columns.get("weight", ())
        if header in decided or _is_weight(header, values[header], height, len(columns), placed)
    ]
    if not weights:
        for header in every:
            placed.doubts.setdefault(header, ["part of a sample's design? No weight is declared"])
        return []
    questions = {header: place.question for header, place in placed.columns.items()}
    parts = {part: headers[0] for part, headers in columns.items()} | {"weight": weights[0]}
    placed.design = {part: questions.get(header, header) for part, header in parts.items()}
    placed.undecided.add(weights[0])
    for header in every:
        placed.doubts.setdefault(header, ["looks like a part of the sample's design"])
    drawn = [header for header in every if header not in questions]
    placed.metadata += drawn
    return drawn


def _is_weight(
    header: str, texts: Sequence[str], height: int, parts: int, placed: Placement
) -> bool:
    numbers = [_decimal(text.strip()) for text in texts]
    weights = [number for number in numbers if number is not None and number > 0]
    if not weights or len(weights) < sum(number is None or number != 0 for number in numbers):
        return False
    mean = sum(weights) / len(numbers)
    low, high = min(weights), max(weights)
    placed.doubts[header] = [
        f"weight? {len(weights)} of {height} rows are above 0: {low:.4g} to {high:.4g}, "
        f"{mean:.4g} on average"
    ]
    body = _BODIES.fullmatch(header.strip()) and _LIGHT <= mean <= _HEAVY and parts < 2
    return len(weights) == height and not body


def _decimal(text: str) -> float | None:
    """Read a weight, whose one mark is of decimals."""
    single = re.fullmatch(r"(\d+)[.,](\d+)", text)
    return float(f"{single[1]}.{single[2]}") if single else as_number(text)
