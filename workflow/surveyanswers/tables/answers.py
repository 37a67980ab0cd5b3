"""The contracts of answers: from the raw file to one accepted answer a unit (verify, read, clean).

A table is checked when it is written and again when the next stage reads it, so that a run
that ends is a run whose tables kept their promises.
"""

from __future__ import annotations

import polars as pl

from surveyanswers.tables.contract import Contract
from surveyanswers.tables.disclosure import Part, column, key, proportion, tally, wave_column
from surveyanswers.tables.frame_schemas import dy
from surveyanswers.tables.phrases import phrase
from surveyanswers.tables.statuses import STATUSES

#: What a column is for.
ANSWER, METADATA, REPEATED, PERSONAL = "answer", "metadata", "repeated", "personal"
#: What a column says of the submission.
SUBMISSION, UNIT, WAVE, LANGUAGE, SUBMITTED, LAST_PAGE, FINISHED = (
    "submission",
    "unit",
    "wave",
    "language",
    "submitted",
    "last_page",
    "finished",
)
#: What it says of a row that is an instance: of which repeat, which instance, and of whose form.
REPEAT, INSTANCE, TURN_OF = "repeat", "instance", "turn of"
OUTCOMES = ("complete", "partial", "none")
STANDINGS = ("current", "superseded", "duplicate")
CHANGES = ("correction", "normalised", "alias", "invalid", "superseded", "duplicate", "alike")


class Receipt(Contract, file="verify/receipt.csv"):
    """Raw files as declared and found."""

    file = key("File, below data/raw.")
    sha256 = column(dy.String, Part.HOLDING, "Its checksum.", regex=r"^[0-9a-f]{64}$")
    bytes = column(dy.Int64, Part.HOLDING, "Its size.", min=0)
    received_on = column(
        dy.String, Part.PROCESS, "Day of receipt, YYYY-MM-DD.", regex=r"^\d{4}-\d{2}-\d{2}$"
    )
    source = column(dy.String, Part.HOLDING, "From where it came.")
    licence = column(dy.String, Part.LABEL, "On what terms.")
    sensitivity = column(dy.String, Part.LABEL, "public, personal or confidential.")
    simulated = column(dy.Bool, Part.LABEL, "Whether a generator made it.")


class CellColumns(Contract, file="read/cells/columns.parquet", inside=True):
    """The columns that cells of the files stand in; of each part there is a file of texts."""

    part = column(dy.UInt32, Part.RESPONDENT, "Number of the file of texts.", primary_key=True)
    file = column(dy.String, Part.RESPONDENT, "File, below the raw folder.")
    name = column(dy.String, Part.LABEL, "Its name in the file of texts.", primary_key=True)
    position = column(dy.UInt32, Part.RESPONDENT, "Column, from 1.", min=1)
    header = column(dy.String, Part.LABEL, "Heading of the column.")
    role = column(
        dy.String,
        Part.LABEL,
        "answer, metadata, repeated, or what it tells of the submission or the turn.",
    )
    question = column(dy.String, Part.KEY, "Question, of an answer.", nullable=True)
    instance = column(dy.UInt32, Part.KEY, "Turn of a repeat, from 1; 0: none, or the row's own.")
    option = column(dy.String, Part.KEY, 'Of a column that stands for one option; else "".')
    language = column(dy.String, Part.LABEL, "Language of the form.")


class Cells(Contract):
    """Verbatim text, one row a cell: a view of columns of cells."""

    file = column(dy.String, Part.RESPONDENT, "File, below the raw folder.", primary_key=True)
    sheet = column(
        dy.String, Part.RESPONDENT, 'Sheet; "" where the format has none.', primary_key=True
    )
    record = column(
        dy.UInt32, Part.RESPONDENT, "One filled-in form of the sheet, from 0.", primary_key=True
    )
    row = column(
        dy.UInt32,
        Part.RESPONDENT,
        "Row as a spreadsheet counts: the header is row 1.",
        primary_key=True,
        min=1,
    )
    position = column(dy.UInt32, Part.RESPONDENT, "Column, from 1.", primary_key=True, min=1)
    header = column(dy.String, Part.LABEL, "Heading of the column.")
    role = column(
        dy.String,
        Part.LABEL,
        "answer, metadata, repeated, or what it says of the submission or the instance.",
    )
    question = column(dy.String, Part.KEY, "Question, of an answer.", nullable=True)
    instance = column(dy.UInt32, Part.KEY, "Instance of a repeat, from 1; else 0.")
    option = column(dy.String, Part.KEY, 'Of a column that stands for one option; else "".')
    language = column(dy.String, Part.LABEL, "Language of the form.")
    text = column(dy.String, Part.TEXT, "The cell; null where it is empty.", nullable=True)


class Intake(Contract, file="read/intake.csv", inside=True):
    """How many cells each file had, and how reading accounts for them."""

    file = key("File, below the raw folder.")
    sheet = key('Sheet; "" where there is none.')
    headings = column(dy.String, Part.LABEL, "Style of headings that was found.")
    notes = column(dy.String, Part.LABEL, "Encoding, byte-order mark, rows left out.")
    cells = column(dy.UInt32, Part.PROCESS, "Cells in all.")
    compared_cells = column(
        dy.UInt32, Part.PROCESS, "Filled cells that the reader counted, headings too."
    )
    header_cells = column(dy.UInt32, Part.PROCESS, "Headings.")
    template_cells = column(
        dy.UInt32, Part.PROCESS, "The form's own text, where it was sent; cells of sheets left out."
    )
    empty_column_cells = column(dy.UInt32, Part.PROCESS, "Of columns without header and text.")
    blank_row_cells = column(dy.UInt32, Part.PROCESS, "Of rows without text.")
    left_out_cells = column(
        dy.UInt32, Part.PROCESS, "Of rows that are no answers: previews and tests of the form."
    )
    personal_cells = column(
        dy.UInt32, Part.PROCESS, "Dropped when the file is read, never written."
    )
    kept_cells = column(dy.UInt32, Part.PROCESS, "Written to the table of cells.")

    @dy.rule()
    def every_cell_is_counted(cls) -> pl.Expr:
        """Cells in = cells out."""
        return pl.col("cells") == pl.sum_horizontal(
            "header_cells",
            "template_cells",
            "empty_column_cells",
            "blank_row_cells",
            "left_out_cells",
            "personal_cells",
            "kept_cells",
        )


class Units(Contract, file="clean/units.parquet", inside=True):
    """Whom the study counts, in each wave."""

    wave = wave_column()
    unit_id = column(dy.String, Part.UNIT, "Unit.", primary_key=True)
    group = column(dy.String, Part.KEY, "Group of respondents.")
    in_frame = column(dy.Bool, Part.FRAME, "Stands in the list of those who were to answer.")
    outcome = column(
        dy.Enum, Part.UNIT, "none: nonrespondent, or hardly anything answered.", categories=OUTCOMES
    )
    answered_share = proportion(
        Part.UNIT, "Answered, of the questions that applied.", nullable=False
    )
    submissions = column(dy.UInt32, Part.UNIT, "Forms that came.")
    unit_columns = column(
        dy.List,
        Part.UNIT,
        "What its forms say in the exports' columns that settings.yaml lists as unit_columns.",
        inner=dy.Struct({"column": dy.String(), "value": dy.String()}),
    )


class Submissions(Contract, file="clean/submissions.parquet", inside=True):
    """One row an export row."""

    submission_id = column(dy.String, Part.RESPONDENT, "Form.", primary_key=True)
    unit_id = column(dy.String, Part.UNIT, "Unit.")
    wave = wave_column(primary_key=False)
    file = column(dy.String, Part.RESPONDENT, "File.")
    sheet = column(dy.String, Part.RESPONDENT, "Sheet.")
    record = column(dy.UInt32, Part.RESPONDENT, "Form of the sheet.")
    channel = column(dy.String, Part.KEY, "How it came.")
    group = column(dy.String, Part.KEY, "Group of respondents.")
    language = column(dy.String, Part.RESPONDENT, "Of the form.")
    submitted_on = column(
        dy.String,
        Part.RESPONDENT,
        "When; null: broken off, or the collector does not tell.",
        nullable=True,
    )
    last_page = tally(Part.RESPONDENT, "The last section opened, where the collector tells.")
    standing = column(
        dy.Enum,
        Part.RESPONDENT,
        "Which of several forms counts.",
        categories=list(STANDINGS),
    )


class _Answers(Contract):
    question = key("Question.")
    instance = column(dy.UInt32, Part.KEY, "Instance of a repeat; else 0.", primary_key=True)
    option = key('Option of a several-answer question; else "".')
    value = column(dy.String, Part.TEXT, "An option's code or the text given.", nullable=True)
    number = column(dy.Float64, Part.TEXT, "The number given.", nullable=True)
    status = column(
        dy.Enum, Part.TEXT, "Why there is a value, or why there is none.", categories=STATUSES
    )

    @dy.rule()
    def value_only_when_valid(cls) -> pl.Expr:
        """A value stands beside `valid` and nothing else."""
        return (pl.col("status") == "valid") == pl.col("value").is_not_null()

    @dy.rule()
    def number_only_when_valid(cls) -> pl.Expr:
        """A number never carries a reason for a missing answer."""
        return pl.col("number").is_null() | (pl.col("status") == "valid")


class Submitted(_Answers, file="clean/submitted.parquet", inside=True):
    """Every submission's answers."""

    submission_id = column(dy.String, Part.RESPONDENT, "Form.", primary_key=True)
    unit_id = column(dy.String, Part.UNIT, "Unit.")
    wave = wave_column(primary_key=False)


class Answers(_Answers, file="clean/answers.parquet"):
    """One accepted answer per unit, wave and question."""

    wave = wave_column()
    unit_id = column(dy.String, Part.UNIT, "Unit.", primary_key=True)
    submission_id = column(dy.String, Part.RESPONDENT, "Form that the answer is from.")
    rule = column(dy.String, Part.LABEL, "Reconciliation rule that chose it.")


class Conflicts(Contract, file="clean/conflicts.parquet", inside=True):
    """Where submissions of one unit and wave say different things."""

    wave = wave_column()
    unit_id = column(dy.String, Part.UNIT, "Unit.", primary_key=True)
    question = key("Question.")
    instance = column(dy.UInt32, Part.KEY, "Instance of a repeat.", primary_key=True)
    submissions = column(dy.UInt32, Part.UNIT, "How many said something.")
    values = column(dy.String, Part.TEXT, 'What they said, joined by " | ".')
    rule = column(dy.String, Part.LABEL, "Reconciliation rule.")
    decided = column(dy.Bool, Part.UNIT, "Whether the rule could decide.")
    submission_id = column(
        dy.String, Part.RESPONDENT, "Whose answer counts; null where undecided.", nullable=True
    )


class Log(Contract, file="clean/log.parquet", inside=True):
    """Every change between the cell and the answer, with its reason."""

    file = column(dy.String, Part.RESPONDENT, "File.")
    sheet = column(dy.String, Part.RESPONDENT, "Sheet.")
    row = column(dy.UInt32, Part.RESPONDENT, "Row as a spreadsheet counts.")
    header = column(dy.String, Part.LABEL, "Heading of the column.")
    submission_id = column(dy.String, Part.RESPONDENT, "Form.")
    question = column(dy.String, Part.KEY, "Question.")
    instance = column(dy.UInt32, Part.KEY, "Instance of a repeat.")
    was = column(dy.String, Part.TEXT, "The text as it was.")
    became = column(dy.String, Part.TEXT, "What it became; null: no value.", nullable=True)
    kind = column(
        dy.Enum,
        Part.LABEL,
        "Kind of change; alike: none, the id is likely another's.",
        categories=list(CHANGES),
    )
    reason = column(dy.String, Part.TEXT, "Why.")


class Accounting(Contract, file="clean/accounting.csv"):
    """Data accounting: where the cells of each file went."""

    file = key("File.")
    sheet = key("Sheet.")
    became = key("Status, or other category of the cells.", phrase("Data accounting"))
    cells = column(dy.UInt32, Part.PROCESS, "How many.")


class FrameComparison(
    Contract, file="describe/frame_comparison.parquet", asked_by="frame_comparison"
):
    """What the exports repeat of the list of units, cell compared with value."""

    wave = wave_column(primary_key=False)
    submission_id = column(dy.String, Part.RESPONDENT, "Form.", primary_key=True)
    unit_id = column(dy.String, Part.UNIT, "Unit.")
    header = column(dy.String, Part.LABEL, "Heading of the exports' column.", primary_key=True)
    text = column(dy.String, Part.TEXT, "The cell; null where it is empty.", nullable=True)
    listed_in = column(dy.String, Part.KEY, "Column of the list of units that says the same.")
    value = column(
        dy.String, Part.FRAME, "What the list says; null: nothing of this unit.", nullable=True
    )
    agrees = column(
        dy.Bool,
        Part.UNIT,
        "Whether both say the same; null where one of them says nothing.",
        nullable=True,
    )
