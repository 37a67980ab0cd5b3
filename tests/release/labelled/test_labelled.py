"""Labelled files of the answers lose nothing, and programs that open them count no reason."""

import time
from datetime import datetime
from functools import cache

import polars as pl
import pyreadstat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from worlds.answers import (
    KEEPERS,
    KEY,
    ROW,
    STATES,
    SURVEYS,
    answer_tables,
    everything,
    table,
    text,
)
from worlds.collected import Collected
from worlds.labelled import read, write

from cyberstudy.release.labelled_answers import label_answers
from surveyanswers.instrument.questionnaire import Options, Question, Questionnaire
from surveyanswers.labelled import spss
from surveyanswers.labelled.laid_out import columns_of, lay_out
from surveyanswers.labelled.typed import dictionary, together, typed_of
from surveyanswers.tables.answers_by_question import AnswerColumns
from surveyanswers.tables.problems import SurveyError
from surveyanswers.tables.statuses import STATUSES
from surveyanswers.tables.waves import ONLY

FILES = pytest.mark.parametrize("ending", ["sav", "dta"])


@pytest.fixture(scope="module")
def whole(tmp_path_factory):
    """Write a file with everything that a survey may hold, once: its path, and what it holds."""
    folder = tmp_path_factory.mktemp("whole")

    @cache
    def written(survey, ending):
        path = folder / f"{survey.name}.{ending}"
        return path, write(everything(survey), survey, path)

    return written


def comes_back(answers, survey, path):
    return holds(write(answers, survey, path), answers, survey, path)


def holds(laid_out, answers, survey, path):
    back = read(path, laid_out, survey.questionnaire).sort(KEY)
    assert back.equals(answers.select(ROW).sort(KEY), null_equal=True)
    return laid_out


def plain(path):
    """Read as pandas and R do who ask for nothing: values alone."""
    reader = {".sav": pyreadstat.read_sav, ".dta": pyreadstat.read_dta}[path.suffix]
    return reader(path, output_format="polars")


@FILES
@SURVEYS
@given(data=st.data())
def test_whatever_the_answers_are_they_come_back(survey, ending, data, tmp_path_factory):
    answers = data.draw(answer_tables(survey.questionnaire))
    comes_back(answers, survey, tmp_path_factory.getbasetemp() / f"answers.{ending}")


@FILES
@SURVEYS
def test_every_question_with_every_status_and_option_comes_back(survey, ending, whole):
    path, laid_out = whole(survey, ending)
    holds(laid_out, everything(survey), survey, path)


@FILES
def test_an_empty_table_comes_back_empty(ending, tmp_path):
    assert comes_back(table([]), KEEPERS, tmp_path / f"a.{ending}").variables == []


@FILES
@SURVEYS
def test_no_reason_ever_counts_as_a_value(survey, ending, whole):
    data, meta = plain(whole(survey, ending)[0])
    numeric = [n for n, kind in meta.readstat_variable_types.items() if kind == "double"]
    assert data.select(pl.min_horizontal(pl.col(numeric).min())).item() >= 0
    silent = data.filter(pl.col("unit_id").str.starts_with("u-"))
    assert silent.height == len(STATUSES) - 1
    assert silent.select(pl.sum_horizontal(pl.col(numeric).count())).to_series().sum() == 0


@FILES
def test_every_status_but_valid_has_a_place_and_a_label(ending, whole):
    path, _ = whole(KEEPERS, ending)
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


@FILES
@SURVEYS
def test_two_files_of_the_same_answers_are_the_same_bytes(survey, ending, whole, tmp_path):
    answers, (first, _), second = (
        everything(survey),
        whole(survey, ending),
        tmp_path / f"b.{ending}",
    )
    time.sleep({"sav": 1.1, "dta": 0}[ending])  # SPSS's header carries seconds
    write(answers.sample(fraction=1, shuffle=True, seed=1), survey, second)
    assert first.read_bytes() == second.read_bytes()
    assert plain(first)[1].creation_time == datetime({"sav": 2000, "dta": 1960}[ending], 1, 1)


@pytest.mark.parametrize("language", ["en", "fr", "es", "ru", "ar", "zh"])
def test_labels_are_those_of_the_language_cut_between_characters(language, tmp_path):
    every_column = everything(STATES).unique(["question", "instance", "option"], keep="first")
    sav, dta = tmp_path / "a.sav", tmp_path / "a.dta"
    write(every_column, STATES, sav, dta, language=language)
    short = STATES.codebook.filter(question="q001_national_strategy")["short_label"].item()
    states = STATES.questionnaire.choices["member_states.csv"]
    names = [states.labels[language][code] for code in states.codes]
    for path, size, most in ((sav, lambda x: len(x.encode()), 255), (dta, len, 80)):
        _, meta = plain(path)
        labels = [*meta.column_names_to_labels.values()]
        assert not [label for label in labels if "\ufffd" in label]
        assert max(map(size, labels)) <= most
        assert any(label.startswith(f"[q001_national_strategy] {short}"[:80]) for label in labels)
        given = meta.variable_value_labels["unit_state"]
        assert [given[n] for n in range(1, 194)] == names


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


def test_what_is_known_of_units_has_short_names_for_stata_and_leaves_questions_theirs(tmp_path):
    study = Collected(
        tmp_path,
        [("integer", "group", "Which group?")],
        {},
        "id,group\na,4\n",
        **{"format": "csv", "submission": "id", "columns": {"group": "group"}},
    )
    (study.folder / "plan.yaml").write_text("exhibits: {}\n", encoding="utf-8")
    cleaned, survey = study.cleaned(), study.survey()
    names = [f"do_you_consider_yourself_a_professional_{n}" for n in (1, 2)]
    scores = pl.DataFrame({"unit_id": "a", "wave": ONLY, "index": names, "score": [0.5, 1.0]})
    out = tmp_path / "out"
    held = AnswerColumns.of(cleaned.answers)
    label_answers(held, cleaned.units, survey, scores=scores, members={}, folder=str(out))
    told = pl.read_csv(out / "variables.csv", infer_schema=False)
    named = dict(told.select("column", "dta").iter_rows())
    data, _ = plain(out / "answers.dta")
    assert max(map(len, data.columns)) <= 32
    assert [data[named[f"score_{name}"]].item() for name in names] == [0.5, 1.0]
    assert data["group"].item() == 4
    assert named["unit_group"] == "unit_group"


def test_columns_that_two_questions_could_have_are_told_with_what_to_do():
    codes = ["b", "c__d"]
    survey = invented("a", "a__b", kind="select_multiple", choices=codes)
    rows = [("u", *key, "1", 1.0, "valid") for key in (("a", 0, "c__d"), ("a__b", 0, "b"))]
    assert columns_of(AnswerColumns.of(table(rows)), survey.questionnaire)
    long = invented("q" * 120, kind="select_multiple", choices=["option_of_it"])
    rows = [("u", "q" * 120, 0, "option_of_it", "1", 1.0, "valid")]
    with pytest.raises(SurveyError, match="more than 127 letters; rename the question in survey"):
        columns_of(AnswerColumns.of(table(rows)), long.questionnaire)
