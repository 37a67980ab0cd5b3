"""What exhibits say: a finding or a topic, and what was measured of whom."""

import pytest
from cyberstudy.declare.opened import OpenSurvey
from cyberstudy.declare.parsing import parsed
from cyberstudy.declare.plan.messages import Message
from cyberstudy.tables.problems import StudyProblem
from worlds import REPOSITORY

CONFIG = REPOSITORY / "config"
PLANS = [*sorted((CONFIG / "surveys").iterdir()), CONFIG / "sources"]
#: Words of a headline.
DOZEN = 12

every_exhibit = pytest.mark.parametrize(
    ("survey", "name", "entry"),
    [
        pytest.param(folder.name, name, entry, id=f"{folder.name}-{name}")
        for folder in PLANS
        for name, entry in OpenSurvey(folder, root=REPOSITORY).plan.exhibits.items()
    ],
)


@every_exhibit
def test_an_exhibit_says_what_was_measured(survey, name, entry):
    assert entry.says
    assert entry.says.subtitle


@every_exhibit
def test_a_headline_is_short_and_has_a_finding_and_a_condition(survey, name, entry):
    assert entry.title
    for sentence in entry.says.sentences:
        if sentence.headline:
            assert len(sentence.headline.split()) <= DOZEN
            assert sentence.finding
            assert sentence.holds or sentence.claim, sentence.headline


@pytest.mark.parametrize(
    ("message", "complaint"),
    [
        ({"headline": "{a} boats", "table": "boats"}, r"nothing is said of the place \{a\}"),
        ({"headline": "Boats", "values": {"a": {"count": {}}}, "table": "boats"}, r"no text has"),
        ({"headline": "Boats", "holds": {"a": {"at_least": 1}}}, "there is no such value"),
        ({"headline": "{a}", "values": {"a": {"count": {}}}}, "no table is named"),
        ({"headline": "All 7 boats float"}, "holds 7; numbers come from tables"),
        ({"headline": "Boats", "recommends": "Float."}, "recommends: no claim carries it"),
    ],
)
def test_a_message_that_cannot_be_filled_is_refused(message, complaint):
    with pytest.raises(StudyProblem, match=complaint):
        parsed(message, Message, where="plan.yaml")


def test_a_year_may_be_typed():
    assert parsed({"headline": "Boats of 2024"}, Message, where="plan.yaml").headline
