"""Labels of SPSS and Stata files become questions."""

from cyberstudy.scaffold.instruments import read_instrument
from worlds.instruments import sample, types_of


def test_labels_and_missing_codes_of_a_real_sav_are_read():
    form = read_instrument(sample("spss/sample_missing.sav"))
    assert types_of(form)["myord"] == "select_one"
    assert form.labels_of("myord") == {"1": "low", "2": "medium", "3": "high"}
    assert form.missing.keys() >= {"missing"}
    assert types_of(form)["mydate"] == "date"


def test_labels_of_a_real_dta_are_read():
    form = read_instrument(sample("stata/sample.dta"))
    assert form.labels_of("myord") == {"1": "low", "2": "medium", "3": "high"}
    assert types_of(form) == {
        "mychar": "text",
        "mynum": "decimal",
        "mydate": "date",
        "dtime": "integer",
        "mylabl": "select_one",
        "myord": "select_one",
        "mytime": "integer",
    }


def test_multiple_response_sets_are_told():
    form = read_instrument(sample("spss/simple_alltypes.sav"))
    assert [each.split(":")[0] for each in form.review[""]] == [
        "multiple-response set categorical_array",
        "multiple-response set mymrset",
    ]
