"""Answers of which a test says only what it is about, as whole a table as the workflow writes."""

import polars as pl

from surveyanswers.tables.answer_columns import in_columns, keys_of, write_columns
from surveyanswers.tables.answers import Answers
from surveyanswers.tables.storage import checked, schema_of

DEFAULTS = {"wave": "", "instance": 0, "option": "", "submission_id": "R1", "rule": "only"}


def whole(answers):
    """The contract's columns; a valid answer of which only the number is said is that number."""
    defaults = {name: DEFAULTS.get(name) for name in Answers.columns()}
    defaults["status"] = "valid"
    missing = [pl.lit(v).alias(n) for n, v in defaults.items() if n not in answers.columns]
    table = answers.with_columns(missing).select(
        pl.col(name).cast(kind) for name, kind in schema_of(Answers).items()
    )
    said = pl.when(pl.col("status") == "valid").then(pl.col("number").cast(pl.String))
    return table.with_columns(value=pl.coalesce("value", said))


def write_answers(answers, path, contract=Answers):
    """Write a long table of answers in columns, held to its contract."""
    write_columns(in_columns(checked(answers, contract), keys_of(contract)), path)


def put_answers(answers, folder):
    """Write them into `folder` as protected and cleaned answers are."""
    write_answers(whole(answers), folder / "answers.parquet")
