"""Sections of declarations: what a step reads is what the planner resolved."""

import json
import shutil

import pytest
from polars.testing import assert_frame_equal
from worlds import REPOSITORY, SURVEYS

from cyberstudy.declare.declared import ACROSS, DeclaredSurvey
from cyberstudy.declare.opened import SECTIONS, TABLES, open_survey, section_file, write_section
from cyberstudy.declare.plan.estimates import DeclaredEstimates
from cyberstudy.declare.survey import Survey
from surveyanswers.instrument.analyst_decisions import COLUMNS


@pytest.fixture
def study(tmp_path):
    """The study's declarations, where sections can be written."""
    shutil.copytree(REPOSITORY / "config", tmp_path / "config")
    (tmp_path / "data").symlink_to(REPOSITORY / "data")
    return tmp_path


def resolved(study, name, *sections):
    """A survey as it is declared, and as a step reads these sections of it."""
    declared = open_survey(name, study / "config", study)
    for section in sections:
        write_section(declared, section, declared.plan.plain())
    files = [study / section_file(name, section) for section in sections]
    return declared, Survey.of(map(str, files)), files


def as_json(exports):
    return json.loads(json.dumps([export.plain() for export in exports]))


@pytest.mark.parametrize("name", [*SURVEYS, ACROSS])
def test_what_a_step_reads_is_what_the_planner_resolved(study, name):
    sections = [*SECTIONS, *TABLES, "plan"]
    declared, read, _ = resolved(study, name, *sections)
    for part in ("settings", "counting", "cleaning", "plan", "sources", "data_access", "groupings"):
        assert getattr(read, part) == getattr(declared, part)
    assert read.questionnaire.plain() == declared.questionnaire.plain()
    assert as_json(read.exports) == as_json(declared.exports)
    assert_frame_equal(read.codebook, declared.codebook)
    assert (read.frame is None) == (declared.frame is None)
    if declared.frame is not None:
        assert_frame_equal(read.frame, declared.frame)
    assert (read.name, read.asks) == (declared.name, declared.asks)
    assert [read.analyst_decisions(file).rows() for file in COLUMNS] == [
        declared.analyst_decisions(file).rows() for file in COLUMNS
    ]


def test_a_section_that_the_rule_does_not_ask_for_cannot_be_read(study):
    _, _, files = resolved(study, "states2012", "counting", "estimates")
    step = DeclaredSurvey.of(map(str, files))
    assert step.section("estimates", DeclaredEstimates).confidence == 0.95
    with pytest.raises(LookupError, match="does not ask for the section 'questionnaire'"):
        step.questionnaire  # noqa: B018


def test_a_section_that_did_not_change_keeps_its_time(study):
    _, _, (settings, plan) = resolved(study, "states2012", "settings", "plan")
    before = [file.stat().st_mtime_ns for file in (settings, plan)]
    path = study / "config/surveys/states2012/settings.yaml"
    path.write_text("# a comment\n" + path.read_text().replace("title: ", "title: New ", 1))
    resolved(study, "states2012", "settings", "plan")
    after = [file.stat().st_mtime_ns for file in (settings, plan)]
    assert after[0] > before[0]
    assert after[1] == before[1]
