"""Three forms as respondents left them: filled in, unsure, broken off."""

from datetime import datetime

import polars as pl

from surveyanswers.simulation.collectors import files, kobo, limesurvey, workbook
from surveyanswers.simulation.submission import Submission

STRATEGY, PARTS = "q001_national_strategy", "q002_strategy_parts"


ROUTES, ROUTES_OTHER = "q014_reporting_routes", "q014_reporting_routes_other"


QUESTIONS = [
    "respondent_group",
    "unit_state",
    "completed_on",
    STRATEGY,
    PARTS,
    ROUTES,
    ROUTES_OTHER,
    "q011_recorded_access",
]


FULL = Submission(
    id="7",
    unit="FRA",
    group="state",
    channel="web",
    language="fr",
    started=datetime(2012, 3, 5, 9, 30),
    submitted=datetime(2012, 3, 5, 10, 45, 10),
    last_page=20,
    values={
        "respondent_group": "state",
        "unit_state": "Côte d'Ivoire",
        "completed_on": "2012-03-04",
        STRATEGY: "yes",
        PARTS: "legislation awareness",
        ROUTES: "corporate_victims other",
        ROUTES_OTHER: "Par la presse\r\net la radio",
        "q011_recorded_access": "12",
    },
    displayed=frozenset(QUESTIONS),
)


UNSURE = Submission(
    id="8",
    unit="TUV",
    group="state",
    channel="web",
    language="en",
    started=datetime(2012, 3, 6, 9, 30),
    submitted=datetime(2012, 3, 7, 8, 0),
    last_page=20,
    values={
        "respondent_group": "state",
        "unit_state": "Tuvalu",
        STRATEGY: "dont_know",
        ROUTES: "dont_know",
    },
    displayed=frozenset(QUESTIONS) - {PARTS, ROUTES_OTHER},
)


BROKEN_OFF = Submission(
    id="9",
    unit="NAM",
    group="state",
    channel="web",
    language="en",
    started=datetime(2012, 3, 8, 9, 30),
    submitted=None,
    last_page=2,
    values={"respondent_group": "state", "unit_state": "Namibia", STRATEGY: "yes"},
    displayed=frozenset(["respondent_group", "unit_state", STRATEGY, PARTS]),
)


FORMS = [FULL, UNSURE, BROKEN_OFF]


def lime(form, headings="code", answers="short", **changes):
    asked = {"language": "en", "questions": QUESTIONS}
    return limesurvey.sheet(FORMS, form, headings=headings, answers=answers, **asked | changes)


def cells(sheet):
    """Return header -> the cells below it, after a round trip through CSV bytes."""
    table = pl.read_csv(files.to_csv(sheet), infer_schema=False)
    return table.fill_null("").to_dict(as_series=False)


def keyed(form, forms=FORMS):
    return workbook.sheets(forms, form, language="en", questions=QUESTIONS)


def kobo_sheet(form, forms=(FULL, UNSURE), language="fr"):
    return kobo.sheet(forms, form, language=language, questions=QUESTIONS)


def placed(sheet, *key):
    row, column = sheet.places[key]
    return sheet.rows[row][column]
