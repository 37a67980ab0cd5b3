"""Submissions of a few invented units, and how they are reconciled."""

import polars as pl

from surveyanswers.clean.reconcile import HEARD, reconcile
from surveyanswers.instrument.analyst_decisions import COLUMNS
from surveyanswers.tables.answers import Answers
from surveyanswers.tables.statuses import NONE, STATUSES
from surveyanswers.tables.storage import checked

SAYS = [status for status, level in HEARD.items() if level == 0]


OPTIONS = ("a", "b", NONE)


KEYS = ["unit_id", "question", "instance", "option"]


#: Submissions of one unit: through which channel they came, and when.
SENT = {
    "s1": ("unodc", "2012-05-01 10:00:00"),
    "s2": ("itu", "2012-06-01 10:00:00"),
    "s3": ("post", "2012-04-01 10:00:00"),
    "s4": ("itu", None),
}


def rows_of(unit, submission, question, said):
    """A text is an answer or a status; a list holds what was ticked of several options."""
    if isinstance(said, str) and said in STATUSES:
        answers = [(option, None, None, said) for option in (OPTIONS if question == "m" else [""])]
    elif question == "m":
        answers = [(o, str(int(o in said)), float(o in said), "valid") for o in OPTIONS]
    else:
        answers = [("", said, None, "valid")]
    return [("", unit, submission, question, 0, *answer) for answer in answers]


def table(rows):
    return pl.DataFrame(
        rows,
        schema={
            "wave": pl.String,
            "unit_id": pl.String,
            "submission_id": pl.String,
            "question": pl.String,
            "instance": pl.UInt32,
            "option": pl.String,
            "value": pl.String,
            "number": pl.Float64,
            "status": pl.Enum(STATUSES),
        },
        orient="row",
    )


def sent(unit_of=None):
    unit_of = unit_of or dict.fromkeys(SENT, "u")
    return pl.DataFrame(
        [(s, "", unit, *SENT[s[-2:]]) for s, unit in unit_of.items()],
        schema=dict.fromkeys(
            ("submission_id", "wave", "unit_id", "channel", "submitted_on"), pl.String
        ),
        orient="row",
    )


def ruled(*rules):
    columns = dict.fromkeys(("question", "rule", "channels"), pl.String)
    return pl.DataFrame(list(rules), schema=columns, orient="row")


def decided(*rows):
    made = [(*row, "a telephone call", "tests", "2026-11-25") for row in rows]
    return pl.DataFrame(
        made, schema=dict.fromkeys(COLUMNS["decisions.csv"], pl.String), orient="row"
    )


def outcome(said, rule, channels=None, decisions=()):
    """Reconcile what several submissions of one unit say to one question."""
    question = "m" if any(isinstance(s, list) for s in said.values()) else "q"
    rows = [row for s, text in said.items() for row in rows_of("u", s, question, text)]
    rules = ruled(("*", "unanimous", None), (question, rule, channels))
    found = reconcile(table(rows), sent(), rules, decided(*decisions))
    checked(found.answers, Answers)
    return found
