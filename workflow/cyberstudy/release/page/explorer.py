"""Data of the explorer: shares and means by question, group and wave, as they were released."""

from __future__ import annotations

from typing import Any

import polars as pl

from cyberstudy.release.gather import ShownSurvey
from cyberstudy.tables.storage import read_table
from cyberstudy.wording.speech import name_of_group

#: What every row tells, in this order; the browser reads rows as lists.
COLUMNS = ("wave", "grouping", "group", "option", "listed", "replied", "base", "count")
VALUES = ("value", "low", "high", "reason")
#: Why units are not in the base.
SILENCE = (
    *("dont_know", "refused", "no_answer", "not_applicable", "not_asked", "not_submitted"),
    *("invalid", "conflict", "not_coded"),
)
#: Tables that it shows, with the column of each that is drawn.
TABLES = {"estimates": "share", "levels": "mean"}
DIGITS = 4


def explorer_of(part: ShownSurvey) -> dict[str, Any] | None:
    """Collect what a survey's release tells of its questions; None where it tells nothing."""
    found: dict[str, dict[str, Any]] = {}
    groupings: dict[str, str] = {}
    groups: dict[str, str] = {}
    for name, column in TABLES.items():
        path = part.release / "tables" / f"{name}.csv"
        if not path.is_file():
            continue
        table = _readable(read_table(str(path)), column)
        groupings |= {
            each: name_of_group(each.removeprefix("merged_"))
            for each in table["grouping"].unique(maintain_order=True)
        }
        groups |= {each: name_of_group(each) for each in table["group"].unique().sort()}
        for (question,), rows in table.group_by("question", maintain_order=True):
            if question not in found:
                found[str(question)] = _question(part, str(question), name, rows)
    if not found:
        return None
    return {
        "name": part.survey.name,
        "simulated": part.simulated,
        "columns": [*COLUMNS, *VALUES, *SILENCE],
        "silence": [[name] for name in SILENCE],
        "groupings": groupings,
        "groups": groups | {"total": "All"},
        "questions": [found[each] for each in part.survey.questionnaire.questions if each in found],
    }


def _readable(table: pl.DataFrame, column: str) -> pl.DataFrame:
    """Give both kinds of table the same columns, totals first."""
    numbers = ("listed", "replied", "base", "count", *SILENCE)
    texts = ("wave", "grouping", "group", "option", "reason", "question")
    every = table.with_columns(
        pl.lit(None).alias(name) for name in (*texts, *numbers) if name not in table.columns
    )
    return every.select(
        *(pl.col(name).cast(pl.String).fill_null("") for name in texts),
        *(pl.col(name).cast(pl.Int64) for name in numbers),
        pl.col(column).cast(pl.Float64).round(DIGITS).alias("value"),
        *(pl.col(name).cast(pl.Float64).round(DIGITS) for name in ("low", "high")),
    ).sort(pl.col("group") != "total", maintain_order=True)


def _question(part: ShownSurvey, name: str, table: str, rows: pl.DataFrame) -> dict[str, Any]:
    asked = part.survey.questionnaire.questions[name]
    words = part.survey.codebook.row(by_predicate=pl.col("question") == name, named=True)
    options = part.survey.questionnaire.options_of(asked).labels["en"] if asked.choices else {}
    shown = [option for option in options if option in {*rows["option"]}]
    return {
        "name": name,
        "label": words["short_label"],
        "topic": name_of_group(words.get("area") or words.get("topic") or "other"),
        "wording": asked.labels["en"],
        "kind": "shares" if table == "estimates" else "levels",
        "most": rows["high"].fill_null(rows["value"]).max() or 1,
        "options": {option: options[option] for option in shown},
        "rows": [list(row) for row in rows.select(*COLUMNS, *VALUES, *SILENCE).iter_rows()],
    }
