"""What columns become is what reading them row by row, in plain Python, makes of them."""

import csv
import io
import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from invented.collected import Collected, table

from surveyanswers.clean import answers
from surveyanswers.clean.answers import clean_survey
from surveyanswers.read import read_exports

QUESTIONS = [
    ("select_one unit", "unit", "Have you a unit?"),
    ("select_one size", "size", "How large, about?", "${unit} = 'yes'"),
    ("select_one size", "trend", "Since when?", "${size} = 's' or ${size} = 'm'", ". != 'l'"),
    ("integer", "staff", "How many?", "${size} != ''", ". >= 0 and . <= 500"),
    ("decimal", "share", "Which share?", "${staff} > 2 and not(${trend} = 's')"),
    ("text", "remark", "What else?", "${unit} != 'no'"),
]
OPTIONS = {
    "unit": [("yes", "Yes, one"), ("no", "No"), ("dont_know", "Do not know")],
    "size": [("s", "Small"), ("m", "Medium"), ("l", "Large"), ("refused", "I’d rather not say")],
}
COLUMNS = {"unit": "size", "a": "unit", "c": "trend", "n": "staff", "d": "share", "t": "remark"}
MISSING = {"-": "no_answer", "N/A": "not_applicable", "won’t say": "refused"}
HEADER = ["id", *COLUMNS]


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    given = {"format": "csv", "submission": "id", "unit": "id", "missing": MISSING}
    rows = table([HEADER, ["1", *"-" * 6]])
    root = tmp_path_factory.mktemp("rows")
    return Collected(root, QUESTIONS, OPTIONS, rows, columns=COLUMNS, **given)


def fold(text):
    text = unicodedata.normalize("NFKC", text).replace("’", "'").replace("\ufeff", " ")
    return " ".join(text.split()).casefold()


TEXTS = {
    name: {fold(text): code for code, label in listed for text in (code, label)}
    for name, listed in OPTIONS.items()
}
TEXTS["trend"] = TEXTS["size"]
ASKED = {
    "unit": lambda v: True,
    "size": lambda v: v["unit"] == "yes",
    "trend": lambda v: v["size"] in ("s", "m"),
    "staff": lambda v: v["size"] is not None,
    "share": lambda v: v["staff"] is not None and v["staff"] > 2 and v["trend"] != "s",
    "remark": lambda v: v["unit"] != "no",
}


def judge(name, text):
    folded = fold(text)
    token = {fold(t): s for t, s in MISSING.items()}.get(folded)
    if token or not folded:
        return None, token or "no_answer"
    if name == "remark":
        return text, "valid"
    if name in TEXTS:
        code = TEXTS[name].get(folded)
        good = code is not None and (name, code) != ("trend", "l")
        return (code, "valid") if good else (None, "invalid")
    thousands = re.search(r"^-?[1-9]\d{0,2}(,\d\d\d)+$", folded)
    written = re.search(r"^[+-]?(\d+)([.,]\d+)?$", folded)
    if thousands or not written:
        return None, "invalid"
    number = float(folded.replace(",", "."))
    if name == "staff" and (number % 1 or not 0 <= number <= 500):
        return None, "invalid"
    return number, "valid"


def expected(row):
    values, statuses = {}, {}
    for name, asked in ASKED.items():
        value, status = judge(name, row[name])
        if not asked(values):
            value = None
            status = "invalid" if status in ("valid", "invalid") else "not_asked"
        values[name], statuses[name] = value, status
    for name, value in values.items():  # conditions have seen what was said instead
        if value in ("dont_know", "refused", "not_applicable"):
            values[name], statuses[name] = None, value
    return {name: (values[name], statuses[name]) for name in ASKED}


SPELLED = [t for texts in TEXTS.values() for t in texts] + list(MISSING)
WRITTEN = st.sampled_from(SPELLED).flatmap(
    lambda t: st.sampled_from([t, t, t.upper(), f" {t}\u00a0", t.replace(" ", "\n"), "ﬁ" + t])
)
ANYTHING = st.text("abc ,;.-\"'\nßé7½", max_size=6)
NUMBER = st.sampled_from(
    ["0", "7", "3.0", "12.5", "1e2", "１２", "-1", "501", "1_0", "nan", "1,5", "1,000"]
)
ROW = st.fixed_dictionaries(
    {
        name: st.one_of(st.just(""), st.sampled_from(like), WRITTEN, ANYTHING | NUMBER)
        for name, like in {
            "unit": ["Yes, one", "yes"],
            "size": ["Small", "refused", "m", "Large"],
            "trend": ["Medium", "l", "s"],
            "staff": ["7", "3", "12"],
            "share": ["12.5", "3"],
            "remark": ["7", "long words " * 9, "no"],
        }.items()
    }
)


@given(st.lists(ROW, min_size=1, max_size=30), st.booleans())
def test_each_cell_becomes_what_row_by_row_reading_makes_of_it(study, rows, large):
    """As one part, and some forms at a time, as of large files."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, quoting=csv.QUOTE_ALL)
    writer.writerow(HEADER)
    for number, row in enumerate(rows, start=1):
        writer.writerow([number, *(row[question] for question in COLUMNS.values())])
    (study.raw / "answers.csv").write_text(text.getvalue(), encoding="utf-8", newline="")
    survey = study.survey()
    with pytest.MonkeyPatch.context() as patch:
        if large:
            patch.setattr(answers, "AT_ONCE", 21)  # cells of three forms
        sheets, intake = read_exports(survey.exports, study.raw, survey.questionnaire)
        cleaned = clean_survey(sheets, intake, survey)
    found = {
        (form, question): (number if value is not None and number is not None else value, status)
        for form, question, value, number, status in cleaned.submitted.select(
            "submission_id", "question", "value", "number", "status"
        ).iter_rows()
    }
    assert found == {
        (str(number), question): outcome
        for number, row in enumerate(rows, start=1)
        for question, outcome in expected(row).items()
    }
    assert cleaned.answers.select("unit_id", "question", "status").rows() == [
        (form, question, found[form, question][1]) for form, question in sorted(found)
    ]
