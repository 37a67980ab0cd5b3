"""Which questions may divide units into groups, and why others may not."""

from __future__ import annotations

import polars as pl

from surveyanswers.instrument.counting import CONFIDENTIAL
from surveyanswers.instrument.questionnaire import Question, Questionnaire
from surveyanswers.instrument.questionnaire_sheets import STAYS_IN
from surveyanswers.instrument.settings import Settings


def questions_that_divide(
    settings: Settings, form: Questionnaire | None, codebook: pl.DataFrame | None
) -> tuple[dict[str, list[str]], dict[str, str]]:
    """List what of the form may divide units, with its groups, and why other questions may not.

    What settings.yaml makes of these with `groups` is among them.

    Assume: of a confidential survey none may. How many are in such a group is how many gave an
    answer, and every base within it counts two answers at once; what is withheld is chosen and
    audited one question at a time, which could not prove that these stay open.
    """
    if form is None or codebook is None:
        return {}, {}
    sensitivity = dict(codebook.select("question", "sensitivity").iter_rows())
    refused: dict[str, str] = {}
    divide: dict[str, list[str]] = {}
    for by, name in form.dividing.items():
        divide.setdefault(name, []).append(by)
    for name, question in form.questions.items():
        divisions = divide.get(name, [])
        if settings.protection == CONFIDENTIAL:
            why = "is a question of a confidential survey: how many are in a group would be answers"
            refused |= dict.fromkeys([name, *divisions], f"{name} {why}")
        elif (kind := sensitivity[name]) in STAYS_IN:
            why = f"is {kind} by the codebook, and no answer to it leaves: it may divide nobody"
            refused |= dict.fromkeys([name, *divisions], f"{name} {why}")
        elif name not in divisions:
            refused[name] = f"{name} {_why_not(question, divisions)}"
    every = (by for divisions in divide.values() for by in divisions)
    groups = {by: [*form.groups_by(by, {})] for by in every if by not in refused}
    coarse = {name: group for name, group in settings.groups.items() if group.by in groups}
    return groups | {n: [*form.groups_by(e.by, e.merge)] for n, e in coarse.items()}, refused


def _why_not(question: Question, divisions: list[str]) -> str:
    """Return why a question whose answers are open makes no groups."""
    if divisions:
        why = "may have several answers, so that groups overlap; name an option, such as"
        return f"{why} {divisions[0]}"
    if question.repeat is not None:
        return "is asked of a unit more than once, so that groups overlap"
    return "has no list of options in the form, whose groups could divide units"
