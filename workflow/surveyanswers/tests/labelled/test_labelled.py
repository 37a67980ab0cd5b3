"""Labelled files of the answers lose nothing, and programs that open them count no reason."""

from functools import cache

import polars as pl
import pyreadstat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from invented.answers import KEEPERS, answer_tables, everything, table, text
from invented.labelled import write
from labelled_files import comes_back, holds, plain, reasons_are_no_values, same_bytes_in_any_order

from surveyanswers.instrument.questionnaire import Options, Question, Questionnaire
from surveyanswers.labelled import spss
from surveyanswers.labelled.laid_out import columns_of, lay_out
from surveyanswers.labelled.typed import dictionary, together, typed_of
from surveyanswers.tables.answers_by_question import AnswerColumns
from surveyanswers.tables.problems import SurveyError
from surveyanswers.tables.statuses import STATUSES

FILES = pytest.mark.parametrize("ending", ["sav", "dta"])


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """Write a file with everything that the survey may hold, once: its path, and what it holds."""
    folder = tmp_path_factory.mktemp("whole")

    @cache
    def written(ending):
        path = folder / f"keepers.{ending}"
        return path, write(everything(KEEPERS), KEEPERS, path)

    return written


@FILES
@given(data=st.data())
def test_whatever_the_answers_are_they_come_back(ending, data, tmp_path_factory):
    answers = data.draw(answer_tables(KEEPERS.questionnaire))
    comes_back(answers, KEEPERS, tmp_path_factory.getbasetemp() / f"answers.{ending}")


@FILES
def test_every_question_with_every_status_and_option_comes_back(ending, whole):
    path, laid_out = whole(ending)
    holds(laid_out, everything(KEEPERS), KEEPERS, path)


@FILES
def test_no_reason_ever_counts_as_a_value(ending, whole):
    reasons_are_no_values(whole(ending)[0])


@FILES
def test_two_files_of_the_same_answers_are_the_same_bytes(ending, whole, tmp_path):
    same_bytes_in_any_order(KEEPERS, whole(ending)[0], tmp_path / f"b.{ending}")


@FILES
def test_an_empty_table_comes_back_empty(ending, tmp_path):
    assert comes_back(table([]), KEEPERS, tmp_path / f"a.{ending}").variables == []


@FILES
def test_every_status_but_valid_has_a_place_and_a_label(ending, whole):
    path, _ = whole(ending)
    reader = {"sav": pyreadstat.read_sav, "dta": pyreadstat.read_dta}[ending]
    _, meta = reader(path, user_missing=True, output_format="dict")
    labels = meta.variable_value_labels["home"]
    codes = {"sav": range(-1, -11, -1), "dta": "abcdefghij"}[ending]
    assert [labels[code] for code in codes] == [f"[{s}]" for s in STATUSES if s != "valid"]


@FILES
def test_a_unit_without_a_row_has_neither_value_nor_reason(ending, tmp_path):
    answers = pl.concat([text("a", "hello"), table([("b", "home", 0, "", "NOR", None, "valid")])])
    write(answers, KEEPERS, tmp_path / f"a.{ending}")
    data, _ = plain(tmp_path / f"a.{ending}")
    assert data.rows() == [("a", None, "hello", 0.0), ("b", 1.0, "", None)]
    assert data.columns == ["unit_id", "home", "remarks", "remarks_st"]


def invented(*names, kind="integer", repeat=None, choices=None):
    listed = choices and "list"
    questions = {
        name: Question(name, kind, listed, None, repeat, None, None, None, {"en": "?" * 400}, n)
        for n, name in enumerate(names)
    }
    lists = {}
    if choices:
        lists["list"] = Options(choices, {"en": {c: c.upper() * 200 for c in choices}})
    form = Questionnaire(questions, lists, {repeat: 0} if repeat else {}, "Invented")
    book = pl.DataFrame({"question": [*questions], "short_label": None})
    return type("Invented", (), {"questionnaire": form, "codebook": book, "name": "invented"})


@pytest.mark.parametrize("longest", [28, 64])
def test_names_are_made_safe_and_told_apart(longest):
    long = "a" * 70
    names = ["With", "a-b", "a_b", "A.B", "_x", "é", "point.", long, long + "1", "UNIT_ID"]
    rows = [("u", name, 0, "", "1", 1.0, "valid") for name in names]
    survey = invented(*names)
    laid_out = lay_out(
        AnswerColumns.of(table(rows)),
        survey.questionnaire,
        survey.codebook,
        longest_name=longest,
        taken=("with",),
    )
    cut = longest - 3
    assert [variable.name for variable in laid_out.variables] == [
        *("With_2", "a_b", "a_b_2", "A_B_3", "v_x", "v_", "point_"),
        *("a" * cut, "a" * (cut - 2) + "_2", "UNIT_ID_2"),
    ]
    assert [variable.column for variable in laid_out.variables] == names
    assert laid_out.variables[0].label.startswith("[With] With: ???")


@FILES
def test_a_companion_never_takes_the_name_of_a_question(ending, tmp_path):
    names = ["note_st", "note"]
    rows = [("u", name, 0, "", "x", None, "valid") for name in names]
    comes_back(table(rows), invented(*names, kind="text"), tmp_path / f"a.{ending}")
    columns = plain(tmp_path / f"a.{ending}")[0].columns
    assert columns == ["unit_id", "note_st", "note_st_st", "note_2", "note_2_st"]


@FILES
def test_turns_of_an_open_repeat_and_options_with_odd_codes_come_back(ending, tmp_path):
    codes = ["a", "1", "1__a", "x-y", "(.*)"]
    survey = invented("q", "q_", kind="select_multiple", repeat="turns", choices=codes)
    rows = [("u", "q", turn, code, "1", 1.0, "valid") for turn in (1, 2, 11) for code in codes]
    laid_out = comes_back(table(rows), survey, tmp_path / f"a.{ending}")
    assert laid_out.variables[-2].label.startswith("[q__11__x-y] q (11), X-YX-Y")


@FILES
def test_decimals_keep_every_digit_and_numbers_below_nought_are_no_reasons(ending, tmp_path):
    numbers = [0.1, 1 / 3, 1e-300, 1e300, 5e-324, 100.0, -1.0, -10.0, -2.5]
    rows = [(f"u{n}", "q", 0, "", repr(x), x, "valid") for n, x in enumerate(numbers)]
    silent = [(f"s{s}", "q", 0, "", None, None, s) for s in STATUSES if s != "valid"]
    path = tmp_path / f"a.{ending}"
    comes_back(table(rows + silent), invented("q", kind="decimal"), path)
    assert plain(path)[0]["q"].drop_nulls().sort().to_list() == sorted(numbers)


@pytest.mark.parametrize("least", [None, 0.0, 3.5, -1.0, -9.9, -10.0, -123456.7, -1e14])
def test_what_stands_for_a_status_is_never_reached_by_an_answer(least):
    codes = spss.status_codes(pl.Series([least, 7.0], dtype=pl.Float64)).values()
    assert len({*codes}) == len(STATUSES) - 1
    assert max(codes) < min(least or 0, 0)


@FILES
@pytest.mark.parametrize(
    ("row", "why"),
    [
        (("remarks", 0, "a\0b", None), "NUL"),
        (("fog_force", 1, "4", None), "fog_force__1: a valid answer without the number"),
        (("home", 0, "XXX", None), "home: a valid answer without the number"),
    ],
)
def test_what_a_file_can_not_hold_is_said_and_not_cut(row, why, ending, tmp_path):
    question, instance, value, number = row
    answers = table([("k01", question, instance, "", value, number, "valid")])
    with pytest.raises(SurveyError, match=why):
        write(answers, KEEPERS, tmp_path / f"a.{ending}")
    assert not (tmp_path / f"a.{ending}").exists()


def test_what_spss_alone_can_not_hold_is_said(tmp_path):
    with pytest.raises(SurveyError, match="32768 bytes"):
        write(text("k01", "x" * (spss.TEXT + 1)), KEEPERS, tmp_path / "a.sav")
    with pytest.raises(SurveyError, match="its name ends with a blank"):
        write(text("k01 ", "hello"), KEEPERS, tmp_path / "a.sav")
    low = table([("u", "q", 0, "", "-1e16", -1e16, "valid")])
    with pytest.raises(SurveyError, match="leaves statuses no room"):
        write(low, invented("q", kind="decimal"), tmp_path / "a.sav")
    comes_back(text("k01", "x" * spss.TEXT), KEEPERS, tmp_path / "a.sav")
    comes_back(text("k01", "x" * (spss.TEXT + 1)), KEEPERS, tmp_path / "a.dta")


def test_what_stata_alone_can_not_hold_is_said(tmp_path):
    answers = table([("u", "q", 0, "", "9e307", 9e307, "valid")])
    with pytest.raises(SurveyError, match="q: the number is too large"):
        write(answers, invented("q", kind="decimal"), tmp_path / "a.dta")


def test_a_blank_at_the_end_of_a_text_is_held_by_a_sign_in_spss(tmp_path):
    write(text("k01", "thank you "), KEEPERS, tmp_path / "a.sav")
    assert plain(tmp_path / "a.sav")[0]["remarks"].to_list() == ["thank you ␣"]


@pytest.mark.parametrize(
    ("question", "instance", "option"),
    [("nobody", 0, ""), ("home", 1, ""), ("lamps", 0, ""), ("home", 0, "oil")],
)
def test_an_answer_that_the_questionnaire_has_no_place_for_is_named(question, instance, option):
    answers = table([("k01", question, instance, option, None, None, "refused")])
    with pytest.raises(SurveyError, match=question):
        lay_out(AnswerColumns.of(answers), KEEPERS.questionnaire, KEEPERS.codebook, longest_name=64)


def test_two_questions_whose_columns_are_called_the_same_are_refused():
    survey = invented("q", repeat="turns")
    survey.questionnaire.questions["q__1"] = invented("q__1").questionnaire.questions["q__1"]
    answers = table([("u", "q", 1, "", "1", 1.0, "valid")])
    with pytest.raises(SurveyError, match="q__1"):
        lay_out(AnswerColumns.of(answers), survey.questionnaire, survey.codebook, longest_name=64)


def test_a_table_for_people_keeps_types_and_says_reasons_beside(tmp_path):
    answers = table(
        [
            ("k2", "home", 0, "", "NOR", None, "valid"),
            ("k1", "home", 0, "", None, None, "dont_know"),
            ("k1", "fog_force", 2, "", "4", 4.0, "valid"),
            ("k1", "fog_force", 1, "", None, None, "not_asked"),
            ("k1", "lamps", 0, "other", "1", 1.0, "valid"),
            ("k1", "lamps", 0, "oil", "0", 0.0, "valid"),
        ]
    )
    laid_out = lay_out(
        AnswerColumns.of(answers), KEEPERS.questionnaire, KEEPERS.codebook, longest_name=64
    )
    values, statuses = typed_of(laid_out, {})
    columns = ["home", "fog_force__1", "fog_force__2", "lamps__oil", "lamps__other"]
    assert values.columns == statuses.columns == ["unit_id", *columns]
    assert values.rows() == [("k1", None, None, 4, 0, 1), ("k2", "NOR", *[None] * 4)]
    assert values.dtypes[1:] == [pl.Enum, pl.Int64, pl.Int64, pl.Int8, pl.Int8]
    valid = ["valid"] * 3
    assert statuses.rows() == [
        ("k1", "dont_know", "not_asked", *valid),
        ("k2", "valid", *[None] * 4),
    ]
    whole = together(values, statuses, columns).collect()
    assert whole.schema["home"] == pl.String
    assert whole.columns[:5] == ["unit_id", "home", "home_st", "fog_force__1", "fog_force__1_st"]
    told = dictionary({"sav": laid_out, "dta": laid_out}, {})
    assert told["column"].to_list() == whole.columns
    assert told.filter(column="lamps__oil")["type"].item() == "select_multiple"


def test_columns_that_two_questions_could_have_are_told_with_what_to_do():
    codes = ["b", "c__d"]
    survey = invented("a", "a__b", kind="select_multiple", choices=codes)
    rows = [("u", *key, "1", 1.0, "valid") for key in (("a", 0, "c__d"), ("a__b", 0, "b"))]
    assert columns_of(AnswerColumns.of(table(rows)), survey.questionnaire)
    long = invented("q" * 120, kind="select_multiple", choices=["option_of_it"])
    rows = [("u", "q" * 120, 0, "option_of_it", "1", 1.0, "valid")]
    with pytest.raises(SurveyError, match="more than 127 letters; rename the question in survey"):
        columns_of(AnswerColumns.of(table(rows)), long.questionnaire)
