"""See columns that may say how a sample was drawn: weights, strata, clusters, their number."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from surveyanswers.instrument.open_questions import OpenQuestion
from surveyanswers.scaffold.form import Form
from surveyanswers.scaffold.number_marks import as_number
from surveyanswers.scaffold.placement import Placement
from surveyanswers.scaffold.words import DESIGN

ABOUT, NONE = "design of the sample", "none"
#: Bare words that may be a body's or a parcel's weight, which is between these on average.
_BODIES = re.compile(r"(?i)weights?|peso|poids|gewicht")
_LIGHT, _HEAVY = 3, 300


def design_columns(values: Mapping[str, Sequence[str]], height: int) -> dict[str, list[str]]:
    """Name columns by what of a design their headings say that they hold.

    Parameters
    ----------
    values
        Texts of each column that are not blank.
    height
        How many rows there are; a design is of most of them.
    """
    columns = {
        part: [
            header
            for header, texts in values.items()
            if len(texts) * 2 > height
            and re.fullmatch(words, re.sub(r"^\w+\. (?=.)", "", header.strip()))
            and (part != "weight" or _heavy(texts))
        ]
        for part, words in DESIGN.items()
    }
    return {part: headers for part, headers in columns.items() if headers}


def _heavy(texts: Sequence[str]) -> bool:
    numbers = [as_number(text.strip()) for text in texts]
    return all(number is not None and number >= 0 for number in numbers) and any(numbers)


def design_question(
    columns: Mapping[str, Sequence[str]],
    values: Mapping[str, Sequence[str]],
    height: int,
    answers: Mapping[str, str],
) -> OpenQuestion:
    """Ask whether these columns are the design, and by which weight.

    Assume: a weight that every row has is one, unless it may be a body's.
    """
    weights = list(columns.get("weight", ()))
    descriptions, usual = [], NONE
    for header in weights:
        numbers = [as_number(text.strip()) or 0.0 for text in values[header]]
        mean = sum(numbers) / len(numbers)
        above = sum(number > 0 for number in numbers)
        descriptions.append(f"{header}: {above} of {height} rows above 0, {mean:.4g} on average")
        body = _BODIES.fullmatch(header.strip()) and _LIGHT <= mean <= _HEAVY and len(columns) < 2
        if above == height and usual == NONE and not body:
            usual = header
    descriptions += [
        f"{header}: {part}, {len({*values[header]})} different"
        for part, headers in columns.items()
        for header in headers
        if part != "weight"
    ]
    return OpenQuestion.put(
        ABOUT,
        "Was a sample drawn, and are answers to be weighted by one of these columns?",
        [header for headers in columns.values() for header in headers],
        "; ".join(descriptions),
        [*weights, NONE],
        usual=usual,
        answers=answers,
    )


def see_design(
    values: Mapping[str, Sequence[str]],
    height: int,
    form: Form,
    placed: Placement,
    answers: Mapping[str, str],
) -> list[str]:
    """Ask of columns that look like a design, and declare it; return those that are no answers."""
    columns = design_columns(values, height)
    every = [
        header for header in values if any(header in headings for headings in columns.values())
    ]
    if "weight" not in columns:
        for header in every:
            form.look_at(header, "part of a sample's design? No column of weights was found")
        return []
    question = design_question(columns, values, height, answers)
    placed.asked.append(question)
    if question.taken not in columns["weight"]:
        return []
    parts = {part: headers[0] for part, headers in columns.items()} | {"weight": question.taken}
    questions = {header: place.question for header, place in placed.columns.items()}
    placed.design = {part: questions.get(header, header) for part, header in parts.items()}
    drawn = [header for header in every if header not in questions]
    placed.metadata += drawn
    return drawn
