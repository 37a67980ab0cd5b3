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
#: Columns behind all others, since few answers need them.
_RARE = {"source": SOURCE, "rule": RULE}
#: How an answer was chosen where no column beside it says otherwise: there was one form.
ONLY = "only"
#: Names that no question may have, and signs that none may hold: those of the columns beside it.
TAKEN, SIGNS = ("submission_id", "unit_id", "wave", "instance"), (":", "/")


def keys_of(contract: type[dy.Schema]) -> list[str]:
    """List the columns of a contract that say whose a row is, and of which instance."""
    return [*TAKEN] if contract is Submitted else ["wave", "unit_id", "instance"]


def write_columns(answers: pl.DataFrame, path: str | Path) -> None:
    """Write answers in columns, after seeing that values stand beside `valid` and nothing else."""
    items = [item for own in items_of(answers.columns).values() for item in own]
    valid = {item: (pl.col(item + STATUS) == "valid").fill_null(False) for item in items}
    holds = [(valid[item] == pl.col(item).is_not_null()).all().alias(item) for item in items]
    holds += [
        (valid[item] | pl.col(item + NUMBER).is_null()).all().alias(item + NUMBER)
        for item in items
        if item + NUMBER in answers.columns
    ]
    for name, said in answers.select(holds).to_dict(as_series=False).items():
        if not said[0]:
            raise SurveyError(f"{name}: a value stands beside a status that is not valid")
    answers.write_parquet(path, statistics=False, row_group_size=ROW_GROUP)


def items_of(columns: Iterable[str]) -> dict[str, list[str]]:
    """Find of each question its columns: one, or one an option, named ``question/option``."""
    found: dict[str, list[str]] = {}
    for name in columns:
        if name.endswith(STATUS):
            item = name.removesuffix(STATUS)
            found.setdefault(item.partition("/")[0], []).append(item)
    return found


def said_to(items: Iterable[str]) -> pl.Expr:
    """Return the status of a question: of its options that of the first that the form has."""
    said = [pl.col(item + STATUS) for item in items]
    return pl.coalesce(*(pl.when(each != "not_fielded").then(each) for each in said), *said)


def in_columns(answers: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    """Lay a long table of answers out in columns."""
    rows = answers.group_by(keys).agg(
        [] if "submission_id" in keys else pl.col("submission_id").first()
    )
    rows = rows.sort(keys)
    item = pl.concat_str(
        "question", pl.when(pl.col("option") != "").then("option"), separator="/", ignore_nulls=True
    )  # the name of its column
    own = "submission_id" in keys
    source = pl.lit(None, pl.String) if own else pl.col("submission_id")
    rule = pl.col("rule") if "rule" in answers.columns else pl.lit(None, pl.String)
    said = (
        answers.select(*keys, item, "option", "value", "number", "status", source=source, rule=rule)
        .join(rows, on=keys)
        .with_columns(
            source=pl.when(pl.col("source") != pl.col("submission_id")).then("source"),
            rule=pl.when(pl.col("rule") != ONLY).then("rule"),
        )
        .sort("question", "option", maintain_order=True)
    )
    items = said["question"].unique(maintain_order=True)
    if items.is_empty():
        return rows
    laid = said.drop("option").pivot(
        "question", index=keys, values=["value", "number", "status", "source", "rule"]
    )
    columns = [column for name in items for column in _beside(name)]
    columns += [pl.col(f"{of}_{n}").alias(n + kind) for n in items for of, kind in _RARE.items()]
    made = rows.join(laid, on=keys, how="left", maintain_order="left").select(
        *rows.columns, *columns
    )
    further = (NUMBER, SOURCE, RULE)
    counts = made.count().row(0, named=True)
    return made.drop(n for n, count in counts.items() if n.endswith(further) and not count)


def _beside(name: str) -> list[pl.Expr]:
    """Make the columns of one question or option of what was laid out by kind."""
    several = "/" in name
    held = pl.col(f"number_{name}").cast(pl.Boolean) if several else pl.col(f"value_{name}")
    number = [] if several else [pl.col(f"number_{name}").alias(name + NUMBER)]
    return [
        held.alias(name),
        pl.col(f"status_{name}").alias(name + STATUS),
        *number,
    ]


def read_answers(
    path: str | Path, questions: Iterable[str], contract: type[dy.Schema] = Answers
) -> pl.DataFrame:
    """Read the answers to some questions; beside `AnswerColumns` nothing opens a file of answers.

    Returns
    -------
    pl.DataFrame
        The contract, one row a wave, unit, question, instance and option.
    """
    there, wanted = pl.read_parquet_schema(path), {*questions}
    items = [item for name, own in items_of(there).items() if name in wanted for item in own]
    index = [*dict.fromkeys([*keys_of(contract), "submission_id"])]
    beside = [i + kind for i in items for kind in ("", STATUS, NUMBER, SOURCE, RULE)]
    names = [*index, *(name for name in beside if name in there)]
    return checked(in_rows(pl.read_parquet(path, columns=names), contract), contract)


def in_rows(wide: pl.DataFrame, contract: type[dy.Schema] = Answers) -> pl.DataFrame:
    """Return answers in columns as a long table, which is not checked."""
    there, keys = {*wide.columns}, keys_of(contract)
    items = [item for own in items_of(wide.columns).values() for item in own]
    if not items:
        return pl.DataFrame(schema=schema_of(contract))
    index = [*dict.fromkeys([*keys, "submission_id"])]

    def down(*of: Callable[[str], pl.Expr]) -> list[pl.Series]:
        """Put one kind of column of all items one below the other."""
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
        return (pl.col(name) if name in there else pl.lit(None)).cast(pl.Float64)

    def submission_id(item: str) -> pl.Expr:
        own = [item + SOURCE] if item + SOURCE in there else []
        return pl.coalesce(*own, "submission_id")

    def rule(item: str) -> pl.Expr:
        return pl.col(item + RULE).fill_null(ONLY) if item + RULE in there else pl.lit(ONLY)

    long = wide.select(*index, *(pl.col(item + STATUS).alias(item) for item in items)).unpivot(
        index=index, variable_name=":item", value_name=":held"
    )
    parts = pl.col(":item").str.splitn("/", 2).struct
    found = (
        long.rename({":held": "status"})
        .with_columns(*down(value, number), question=parts[0], option=parts[1].fill_null(""))
        .with_columns(*down(submission_id, rule) if "rule" in contract.columns() else [])
        .drop_nulls("status")
        .sort([*keys[:-1], "question", "instance", "option"])
    )
    return found.select([*contract.columns()])
