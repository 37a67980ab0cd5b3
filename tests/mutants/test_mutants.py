"""Every slip of the list is found in the code as it is, also where names and files changed."""

import pytest
from mutants.mutants import code_files, places, read, shape, slipped
from worlds import REPOSITORY

ROWS = read()
CODE = '''"""Sums that somebody asked for."""

def summed(values, least):
    found = [value for value in values if value > least]
    return sum(found)
'''
SLIP = {
    "function": "summed",
    "subject": "Sums that somebody asked for.",
    "statement": "found = [value for value in values if value > least]",
    "before": "value > least",
    "after": "value >= least",
    "which": "0",
}


@pytest.mark.parametrize("row", ROWS, ids=[row["number"] for row in ROWS])
def test_a_slip_stands_in_one_place_or_the_list_says_why_it_is_gone(row):
    if row["gone"]:
        assert not places(row, REPOSITORY)
        return
    file, code = slipped(row, REPOSITORY)
    assert file in code_files(REPOSITORY)
    compile(code, str(file), "exec")
    assert code != file.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("", ""),
        ("found", "large"),
        ("summed", "total"),
        ("value ", "number "),
        ("asked for", "wanted"),
    ],
)
def test_a_slip_is_found_where_something_was_renamed(tmp_path, old, new):
    folder = tmp_path / "workflow" / "cyberstudy" / "elsewhere"
    folder.mkdir(parents=True)
    code = CODE.replace(old, new) if old else CODE
    (folder / "sums.py").write_text(code)
    file, text = slipped(SLIP, tmp_path)
    changed = code.replace(" > least]", " >= least)]").replace("if ", "if (")
    assert (file, text) == (folder / "sums.py", changed)


def test_a_slip_that_fits_two_places_alike_is_not_found_once(tmp_path):
    folder = tmp_path / "workflow" / "cyberstudy"
    folder.mkdir(parents=True)
    for name in ("one", "other"):
        (folder / f"{name}.py").write_text(CODE)
    assert len(places(SLIP, tmp_path)) == 2


def test_names_do_not_count_in_a_statement_but_what_they_are_asked_for_does():
    assert shape("a = b.min(c)") == shape("x = y.min(z)") != shape("x = y.max(z)")
