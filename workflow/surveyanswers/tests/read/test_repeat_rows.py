"""Repeats whose instances have rows of their own: among records, in a sheet, in a file."""

import pytest
import xlsxwriter
from invented.collected import Collected, table

from surveyanswers.tables.problems import SurveyError

LAMPS = {"lamp": [("gas", "Gas"), ("oil", "Oil")]}
FORM = [
    ("text", "home", "Home"),
    ("begin_repeat", "visit", "", "", "", "3"),
    ("integer", "hours", "Hours"),
    ("select_multiple lamp", "lamps", "Lamps", "${hours} > 0"),
    ("end_repeat",),
    ("begin_repeat", "storm", "", "", "", "3"),
    ("text", "wind", "Wind"),
    ("end_repeat",),
]
AS_MEANT = {
    "a": {
        **{"home": "north", "hours.1": "3", "lamps.1": ["gas"], "hours.2": "0"},
        **{"lamps.2": "[not_asked]", "wind.1": "gale"},
    },
    "b": {
        **{"home": "south", "hours.1": "[no_answer]", "lamps.1": "[no_answer]"},
        "wind.1": "[no_answer]",
    },
}

REDCAP = [
    [
        *("id", "redcap_repeat_instrument", "redcap_repeat_instance", "home", "hours"),
        *("lamps___gas", "lamps___oil", "visit_complete", "wind"),
    ],
    ["a", "", "", "north", "", "0", "0", "", ""],
    ["a", "visit", "1", "", "3", "1", "0", "2", ""],
    ["a", "visit", "2", "", "0", "0", "0", "2", ""],
    ["a", "storm", "1", "", "", "", "", "", "gale"],
    ["b", "", "", "south", "", "", "", "", ""],
]


def redcap(tmp_path, *changes, **entry):
    rows = [list(row) for row in REDCAP]
    for row, column, text in changes:
        rows[row][column] = text
    given = {"format": "redcap", "submission": "id", "unit": "id"} | entry
    return Collected(tmp_path, FORM, LAMPS, table(rows), **given)


def test_turns_among_the_records_of_redcap_become_turns_of_one_form(tmp_path):
    study = redcap(tmp_path)
    assert study.answers() == AS_MEANT
    cleaned = study.cleaned()
    assert cleaned.submissions["submission_id"].to_list() == ["a", "b"]
    assert cleaned.units.select("unit_id", "submissions").rows() == [("a", 1), ("b", 1)]
    count = dict(cleaned.accounting.select("became", "cells").rows())
    counted = {"valid": 7, "not_asked": 2, "identifying": 15, "metadata": 21, "header": 9}
    assert count == counted  # of 6 x 9 cells
    study.entry["fielded_where"] = {"visit_complete": ["visit"]}
    answers = study.answers()
    assert answers["b"]["hours.1"] == "[not_fielded]"
    assert answers["a"] == AS_MEANT["a"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ((2, 2, ""), "row 3: an instance of visit without its number"),
        ((2, 2, "one"), "row 3: an instance of visit without its number"),
        ((3, 2, "1"), r"row 3: repeat instance 1 of the form 'a' stands twice"),
        ((2, 0, "c"), "row 3: a repeat instance of the form 'c', which no file holds"),
        (
            (2, 3, "west"),
            r"row 3, column 'home': home stands in no repeat, the row in the repeat visit",
        ),
        ((1, 4, "7"), r"row 2, column 'hours': hours stands in the repeat visit, the row in none"),
        (
            (4, 5, "1"),
            r"row 5, column 'lamps___gas': lamps stands in the repeat visit, the row in the",
        ),
        ((2, 1, "vist"), r"hours stands in the repeat visit, the row in the repeat vist"),
    ],
)
def test_a_turn_that_belongs_nowhere_is_refused(tmp_path, change, said):
    with pytest.raises(SurveyError, match=said):
        redcap(tmp_path, change).cleaned()


def test_a_sheet_of_kobotoolbox_holds_the_turns_of_a_repeat(tmp_path):
    sheets = {
        "Main": [
            ["home", "_id", "_submission_time", "_index"],
            ["north", "a", "2026-11-26T10:00:00", "1"],
            ["south", "b", "2026-11-26T11:00:00", "2"],
        ],
        "visit": [
            [
                "hours",
                "lamps",
                "lamps/gas",
                "lamps/oil",
                "_index",
                "_parent_index",
                "_submission__id",
            ],
            ["3", "gas", "1", "0", "1", "1", "a"],
            ["0", "", "", "", "2", "1", "a"],
        ],
        "storm": [["wind", "_submission__id", "_submission__submitted_by"], ["gale", "a", "who"]],
    }
    with xlsxwriter.Workbook(tmp_path / "made.xlsx") as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for at, row in enumerate(rows):
                sheet.write_row(at, 0, row)
    given = {"format": "kobo", "file": "answers.xlsx", "unit": "_id"}
    study = Collected(tmp_path / "study", FORM, LAMPS, tmp_path / "made.xlsx", **given)
    assert study.answers() == AS_MEANT
    assert study.intake["personal_cells"].sum() == 1
    assert study.cleaned().units["unit_id"].to_list() == ["a", "b"]


def test_a_file_of_odk_central_holds_the_turns_of_a_repeat(tmp_path):
    forms = [
        ["SubmissionDate", "home", "meta-instanceID", "KEY"],
        ["2026-11-26T10:00:00.000Z", "north", "a", "a"],
        ["2026-11-26T11:00:00.000Z", "south", "b", "b"],
    ]
    visits = [
        ["visit-hours", "visit-lamps", "PARENT_KEY", "KEY"],
        ["3", "gas", "a", "a/visit[1]"],
        ["0", "", "a", "a/visit[2]"],
    ]
    storms = [["number", "wind", "PARENT_KEY", "KEY"], ["1", "gale", "a", "a/storm[1]"]]
    study = Collected(tmp_path, FORM, LAMPS, table(forms), format="odk", unit="KEY")
    study.add("visits.csv", table(visits), format="odk", repeat="visit")
    given = {"repeat": "storm", "roles": {"number": "instance"}}
    study.add("storms.csv", table(storms), format="odk", **given)
    assert study.answers() == AS_MEANT
    study.others[1]["repeat"] = "strom"
    with pytest.raises(
        SurveyError, match="repeat: there is no repeat of the form 'strom'; did you"
    ):
        study.answers()
