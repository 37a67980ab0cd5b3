"""What layout.yaml may say of columns, rows and sheets, and what contradicts itself."""

import pytest

from surveyanswers.instrument.exports import Place
from surveyanswers.instrument.layout import load_exports
from surveyanswers.instrument.layout_keys import DeclaredExport, Layout
from surveyanswers.instrument.questionnaire import Options, Question, Questionnaire
from surveyanswers.tables.problems import SurveyError

#: As a dictionary of REDCap has it: the codes are numbers, and a tick is one, too.
DAYS = {"0": "Monday", "1": "Tuesday", "2": "Wednesday"}
QUESTIONS = {"gym": "select_multiple", "day": "select_one", "why": "text"}


@pytest.fixture
def form():
    spellings = {code: [code, text] for code, text in DAYS.items()}
    return Questionnaire(
        {
            name: Question(name, kind, "days", *[None] * 5, {"en": name}, at)
            for at, (name, kind) in enumerate(QUESTIONS.items())
        },
        {"days": Options(list(DAYS), {"en": DAYS}, spellings)},
        {},
        "",
    )


def load(form, columns, crosswalk=None, **changes):
    entry = {"file": "a.csv", "format": "csv", "channel": "web", "language": "en"}
    entry |= {"submission": "id", "unit": "id"}
    given = [c if isinstance(c, str) else c["question"] for c in columns.values()]
    missing = [name for name in QUESTIONS if name not in given]
    entry |= {"columns": columns or None, "not_fielded": missing, **changes}
    (export,) = load_exports(
        Layout(exports=[DeclaredExport(**entry)]), form, codes={"codes.csv": crosswalk or {}}
    )
    return export


def test_a_column_may_stand_for_one_option(form):
    columns = {f"gym___{code}": {"question": "gym", "option": code} for code in DAYS}
    export = load(form, columns)
    assert export.columns == {f"gym___{c}": Place("gym", option=c) for c in DAYS}


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        # A ticked Monday would have become a chosen Tuesday.
        ({"gym___0": "gym"}, r"gym___0: is the column of one option of gym; .*option: '0'"),
        ({"gym___0": "gym", "gym___1": "gym"}, r"gym___0, gym___1: all hold gym; expected one"),
        ({"Gym/Monday": "gym"}, r"Gym/Monday: is the column of one option of gym"),
        ({"Gym [Monday]": "gym"}, r"is the column of one option of gym; .*option: '0'"),
        ({"1. Monday.": "gym"}, r"is the column of one option of gym; .*option: '0'"),
        ({"gym___0": {"question": "gym", "option": "1"}}, "heading names the option '0', not '1'"),
        ({"Monday": {"question": "gym", "option": "7"}}, r"gym has no option '7'; it has 0, 1, 2"),
        ({"day": {"question": "day", "option": "1"}}, "day has not several answers"),
        ({"a": "why", "b": "why"}, r"a, b: all hold why; expected one column"),
        (
            {f"x{n}": {"question": "gym", "option": "0"} for n in range(2)},
            r"x0, x1: all hold gym; expected one column",
        ),
    ],
)
def test_a_column_that_contradicts_its_heading_or_another_is_refused(form, columns, said):
    with pytest.raises(SurveyError, match=rf"layout of a\.csv:\n(.*\n)*.*{said}"):
        load(form, columns)


@pytest.mark.parametrize(
    "columns",
    [
        {"gym": "gym"},
        {"Which days?": {"question": "gym", "separator": ";"}},
        {"gym: Monday": {"question": "gym", "separator": " "}},  # a list, and it says so
        {"6. 2": "gym"},
        {"Q1/1": {"question": "gym", "option": "0"}},  # the first, not that of code 1
    ],
)
def test_a_heading_that_names_no_option_beyond_doubt_is_believed(form, columns):
    assert [place.question for place in load(form, columns).columns.values()] == ["gym"]


@pytest.mark.parametrize(
    ("known", "key", "value", "has"),
    [
        ("spss", "heading_rows", 2, "csv, limesurvey, .*redcap"),
        ("keyed", "heading_rows", 2, "csv, limesurvey, .*redcap"),
        ("csv", "leave_out_sheets", ["Guide"], "limesurvey, kobo, .*, keyed"),
        ("stata", "merged_cells", "first", "limesurvey, kobo, .*, keyed"),
    ],
)
def test_a_key_that_the_format_has_no_use_for_is_refused(form, known, key, value, has):
    said = f"{key}: the format '{known}' has no such thing; expected it with {has}"
    with pytest.raises(SurveyError, match=said):
        load(form, {"Days": "gym"}, format=known, **{key: value})


@pytest.mark.parametrize(
    ("header", "codes", "expected"),
    [
        ("gym___{option}", {}, ["gym___0", "gym___1", "gym___2"]),
        ("3. {label}.", {}, ["3. Monday.", "3. Tuesday.", "3. Wednesday."]),
        ("{option}/{label}", {}, ["0/Monday", "1/Tuesday", "2/Wednesday"]),
        ("Q3_{option}", {("gym", "0"): "7"}, ["Q3_7", "Q3_1", "Q3_2"]),
    ],
)
def test_a_header_may_stand_for_the_columns_of_all_options(form, header, codes, expected):
    export = load(form, {header: "gym"}, codes, codes="codes.csv")
    assert export.columns == {
        name: Place("gym", option=code) for name, code in zip(expected, DAYS, strict=True)
    }


@pytest.mark.parametrize(
    ("columns", "changes", "said"),
    [
        ({"x{option}": "day"}, {}, r"x\{option\}: .* question with several answers"),
        ({"x{label}": {"question": "gym", "separator": ";"}}, {}, "without option or separator"),
        ({"x{label}": "gym"}, {"language": "fr"}, "an option has no label in 'fr'"),
        ({"Days": "gym"}, {"submission": ["id", "Days"]}, "the column 'Days' holds an answer"),
        ({"Days": "gym"}, {"submission": None}, "needs submission"),
        ({"Days": "gym"}, {"roles": {"id": "wave"}}, "id: describes the submission in two ways"),
        ({"Days": "gym"}, {"finished": {"id": ["1"]}}, "id: describes the submission in two ways"),
        ({"Days": "gym"}, {"fielded_where": {"d": ["gmy"]}}, "did you mean 'gym'"),
        (
            {"Days": "gym"},
            {"fielded_where": {"d": ["gym"], "e": ["gym"]}},
            "fielded_where: gym depends on several columns",
        ),
        (
            {"Days": "gym"},
            {"fielded_where": {"d": ["gym"]}, "personal": ["d"]},
            r"d: a column dropped when the file is read can't say what a row has",
        ),
        ({}, {}, "needs columns: csv has no headings of its own"),
    ],
)
def test_a_key_that_makes_no_sense_beside_another_is_refused(form, columns, changes, said):
    with pytest.raises((SurveyError, ValueError), match=said):
        load(form, columns, **changes)


def test_a_form_without_group_and_columns_has_all_questions_but_those_it_lacks(form):
    export = load(form, {}, format="redcap", not_fielded=["why"])
    assert (list(export.questions), export.columns) == (["gym", "day"], {})
