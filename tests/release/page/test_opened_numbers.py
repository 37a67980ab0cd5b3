"""A number of a finding opens its row, and of public sources the raw cells; by keyboard, too."""

import csv
import json
import re
from collections import defaultdict
from pathlib import Path

import pytest
from worlds import REPOSITORY
from worlds.page import Elements, data_of, put_study
from worlds.tabs import PHONE, SCREEN, serious, watched, width

from cyberstudy.trace.findings import numbers_of_findings

SECRET = "said in confidence"


def row(table, source):
    return {
        "table": table,
        "place": (f"{source}/{table}", "3"),
        "cells": [("count", "7"), ("group", "north"), ("unit", f"of {source}")],
        "made": ["estimate_shares (workflow/rules/describe.smk, line 46)"],
        "behind": [(source, "answers", {"ports.csv, 2 (Anchors)": [4]}), ("hangar", "", {})],
    }


def numbers(survey, exhibit, table, text):
    rows = {"a": row("estimates", survey), "b": row(table, survey)}
    cells = defaultdict(dict, {survey: {"ports.csv, 2 (Anchors)": {4: ("MLT 2000", text)}}})
    places = {("en", exhibit): [(0, 5, 0), (6, 6 + len(exhibit), 1)]}
    return {survey: {"places": places, "rows": rows, "cells": cells}}


@pytest.fixture(scope="module")
def opening(tmp_path_factory):
    both = numbers("harbour", "anchors", "hidden", "seven <b>")
    both |= numbers("meadow", "cows", "hidden", SECRET)
    return put_study(tmp_path_factory.mktemp("study"), numbers=both)


def test_numbers_of_findings_are_links_in_the_language_that_they_were_recorded_in(opening):
    links = Elements(opening / "page/chapters/ships.html").all("a", **{"class": "cell"})
    assert [(a["data-of"], a["data-row"]) for a in links] == [("harbour", "0"), ("harbour", "1")]
    assert {a["href"] for a in links} == {"../../page/chapters/ships.html#harbour-anchors"}
    assert "Seven anchors en." in Elements(opening / "index.html").said.replace("  ", " ")
    arabic = Elements(opening / "page/ar/chapters/ships.html")
    assert arabic.all("a", **{"class": "cell"}) == []


def test_pages_in_another_language_have_the_rows_that_their_own_numbers_ask_for(tmp_path):
    both = numbers("harbour", "anchors", "hidden", "seven")
    both["harbour"]["places"] = {("ar", "anchors"): [(0, 3, 1)]}
    pages = put_study(tmp_path, numbers=both)
    (link,) = Elements(pages / "page/ar/chapters/ships.html").all("a", **{"class": "cell"})
    rows = data_of(pages, f"cells-{link['data-of']}", "ar")["rows"]
    assert rows[int(link["data-row"])]["table"] == "hidden"
    assert not (pages / "page/data/cells-harbour.js").exists()  # no English page asks for it


def test_of_a_confidential_survey_no_raw_cell_leaves_and_only_rows_of_released_tables(opening):
    meadow = data_of(opening, "cells-meadow")
    assert "meadow" not in meadow["cells"]
    released, hidden = meadow["rows"]
    assert ["group", "north"] in released["cells"]
    assert hidden["cells"] == [["count", "7"]]
    for path in opening.rglob("*"):
        assert not path.is_file() or SECRET.encode() not in path.read_bytes()
    public = data_of(opening, "cells-harbour")
    assert len(public["rows"][1]["cells"]) == 3
    assert public["cells"]["harbour"]["ports.csv, 2 (Anchors)"]["4"] == ["MLT 2000", "seven <b>"]


def test_of_a_source_whose_files_may_not_be_passed_on_only_places_of_cells_are_shown(tmp_path):
    def closed(folder):
        keys = ("citation", "makers", "copy_by", "compared", "licence", "address", "title")
        source = dict.fromkeys(keys, "") | {"cite_values": "yes", "pass_on": None}
        sources = [source | {"path": "ports.csv"}]
        report = folder / "harbour/report.json"
        report.write_text(json.dumps({"simulated": False, "sources": sources}))

    opened = put_study(
        tmp_path, before=closed, numbers=numbers("harbour", "anchors", "hidden", "seven <b>")
    )
    cells = data_of(opened, "cells-harbour")["cells"]["harbour"]
    assert cells == {"ports.csv, 2 (Anchors)": {"4": ["MLT 2000"]}}


@pytest.mark.needs("chromium")
@pytest.mark.parametrize("size", [SCREEN, PHONE], ids=["screen", "phone"])
def test_a_row_and_its_raw_cells_are_opened_and_closed_by_keyboard(chromium, opening, size):
    tab, wrong = watched(chromium)
    tab.set_viewport_size(size)
    tab.goto((opening / "page/chapters/ships.html").as_uri())
    assert tab.evaluate("document.querySelectorAll('script[src*=cells]').length") == 0
    tab.locator("a.cell").first.focus()
    tab.keyboard.press("Enter")
    dialog = tab.get_by_role("dialog")
    dialog.wait_for()
    said = " ".join(dialog.inner_text().split())
    for part in ("Seven", "harbour/estimates, Row 3", "count 7", "line 46"):
        assert part in said
    assert "4 ports.csv, 2 (Anchors) MLT 2000 seven <b>" in said
    assert serious(tab) == []
    assert width(tab) == size["width"]
    tab.keyboard.press("Escape")
    assert tab.locator("dialog").count() == 0
    assert tab.evaluate("document.activeElement.textContent") == "Seven"
    tab.close()
    assert wrong == []


def as_released(survey, row):
    """Whether a release has the table of a row, whose decimals are then its decimals."""
    path = REPOSITORY / "results" / survey / "release/tables" / f"{row['table']}.csv"
    number = row["place"][1]
    if not path.is_file() or not number.isdecimal():
        return False
    with path.open(encoding="utf-8", newline="") as stream:
        cells = [*csv.DictReader(stream)][int(number) - 1]
    decimals = {name: text for name, text in row["cells"] if re.fullmatch(r"-?\d+\.\d+", text)}
    assert all(cells.get(name, text) == text for name, text in decimals.items()), row["place"]
    return True


def test_every_number_of_a_finding_opens_a_cell_that_is_printed_and_raw_cells_are_the_files(
    not_run,
):
    records = sorted(REPOSITORY.glob("results/*/draw/en.csv"))
    if not records:
        not_run("nothing is drawn: make study")
    checked, compared, released = 0, 0, 0
    for survey, of_survey in numbers_of_findings(records, REPOSITORY).items():
        rows = [*of_survey["rows"].values()]
        for (_, exhibit), places in of_survey["places"].items():
            checked += len(places)
            for row in (rows[place[2]] for place in places):
                assert row["cells"] or "," in row["place"][1], (survey, exhibit)  # rows are counted
                released += as_released(survey, row)
        for columns in of_survey["cells"].values():
            for column, cells in columns.items():
                file, position = re.fullmatch(r"(.+), (\d+) \(.*\)", column).groups()
                path = Path(REPOSITORY, "data/raw", file)
                if path.suffix != ".csv":
                    continue
                with path.open(encoding="utf-8-sig", errors="replace", newline="") as stream:
                    lines = [*csv.reader(stream)]
                for number, (_, text) in cells.items():
                    assert lines[number - 1][int(position) - 1].strip() == (text or "").strip(), (
                        column
                    )
                    compared += 1
    assert checked > 300
    assert released > 250
    assert compared > 10_000
