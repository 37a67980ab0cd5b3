"""What layout.yaml may say of columns, rows and sheets, and what contradicts itself."""

import pytest
from cyberstudy.declare.layout import DeclaredExport, Layout, Place, load_exports
from cyberstudy.declare.matching import TextIndex
from cyberstudy.declare.questionnaire import Options, Question, Questionnaire
from cyberstudy.tables.problems import StudyProblem

#: As a dictionary of REDCap has it: the codes are numbers, and a tick is one, too.
DAYS = {"0": "Monday", "1": "Tuesday", "2": "Wednesday"}
QUESTIONS = {"gym": "select_multiple", "day": "select_one", "why": "text"}


@pytest.fixture
def form():
    index = TextIndex({code: [code, text] for code, text in DAYS.items()}, aliases={}, where="")
    return Questionnaire(
        {
            name: Question(name, kind, "days", *[None] * 5, {"en": name}, at)
            for at, (name, kind) in enumerate(QUESTIONS.items())
        },
        {"days": Options(list(DAYS), {"en": DAYS}, index)},
        {},
        "",
    )


def load(form, columns, **changes):
    entry = {"file": "a.csv", "format": "csv", "channel": "web", "language": "en"}
    entry |= {"submission": "id", "unit": "id"}
    given = [c if isinstance(c, str) else c["question"] for c in columns.values()]
    missing = [name for name in QUESTIONS if name not in given]
    entry |= {"columns": columns, "not_fielded": missing, **changes}
    (export,) = load_exports(Layout(exports=[DeclaredExport(**entry)]), form)
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
    with pytest.raises(StudyProblem, match=rf"layout of a\.csv:\n(.*\n)*.*{said}"):
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
        ("spss", "heading_rows", 2, "csv, limesurvey, kobo"),
        ("keyed", "heading_rows", 2, "csv, limesurvey, kobo"),
        ("csv", "leave_out_sheets", ["Guide"], "kobo, keyed"),
        ("limesurvey", "merged_cells", "first", "kobo, keyed"),
    ],
)
def test_a_key_that_the_format_has_no_use_for_is_refused(form, known, key, value, has):
    said = f"{key}: the format '{known}' has no such thing; expected it with {has}"
    with pytest.raises(StudyProblem, match=said):
        load(form, {"Days": "gym"}, format=known, **{key: value})
