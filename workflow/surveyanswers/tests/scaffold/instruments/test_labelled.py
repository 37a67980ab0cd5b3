"""Labels of SPSS and Stata files become questions."""

import polars as pl
import pyreadstat
from invented import EXPORTS, types_of

from surveyanswers.labelled.answer_sets import with_sets
from surveyanswers.scaffold.instruments import read_instrument
from surveyanswers.scaffold.placing import place
from surveyanswers.scaffold.recognise import recognise


def test_codes_that_spss_calls_missing_are_none_of_the_answers_labelled_or_not(tmp_path):
    path = tmp_path / "keepers.sav"
    table = pl.DataFrame({"age": [31.0, 99.0, 45.0, 45.0], "hours": [7.0, 99.0, 998.0, 7.0]})
    table = table.with_columns(light=pl.Series([1.0, 2.0, 9.0, 1.0]))
    pyreadstat.write_sav(
        table,
        path,
        missing_ranges={"hours": [99.0, {"lo": 997.0, "hi": 999.0}]},
        variable_value_labels={"light": {1.0: "Good", 2.0: "Poor", 9.0: "Don't know"}},
    )
    form = read_instrument(path)
    assert form.codes["hours"] == {"99": "no_answer", "998": "no_answer"}
    assert form.codes["light"] == {"Don't know": "dont_know"}
    assert form.labels_of("light") == {"1": "Good", "2": "Poor"}
    placed = place(recognise(path, form), form, tmp_path, inferred=False, decided={})
    assert placed.codes["hours"] == form.codes["hours"]
    assert placed.doubts == {"age": ["99 may stand for a missing answer, in 1 cell"]}


def test_letters_of_stata_are_none_of_the_answers_labelled_or_not(tmp_path):
    path = tmp_path / "keepers.dta"
    light, age = [1.0, 2.0, "a", "b", 1.0], [31.0, "a", "c", 45.0, 45.0]
    table = pl.DataFrame({"light": pl.Series(light, dtype=pl.Object), "keeper": list("abcde")})
    table = table.with_columns(age=pl.Series(age, dtype=pl.Object))
    labels = {"light": {1: "Good", 2: "Poor", "a": "Refused", "b": "Form lost"}}
    letters = {"light": ["a", "b"], "age": ["a", "c"]}
    pyreadstat.write_dta(table, path, missing_user_values=letters, variable_value_labels=labels)
    form = read_instrument(path)
    assert types_of(form) == {"light": "select_one", "keeper": "text", "age": "integer"}
    assert form.codes["light"] == {"Refused": "refused", "Form lost": "no_answer"}
    assert form.codes["age"] == {".a": "no_answer", ".c": "no_answer"}
    assert form.labels_of("light") == {"1": "Good", "2": "Poor"}
    assert not form.codes["keeper"]  # the letter a is an answer where texts are


def test_two_missing_codes_of_one_label_are_both_none_of_the_answers(tmp_path):
    path = tmp_path / "keepers.sav"
    pyreadstat.write_sav(
        pl.DataFrame({"light": [1.0, 2.0, 8.0, 9.0] * 2, "age": [31.0, -8.0, -9.0, 45.0] * 2}),
        path,
        missing_ranges={"light": [8.0, 9.0], "age": [-8.0, -9.0]},
        variable_value_labels={
            "light": {1.0: "Good", 2.0: "Poor", 8.0: "Missing", 9.0: "Missing"},
            "age": {-8.0: "Missing", -9.0: "Missing"},
        },
    )
    form = read_instrument(path)
    placed = place(recognise(path, form), form, tmp_path, inferred=False, decided={})
    assert placed.codes["light"] == {"8": "no_answer", "9": "no_answer"}
    assert placed.codes["age"] == {"-8": "no_answer", "-9": "no_answer"}


def test_multiple_response_sets_are_told(tmp_path):
    content = (EXPORTS / "spss/answers.sav").read_bytes()
    path = tmp_path / "sets.sav"
    path.write_bytes(with_sets(content, {"what": ("What do you borrow?", ["novels", "films"])}))
    looks = read_instrument(path).looks
    assert [told.partition(":")[0] for told in looks] == ["multiple-response set what"]


def test_labels_missing_codes_and_days_of_both_programs_are_read():
    labels = {"1": "Every week", "2": "Every month", "3": "Never"}
    sav, dta = (read_instrument(EXPORTS / f) for f in ("spss/answers.sav", "stata/answers.dta"))
    assert sav.labels_of("often") == dta.labels_of("often") == labels
    assert sav.codes["often"] == dta.codes["often"] == {"Refused": "refused"}
    assert types_of(sav)["since"] == types_of(dta)["since"] == "date"
