"""What exhibits say: main ones a finding or a topic, all of them what was measured and of whom."""

import pytest
from cyberstudy.declare.chapters import load_chapters
from cyberstudy.declare.opened import OpenSurvey
from cyberstudy.declare.parsing import parsed
from cyberstudy.declare.plan.messages import Message
from cyberstudy.tables.problems import StudyProblem
from worlds import REPOSITORY

CONFIG = REPOSITORY / "config"
PLANS = [*sorted((CONFIG / "surveys").iterdir()), CONFIG / "sources"]
#: Words of a headline; a report has room for about so many main exhibits.
DOZEN, MAIN = 12, 40

every_exhibit = pytest.mark.parametrize(
    ("survey", "name", "entry"),
    [
        pytest.param(folder.name, name, entry, id=f"{folder.name}-{name}")
        for folder in PLANS
        for name, entry in OpenSurvey(folder, root=REPOSITORY).plan.exhibits.items()
    ],
)


@every_exhibit
def test_an_exhibit_belongs_to_a_chapter_and_says_what_was_measured(survey, name, entry):
    assert entry.area in {chapter.title for chapter in load_chapters(CONFIG).values()}
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


@every_exhibit
def test_no_headline_of_simulated_answers_claims_anything_of_the_world(survey, name, entry):
    if survey == "states2012" and entry.says.headline:
        assert entry.says.headline.startswith("In the twin, ")


def test_every_chapter_has_a_main_exhibit_and_a_report_has_room_for_all_of_them():
    entries = [
        e for folder in PLANS for e in OpenSurvey(folder, root=REPOSITORY).plan.exhibits.values()
    ]
    main = [entry.area for entry in entries if entry.rank == "main"]
    assert {*main} == {chapter.title for chapter in load_chapters(CONFIG).values()}
    assert len(main) <= MAIN


@pytest.mark.parametrize(
    ("message", "complaint"),
    [
        ({"headline": "{a} boats", "table": "boats"}, r"nothing is said of the place \{a\}"),
        ({"headline": "Boats", "values": {"a": {"count": {}}}, "table": "boats"}, r"no text has"),
        ({"headline": "Boats", "holds": {"a": {"at_least": 1}}}, "there is no such value"),
        ({"headline": "{a}", "values": {"a": {"count": {}}}}, "no table is named"),
        ({"headline": "All 7 boats float"}, "holds 7; numbers come from tables"),
    ],
)
def test_a_message_that_cannot_be_filled_is_refused(message, complaint):
    with pytest.raises(StudyProblem, match=complaint):
        parsed(message, Message, where="plan.yaml")


def test_a_year_may_be_typed():
    assert parsed({"headline": "Boats of 2024"}, Message, where="plan.yaml").headline
