"""The crosswalk: every name in it exists, and every mistake is told with its row."""

import shutil

import pytest
from worlds import REPOSITORY, SURVEYS, edit
from worlds.sources import put_rows

from cyberstudy.declare.crosswalk import CROSSWALK, Corresponding, check_crosswalk
from cyberstudy.declare.opened import open_survey
from cyberstudy.declare.resolve import check_survey
from surveyanswers.tables.problems import SurveyError

CONFIG = REPOSITORY / "config"
LAW = {
    "construct": "law",
    "title": "Law",
    "area": "legal_harmonization",
    "survey": "gci",
    "wave": "2020",
    "year": "2020",
    "question": "substantive_law",
    "counts": ">0",
    "note": "Assume: any score.",
}
OPTION = {"survey": "cyberlaw2026", "wave": "", "question": "cybercrime_law", "counts": "draft"}
LIST = {"survey": "strategies", "question": "", "counts": "<=2012-12-31"}


@pytest.fixture(scope="module")
def surveys():
    return {name: open_survey(name, CONFIG, REPOSITORY) for name in SURVEYS}


@pytest.fixture
def written(tmp_path):
    def write(*rows):
        return put_rows(tmp_path / CROSSWALK, Corresponding.columns(), [LAW | row for row in rows])

    return write


def test_scores_options_and_days_say_what_counts(written, surveys):
    path = written({}, {"construct": "half", "counts": ">=0.5"}, OPTION, LIST)
    check_crosswalk(path, surveys)
    score, half, option, day = Corresponding.read(path)
    assert (score.above, half.above) == ((0.0, False), (0.5, True))
    assert (option.options, option.above, score.options) == (["draft"], None, [])
    assert str(day.until) == "2012-12-31"
    assert [row.source for row in (score, option)] == ["gci 2020", "cyberlaw2026"]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"area": "law"}, "row 2, area: there is no area of the memorandum 'law'"),
        ({"survey": "gcy"}, "row 2, survey: there is no source 'gcy'; did you mean 'gci'?"),
        ({"question": "law"}, "row 2, question: there is no question 'law'"),
        ({"counts": "yes"}, "row 2, counts: 'yes'; a number counts from a limit on"),
        ({"year": "20"}, "row 2, year: '20'; expected the source's reference year"),
        (OPTION | {"counts": "drafts"}, "counts: there is no option of cybercrime_law 'drafts'"),
        (OPTION | {"counts": ">0"}, "counts: there is no option of cybercrime_law '>0'"),
        (OPTION | {"wave": "2025"}, "wave: there is no wave '2025'"),
        (LIST | {"counts": ">0"}, "counts: '>0'; a strategy counts up to a day"),
        (LIST | {"counts": "<=2012-02-30"}, "a strategy counts up to a day"),
        (LIST | {"question": "law"}, "the list of strategies has no questions"),
        ({"note": ""}, "row 2, note: is empty"),
    ],
)
def test_a_mistake_is_told_with_its_row_and_column(written, surveys, changes, told):
    with pytest.raises(SurveyError) as problem:
        check_crosswalk(written(changes), surveys)
    assert told in str(problem.value)


def test_a_source_that_stands_twice_and_a_title_that_changes_are_told(written, surveys):
    with pytest.raises(SurveyError) as problem:
        check_crosswalk(written({}, {}, {"wave": "2024", "title": "Another"}), surveys)
    assert "row 3: law gci 2020 stands in row 2 too" in str(problem.value)
    assert "row 4, construct: law has another title or area" in str(problem.value)


@pytest.fixture
def across(tmp_path):
    """A copy of the study's declarations, with its own raw tables and notebooks."""
    shutil.copytree(CONFIG, tmp_path / "config")
    for name in ("data", "notebooks"):
        (tmp_path / name).symlink_to(REPOSITORY / name)
    return open_survey("sources", tmp_path / "config", tmp_path)


def test_the_study_s_own_declarations_hold(across):
    check_survey(across)


def test_a_mistake_in_the_crosswalk_stops_the_plan(across):
    edit(across.folder / CROSSWALK, "gci,2020,2020,training", "gci,2020,2020,trainings")
    with pytest.raises(SurveyError, match="there is no question 'trainings'; did you mean"):
        check_survey(across)
