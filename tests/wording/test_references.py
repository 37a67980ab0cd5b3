"""A text keeps, of each number in it, the cell that the number was taken from."""

from dataclasses import replace

import polars as pl
import pytest

from cyberstudy.wording.references import (
    COMPUTED,
    CellReference,
    cited,
    computed,
    filled,
    places_in,
    taken_from,
    uncapitalized,
    written_numbers,
)
from cyberstudy.wording.translator import ENGLISH, Translator

LAMPS = pl.DataFrame({"coast": ["north", "west", "west"], "lit": [9, 7, 5], "oil": [True] * 3})
LIT = CellReference("lamps", {"coast": "north"}, "lit")
BASE = CellReference("lamps", {}, "", "")


def numbers_in(text):
    return {text[start:end]: cell for start, end, cell in places_in(text)}


def test_a_filled_text_says_which_cell_each_number_is_of_and_where_it_stands():
    text = filled("{lit} of {base} lamps", {"lit": taken_from("9", LIT), "base": "12"})
    assert text == "9 of 12 lamps"
    assert numbers_in(text) == {"9": LIT}


def test_a_text_inside_another_brings_its_cells_along():
    inner = filled("{lit} are lit", {"lit": taken_from("9", LIT)})
    text = ENGLISH.text([ENGLISH("Of {base} lamps, {inner}.", base=12, inner=inner), "And so on."])
    assert text == "Of 12 lamps, 9 are lit. And so on."
    assert numbers_in(text) == {"9": LIT}
    simulated = ENGLISH("Simulated: {headline}", headline=uncapitalized(text))
    assert simulated.startswith("Simulated: of 12")
    assert numbers_in(simulated) == {"9": LIT}


def test_two_numbers_that_look_alike_have_each_its_cell():
    text = filled("{a}, {b}", {"a": taken_from("9", LIT), "b": taken_from("9", BASE)})
    assert [cell for _, _, cell in places_in(text)] == [LIT, BASE]


def test_a_number_is_written_with_its_cell_and_what_is_computed_of_it_without():
    lit, share = cited(1234, LIT), cited(0.125, BASE)
    text = ENGLISH("{lit} of {all} ({share})", lit=lit, all=9, share=ENGLISH.percent(share))
    assert text == "1,234 of 9 (12%)"
    assert numbers_in(text) == {"1,234": LIT, "12%": BASE}
    assert max([share, cited(0.0, LIT)]).cell == BASE
    for number in (lit + 1, round(share, 1), -share, int(lit)):
        assert not hasattr(number, "cell")
    assert (cited("north", LIT), cited(None, LIT), cited(True, LIT)) == ("north", None, True)
    assert computed(9, lit, ["lit", "oil"]).cell == replace(LIT, column="lit + oil", of=COMPUTED)
    assert not hasattr(computed(9, 3, ["lit"]), "cell")


def test_numbers_have_the_same_cells_in_every_language():
    for language in ("fr", "ar", "ru"):
        say = Translator(language)
        text = say("{lit}; {share}", lit=cited(1234, LIT), share=say.percent(cited(0.5, BASE)))
        assert [cell for _, _, cell in places_in(text)] == [LIT, BASE]


def test_braces_that_are_no_place_stay_and_a_missing_value_is_an_error():
    assert filled("{lit} in {", {"lit": taken_from("9", LIT)}) == "9 in {"
    with pytest.raises(KeyError):
        filled("{lit} {other}", {"lit": taken_from("9", LIT)})


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        (LIT, 9),
        (CellReference("lamps", {"coast": "west"}), 2),
        (CellReference("lamps", {"coast": "west"}, "lit", "median"), 6),
        (CellReference("lamps", {"oil": True}, "lit", "sum"), 21),
        (CellReference("lamps", {"coast": ["north", "west"], "lit": [9, 5]}, "lit", "sum"), 14),
        (CellReference("lamps", {"coast": "south"}, "lit"), None),
    ],
)
def test_a_cell_leads_to_its_number(cell, number):
    assert cell.number(LAMPS) == number


def test_a_record_has_a_row_for_each_number_and_none_for_names():
    name = taken_from("north", CellReference("lamps", {"lit": 9}, "coast"))
    text = filled("{lit} in the {coast}", {"lit": taken_from("9", LIT), "coast": name})
    rows = [*written_numbers({"headline": text, "caption": "9 lamps", "tables": {}})]
    assert rows == [
        {"part": "headline", "start": 0, "end": 1}
        | {"table": "lamps", "row": '{"coast": "north"}', "column": "lit", "of": ""}
    ]
