"""Data of the explorer: what was released of questions."""

from __future__ import annotations

from itertools import chain
from typing import Any

import polars as pl

from cyberstudy.declare.plan.estimates import RESPONDENTS
from cyberstudy.declare.survey import Survey
from cyberstudy.release.gather import ShownSurvey
from cyberstudy.tables.files import read_table
from cyberstudy.wording.questions import labelled
from cyberstudy.wording.translator import PERCENT_PLACES, Translator
from cyberstudy.wording.words import area_of, name_of_grouping
from surveyanswers.instrument.settings import QUESTIONNAIRE
from surveyanswers.tables.phrases import phrase
from surveyanswers.tables.statuses import COUNTED

#: What every row tells, in this order; the browser reads rows as lists.
COLUMNS = ("wave", "grouping", "group", "option", "listed", "replied", "base", "count")
VALUES = ("value", "low", "high", "reason")
#: Headings that are others where nobody replied: keys of what pages say (`spoken`).
WITHOUT_REPLIES = {"answer": "entry", "replied": "in_source"} | {
    name: f"{name}_without_replies" for name in COUNTED
}
#: Tables that it shows, with the column of each that is drawn.
TABLES = {"estimates": "share", "levels": "mean"}
DIGITS = 4
#: What it says itself.
ALL = phrase("All")
TOTAL = "total"
#: What groups are called, by grouping and code.
_Groups = dict[str, dict[str, str]]


def explorer_of(part: ShownSurvey) -> dict[str, Any] | None:
    """Collect what a survey's release says of its questions; None where it says nothing."""
    say = part.say
    questions: dict[str, dict[str, Any]] = {}
    groupings: dict[str, str] = {}
    groups: _Groups = {}
    asked_of_people = part.survey.settings.mode == QUESTIONNAIRE
    for name, column in TABLES.items():
        path = part.release / "tables" / f"{name}.csv"
        if not path.is_file():
            continue
        table = readable(read_table(str(path)), column)
        if not asked_of_people:  # what a record or a score is of all that there are is no estimate
            table = table.with_columns(low=pl.lit(None), high=pl.lit(None))
        reasons = {text: say.reason(text) for text in table["reason"].unique() if text}
        table = table.with_columns(pl.col("reason").replace(reasons))
        groupings |= {
            code: say.word(name_of_grouping(code))
            for code in table["grouping"].unique(maintain_order=True)
        }
        if say.groups:  # no question divides itself
            by = {code: part.survey.groupings[code].by or "" for code in say.groups}
            divides = pl.col("grouping").replace_strict(by, default="", return_dtype=pl.String)
            table = table.filter(divides.str.split("/").list.first() != pl.col("question"))
        for grouping, called in _groups_in_words(table, part.survey, say).items():
            groups.setdefault(grouping, {}).update(called)
        for (question,), rows in table.group_by("question", maintain_order=True):
            if question not in questions:
                questions[str(question)] = _question(part, str(question), name, rows, say)
    answered = [questions[code] for code in _in_order(part.survey) if code in questions]
    if not answered:
        return None
    return {
        "name": part.survey.name,
        "simulated": part.simulated,
        "heads": {} if asked_of_people else WITHOUT_REPLIES,
        "columns": [*COLUMNS, *VALUES, *COUNTED],
        "silence": [[name] for name in COUNTED],
        "percent_places": PERCENT_PLACES,
        "groupings": groupings,
        "groups": groups,
        "questions": answered,
    }


def _in_order(survey: Survey) -> list[str]:
    """List questions as they were asked, those of who replies last: nobody comes for these."""
    codebook = survey.codebook
    identity = (
        {*codebook.filter(sensitivity="identity")["question"]}
        if "sensitivity" in codebook.columns
        else set()
    )
    return sorted(survey.questionnaire.questions, key=lambda name: name in identity)


def readable(table: pl.DataFrame, column: str) -> pl.DataFrame:
    """Return either kind of table with the same columns, totals first."""
    numbers = ("listed", "replied", "base", "count", *COUNTED)
    texts = ("wave", "grouping", "group", "option", "reason", "question")
    every = table.with_columns(
        pl.lit(None).alias(name) for name in (*texts, *numbers) if name not in table.columns
    )
    return every.select(
        *(pl.col(name).cast(pl.String).fill_null("") for name in texts),
        *(pl.col(name).cast(pl.Int64) for name in numbers),
        pl.col(column).cast(pl.Float64).round(DIGITS).alias("value"),
        *(pl.col(name).cast(pl.Float64).round(DIGITS) for name in ("low", "high")),
    ).sort(pl.col("group") != TOTAL, maintain_order=True)


def _groups_in_words(table: pl.DataFrame, survey: Survey, say: Translator) -> _Groups:
    """Name each group so that it can be read beside an answer, by grouping, in order.

    Groups go by the labels of the plan's figures and tables. What has none there and is a code, or
    an option, has its grouping's name before it: "No" and "Legislation" are answers, too.
    """
    entries = survey.plan.exhibits.values()
    labels: _Groups = {}
    for rows in chain.from_iterable(getattr(entry, "across", ()) for entry in entries):
        labels.setdefault(rows.grouping, {}).update(rows.labels)

    def called(grouping: str, group: str) -> str:
        if group == TOTAL:
            return say(ALL)
        if label := labels.get(grouping, {}).get(group):
            return say.word(label)
        name = say.group(group, grouping)
        if group[:1].isupper() or grouping == RESPONDENTS:
            return name
        return labelled(say, say.word(name_of_grouping(grouping)), name)

    group_names: _Groups = {}
    for (grouping,), rows in table.group_by("grouping", maintain_order=True):
        groups = [*dict.fromkeys(rows["group"])]
        order = [*labels.get(str(grouping), say.groups.get(str(grouping), ()))]
        groups.sort(key=lambda group: order.index(group) if group in order else -1)
        group_names[str(grouping)] = {group: called(str(grouping), group) for group in groups}
    return group_names


def _question(
    part: ShownSurvey, name: str, table: str, rows: pl.DataFrame, say: Translator
) -> dict[str, Any]:
    question = part.survey.questionnaire.questions[name]
    words = part.survey.codebook.row(by_predicate=pl.col("question") == name, named=True)
    labels = (
        part.survey.questionnaire.options_of(question).labels if question.choices else {"en": {}}
    )
    options = labels["en"] | labels.get(say.language, {})
    shown = [option for option in options if option in {*rows["option"]}]
    return {
        "name": name,
        "label": say.word(words["short_label"]),
        "topic": say.word(area_of(words)),
        "wording": say.wording(question.labels),
        "kind": "shares" if table == "estimates" else "levels",
        "options": {option: options[option] for option in shown},
        "rows": [list(row) for row in rows.select(*COLUMNS, *VALUES, *COUNTED).iter_rows()],
    }
