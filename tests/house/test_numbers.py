"""Every number of README, findings and types is one that a table says, or is named as none."""

import re

import pytest
from worlds.facts import FACTS, NAMED, of_contests
from worlds.pages import Page, fact, next_to

PAGES = ("README.md", "docs/findings.md", "docs/types.md")
NO_RESULTS = [re.compile(pattern) for pattern in NAMED]


@pytest.fixture(scope="module")
def facts(protected):
    return [each for of in FACTS for each in of(protected)]


@pytest.mark.parametrize("name", PAGES)
def test_every_number_is_one_that_a_table_says(name, facts):
    loose = Page.read(name).loose([*facts, *NO_RESULTS])
    assert not loose, "wrong, or said in other words: give tests/worlds/facts.py its table"


@pytest.mark.parametrize("name", PAGES)
def test_a_number_that_is_one_step_larger_is_caught(name, facts, protected):
    page = Page.read(name)
    # A year may be another one, and what a machine took; and a p-value that rests on draws.
    free = len(page.numbers) - len(page.loose([*NO_RESULTS, *of_contests(protected)]))
    held = [*facts, *NO_RESULTS]
    caught = [
        number
        for number, around, moved in page.moved()
        if len(moved.loose(held)) > len(around.loose(held))
    ]
    assert len(caught) >= len(page.numbers) - free > 0


def test_each_name_of_what_is_no_result_is_on_a_page():
    text = "\n".join(Page.read(name).text for name in PAGES)
    assert [pattern for pattern in NAMED if not re.search(pattern, text)] == []


@pytest.mark.parametrize(
    ("number", "larger"),
    [("175", "176"), ("9.99", "10.00"), ("0.39", "0.40"), ("2,134", "2135"), ("nine", "ten")],
)
def test_a_step_is_one_unit_of_the_last_place(number, larger):
    assert next_to(number) == larger


def test_a_fact_holds_its_own_numbers_and_no_others_beside_them():
    page = Page("It is 175 of 193, and five of 9 laws.")
    assert page.loose([fact("%s of %s", 175, 193), fact("%s of", 5)]) == [
        "9: ...It is 175 of 193, and five of 9 laws...."
    ]
    assert len(page.loose([fact("%s of %s", 175, 192)])) == 4
