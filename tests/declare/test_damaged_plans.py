"""A damaged plan is told as such, or serves: no declaration that passes ends in a traceback."""

from copy import deepcopy

import pytest
from cyberstudy.declare.resolve import check_plan, names_of
from cyberstudy.declare.survey import Survey
from cyberstudy.declare.written import read_yaml
from cyberstudy.describe.coverage import coverage
from cyberstudy.describe.estimates import memberships_of
from cyberstudy.describe.findings import compare_findings
from cyberstudy.describe.response import response_rates
from cyberstudy.tables.problems import StudyProblem
from cyberstudy.tables.storage import read_text_table
from cyberstudy.wording.words import words_of
from hypothesis import given
from hypothesis import strategies as st
from worlds import LIGHTHOUSE, REPOSITORY

SURVEYS = {
    "states2012": Survey(REPOSITORY / "config/surveys/states2012", root=REPOSITORY),
    "wci2021": Survey(REPOSITORY / "config/surveys/wci2021", root=REPOSITORY),
    "lighthouse": Survey(LIGHTHOUSE / "config/surveys/lighthouse", root=LIGHTHOUSE),
}
PLANS = {name: read_yaml(survey.folder / "plan.yaml") for name, survey in SURVEYS.items()}
NAMES = {name: names_of(survey) for name, survey in SURVEYS.items()}
NUMBERS = [True, 0, -1, 10**30, 1.5, float("nan"), float("inf")]
TEXTS = ["", "x", "total", "{", "{part}", "ligne\n", "\u0000", "9" * 5000]
MANY = [[], {}, [None], ["x"], {"a": 1}, {1: 2}, {None: None}]
STRANGE = st.sampled_from([None, *NUMBERS, *TEXTS, *MANY])


def places(written, above=()):
    """Every place in a plan, keys below keys."""
    inside = written.items() if isinstance(written, dict) else ()
    inside = enumerate(written) if isinstance(written, list) else inside
    for key, value in inside:
        yield (*above, key)
        yield from places(value, (*above, key))


PLACES = {name: list(places(plan)) for name, plan in PLANS.items()}


def around(plan, place):
    """What holds the last key of a place; None once another damage has taken it away."""
    for key in place[:-1]:
        try:
            plan = plan[key]
        except (KeyError, IndexError, TypeError):
            return None
    held = isinstance(plan, dict) and place[-1] in plan
    return plan if held or (isinstance(plan, list) and place[-1] < len(plan)) else None


def drop(holder, key, _):
    del holder[key]


def rename(holder, key, strange):
    if isinstance(holder, dict):
        name = strange if isinstance(strange, str | int | float | None) else "renamed"
        holder[name] = holder.pop(key)


def retype(holder, key, strange):
    holder[key] = deepcopy(strange)


def wrap(holder, key, _):
    holder[key] = [holder[key]]


def reverse(holder, key, _):
    if isinstance(holder[key], list):
        holder[key].reverse()
    elif isinstance(holder[key], dict):
        holder[key] = dict(reversed(holder[key].items()))


def swap_keys_and_values(holder, key, _):
    if isinstance(holder[key], dict):
        holder[key] = {str(value)[:50]: name for name, value in holder[key].items()}


def twice(holder, key, _):
    if isinstance(holder, list):
        holder.insert(key, deepcopy(holder[key]))


def misspell(holder, key, _):
    if isinstance(holder[key], str):
        holder[key] = holder[key][1:]


DAMAGES = [drop, rename, retype, wrap, reverse, swap_keys_and_values, twice, misspell]


@st.composite
def damaged(draw, name):
    plan = deepcopy(PLANS[name])
    for _ in range(draw(st.integers(1, 3))):
        place = draw(st.sampled_from(PLACES[name]))
        holder = around(plan, place)
        if holder is not None:
            draw(st.sampled_from(DAMAGES))(holder, place[-1], draw(STRANGE))
    return plan


@pytest.mark.parametrize("name", SURVEYS)
@given(data=st.data())
def test_a_damaged_plan_is_told_with_a_place_or_serves(name, data, twin):
    survey, written = SURVEYS[name], data.draw(damaged(name))
    try:
        plan = check_plan(written, NAMES[name], root=survey.root, where="plan.yaml")
    except StudyProblem as problem:
        assert str(problem).startswith("plan.yaml:\n  - ")
        assert all(": " in line for line in str(problem).splitlines()[1:])
        return
    altered = Survey(survey.folder, root=survey.root)
    altered.__dict__["plan"] = plan
    list(words_of(altered))
    for entry in plan.clusterings.values():
        if entry.method == "latent_classes":
            entry.crossed()
    if name == "states2012":
        described(plan, altered, twin[0])


def described(plan, survey, cleaned):
    """Use a plan as the first rules of `describe` do."""
    countries = read_text_table(REPOSITORY / "data/raw/reference/countries.csv")
    coverage(cleaned.answers, plan.coverage, survey.questionnaire, countries)
    by = plan.response.by if plan.response else []
    replies = response_rates(cleaned.units, survey.frame, by)
    groupings = plan.estimates.groupings if plan.estimates else {}
    members = memberships_of(cleaned.units, survey.frame, groupings)
    if plan.findings:
        compare_findings(
            cleaned.answers,
            members,
            replies,
            read_text_table(survey.root / plan.findings.published),
            questionnaire=survey.questionnaire,
            mapping=plan.findings.mapping,
            assumed=None,
            minimum_base=survey.settings.minimum_base,
            confidence=plan.findings.confidence,
        )
