"""The contracts of answers: from the raw file to one accepted answer a unit (verify, read, clean).

A table is checked when it is written and again when the next stage reads it, so that a run
that ends is a run whose tables kept their promises. Units and meanings stand with the columns.
"""

from __future__ import annotations

import dataframely as dy
import polars as pl

from cyberstudy.tables.statuses import STATUSES

#: What a column is for.
ANSWER, METADATA, REPEATED, PERSONAL = "answer", "metadata", "repeated", "personal"
#: What a column tells of the submission.
SUBMISSION, UNIT, LANGUAGE, SUBMITTED, LAST_PAGE = (
    "submission",
    "unit",
    "language",
    "submitted",
    "last_page",
)
OUTCOMES = ("complete", "partial", "none")


class Receipt(dy.Schema):
    """Raw files as declared and found (verify)."""

    file = dy.String(primary_key=True)  # below data/raw
    sha256 = dy.String(regex=r"^[0-9a-f]{64}$")
    bytes = dy.Int64(min=0)
    received_on = dy.String(regex=r"^\d{4}-\d{2}-\d{2}$")
    source = dy.String()
    licence = dy.String()
    sensitivity = dy.String()
    simulated = dy.Bool()


class Cells(dy.Schema):
    """Verbatim text, one row a cell (read)."""

    file = dy.String(primary_key=True)
    sheet = dy.String(primary_key=True)  # "" where the format has no sheets
    record = dy.UInt32(primary_key=True)  # one filled-in form of the sheet; for messages, see row
    row = dy.UInt32(primary_key=True, min=1)  # as a spreadsheet counts: the header is row 1
    position = dy.UInt32(primary_key=True, min=1)  # column, from 1
    header = dy.String()
    role = dy.String()  # answer, metadata, repeated, or what it tells of the submission
    question = dy.String(nullable=True)  # of an answer
    instance = dy.UInt32()  # turn of a repeat, from 1; else 0
    option = dy.String()  # of a column that stands for one option, else ""
    language = dy.String()
    text = dy.String(nullable=True)  # null: the cell is empty


class Intake(dy.Schema):
    """How many cells each file had and what became of them at the door (read)."""

    file = dy.String(primary_key=True)
    sheet = dy.String(primary_key=True)
    headings = dy.String()  # the style that was found
    notes = dy.String()  # encoding, byte-order mark
    cells = dy.UInt32()
    header_cells = dy.UInt32()
    template_cells = dy.UInt32()  # the form's own text, where the form itself was sent
    empty_column_cells = dy.UInt32()  # columns with neither header nor text
    blank_row_cells = dy.UInt32()
    personal_cells = dy.UInt32()  # dropped, never written
    kept_cells = dy.UInt32()

    @dy.rule()
    def every_cell_is_counted(cls) -> pl.Expr:
        """Cells in = cells out."""
        return pl.col("cells") == pl.sum_horizontal(
            "header_cells",
            "template_cells",
            "empty_column_cells",
            "blank_row_cells",
            "personal_cells",
            "kept_cells",
        )


class Units(dy.Schema):
    """Whom the study counts (clean)."""

    unit_id = dy.String(primary_key=True)
    group = dy.String()  # of respondents
    in_frame = dy.Bool()  # stands in the list of those who were to answer
    outcome = dy.Enum(OUTCOMES)  # none: silent, or hardly anything answered
    answered_share = dy.Float64(min=0, max=1)  # of the questions that applied
    submissions = dy.UInt32()


class Submissions(dy.Schema):
    """One row an export row (clean)."""

    submission_id = dy.String(primary_key=True)
    unit_id = dy.String()
    file = dy.String()
    sheet = dy.String()
    record = dy.UInt32()
    channel = dy.String()
    group = dy.String()
    language = dy.String()
    submitted_on = dy.String(nullable=True)  # null: broken off, or the collector does not tell
    last_page = dy.UInt32(nullable=True)  # the last section opened, where the collector tells
    standing = dy.Enum(["current", "superseded", "duplicate"])


class _Answers(dy.Schema):
    question = dy.String(primary_key=True)
    instance = dy.UInt32(primary_key=True)  # turn of a repeat, from 1; else 0
    option = dy.String(primary_key=True)  # for several-answer questions, else ""
    value = dy.String(nullable=True)  # an option's code or the text given
    number = dy.Float64(nullable=True)
    status = dy.Enum(STATUSES)

    @dy.rule()
    def value_only_when_valid(cls) -> pl.Expr:
        """A value stands beside `valid` and nothing else."""
        return (pl.col("status") == "valid") == pl.col("value").is_not_null()

    @dy.rule()
    def number_only_when_valid(cls) -> pl.Expr:
        """A number never carries a reason for a missing answer."""
        return pl.col("number").is_null() | (pl.col("status") == "valid")


class Submitted(_Answers):
    """Every submission's answers (clean)."""

    submission_id = dy.String(primary_key=True)
    unit_id = dy.String()


class Answers(_Answers):
    """One accepted answer per unit and question (clean)."""

    unit_id = dy.String(primary_key=True)
    submission_id = dy.String()
    rule = dy.String()  # the reconciliation rule that chose it


class Conflicts(dy.Schema):
    """Where submissions of one unit say different things (clean)."""

    unit_id = dy.String(primary_key=True)
    question = dy.String(primary_key=True)
    instance = dy.UInt32(primary_key=True)
    submissions = dy.UInt32()  # how many said something
    values = dy.String()  # what they said, joined by " | "
    rule = dy.String()
    decided = dy.Bool()
    submission_id = dy.String(nullable=True)  # whose answer counts; null where undecided


class Log(dy.Schema):
    """Every change between the cell and the answer, with its reason (clean)."""

    file = dy.String()
    sheet = dy.String()
    row = dy.UInt32()
    header = dy.String()
    submission_id = dy.String()
    question = dy.String()
    instance = dy.UInt32()
    was = dy.String()
    became = dy.String(nullable=True)  # null where no value is left
    kind = dy.Enum(["correction", "normalised", "alias", "invalid", "superseded", "duplicate"])
    reason = dy.String()


class Accounting(dy.Schema):
    """Where the cells of each file went (clean)."""

    file = dy.String(primary_key=True)
    sheet = dy.String(primary_key=True)
    became = dy.String(primary_key=True)
    cells = dy.UInt32()
