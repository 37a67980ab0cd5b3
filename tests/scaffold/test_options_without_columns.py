"""An option that a form's columns lack was not offered there: nobody counts as not choosing it."""

import csv
from pathlib import Path

import polars as pl
import pytest
import yaml

from cyberstudy.declare.opened import OpenSurvey
from cyberstudy.describe.coverage import nonresponse
from cyberstudy.scaffold.new_survey import scaffold
from cyberstudy.scaffold.plan_checks import check_folder
from surveyanswers.cleaned import cleaned_anyway
from surveyanswers.instrument.data_access import write_manifest
from surveyanswers.scaffold.folder import NewSurvey
from surveyanswers.tables.answers_by_question import AnswerColumns

NAMES = ["id", "lamps/oil", "lamps/gas", "lamps/led"]
LATER = [[1, 0, 1, 1], [2, 1, 0, 0], [3, 0, 1, 0], [4, 0, 0, 0]]
EARLIER = [[11, 0, 1], [12, 1, 0], [13, 0, 0]]  # when nobody was asked about gas


def sheet(path, *rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


@pytest.fixture
def lamps(study):
    """A survey whose layout somebody changed: a second file, of an earlier form."""
    data = sheet(study / "later.csv", NAMES, *LATER)
    folder = Path("config/surveys/lamps")
    scaffold(NewSurvey(folder, data, public=True, received_on="2026-01-02"))
    held = Path("data/raw/lamps")
    sheet(held / "earlier.csv", ["id", "lamps/oil", "lamps/led"], *EARLIER)
    write_manifest(
        held,
        [held / "later.csv", held / "earlier.csv"],
        **{"received_on": "2026-01-02", "source": "post", "licence": "x", "sensitivity": "public"},
    )
    layout = yaml.safe_load((folder / "layout.yaml").read_text())
    (later,) = layout["exports"]
    columns = {h: where for h, where in later["columns"].items() if h != "lamps/gas"}
    layout["exports"].append(later | {"file": "lamps/earlier.csv", "columns": columns})
    (folder / "layout.yaml").write_text(yaml.safe_dump(layout))
    return OpenSurvey(folder)


def test_it_is_not_fielded_there_and_the_question_is_answered_all_the_same(lamps):
    cleaned, _ = cleaned_anyway(lamps)
    said = cleaned.answers.filter(pl.col("status") != "no_answer")
    counts = said.group_by("option", "status", "value").len().sort("option", "status", "value")
    assert counts.rows() == [
        *(("gas", "valid", "0", 1), ("gas", "valid", "1", 2), ("gas", "not_fielded", None, 3)),
        *(("led", "valid", "0", 3), ("led", "valid", "1", 2)),
        *(("oil", "valid", "0", 3), ("oil", "valid", "1", 2)),
    ]
    outcomes = dict(cleaned.units.select("unit_id", "outcome").iter_rows())
    assert {unit: outcomes[unit] for unit in ("11", "12", "13")} == {
        **dict.fromkeys(["11", "12"], "complete"),
        "13": "none",
    }
    book = pl.DataFrame({"question": ["lamps"], "short_label": ["Lamps"]})
    table = nonresponse(AnswerColumns(cleaned.answer_columns.lazy()), book, cleaned.units)
    assert dict(table.select("status", "count").iter_rows()) == {"valid": 5, "no_answer": 2}


def test_the_check_names_it_with_its_file(lamps):
    told = "\n".join(check_folder(lamps, examples=True).doubts)
    assert (
        "lamps/earlier.csv: lamps has no column for gas, so the option counts as not offered"
        in told
    )
    assert "later.csv: no column" not in told


def test_a_text_for_other_needs_no_column_beside_it(study):
    names = [*NAMES, "lamps/other", "lamps_other"]
    data = sheet(
        study / "d.csv", names, [1, 1, 0, 0, 0, ""], [2, 0, 0, 1, 1, "whale"], [3, 0, 1, 1, 0, ""]
    )
    folder = Path("config/surveys/lamps")
    scaffold(NewSurvey(folder, data, public=True, received_on="2026-01-02"))
    layout = yaml.safe_load((folder / "layout.yaml").read_text())
    (only,) = layout["exports"]
    del only["columns"]["lamps/other"]
    only["metadata"] = ["lamps/other"]
    (folder / "layout.yaml").write_text(yaml.safe_dump(layout))
    survey = OpenSurvey(folder)
    cleaned, _ = cleaned_anyway(survey)
    others = cleaned.answers.filter(question="lamps", option="other").sort("unit_id")
    assert others["value"].to_list() == ["0", "1", "0"]
    assert "has no column for" not in "\n".join(check_folder(survey, examples=True).doubts)
