"""Answers in storage: a question is a column, with a column of statuses beside it.

A row is a unit (or a form) in a wave, and of a repeat one instance; a column stands for a question,
of a several-answer question for one option (``question/option``); it is text, or an Enum of its
texts where these are few. Beside it stand ``:status``, a byte a cell, and, each only where it says
something, ``:number``, and ``:submission_id`` and ``:rule`` where these are not the row's own. Rows
lie in groups, so that whoever counts may stream. The long tables `Answers` and `Submitted` are
views of this file, of the questions that are asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import polars as pl

from surveyanswers.tables.answers import Answers, Submitted
from surveyanswers.tables.frame_schemas import dy
from surveyanswers.tables.problems import SurveyError
from surveyanswers.tables.storage import checked, schema_of

#: Rows of a group: what a reader that streams holds at once.
ROW_GROUP = 65_536
NUMBER, STATUS, SOURCE, RULE = ":number", ":status", ":submission_id", ":rule"
#: How an answer was chosen where no column beside it says otherwise: there was one form.
ONLY = "only"
#: Beside columns that have the names of questions.
_PLACE = ":place"
#: Names that no question may have, and signs that none may hold: those of the columns beside it.
TAKEN, SIGNS = ("submission_id", "unit_id", "wave", "instance"), (":", "/")


def keys_of(contract: type[dy.Schema]) -> list[str]:
    """List the columns of a contract that say whose a row is, and of which instance."""
    return [*TAKEN] if contract is Submitted else ["wave", "unit_id", "instance"]


def write_columns(answers: pl.DataFrame, path: str | Path) -> None:
    """Write answers in columns, after seeing that values stand beside `valid` and nothing else."""
    items = [item for columns in items_of(answers.columns).values() for item in columns]
    valid = {item: (pl.col(item + STATUS) == "valid").fill_null(False) for item in items}
    holds = [(valid[item] == pl.col(item).is_not_null()).all().alias(item) for item in items]
    holds += [
        (valid[item] | pl.col(item + NUMBER).is_null()).all().alias(item + NUMBER)
        for item in items
        if item + NUMBER in answers.columns
    ]
    for name, checks in answers.select(holds).to_dict(as_series=False).items():
        if not checks[0]:
            raise SurveyError(f"{name}: has a value, though its status is not valid")
    answers.write_parquet(path, statistics=False, row_group_size=ROW_GROUP)


def items_of(columns: Iterable[str]) -> dict[str, list[str]]:
    """Find of each question its columns: one, or one an option, named ``question/option``."""
    columns_of_question: dict[str, list[str]] = {}
    for name in columns:
        if name.endswith(STATUS):
            item = name.removesuffix(STATUS)
            columns_of_question.setdefault(item.partition("/")[0], []).append(item)
    return columns_of_question


def said_to(items: Iterable[str]) -> pl.Expr:
    """Return the status of a question: of its options that of the first that the form has."""
    statuses = [pl.col(item + STATUS) for item in items]
    return pl.coalesce(
        *(pl.when(status != "not_fielded").then(status) for status in statuses), *statuses
    )


def in_columns(answers: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    """Lay a long table of answers out in columns."""
    rows = answers.group_by(keys).agg(
        [] if "submission_id" in keys else pl.col("submission_id").first()
    )
    rows = rows.sort(keys)
    place = rows.select(keys).with_row_index(_PLACE)
    numbered = answers.join(place, on=keys).select(pl.exclude(keys))
    columns: dict[str, pl.Series] = {}
    rare: dict[str, pl.Series] = {}
    for (question, option), part in sorted(
        numbered.partition_by("question", "option", as_dict=True).items()
    ):
        item = f"{question}/{option}" if option else str(question)
        laid = part.sort(_PLACE)
        if laid.height < rows.height:
            laid = place.select(_PLACE).join(laid, on=_PLACE, how="left", maintain_order="left")
        columns[item] = laid["number"].cast(pl.Boolean) if option else laid["value"]
        columns[item + STATUS] = laid["status"]
        if not option and laid["number"].count():
            columns[item + NUMBER] = laid["number"]
        if "submission_id" not in keys:
            elsewhere = laid["submission_id"] != rows["submission_id"]
            rare[item + SOURCE] = laid["submission_id"].set(~elsewhere, None)
        if "rule" in laid.columns:
            rare[item + RULE] = laid["rule"].set(laid["rule"] == ONLY, None)
    columns |= {name: column for name, column in rare.items() if column.count()}
    return rows.with_columns(column.alias(name) for name, column in columns.items())


def read_answers(
    path: str | Path, questions: Iterable[str], contract: type[dy.Schema] = Answers
) -> pl.DataFrame:
    """Read the answers to some questions; beside `AnswerColumns` nothing opens a file of answers.

    Returns
    -------
    pl.DataFrame
        The contract, one row a wave, unit, question, instance and option.
    """
    present_columns, wanted = pl.read_parquet_schema(path), {*questions}
    items = [
        item
        for name, question_columns in items_of(present_columns).items()
        if name in wanted
        for item in question_columns
    ]
    index = [*dict.fromkeys([*keys_of(contract), "submission_id"])]
    beside = [i + kind for i in items for kind in ("", STATUS, NUMBER, SOURCE, RULE)]
    names = [*index, *(name for name in beside if name in present_columns)]
    return checked(in_rows(pl.read_parquet(path, columns=names), contract), contract)


def in_rows(wide: pl.DataFrame, contract: type[dy.Schema] = Answers) -> pl.DataFrame:
    """Return answers in columns as a long table, which is not checked."""
    present_columns, keys = {*wide.columns}, keys_of(contract)
    items = [item for columns in items_of(wide.columns).values() for item in columns]
    if not items:
        return pl.DataFrame(schema=schema_of(contract))
    index = [*dict.fromkeys([*keys, "submission_id"])]

    def down(*of: Callable[[str], pl.Expr]) -> list[pl.Series]:
        """Return columns that hold one kind of column of all items, one below the other."""
        return [
            wide.select(keys[0], *(make(item).alias(item) for item in items))
            .unpivot(items, variable_name=":item", value_name=":held")[":held"]
            .alias(make.__name__)  # a question may be called so
            for make in of
        ]

    def value(item: str) -> pl.Expr:
        return (pl.col(item).cast(pl.Int8) if "/" in item else pl.col(item)).cast(pl.String)

    def number(item: str) -> pl.Expr:
        name = item if "/" in item else item + NUMBER
        return (pl.col(name) if name in present_columns else pl.lit(None)).cast(pl.Float64)

    def submission_id(item: str) -> pl.Expr:
        columns = [item + SOURCE] if item + SOURCE in present_columns else []
        return pl.coalesce(*columns, "submission_id")

    def rule(item: str) -> pl.Expr:
        return (
            pl.col(item + RULE).fill_null(ONLY) if item + RULE in present_columns else pl.lit(ONLY)
        )

    long = wide.select(*index, *(pl.col(item + STATUS).alias(item) for item in items)).unpivot(
        index=index, variable_name=":item", value_name=":held"
    )
    parts = pl.col(":item").str.splitn("/", 2).struct
    rows = (
        long.rename({":held": "status"})
        .with_columns(*down(value, number), question=parts[0], option=parts[1].fill_null(""))
        .with_columns(*down(submission_id, rule) if "rule" in contract.columns() else [])
        .drop_nulls("status")
        .sort([*keys[:-1], "question", "instance", "option"])
    )
    return rows.select([*contract.columns()])
