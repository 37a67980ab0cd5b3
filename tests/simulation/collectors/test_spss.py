"""SPSS files, as the simulation writes them."""

import time
from datetime import datetime

import pyreadstat
from worlds.forms import FORMS, PARTS, QUESTIONS, ROUTES, STRATEGY

from surveyanswers.simulation.collectors import spss


def read_sav(path):
    return pyreadstat.read_sav(path, output_format="polars", user_missing=True)


def test_spss_codes_options_from_one_and_reasons_below_nought(statistical):
    data, meta = read_sav(statistical)
    assert data[STRATEGY].to_list() == [1, -1, 1]
    labels = {1: "Yes", 2: "In preparation", 3: "No", -1: "Don't know", -2: "No answer"}
    assert meta.variable_value_labels[STRATEGY] == labels
    assert meta.missing_ranges[STRATEGY] == [{"lo": -9, "hi": -1}]
    assert data["q011_recorded_access"].to_list() == [12, -2, None]


def test_spss_tells_not_displayed_from_blank_and_sets_reasons_in_the_whole_set(statistical):
    data, meta = read_sav(statistical)
    assert data[f"{PARTS}_1"].to_list() == [1, None, -2]
    assert data[f"{ROUTES}_1"].to_list() == [0, -1, None]
    assert data[f"{ROUTES}_8"].to_list() == [1, -1, None]
    assert f"{ROUTES}_9" not in data.columns  # don't know has no variable of its own
    assert meta.column_names_to_labels[f"{PARTS}_1"].startswith("Which fields does this")


def test_spss_keeps_text_and_dates_as_strings(statistical):
    data, _ = read_sav(statistical)
    assert data["respondent_id"].to_list() == ["7", "8", "9"]
    assert data["submitted_on"].to_list() == ["2012-03-05", "2012-03-07", ""]
    assert data["completed_on"].to_list() == ["2012-03-04", "", ""]
    assert data["unit_state"][0] == "Côte d'Ivoire"


def test_a_reader_that_ignores_missing_codes_sees_no_number_below_nought(statistical):
    data, _ = pyreadstat.read_sav(statistical, output_format="polars")
    assert data[STRATEGY].to_list() == [1, None, 1]


def test_long_labels_are_cut_between_characters(form, tmp_path):
    path = tmp_path / "ru.sav"
    spss.write(FORMS, form, path, language="ru", questions=list(form.questions))
    _, meta = read_sav(path)
    texts = [question.labels["ru"] for question in form.questions.values()]
    sizes = []
    for name, label in meta.column_names_to_labels.items():
        if name in form.questions:
            assert any(text.startswith(label) for text in texts)
        sizes.append(len((label or "").encode()))
    assert max(sizes) in {254, 255}
    for labels in meta.variable_value_labels.values():
        assert all(
            len(label.encode()) <= 120 and "\ufffd" not in label for label in labels.values()
        )


def test_two_spss_files_of_the_same_forms_are_the_same_bytes(form, statistical, tmp_path):
    time.sleep(1.1)  # the header carries seconds
    spss.write(FORMS, form, tmp_path / "b.sav", language="en", questions=QUESTIONS)
    content = statistical.read_bytes()
    assert content == (tmp_path / "b.sav").read_bytes()
    assert content[92:109] == b"01 Jan 0000:00:00"
    assert read_sav(statistical)[1].creation_time == datetime(2000, 1, 1)
