"""A damaged plan is told as such, or serves: no declaration that passes ends in a traceback."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from worlds import LIGHTHOUSE, REPOSITORY
from worlds.misdeclared import damaged

from cyberstudy.declare.known_names import names_of, with_plan
from cyberstudy.declare.opened import OpenSurvey
from cyberstudy.declare.plan.whole import Plan
from cyberstudy.describe.coverage import coverage
from cyberstudy.describe.estimates import memberships_of
from cyberstudy.describe.findings import compare_findings
from cyberstudy.describe.response import response_rates
from cyberstudy.wording.words import words_of
from surveyanswers.instrument.parsing import parsed
from surveyanswers.instrument.yaml_files import read_yaml
from surveyanswers.tables.answers_by_question import AnswerColumns
from surveyanswers.tables.problems import SurveyError
from surveyanswers.tables.storage import read_text_table

SURVEYS = {
    "gci": OpenSurvey(REPOSITORY / "config/surveys/gci", root=REPOSITORY),
    "states2012": OpenSurvey(REPOSITORY / "config/surveys/states2012", root=REPOSITORY),
    "wci2021": OpenSurvey(REPOSITORY / "config/surveys/wci2021", root=REPOSITORY),
    "lighthouse": OpenSurvey(LIGHTHOUSE / "config/surveys/lighthouse", root=LIGHTHOUSE),
}
PLANS = {name: read_yaml(survey.folder / "plan.yaml") for name, survey in SURVEYS.items()}
COUNTRIES = read_text_table(REPOSITORY / "data/raw/reference/countries.csv")
FOUND = set()
NAMES = {name: names_of(survey) for name, survey in SURVEYS.items()}


@pytest.mark.parametrize("name", SURVEYS)
@given(data=st.data())
def test_a_damaged_plan_is_told_with_a_place_or_serves(name, data, simulated_survey):
    survey, written = SURVEYS[name], data.draw(damaged(PLANS[name]))
    try:
        names = with_plan(NAMES[name], written, survey.root)
        plan = parsed(written, Plan, where="plan.yaml", names=names)
    except SurveyError as problem:
        assert str(problem).startswith("plan.yaml:\n  - ")
        assert all(": " in line for line in str(problem).splitlines()[1:])
        return
    altered = OpenSurvey(survey.folder, root=survey.root)
    altered.__dict__.update(plan=plan, questionnaire=survey.questionnaire)
    list(words_of(altered))
    for entry in plan.clusterings.values():
        if entry.method == "latent_classes":
            entry.crossed()
    if name == "states2012":
        described(plan, altered, simulated_survey[0])


def described(plan, survey, cleaned):
    """Use a plan as the first rules of `describe` do."""
    answers = AnswerColumns(cleaned.answer_columns.lazy())
    coverage(answers, plan.coverage, survey.questionnaire, COUNTRIES)
    by = plan.response.by if plan.response else []
    replies = response_rates(cleaned.units, survey.frame, by)
    groupings = survey.groupings
    members = memberships_of(cleaned.units, survey.frame, groupings)
    # It takes longest: what it is given is tried once.
    given = f"{by} {groupings} {plan.findings}"
    if plan.findings and given not in FOUND:
        compare_findings(
            answers,
            members,
            replies,
            read_text_table(survey.root / plan.findings.published),
            mapping=plan.findings.mapping,
            assumed=None,
            minimum_base=survey.settings.minimum_base,
            confidence=plan.findings.confidence,
        )
        FOUND.add(given)
