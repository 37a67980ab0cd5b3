import json

import polars as pl
import pytest
from invented.whole import write_answers
from worlds import decide

from cyberstudy.protect import protect_survey, visible_answers
from cyberstudy.protect.joined_channels import joined_channels
from cyberstudy.protect.release_filter import WITHHELD_HERE, withhold
from cyberstudy.protect.release_rules import without_files
from surveyanswers.clean.answers import clean_survey
from surveyanswers.tables.answers_by_question import AnswerColumns
from surveyanswers.tables.disclosure import Part
from surveyanswers.tables.problems import SurveyError
from surveyanswers.tables.storage import write_table


def test_personal_questions_and_free_text_stay_inside(lighthouse_cells, lighthouse):
    answers = AnswerColumns.of(clean_survey(*lighthouse_cells, lighthouse).answers)
    visible, report = visible_answers(answers, lighthouse.codebook, "public")
    assert not visible.items.keys() & {"home", "lamps_other", "remarks"}
    assert report["questions_withheld"] == {
        "home": "personal",
        "lamps_other": "free_text",
        "remarks": "free_text",
    }
    assert report["answers_passed"] + report["answers_withheld"] == answers.cells


def test_of_a_confidential_survey_no_answer_of_any_unit_passes(lighthouse_cells, lighthouse):
    answers = AnswerColumns.of(clean_survey(*lighthouse_cells, lighthouse).answers)
    visible, report = visible_answers(answers, lighthouse.codebook, "confidential")
    assert visible.cells == 0 and visible.rows.is_empty()
    assert report["answers_withheld"] == answers.cells
    assert set(report["questions_withheld"]) == set(lighthouse.codebook["question"])


def test_the_real_release_holds_no_pair_of_nationality_and_residence(wci):
    inside = wci.codebook.filter(pl.col("sensitivity").is_in(["personal", "free_text"]))
    assert {"nationality", "residence", "comments"} <= set(inside["question"])


@pytest.fixture
def protect(lighthouse_cells, lighthouse, world, tmp_path):
    """Protect the invented survey with a clustering and its frozen multiverse."""
    answers = clean_survey(*lighthouse_cells, lighthouse).answers
    write_answers(answers, tmp_path / "answers.parquet")
    made = {
        "coverage.csv": "question,group,label,count,base\nlamp,a,A,1,9\n",
        "coasts/verdict.json": '{"sizes": [30, 3], "cautions": [{"caution": "boundary"}, '
        '{"caution": "starts"}]}',
        "coasts/model.json": "{}",
        "coasts/members.csv": "unit_id,type\nNOR,A\n",
        "coasts/profiles.csv": "type,item,option,probability,low,high,base,reason\n"
        "A,lamp,a,0.5,0.4,0.6,30,\nB,lamp,a,0.4,0.3,0.5,30,\n",
        "coasts/levels.csv": "variable,type,estimate,base,reason\nregion,A,0.5,30,\n",
        "multiverse/coasts.csv": "number,k\n0,3\n",
    }
    for name, content in made.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(content)
    receipt = pl.read_csv(world / "data/raw/MANIFEST.csv").with_columns(
        simulated=pl.col("simulated") == "yes"
    )
    write_table(receipt, str(tmp_path / "receipt.csv"))
    return lambda table="coverage.csv": protect_survey(
        [str(tmp_path / table)],
        clustered=[str(tmp_path / name) for name in made if name.startswith("coasts")],
        frozen=[str(tmp_path / "multiverse" / "coasts.csv")],
        answers=[str(tmp_path / "answers.parquet")],
        receipt=str(tmp_path / "receipt.csv"),
        survey=lighthouse,
        folder=str(tmp_path / "seen"),
    )


def test_a_confidential_clustering_shows_no_members_no_model_and_nothing_that_classes_answered(
    protect, lighthouse, tmp_path
):
    decide(lighthouse, protection="confidential", minimum_base=5)
    report = protect()
    assert report["held_in"] == [
        "coasts/levels.csv",
        "coasts/members.csv",
        "coasts/model.json",
    ]
    assert not (tmp_path / "seen" / "coasts" / "members.csv").exists()
    profiles = pl.read_csv(tmp_path / "seen" / "coasts" / "profiles.csv")
    numbers = profiles.select("probability", "low", "high", "base")
    assert numbers.null_count().row(0) == (2, 2, 2, 0)
    assert {*profiles["reason"]} == {WITHHELD_HERE}
    assert report["rows_withheld"] == {"coasts/profiles": 2, "coverage": 1}
    # How many probabilities are 0 or 1 counts noughts of tables that do not leave.
    verdict = json.loads((tmp_path / "seen" / "coasts" / "verdict.json").read_text())
    assert verdict["cautions"] == [{"caution": "starts"}]
    assert report["multiverses_of_other_answers"] == ["coasts"]
    assert not (tmp_path / "seen" / "coasts" / "multiverse.csv").exists()


def test_a_multiverse_of_other_answers_is_left_out_and_named_of_a_public_survey_too(
    protect, tmp_path
):
    report = protect()
    assert report["multiverses_of_other_answers"] == ["coasts"]
    assert not (tmp_path / "seen" / "coasts" / "multiverse.csv").exists()


def test_a_public_survey_passes_through_with_a_report(protect, tmp_path):
    for name in ("coasts/verdict.json", "multiverse/coasts.json"):
        record = json.loads((tmp_path / name).read_text()) if name.startswith("coasts") else {}
        (tmp_path / name).write_text(json.dumps(record | {"data": "of these answers"}))
    report = protect()
    assert report["passed"] == [
        "answers.parquet",
        "coasts/levels.csv",
        "coasts/members.csv",
        "coasts/model.json",
        "coasts/multiverse.csv",
        "coasts/profiles.csv",
        "coasts/verdict.json",
        "coverage.csv",
        "receipt.csv",
    ]
    assert report["simulated"]
    coverage = tmp_path / "coverage.csv"
    assert (tmp_path / "seen" / "coverage.csv").read_text() == coverage.read_text()
    seen = pl.read_parquet_schema(tmp_path / "seen" / "answers.parquet")
    assert {"fog_land", "fog_land:status"} <= {*seen}
    assert not [name for name in seen if "remarks" in name]


def test_changes_of_a_confidential_survey_count_no_form_and_few_of_a_kind_only_with_others(
    protect, lighthouse, tmp_path
):
    decide(lighthouse, protection="confidential", minimum_base=5)
    file = lighthouse.exports[0].file
    (tmp_path / "coverage.csv").unlink()
    rows = {"superseded": 9, "invalid": 7, "alias": 3, "alike": 2, "normalised": 8}
    changes = "".join(f"{file},{kind},{count}\n" for kind, count in rows.items())
    (tmp_path / "changes.csv").write_text(f"file,kind,count\n{changes}")
    protect(table="changes.csv")
    seen = pl.read_csv(tmp_path / "seen" / "changes.csv")
    assert seen.columns == ["source", "kind", "count"]
    counts = dict(seen.select("kind", "count").iter_rows())
    assert counts == {"alias or alike": 5, "normalised": 8}


def test_names_of_files_and_sheets_give_way_to_channels(lighthouse):
    table = pl.DataFrame(
        {
            "file": ["lighthouse/keepers.csv"] * 2,
            "sheet": ["Keeper of Norway", "Keeper of Chile"],
            "became": ["valid", "valid"],
            "cells": [3, 4],
        }
    )
    public = without_files(table, {})
    assert public.rows() == [("lighthouse/keepers.csv", "valid", 7)]
    sources = joined_channels([], lighthouse.exports, 5)
    assert without_files(table, sources).rows() == [("all", "valid", 7)]


def test_what_too_few_units_said_is_withheld_with_the_reason():
    table = pl.DataFrame(
        {
            "group": ["Oceania", "Europe"],
            "base": [2, 24],
            "count": [1, 20],
            "share": [0.5, 0.8],
            "reason": ["base under 5", ""],
        }
    )
    parts = {"group": Part.KEY, "base": Part.BASE, "count": Part.COUNT, "share": Part.STATISTIC}
    seen = withhold(table, parts | {"reason": Part.REASON}, 5)
    assert seen.rows() == [
        ("Oceania", 2, None, None, "withheld: base under 5"),
        ("Europe", 24, 20, 0.8, ""),
    ]


def test_a_table_or_column_that_nobody_declared_stops_the_run(protect, tmp_path):
    (tmp_path / "coverage.csv").write_text("question,group,label,count,base,age\nlamp,a,A,1,9,4\n")
    with pytest.raises(SurveyError, match=r"coverage.csv: its contract Coverage .* columns age"):
        protect()


def test_a_record_with_a_key_that_nobody_declared_stops_the_run(protect, tmp_path):
    (tmp_path / "coasts" / "verdict.json").write_text('{"sizes": [30, 3], "members": ["NOR"]}')
    with pytest.raises(SurveyError, match=r"coasts/verdict.json: .* keys members"):
        protect()
