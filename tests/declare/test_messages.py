"""What exhibits say: a finding or a topic, and what was measured of whom."""

import pytest
from worlds import REPOSITORY

from cyberstudy.declare.opened import OpenSurvey
from cyberstudy.declare.plan.messages import Message
from surveyanswers.instrument.parsing import parsed
from surveyanswers.tables.problems import SurveyError

CONFIG = REPOSITORY / "config"
PLANS = [*sorted((CONFIG / "surveys").iterdir()), CONFIG / "sources"]
#: Words of a headline.
DOZEN = 12

every_plan = pytest.mark.parametrize("folder", PLANS, ids=lambda folder: folder.name)


def exhibits(folder):
    return OpenSurvey(folder, root=REPOSITORY).plan.exhibits


@every_plan
def test_an_exhibit_says_what_was_measured(folder):
    shown = exhibits(folder).items()
    assert not [name for name, entry in shown if not (entry.says and entry.says.subtitle)]


@every_plan
def test_a_headline_is_short_and_has_a_finding_and_a_condition(folder):
    for name, entry in exhibits(folder).items():
        assert entry.title, name
        for sentence in entry.says.sentences:
            if sentence.headline:
                assert len(sentence.headline.split()) <= DOZEN, name
                assert sentence.finding, name
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
    with pytest.raises(SurveyError, match=complaint):
        parsed(message, Message, where="plan.yaml")


def test_a_year_may_be_typed():
    assert parsed({"headline": "Boats of 2024"}, Message, where="plan.yaml").headline
