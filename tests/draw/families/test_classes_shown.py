"""Every exhibit on types that the plans declare can be shown, whatever the verdict."""

import pytest
from worlds import REPOSITORY, SURVEYS
from worlds.types import write

from cyberstudy.analysis_files import opened
from cyberstudy.declare.opened import OpenSurvey, open_survey
from cyberstudy.draw.families.tables.figure import table
from cyberstudy.wording.view import View

CHAPTER = "Types or gradients"


def invented(survey, folder, sizes, found):
    """Tables of every clustering of a survey, for classes of these sizes."""
    for name, entry in survey.plan.clusterings.items():
        options = {item: _categories(survey, entry, item) for item in entry.items["main"]}
        write(folder, name, sizes, found=found, options=options)


def _categories(survey, entry, item):
    form = survey.questionnaire
    into = {option: name for name, old in entry.merge.items() for option in old}
    codes = form.options_of(form.questions[item]).codes
    return tuple(dict.fromkeys(into.get(c, c) for c in codes if c not in ("dont_know", "refused")))


@pytest.mark.parametrize(
    ("found", "sizes"),
    [
        ("types", (15, 12, 10, 9, 8, 6)),
        ("no structure", (60,)),
        ("no typology", (30, 20, 1)),
        ("none fits", (30, 20, 10)),
    ],
)
def test_every_exhibit_of_the_plan_can_be_shown_whatever_the_verdict(found, sizes, tmp_path):
    survey = OpenSurvey(REPOSITORY / "config" / "surveys" / "states2012", root=REPOSITORY)
    declared = {
        exhibit: entry for exhibit, entry in survey.plan.exhibits.items() if entry.area == CHAPTER
    }
    assert {entry.kind for entry in declared.values()} == {"table"}
    invented(survey, tmp_path, sizes, found)
    for exhibit, entry in declared.items():
        made = table(View(tmp_path, survey, entry))
        assert made.data["type"].n_unique() == len(sizes), exhibit
        assert {*entry.columns, "label", "answer"} == {*made.data.columns}, exhibit
        assert not made.data["label"].is_in(survey.questionnaire.questions).any(), exhibit
        assert made.question, exhibit


def test_the_one_figure_of_verdicts_shows_every_clustering_of_every_survey():
    config = REPOSITORY / "config"
    across = opened(config / "sources" / "analyses" / "verdicts.py").tables["verdicts_of_surveys"]
    shown = {tuple(name.split("/")[:2]) for name in across.reads if name.endswith("/verdict.json")}
    assert shown == {
        (name, clustering)
        for name in SURVEYS
        for clustering in open_survey(name, config, REPOSITORY).plan.clusterings
    }
