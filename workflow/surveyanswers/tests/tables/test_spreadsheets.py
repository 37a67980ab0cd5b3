"""CSV for people runs nothing in a spreadsheet, and gives its texts back."""

import io

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveyanswers.tables.spreadsheets import defused, restored

FORMULAS = [
    "=1+1",
    "=cmd|' /C calc'!A0",
    "+1-800-555",
    "-2+3+cmd|' /C calc'!A0",
    "@SUM(1,1)",
    "\uff1d1+1",
    "\uff0b1",
    "\uff0d1+1",
    "\uff20SUM(1)",
    " =1+1",
    "\u00a0=1+1",
    "\u3000=1+1",
    "\ufeff=1+1",
    "\u200b=1+1",
    "\x00=1+1",
    '"=1+1"',
    "'=1+1",
    "\t=1+1",
    "\ttext",
    "\rtext",
    "\ntext",
    "-",
    "- none",
    "-1,000",
    "-5%",
    "=",
]
#: Where lines or cells of other locales begin in the middle of a text.
WITHIN = ["a;=1+1", 'a";"=1+1', "a\n=1+1", "a\r\n=1+1", "a\t=1+1", "a; @b"]
PLAIN = ["-5", "-5.25", "-1e-05", "-.5", "-inf", "", "'", "it's", "a-b", "a = b", "US$ 1", "1=yes"]
PLAIN += ["`=", "#ref", "a,=1", "5 -3", "yes; no", "\u2212 5"]


def only(text):
    return pl.DataFrame({"said": [text]}, schema={"said": pl.String})


@pytest.mark.parametrize("text", FORMULAS)
def test_what_a_spreadsheet_would_calculate_begins_with_an_apostrophe(text):
    assert defused(only(text))["said"].item().startswith("'")


@pytest.mark.parametrize("text", WITHIN)
def test_a_formula_behind_what_parts_cells_elsewhere_has_an_apostrophe_too(text):
    found = defused(only(text))["said"].item()
    assert found.count("'") == 1
    assert found.replace("'", "") == text


@pytest.mark.parametrize("text", PLAIN)
def test_other_texts_and_negative_numbers_stay_as_they_are(text):
    assert defused(only(text))["said"].item() == text


def test_numbers_truths_and_gaps_keep_their_type():
    table = pl.DataFrame({"n": [-5, None], "x": [-0.5, float("-inf")], "yes": [True, None]})
    assert defused(table).equals(table)


@pytest.mark.parametrize("kind", [pl.Categorical(), pl.Enum(["=1", "b"])], ids=str)
def test_categories_are_texts(kind):
    table = pl.DataFrame({"said": ["=1", "b", None]}, schema={"said": kind})
    assert defused(table)["said"].to_list() == ["'=1", "b", None]


def test_headings_are_cells_as_well():
    assert defused(pl.DataFrame({"=1+1": [1], "n": [2]})).columns == ["'=1+1", "n"]


@pytest.mark.parametrize("text", [*FORMULAS, *WITHIN, *PLAIN, "''=1", "'-5", "\t=x", "a\n\n=1"])
def test_a_text_comes_back_as_it_was(text):
    assert restored(defused(only(text)))["said"].item() == text


TEXTS = st.text(st.sampled_from("='\t\r\n;+-@ \"1a.\uff1d\u200b\x00") | st.characters())


@given(st.lists(TEXTS | st.none(), min_size=1))
def test_any_text_comes_back_as_it_was(texts):
    table = pl.DataFrame({"said": texts}, schema={"said": pl.String})
    written = defused(table)
    assert restored(written).equals(table)
    for text in written["said"].drop_nulls():
        bare = text.lstrip(' \u200b\x00"')
        assert not bare.startswith(("=", "@", "+", "\t", "\r", "\n", "\uff1d"))


@given(st.lists(TEXTS, min_size=1))
def test_the_file_itself_gives_every_text_back(texts):
    table = pl.DataFrame({"said": texts, "n": range(len(texts))})
    file = defused(table).write_csv().encode()
    assert restored(pl.read_csv(io.BytesIO(file), infer_schema=False))["said"].to_list() == texts
