"""The contract of every table that crosses a stage.

A table is checked when it is written and again when the next stage reads it, so that a run
that ends is a run whose tables kept their promises. Units and meanings stand with the columns.
"""

from __future__ import annotations

import dataframely as dy
import polars as pl

from cyberstudy.describe.contracts import (
    Contrasts,
    Findings,
    IndexGroups,
    IndexItems,
    IndexReliability,
    IndexScores,
)
from cyberstudy.statuses import STATUSES

#: Contracts that stand with describe, for their number.
DESCRIBED = (Contrasts, Findings, IndexGroups, IndexItems, IndexReliability, IndexScores)

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


class Coverage(dy.Schema):
    """Who answered, as counts (describe)."""

    question = dy.String(primary_key=True)
    group = dy.String(primary_key=True)
    label = dy.String()
    count = dy.UInt32()
    base = dy.UInt32()  # units that could have been counted


class Response(dy.Schema):
    """Who replied, of whom (describe)."""

    by = dy.String(primary_key=True)  # respondents, or a column of the frame
    group = dy.String(primary_key=True)
    listed = dy.UInt32(nullable=True)  # members of the frame; null where there is no list
    replied = dy.UInt32()
    complete = dy.UInt32()
    partial = dy.UInt32()
    rr1 = dy.Float64(nullable=True, min=0, max=1)  # AAPOR response rates
    rr2 = dy.Float64(nullable=True, min=0, max=1)


class Channels(dy.Schema):
    """Forms by how they came (describe)."""

    channel = dy.String(primary_key=True)
    language = dy.String(primary_key=True)
    standing = dy.String(primary_key=True)
    forms = dy.UInt32()
    sent = dy.UInt32()  # the others were broken off, or the collector does not tell


class Disagreements(dy.Schema):
    """Where forms of one unit say different things, by question (describe)."""

    question = dy.String(primary_key=True)
    label = dy.String()
    rule = dy.String()
    asked_twice = dy.UInt32()  # units with several current forms
    differ = dy.UInt32()
    decided = dy.UInt32()
    open = dy.UInt32()


class Changes(dy.Schema):
    """What was mended, refused or passed over (describe)."""

    file = dy.String(primary_key=True)
    kind = dy.String(primary_key=True)
    count = dy.UInt32()


class Nonresponse(dy.Schema):
    """Answers by status, along the questionnaire of each group of respondents (describe)."""

    group = dy.String(primary_key=True)
    question = dy.String(primary_key=True)
    label = dy.String()
    order = dy.UInt32()
    status = dy.Enum(STATUSES, primary_key=True)
    count = dy.UInt32()
    base = dy.UInt32()


class Estimates(dy.Schema):
    """Shares by group: counts first, then a model's interval and the worst case (describe)."""

    grouping = dy.String(primary_key=True)
    group = dy.String(primary_key=True)
    question = dy.String(primary_key=True)
    option = dy.String(primary_key=True)
    listed = dy.UInt32(nullable=True)  # members of the frame; null where there is no list
    replied = dy.UInt32()
    base = dy.UInt32()  # units with an answer in substance
    r = dy.UInt32()  # answers that these units gave; more than base where several may be chosen
    count = dy.UInt32()  # units that chose the option
    share = dy.Float64(nullable=True, min=0, max=1)
    low = dy.Float64(nullable=True, min=0, max=1)  # Wilson, finite population correction
    high = dy.Float64(nullable=True, min=0, max=1)
    poststratified = dy.Float64(nullable=True, min=0, max=1)  # where the plan names strata
    poststratified_se = dy.Float64(nullable=True, min=0)
    bound_low = dy.Float64(nullable=True, min=0, max=1)  # Manski, over all who did not say
    bound_high = dy.Float64(nullable=True, min=0, max=1)
    dont_know = dy.UInt32()
    refused = dy.UInt32()
    no_answer = dy.UInt32()
    not_applicable = dy.UInt32()
    not_asked = dy.UInt32()
    not_submitted = dy.UInt32()
    invalid = dy.UInt32()
    conflict = dy.UInt32()
    reason = dy.String()  # why no share is given; "" where one is


class Replication(dy.Schema):
    """Published values beside ours (describe)."""

    key = dy.String(primary_key=True)
    label = dy.String()
    published = dy.Float64()
    ours = dy.Float64(nullable=True)
    difference = dy.Float64(nullable=True)
    agrees = dy.Bool()
    published_rank = dy.UInt32()
    our_rank = dy.UInt32(nullable=True)
    source = dy.String()
    checked = dy.String()


class Selection(dy.Schema):
    """How many clusters, by every threshold that was tried (cluster)."""

    minimum_nominations = dy.UInt32(primary_key=True)
    clusters = dy.UInt32(primary_key=True, min=1)
    countries = dy.UInt32()
    is_main = dy.Bool()  # the threshold of plan.yaml
    within = dy.Float64()  # sum of squared Hellinger distances to the centre
    gap = dy.Float64()
    gap_se = dy.Float64()
    silhouette = dy.Float64(nullable=True)  # undefined for one cluster
    smallest = dy.UInt32()
    chosen = dy.Bool()
    agreement = dy.Float64(nullable=True)  # adjusted Rand with the main solution


class Members(dy.Schema):
    """Which country is in which cluster (cluster)."""

    iso3 = dy.String(primary_key=True)
    country = dy.String()
    cluster = dy.String()
    order = dy.UInt32()  # of the leaves of the tree
    nominations = dy.UInt32()
    support = dy.Float64(min=0, max=1)  # share of resamples whose matching cluster holds it


class Profiles(dy.Schema):
    """What clusters and their members are named for (cluster)."""

    cluster = dy.String(primary_key=True)
    part = dy.String(primary_key=True)
    share = dy.Float64(min=0, max=1)
    low = dy.Float64()
    high = dy.Float64()
    members = dy.UInt32()


class Stability(dy.Schema):
    """How often a cluster comes back, for every number of clusters (clusters, cluster)."""

    clusters = dy.UInt32(primary_key=True, min=1)
    chosen = dy.Bool()
    cluster = dy.String(primary_key=True)
    members = dy.UInt32()
    jaccard = dy.Float64(min=0, max=1)  # mean over resamples of the best match
    low = dy.Float64()
    high = dy.Float64()
    recovered = dy.Float64(min=0, max=1)  # share of resamples with Jaccard above 0.75
    dissolved = dy.Float64(min=0, max=1)  # share at 0.5 or less
