"""Texts of one column, judged: hostile ones get a reason, and nothing is read in two ways."""

from dataclasses import replace
from itertools import product

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from invented import LIGHTHOUSE
from invented.cells import judged_table, with_texts

from surveyanswers.clean.answers import clean_survey
from surveyanswers.clean.decode import decode, folded
from surveyanswers.instrument.survey_folder import SurveyFolder
from surveyanswers.tables.problems import SurveyError

MISSING = {
    "N/A": "not_applicable",
    "Sans objet": "not_applicable",
    "No aplica": "not_applicable",
    "не применимо": "not_applicable",
    "لا ينطبق": "not_applicable",
    "不适用": "not_applicable",
    "-99": "refused",
}
FORM = SurveyFolder(LIGHTHOUSE / "config" / "surveys" / "lighthouse", root=LIGHTHOUSE).questionnaire
UNBOUND = {"constraint": None, "relevant": None}
TYPES = {
    "integer": replace(FORM.questions["fog_force"], **UNBOUND),
    "decimal": replace(FORM.questions["fog_force"], type="decimal", **UNBOUND),
    "date": replace(FORM.questions["remarks"], type="date"),
    "text": FORM.questions["remarks"],
    "select_one": FORM.questions["home"],
    "select_multiple": FORM.questions["lamps"],
}


def judged(text, kind, **how):
    given = {"missing": folded(MISSING)} | how
    return decode([text], TYPES[kind], FORM, **given)[0]._asdict()


def outcome(text, kind, **how):
    row = judged(text, kind, **how)
    return row["value"], row["status"], row["how"] or ""


@pytest.mark.parametrize("kind", list(TYPES))
def test_a_missing_answer_is_recognised_whatever_marks_surround_it(kind):
    forms = ("{}", " {}\u00a0", "\u200f{}", "{}\u200b", "\u202b{}\u202c")
    for form, token in product(forms, MISSING):
        if token != "-99":
            assert outcome(form.format(token), kind) == (None, "not_applicable", "")


@pytest.mark.parametrize("text", ["-99", "-99.0", "-99.0000000000", "\u221299", "-٩٩", "-９９,0"])
@pytest.mark.parametrize("kind", ["integer", "decimal"])
def test_a_number_that_stands_for_a_missing_answer_does_so_however_it_is_written(text, kind):
    assert outcome(text, kind) == (None, "refused", "")


@pytest.mark.parametrize("kind", list(TYPES))
def test_a_cell_that_shows_nothing_is_blank(kind):
    for text in ("", " ", "\u00a0", "\u200b", "\u200f\u200e", "\ufeff \u2060"):
        assert outcome(text, kind) == (None, "no_answer", "")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("oil", ("oil", "valid", "")),
        ("Oil, with a wick,Arc lamp", ("oil arc", "valid", "")),
        ("Arc lamp,Oil, with a wick", ("oil arc", "valid", "")),
        ("ARC LAMP,Other", ("arc other", "valid", "normalised")),
        ("Arc lamp\u200f,\u200eOther", ("arc other", "valid", "normalised")),
        ("Arc lamp,Lampe à arc", ("arc", "valid", "")),
        ("Arc lamp,Electric", (None, "invalid", "unknown_option")),
        ("Arc lamp,", (None, "invalid", "unknown_option")),
    ],
)
def test_several_answers_in_a_cell_say_how_they_were_recognised(text, expected):
    assert outcome(text, "select_multiple", separators=(",",)) == expected


def test_a_fraction_with_three_digits_is_what_a_program_wrote_and_nobody_knows_else():
    assert outcome("3.125", "decimal") == (None, "invalid", "not_a_number")
    assert outcome("3.125", "decimal", by_program=True) == ("3.125", "valid", "")
    assert outcome("3,125", "decimal", decimal_mark=",") == ("3.125", "valid", "normalised")
    assert outcome("3,125", "integer", decimal_mark=".") == ("3125", "valid", "normalised")


ANYTHING = st.text() | st.text("0123456789.,-e +٠١٢\u200f", max_size=9)


@given(
    st.lists(st.none() | ANYTHING, min_size=1),
    st.sampled_from(list(TYPES)),
    st.sampled_from([None, ",", " ", "\n", "; "]),
    st.sampled_from([None, ".", ","]),
    st.booleans(),
)
def test_any_text_becomes_a_value_or_a_status_with_a_reason(texts, kind, separator, mark, program):
    outcomes = decode(
        texts,
        TYPES[kind],
        FORM,
        missing=folded(MISSING),
        separators=(separator,) if separator else (),
        decimal_mark=mark,
        by_program=program,
    )
    assert len(outcomes) == len(texts)
    table = judged_table(outcomes)
    valid, invalid = table.filter(status="valid"), table.filter(status="invalid")
    assert not valid["value"].has_nulls()
    assert valid["number"].is_null().all() or kind in ("integer", "decimal")
    assert (invalid["reason"].str.len_chars() > 5).all()
    assert invalid["value"].is_null().all()


@pytest.mark.parametrize("number", [0.00001, 1e16, 1.5e-7, 0.1])
def test_conditions_understand_every_number(number):
    bound = replace(TYPES["decimal"], constraint=". > 0 and . <= 10000000000000000")
    texts = pl.Series([repr(number), repr(-number)])
    outcomes = decode(texts, bound, FORM, missing=folded({}), by_program=True)
    table = judged_table(outcomes)
    assert table["status"].to_list() == ["valid", "invalid"]
    assert float(table["value"][0]) == table["number"][0] == number


def with_force(sheets, text):
    """Cells in which the first keeper rates a fog with `text`."""
    there = (
        (pl.col("question") == "fog_force") & (pl.col("record") == 2) & (pl.col("instance") == 1)
    )
    return with_texts(sheets, pl.when(there).then(pl.lit(text)).otherwise("text"))


@pytest.mark.parametrize("text", ["4.000", "4,000", "4 000"])
def test_an_ambiguous_number_is_invalid_and_the_log_names_its_cell(
    lighthouse, lighthouse_cells, text
):
    cells, intake = lighthouse_cells
    cleaned = clean_survey(with_force(cells, text), intake, lighthouse)
    row = cleaned.log.filter(was=text).row(0, named=True)
    assert (row["file"], row["row"], row["header"]) == ("lighthouse/keepers.csv", 2, "fog1 force")
    assert (row["kind"], row["became"]) == ("invalid", None)


def test_the_layout_may_tell_the_decimal_mark(lighthouse, lighthouse_cells):
    layout = lighthouse.folder / "layout.yaml"
    mark = 'separator: ";"\n    decimal_mark: ","'
    layout.write_text(layout.read_text().replace('separator: ";"', mark, 1))
    cells, intake = lighthouse_cells
    told = SurveyFolder(lighthouse.folder, root=lighthouse.root)
    cleaned = clean_survey(with_force(cells, "4,000"), intake, told)
    row = cleaned.log.filter(was="4,000").row(0, named=True)
    assert (row["kind"], row["became"]) == ("normalised", "4")


@pytest.mark.parametrize(
    ("codes", "said"),
    [
        ({("home", "NOR"): "ISL"}, "'ISL' could be ISL or NOR"),
        ({("home", "NOR"): "Iceland"}, "'Iceland' could be ISL or NOR"),
        ({("home", "NOR"): "A1", ("home", "ISL"): "A1"}, "'A1' could be NOR or ISL"),
    ],
)
def test_a_collectors_code_that_could_be_two_options_stops_the_run(
    lighthouse, lighthouse_cells, codes, said
):
    lighthouse.exports[0] = replace(lighthouse.exports[0], codes=codes)
    with pytest.raises(SurveyError, match=said):
        clean_survey(*lighthouse_cells, lighthouse)
