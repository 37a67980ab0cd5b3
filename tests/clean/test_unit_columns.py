"""What exports say of units besides answers, by which groupings may divide them."""

import polars as pl
import pytest
import yaml
from invented.collected import table
from worlds.collected import Collected

from cyberstudy.declare.plan.estimates import Division
from cyberstudy.declare.resolve import check_survey
from cyberstudy.describe.estimates import memberships_of
from cyberstudy.wording.words import words_of
from surveyanswers.tables.problems import SurveyError

REGIONS = [["id", "Region", "age"], ["a", "North", "1"], ["b", "South", "2"], ["c", "", "3"]]


def told(tmp_path, rows, **layout):
    given = {"submission": "id", "unit": "id", "columns": {"age": "age"}} | layout
    study = Collected(tmp_path, [("integer", "age", "Age")], {}, table(rows), format="csv", **given)
    study.settings["unit_columns"] = ["Region"]
    return study


def test_units_are_divided_by_a_column_of_the_exports(tmp_path):
    units = told(tmp_path, REGIONS, metadata=["Region"]).cleaned().units
    merged = {"merge": {"Both": ["North", "South"]}}
    groupings = {
        name: Division(of="person", by="Region", **more)
        for name, more in (("region", {}), ("both", merged))
    }
    members = memberships_of(units, None, groupings)
    assert members.filter(grouping="region").select("unit_id", "group").sort("unit_id").rows() == [
        ("a", "North"),
        ("b", "South"),
    ]
    assert members.filter(grouping="both")["group"].to_list() == ["Both", "Both"]


def test_a_group_that_only_forms_tell_has_no_list_of_members(tmp_path):
    units = told(tmp_path, REGIONS, metadata=["Reg*"]).cleaned().units
    units = units.with_columns(in_frame=pl.lit(True))
    frame = pl.DataFrame({"unit_id": ["a", "b", "c"], "coast": ["x", "x", "y"]})
    groupings = {by: Division(of="person", by=by) for by in ("Region", "coast")}
    members = memberships_of(units, frame, groupings)
    assert not members.filter(grouping="Region")["in_frame"].any()
    assert members.filter(grouping="coast")["in_frame"].all()


def test_forms_that_say_different_things_of_a_unit_stop_the_run(tmp_path):
    rows = [*REGIONS, ["d", "West", "4"]]
    for row, unit in zip(rows, ("unit", "u", "v", "w", "u"), strict=True):
        row.append(unit)
    study = told(tmp_path, rows, unit="unit", metadata=["Region"])
    with pytest.raises(
        SurveyError, match=r"expected one a unit:\n  - Region of u: 'North', 'West'"
    ):
        study.cleaned()


@pytest.mark.parametrize(
    ("layout", "said"),
    [
        ({"personal": ["Region"]}, "'Region' is dropped when files are read"),
        ({}, "no export keeps 'Region'; put the column under metadata of its file in layout.yaml"),
        (
            {"columns": {"Region": "age"}},
            "'Region' holds the answers to age: put the column under metadata in layout.yaml in "
            "place of columns, and age under not_fielded",
        ),
        (
            {"metadata": ["age"]},
            "age: stands under columns and under metadata; take out one of the two",
        ),
        ({"metadata": ["Region"]}, None),
        ({"metadata": ["R*n"]}, None),
        ({"roles": {"Region": "wave"}}, None),
    ],
)
def test_a_column_of_units_must_stay_and_be_no_answer(tmp_path, layout, said):
    study = told(tmp_path, REGIONS, **layout)
    problems = study.problems()
    assert (said in problems) if said else ("unit_columns" not in problems)


@pytest.mark.parametrize(("by", "said"), [("Region", None), ("Regoin", "did you mean 'Region'?")])
def test_a_plan_may_divide_by_it_and_nothing_else(tmp_path, by, said):
    study = told(tmp_path, REGIONS, metadata=["Region"])
    study.settings |= {"minimum_base": 2}
    estimates = {"confidence": 0.95}
    estimates["groupings"] = {"region": {"of": "person", "by": by}}
    exhibit = {"kind": "table", "table": "accounting", "area": "x", "title": "x"}
    plan = {"estimates": estimates, "exhibits": {"cells": exhibit}}
    (study.folder / "plan.yaml").write_text(yaml.safe_dump(plan))
    survey = study.survey()
    if said:
        with pytest.raises(SurveyError, match=said.replace("?", r"\?")):
            check_survey(survey)
        return
    check_survey(survey)
    assert "North" not in dict(words_of(survey))  # names of groups in data are not in the catalogue
