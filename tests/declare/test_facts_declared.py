"""Names of other surveys in the plan of facts of countries are resolved when it is planned."""

from pathlib import Path

import pytest
from worlds import REPOSITORY, SURVEYS

from cyberstudy.declare.facts_declared import check_country_facts
from cyberstudy.declare.opened import open_survey
from cyberstudy.declare.plan.facts_of_countries import IndexOfCountries
from surveyanswers.tables.problems import SurveyError

CONFIG = REPOSITORY / "config"
WHERE = Path("plan.yaml")


@pytest.fixture(scope="module")
def surveys():
    return {name: open_survey(name, CONFIG, REPOSITORY) for name in SURVEYS}


@pytest.fixture(scope="module")
def plan():
    return open_survey("sources", CONFIG, REPOSITORY).plan


def changed(plan, measure=None, experts=None, **more):
    entry = plan.country_facts
    if experts:
        more["experts"] = IndexOfCountries(**experts)
    if measure:
        first, *_ = entry.measures
        own = entry.measures[first].model_copy(update=measure)
        more["measures"] = {**entry.measures, first: own}
    return plan.model_copy(update={"country_facts": entry.model_copy(update=more)})


def test_what_is_declared_is_there(plan, surveys):
    assert plan.country_facts
    check_country_facts(plan, surveys, where=WHERE)


def test_a_plan_without_the_section_is_not_checked(plan, surveys):
    without = plan.model_copy(update={"country_facts": None})
    check_country_facts(without, surveys, where=WHERE)


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (
            {"experts": {"table": "gci/index", "columns": {"index": "Index"}}},
            "experts.table: there is no table of an analysis 'gci/index'",
        ),
        (
            {"experts": {"table": "wci2021/index", "columns": {"scam": "Scams"}}},
            "experts.columns.scam: there is no column of wci2021/index 'scam'; did you mean",
        ),
        (
            {"experts": {"table": "wci2021/parts", "columns": {"share": "Share"}}},
            "experts.table: there is no column of wci2021/parts 'iso3'",
        ),
        ({"measure": {"survey": "states2012"}}, "gci_overall.survey: there is no public survey"),
        ({"measure": {"questions": ["overal_score"]}}, "did you mean 'overall_score'"),
        (
            {"measure": {"survey": "cyberlaw2026", "questions": ["privacy_law"]}},
            "privacy_law asks for no number; give `options`",
        ),
        ({"measure": {"options": ["yes"]}}, "overall_score has no options; leave `options` out"),
        (
            {
                "measure": {
                    "survey": "cyberlaw2026",
                    "questions": ["privacy_law"],
                    "options": ["legislatoin"],
                }
            },
            "no option of privacy_law 'legislatoin'; did you mean 'legislation'",
        ),
    ],
)
def test_what_is_not_there_is_told_with_its_key(more, told, plan, surveys):
    with pytest.raises(SurveyError, match=told):
        check_country_facts(changed(plan, **more), surveys, where=WHERE)
