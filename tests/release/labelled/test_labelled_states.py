"""Labelled files of the simulated survey of States: a long form, in six languages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from invented.answers import answer_tables, everything, opened
from invented.labelled import write
from labelled_files import comes_back, plain, reasons_are_no_values, same_bytes_in_any_order
from worlds import REPOSITORY

NAMES = [f"name_{language}" for language in ("en", "fr", "es", "ru", "ar", "zh")]


STATES = opened(
    "states2012",
    REPOSITORY,
    "member_states.csv",
    path="member_states.csv",
    code="iso3",
    labels=NAMES,
)
FILES = pytest.mark.parametrize("ending", ["sav", "dta"])


@FILES
@given(data=st.data())
def test_whatever_the_answers_are_they_come_back(ending, data, tmp_path_factory):
    answers = data.draw(answer_tables(STATES.questionnaire))
    comes_back(answers, STATES, tmp_path_factory.getbasetemp() / f"answers.{ending}")


@FILES
def test_every_status_and_option_comes_back_as_the_same_bytes_and_no_reason_counts(
    ending, tmp_path
):
    path = tmp_path / f"a.{ending}"
    comes_back(everything(STATES), STATES, path)
    reasons_are_no_values(path)
    same_bytes_in_any_order(STATES, path, tmp_path / f"b.{ending}")


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
