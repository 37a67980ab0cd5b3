"""The study's story is declared: chapters in order, with their figures; mistakes are told."""

import pytest
import yaml
from worlds import REPOSITORY

from cyberstudy.declare.chapters import FILE, check_story, load_story
from cyberstudy.declare.crosswalk import AREAS
from cyberstudy.declare.opened import open_survey
from surveyanswers.tables.problems import SurveyError

SEA = {
    "title": "At sea",
    "introduction": "Boats, by harbour.",
    "limits": "Whether they float.",
    "figures": ["harbour/boats"],
}
CONFIG = REPOSITORY / "config"
#: What a reader takes in: figures of a chapter.
FEW = range(1, 6)


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
        ({"sea": SEA}, {"areas": {"land": SEA}}, "chapters.sea.figures.0.*'land'"),
        ({"sea": SEA}, {"areas": {"sea": SEA}}, "chapters.sea: is an area, too"),
        ({"sea": SEA}, {"front": ["harbour/piers"]}, "front.0.*no chapter holds"),
    ],
)
def test_a_mistake_is_told_with_its_place(tmp_path, chapters, others, complaint):
    with pytest.raises(SurveyError, match=complaint):
        written(tmp_path, chapters, **others)


def test_a_figure_that_its_survey_lacks_is_told_and_one_of_a_survey_that_does_not_run_is_not(
    tmp_path,
):
    story = written(tmp_path, {"sea": SEA})
    check_story(story, {"meadow": ["cows"]}, {}, tmp_path)
    with pytest.raises(SurveyError, match=r"harbour/boats: harbour has no exhibit 'boats'"):
        check_story(story, {"harbour": ["cows"]}, {}, tmp_path)


def test_a_topic_that_leads_to_a_figure_which_its_survey_lacks_is_told(tmp_path):
    story = written(tmp_path, {"sea": SEA | {"topics": {"Rafts": "meadow/rafts", "Ice": None}}})
    with pytest.raises(SurveyError, match="meadow has no exhibit 'rafts'"):
        check_story(story, {"meadow": ["cows"]}, {}, tmp_path)


def test_a_measure_that_its_survey_does_not_ask_about_is_told(tmp_path):
    story = written(tmp_path, {"sea": SEA | {"measures": ["meadow/grass", "forest/trees"]}})
    check_story(story, {}, {"meadow": ["grass"]}, tmp_path)
    with pytest.raises(SurveyError, match="meadow has no question 'grass'"):
        check_story(story, {}, {"meadow": ["milk"]}, tmp_path)


def test_the_story_of_this_study_is_the_seven_areas_then_experts_and_simulated_answers_last():
    story = load_story(CONFIG)
    assert {*story.areas} == {*AREAS}
    assert [*story.chapters][-1] == "questionnaire"
    real = [chapter for name, chapter in story.pages.items() if name != "questionnaire"]
    assert all(len(chapter.figures) in FEW for chapter in real)
    assert all(area.measures for area in story.areas.values())
    surveys = {each.partition("/")[0] for each in story.figures}
    opened = {name: open_survey(name, CONFIG) for name in surveys}
    simulated = [figure for figure in story.figures if figure.startswith("states2012/")]
    assert simulated == [*story.chapters["questionnaire"].figures]
    assert not {*story.front} & {*simulated}
    exhibits = {name: survey.plan.exhibits for name, survey in opened.items()}
    kinds = [exhibits["states2012"][figure.partition("/")[2]].kind for figure in simulated]
    assert len(kinds) - kinds.count("table") <= 12
    questions = {name: survey.codebook["question"] for name, survey in opened.items()}
    check_story(story, exhibits, questions, CONFIG)
