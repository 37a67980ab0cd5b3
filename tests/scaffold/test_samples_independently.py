"""What was guessed of real exports is held against another reading of the same bytes."""

import csv
from collections import Counter
from pathlib import Path

import openpyxl
import pyreadstat
import pytest
from worlds.begun import unsure
from worlds.samples import sample

from cyberstudy.declare.opened import OpenSurvey
from cyberstudy.scaffold.new_survey import scaffold
from surveyanswers.cleaned import cleaned_anyway
from surveyanswers.scaffold.folder import NewSurvey
from surveyanswers.tables.statuses import SAID_INSTEAD

#: Export, and how many of its columns are doubtful, by what they are taken for.
SAMPLES = {
    "google_forms/dask.csv": {"names": 1},  # How often do you use it?
    "google_forms/jupyter_education_2016.csv": {"text": 2, "names": 1, "several": 3},
    "soscisurvey/sosci3.csv": {"tick": 1, "text": 1, "names": 1},
    "surveymonkey/all_responses.csv": {"names": 2},
    "limesurvey_ssi_2018/2018_all_public_data.csv": {"names": 6, "text": 1},
    "kobo_data/dummy_raw_data.xlsx": {"weight": 1, "cluster": 1, "stratum": 1, "names": 14},
    "spss/sample_missing.sav": {},
    "spss/simple_alltypes.sav": {},
    "stata/sample.dta": {},
}
#: What the program, or the file, calls missing.
MISSING = {"soscisurvey/sosci3.csv": {"-9"}}


def columns_of(path):
    """Read a file by its own library: heading -> texts, one a row, and "" where there is none."""
    if path.suffix == ".xlsx":
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # what is written of them is wrong
        given = sheet.iter_rows(values_only=True)
        rows = [["" if cell is None else str(cell) for cell in row] for row in given]
        book.close()
        rows = [[*row, *[""] * (len(rows[0]) - len(row))] for row in rows]
    else:
        content = path.read_bytes()
        text = content.decode(
            "utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
        )
        dialect = max(",;\t", key=text.partition("\n")[0].count)
        rows = list(csv.reader(text.splitlines(keepends=True), delimiter=dialect))
    headers, body = rows[0], [row for row in rows[1:] if any(row)]
    if "MODE" in headers:  # of SoSci Survey: who made the form tried it
        body = [row for row in body if row[headers.index("MODE")] == "interview"]
    return {h: [row[at].strip() for row in body] for at, h in enumerate(headers)}


def written(name):
    folder = Path("config/surveys/trial")
    scaffold(NewSurvey(folder, sample(name), public=True, received_on="2026-01-02"))
    return OpenSurvey(folder)


#: Whose cells are counted one by one; what is asked of them is looked at in the same test.
COUNTED = [n for n in SAMPLES if n.endswith(("csv", "xlsx")) and "surveymonkey" not in n]


def doubts_these(survey, kinds):
    assert Counter(row.kind for row in unsure(survey).values()) == kinds


@pytest.mark.parametrize("name", [name for name in SAMPLES if name not in COUNTED])
def test_few_columns_are_doubtful_and_these(study, name):
    doubts_these(written(name), SAMPLES[name])


@pytest.mark.parametrize("name", COUNTED)
def test_few_columns_are_doubtful_and_a_filled_cell_is_an_answer_or_is_none(study, name):
    survey = written(name)
    doubts_these(survey, SAMPLES[name])
    (export,) = survey.exports
    raw, none = columns_of(sample(name)), MISSING.get(name, set())
    missing = {text.casefold() for text in [*export.missing, *none, *SAID_INSTEAD]}
    cleaned, _ = cleaned_anyway(survey)
    valid = Counter(cleaned.submitted.filter(status="valid", option="")["question"].to_list())
    compared = 0
    for header, place in export.columns.items():
        kind = survey.questionnaire.questions[place.question].type
        if header not in raw or place.option or kind == "select_multiple" or place.blank:
            continue
        cells = [text for text in raw[header] if text]
        own = {*missing, *(text.casefold() for text in place.missing)}
        filled = sum(text.casefold() not in own for text in cells)
        assert valid[place.question] == filled, header
        compared += filled
    assert compared > 100


@pytest.mark.parametrize("name", ["spss/sample_missing.sav", "spss/simple_alltypes.sav"])
def test_no_value_that_spss_calls_missing_is_an_answer(study, name):
    survey = written(name)
    cleaned, _ = cleaned_anyway(survey)
    # Without user_missing the library itself leaves such values out.
    table, _ = pyreadstat.read_sav(
        sample(name), output_format="dict", disable_datetime_conversion=True
    )
    for header, place in survey.exports[0].columns.items():
        given = [v for v in table[header] if v not in (None, "") and v == v]
        own = cleaned.submitted.filter(question=place.question, status="valid")
        assert own.height == len(given), header
