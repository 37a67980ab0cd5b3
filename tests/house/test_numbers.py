"""Every number of README, findings and types is declared with its cell, and is the cell's."""

import csv
import re

import pytest
from worlds import REPOSITORY
from worlds.facts import FACTS, NAMED
from worlds.pages import WORDS, Page, fact, next_to

from cyberstudy.trace.printed import DECLARED, PAGES, declared_numbers, reference_of
from cyberstudy.trace.way import cells_of_table
from cyberstudy.wording.references import COMPUTED

with (REPOSITORY / DECLARED).open(encoding="utf-8", newline="") as opened:
    ROWS = [*csv.DictReader(opened)]
MARK = re.compile(r"\[([^\]]+)\]")


def pattern(words):
    """Make a pattern of declared words, in which the number is a group."""
    before, number, behind = (
        r"\s+".join(re.escape(word) for word in re.split(r"\s+", part))
        for part in MARK.split(words)
    )
    return re.compile(f"{before}({number}){behind}")


HELD = [*(pattern(row["words"]) for row in ROWS), *(re.compile(pattern) for pattern in NAMED)]
COUNTED = [row for row in ROWS if row["table"] and row["of"] != COMPUTED]


@pytest.mark.parametrize("name", PAGES)
def test_every_number_is_declared(name):
    assert not Page.read(name).loose(HELD), f"give {DECLARED} its words and its cell"


@pytest.mark.parametrize("row", COUNTED, ids=lambda row: row["words"])
def test_a_declared_number_is_its_cell_as_printed(row, not_run):
    table = row["table"]
    survey = table.removeprefix("results/").partition("/")[0]
    cells = cells_of_table(table, REPOSITORY)
    if cells is None:
        not_run(f"no fresh run of {survey}: make study", survey)
    cell = reference_of(row).number(cells)
    _, number, behind = MARK.split(row["words"])
    assert number in as_printed(cell, number, row, percent=behind.startswith("%"))


def as_printed(cell, number, row, *, percent):
    """Give the ways in which a cell may be printed, with as many decimals as a number has."""
    places = len(number.partition(".")[2])
    value = abs(float(cell)) * float(row["times"] or 1) * (100 if percent else 1)
    near = [value]
    if row["column"] == "p" and places:  # it rests on draws: another machine draws others
        step = 10**-places
        near += [value + step * each for each in range(-int(value / 3 / step) - 1, 99)]
        near = [each for each in near if abs(each - value) <= value / 3 + step]
    ways = {f"{each:,.{places}f}" for each in near} | {f"{each:.{places}f}" for each in near}
    spelled = {word for word, of in WORDS.items() if f"{value:.0f}" == str(of)}
    return ways | spelled | {word.title() for word in spelled}


def test_a_computed_number_is_what_its_rows_give(protected):
    facts = [each for of in FACTS for each in of(protected)]
    held = {
        (name, found.start(group))
        for name in PAGES
        for each in facts
        for found in each.finditer(Page.read(name).text)
        for group in range(1, each.groups + 1)
    }
    computed = [row for row in ROWS if row["of"] == COMPUTED]
    assert computed
    for row in computed:
        starts = [
            (name, found.start(1))
            for name in PAGES
            for found in pattern(row["words"]).finditer(Page.read(name).text)
        ]
        assert starts and held.issuperset(starts), row["words"]


def test_each_declared_row_is_in_its_table(not_run):
    if not [*REPOSITORY.glob("results/*/protect/tables")]:
        not_run("nothing to look in: make study")
    for row in ROWS:
        table = cells_of_table(row["table"], REPOSITORY) if row["table"] else None
        if table is not None:
            cell = reference_of(row)
            assert {*cell.row} | {cell.column} <= {*table.columns, ""}


def test_all_declared_words_are_printed_and_are_found_in_the_files_as_they_are():
    pages = [Page.read(name).text for name in PAGES]
    files = [(REPOSITORY / name).read_text(encoding="utf-8") for name in PAGES]
    for row in ROWS:
        printed = sum(len(pattern(row["words"]).findall(page)) for page in pages)
        assert printed, row["words"]
        found = sum(len([*declared_numbers(text, [row])]) for text in files)
        assert found == (printed if row["table"] else 0), row["words"]


def test_a_number_is_declared_once():
    for name in PAGES:
        text = (REPOSITORY / name).read_text(encoding="utf-8")
        starts = [start for start, _, _ in declared_numbers(text, ROWS)]
        assert len(starts) == len({*starts}) > 0


@pytest.mark.parametrize("name", PAGES)
def test_a_number_that_is_one_step_larger_is_caught(name):
    page = Page.read(name)
    no_results = [re.compile(pattern) for pattern in NAMED]
    # A year may be another one, and what a machine took.
    free = len(page.numbers) - len(page.loose(no_results))
    caught = [
        number
        for number, around, moved in page.moved()
        if len(moved.loose(HELD)) > len(around.loose(HELD))
    ]
    assert len(caught) >= len(page.numbers) - free > 0


def test_each_name_of_what_is_no_result_is_on_a_page():
    text = "\n".join(Page.read(name).text for name in PAGES)
    assert [pattern for pattern in NAMED if not re.search(pattern, text)] == []
    assert all(row["no_result"] for row in ROWS if not row["table"])


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
