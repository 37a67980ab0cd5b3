"""The study's story is declared: chapters in order, with their figures; mistakes are told."""

import pytest
import yaml
from cyberstudy.declare.chapters import FILE, check_story, load_story
from cyberstudy.declare.opened import open_survey
from cyberstudy.tables.problems import StudyProblem
from worlds import REPOSITORY

SEA = {
    "title": "At sea",
    "introduction": "Boats, by harbour.",
    "limits": "Whether they float.",
    "figures": ["harbour/boats"],
}
CONFIG = REPOSITORY / "config"
#: What a reader takes in: figures of the whole story, and of its chapter on the questionnaire.
STORY, SIMULATED = range(12, 16), 5


def written(folder, chapters, **others):
    text = yaml.safe_dump({"chapters": chapters, **others}, sort_keys=False)
    (folder / FILE).write_text(text)
    return load_story(folder)


def test_chapters_come_in_the_order_in_which_they_are_written(tmp_path):
    land = SEA | {"title": "Ashore", "figures": ["harbour/piers"]}
    story = written(tmp_path, {"b": SEA, "a": land})
    assert [chapter.title for chapter in story.chapters.values()] == ["At sea", "Ashore"]
    assert story.figures == ["harbour/boats", "harbour/piers"]


def test_a_study_may_have_no_story(tmp_path):
    assert load_story(tmp_path).figures == []


@pytest.mark.parametrize(
    ("chapters", "others", "complaint"),
    [
        ({"sea": SEA | {"colour": "blue"}}, {}, "chapters.sea.colour"),
        ({"sea": {"title": "At sea"}}, {}, "chapters.sea.introduction"),
        ({"sea": SEA | {"figures": ["boats"]}}, {}, "chapters.sea.figures.0"),
        ({"sea": SEA, "deep": SEA}, {}, "chapters.deep.figures.0.*'sea'"),
        ({"sea": SEA}, {"front": ["harbour/piers"]}, "front.0.*no chapter holds"),
    ],
)
def test_a_mistake_is_told_with_its_place(tmp_path, chapters, others, complaint):
    with pytest.raises(StudyProblem, match=complaint):
        written(tmp_path, chapters, **others)


def test_a_figure_that_its_survey_lacks_is_told_and_one_of_a_survey_that_does_not_run_is_not(
    tmp_path,
):
    story = written(tmp_path, {"sea": SEA})
    check_story(story, {"meadow": ["cows"]}, tmp_path)
    with pytest.raises(
        StudyProblem, match=r"harbour/boats: the plan of harbour has no exhibit 'boats'"
    ):
        check_story(story, {"harbour": ["cows"]}, tmp_path)


def test_a_topic_that_leads_to_a_figure_which_its_survey_lacks_is_told(tmp_path):
    story = written(tmp_path, {"sea": SEA | {"topics": {"Rafts": "meadow/rafts", "Ice": None}}})
    with pytest.raises(StudyProblem, match="the plan of meadow has no exhibit 'rafts'"):
        check_story(story, {"meadow": ["cows"]}, tmp_path)


def test_the_story_of_this_study_is_short_and_leads_with_real_states():
    story = load_story(CONFIG)
    assert len(story.figures) in STORY
    simulated = [figure for figure in story.figures if figure.startswith("states2012/")]
    assert len(simulated) == SIMULATED
    assert [*story.chapters["questionnaire"].figures] == simulated
    told = [figure for area in story.areas.values() for figure in area.figures]
    assert not {*story.front, *told} & {*simulated}
    names = {figure.partition("/")[0] for figure in story.named}
    check_story(story, {name: open_survey(name, CONFIG).plan.exhibits for name in names}, CONFIG)
