"""SPSS files of the answers lose nothing."""

import sys
import time
from datetime import datetime

import polars as pl
import pyreadstat
import pytest
from cyberstudy.clean.labelled import (
    ROW,
    STATUS_CODES,
    TEXT,
    read_sav,
    wide_of,
    write_sav,
)
from cyberstudy.declare.questionnaire import (
    Options,
    Question,
    Questionnaire,
)
from cyberstudy.tables.problems import StudyProblem
from cyberstudy.tables.statuses import STATUSES
from hypothesis import given
from hypothesis import strategies as st
from worlds.answers import (
    KEEPERS,
    KEY,
    STATES,
    SURVEYS,
    answer_tables,
    everything,
    table,
    text,
)


def written(answers, survey, path, **options):
    write_sav(answers, survey.questionnaire, survey.codebook, path, **options)
    return path


def comes_back(answers, survey, folder):
    path = written(answers, survey, folder / "answers.sav")
    back = read_sav(path, survey.questionnaire)
    assert back.equals(answers.select(ROW).sort(KEY), null_equal=True)
    assert back.schema == answers.select(ROW).schema


@SURVEYS
@given(data=st.data())
def test_whatever_the_answers_are_spss_gives_them_back(survey, data, tmp_path_factory):
    answers = data.draw(answer_tables(survey.questionnaire))
    comes_back(answers, survey, tmp_path_factory.getbasetemp())


@SURVEYS
def test_every_question_with_every_status_and_option_comes_back(survey, tmp_path):
    comes_back(everything(survey), survey, tmp_path)


def test_an_empty_table_comes_back_empty(tmp_path):
    comes_back(table([]), KEEPERS, tmp_path)
    assert wide_of(table([]), KEEPERS.questionnaire).shape == (0, 1)


@SURVEYS
def test_no_user_missing_code_ever_counts_as_a_value(survey, tmp_path):
    path = written(everything(survey), survey, tmp_path / "a.sav")
    data, meta = pyreadstat.read_sav(path, output_format="polars")  # as pandas and R see it
    numeric = [n for n, kind in meta.readstat_variable_types.items() if kind == "double"]
    assert data.select(pl.min_horizontal(pl.col(numeric).min())).item() >= 0
    silent = data.filter(pl.col("unit_id").str.starts_with("u-"))
    assert silent.height == len(STATUS_CODES)
    assert silent.select(pl.sum_horizontal(pl.col(numeric).count())).to_series().sum() == 0
    _, meta = pyreadstat.read_sav(path, user_missing=True, output_format="polars")
    assert meta.missing_ranges == {each: [{"lo": -10, "hi": -1}] for each in numeric}
    for variable in numeric:
        for status, code in STATUS_CODES.items():
            assert meta.variable_value_labels[variable][code] == f"[{status}]"


def test_every_status_but_valid_has_a_code_in_the_block():
    assert [*STATUS_CODES] == [status for status in STATUSES if status != "valid"]
    assert [*STATUS_CODES.values()] == list(range(-1, -11, -1))


def test_a_unit_without_a_row_is_system_missing(tmp_path):
    answers = pl.concat([text("a", "hello"), table([("b", "home", 0, "", "NOR", None, "valid")])])
    path = written(answers, KEEPERS, tmp_path / "a.sav")
    data, _ = pyreadstat.read_sav(path, output_format="polars", user_missing=True)
    assert data.rows() == [("a", None, "hello", 0.0), ("b", 1.0, "", None)]
    assert data.columns == ["unit_id", "home", "remarks", "remarks_st"]


@SURVEYS
def test_two_files_of_the_same_answers_are_the_same_bytes(survey, tmp_path):
    answers = everything(survey)
    first = written(answers, survey, tmp_path / "a.sav").read_bytes()
    time.sleep(1.1)  # the header carries seconds
    shuffled = answers.sample(fraction=1, shuffle=True, seed=1)
    assert first == written(shuffled, survey, tmp_path / "b.sav").read_bytes()
    meta = pyreadstat.read_sav(tmp_path / "b.sav")[1]
    assert meta.creation_time == datetime(2000, 1, 1)


@pytest.mark.parametrize("language", ["en", "fr", "es", "ru", "ar", "zh"])
def test_labels_are_those_of_the_language_cut_between_characters(language, tmp_path):
    answers = everything(STATES)
    path = written(answers, STATES, tmp_path / "a.sav", language=language)
    _, meta = pyreadstat.read_sav(path, user_missing=True)
    labels = [*meta.column_names_to_labels.values()]
    assert max(len(label.encode()) for label in labels) <= 255
    assert not [label for label in labels if "\ufffd" in label]
    questions = STATES.questionnaire.questions
    strategy = meta.column_names_to_labels["q001_national_strategy"]
    short_label = STATES.codebook.filter(question="q001_national_strategy")["short_label"].item()
    start = f"[q001_national_strategy] {short_label}: "
    assert strategy.startswith(start)
    assert questions["q001_national_strategy"].labels[language].startswith(strategy[len(start) :])
    states = STATES.questionnaire.choices["member_states.csv"]
    given = meta.variable_value_labels["unit_state"]
    assert [given[n] for n in range(1, 194)] == [states.labels[language][c] for c in states.codes]
    assert read_sav(path, STATES.questionnaire).height == answers.height


def invented_questionnaire(*names, kind="integer", repeat=None, choices=None):
    questions = {
        name: Question(
            name, kind, choices and "list", None, repeat, None, None, None, {"en": "?" * 400}, n
        )
        for n, name in enumerate(names)
    }
    lists = (
        {"list": Options(choices, {"en": {c: c.upper() * 200 for c in choices}}, None)}
        if choices
        else {}
    )
    return Questionnaire(questions, lists, {repeat: 0} if repeat else {}, "Invented")


def round_trip(questionnaire, rows, path):
    answers = table(rows)
    book = pl.DataFrame({"question": [*questionnaire.questions], "short_label": None})
    write_sav(answers, questionnaire, book, path)
    assert read_sav(path, questionnaire).equals(answers.select(ROW))
    return pyreadstat.read_sav(path)[1]


def test_names_that_spss_does_not_take_are_made_safe_and_come_back(tmp_path):
    long = "a" * 70
    names = ["With", "a-b", "a_b", "A.B", "a.b", "_x", "é", "point.", long, long + "1", "UNIT_ID"]
    rows = [("u", name, 0, "", "1", 1.0, "valid") for name in names]
    meta = round_trip(invented_questionnaire(*names), rows, tmp_path / "a.sav")
    assert meta.column_names == [
        *("unit_id", "With_2", "a_b", "a_b_2", "A.B", "a.b_2", "v_x", "v_", "point"),
        *("a" * 61, "a" * 59 + "_2", "UNIT_ID_2"),
    ]
    assert meta.column_names_to_labels["With_2"].startswith("[With] With: ???")


def test_a_companion_never_takes_the_name_of_a_question(tmp_path):
    names = ["note_st", "note"]
    rows = [("u", name, 0, "", "x", None, "valid") for name in names]
    meta = round_trip(invented_questionnaire(*names, kind="text"), rows, tmp_path / "a.sav")
    assert meta.column_names == ["unit_id", "note_st", "note_st_st", "note_2", "note_2_st"]


def test_turns_of_an_open_repeat_and_options_with_odd_codes_come_back(tmp_path):
    codes = ["a", "1", "1__a", "x-y", "(.*)"]
    form = invented_questionnaire("q", "q_", kind="select_multiple", repeat="turns", choices=codes)
    rows = [("u", "q", turn, code, "1", 1.0, "valid") for turn in (1, 2, 11) for code in codes]
    meta = round_trip(form, rows, tmp_path / "a.sav")
    assert meta.column_names_to_labels["q__11__x_y"].startswith("[q__11__x-y] q (11), X-YX-Y")


def test_decimals_keep_every_digit(tmp_path):
    numbers = [0.1, 1 / 3, 1e-300, 1e300, 5e-324, 100.0]
    rows = [(f"u{n}", "q", 0, "", repr(x), x, "valid") for n, x in enumerate(numbers)]
    round_trip(invented_questionnaire("q", kind="decimal"), rows, tmp_path / "a.sav")


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (("remarks", "", "a\0b", None), "NUL"),
        (("remarks", "", "x" * (TEXT + 1), None), "32768 bytes"),
        (("fog_force", 1, "-1", -1.0), "fog_force__1 is -1.0"),
        (("fog_force", 1, "9", sys.float_info.max), "is 1.79"),
        (("fog_force", 1, "1.5", 1.5), "of the type integer"),
        (("fog_force", 1, "04", 4.0), "of the type integer"),
        (("fog_force", 1, "4", None), "is None"),
        (("home", "", "XXX", None), "of the type select_one"),
        (("home", "", "NOR", 3.0), "number that belongs to it"),
    ],
)
def test_what_spss_can_not_hold_is_said_and_not_cut(row, why, tmp_path):
    question, instance, value, number = row
    answers = table([("k01", question, instance or 0, "", value, number, "valid")])
    with pytest.raises(StudyProblem, match=why):
        written(answers, KEEPERS, tmp_path / "a.sav")
    assert not (tmp_path / "a.sav").exists()


def test_a_units_name_that_spss_would_change_is_refused(tmp_path):
    with pytest.raises(StudyProblem, match="its name ends with a blank"):
        written(text("k01 ", "hello"), KEEPERS, tmp_path / "a.sav")


def test_a_blank_at_the_end_of_a_text_is_held_by_a_sign(tmp_path):
    path = written(text("k01", "thank you "), KEEPERS, tmp_path / "a.sav")
    data, _ = pyreadstat.read_sav(path, output_format="polars")
    assert data["remarks"].to_list() == ["thank you ␣"]


def test_a_text_as_long_as_spss_holds_comes_back(tmp_path):
    comes_back(text("k01", "x" * TEXT), KEEPERS, tmp_path)


@pytest.mark.parametrize(
    ("question", "instance", "option"),
    [("nobody", 0, ""), ("home", 1, ""), ("fog_land", 0, ""), ("lamps", 0, ""), ("home", 0, "oil")],
)
def test_an_answer_that_the_questionnaire_has_no_place_for_is_named(question, instance, option):
    answers = table([("k01", question, instance, option, None, None, "refused")])
    with pytest.raises(StudyProblem, match=question):
        wide_of(answers, KEEPERS.questionnaire)


def test_two_questions_whose_columns_are_called_the_same_are_refused():
    form = invented_questionnaire("q", repeat="turns")
    form.questions["q__1"] = invented_questionnaire("q__1").questions["q__1"]
    answers = table([("u", "q", 1, "", "1", 1.0, "valid")])
    with pytest.raises(StudyProblem, match="q__1"):
        wide_of(answers, form)


def test_a_file_of_other_options_is_not_read(tmp_path):
    one = invented_questionnaire("q", kind="select_one", choices=["a", "b"])
    other = invented_questionnaire("q", kind="select_one", choices=["b", "a"])
    round_trip(one, [("u", "q", 0, "", "a", None, "valid")], tmp_path / "a.sav")
    with pytest.raises(StudyProblem, match="other options"):
        read_sav(tmp_path / "a.sav", other)
    with pytest.raises(StudyProblem, match="not of this questionnaire"):
        read_sav(tmp_path / "a.sav", KEEPERS.questionnaire)
