"""One figure by itself, while its words change."""

import json
import shutil

import pytest
import yaml
from worlds import LIGHTHOUSE

from cyberstudy.commands.figure import draw_figure
from surveyanswers.tables.problems import SurveyError

COVERAGE = """question,group,label,count,base
lamps,oil,"Oil, with a wick",1200,1204
"""


@pytest.fixture
def study(tmp_path):
    shutil.copytree(LIGHTHOUSE, tmp_path / "study")
    plan = tmp_path / "study/config/surveys/lighthouse/plan.yaml"
    written = yaml.safe_load(plan.read_text())
    shown = {"kind": "expert_coverage", "area": "Keepers", "title": "Who keeps the lights"}
    written |= {"exhibits": {"who": shown}, "story": [], "notebooks": []}
    plan.write_text(yaml.safe_dump(written))
    return tmp_path / "study"


def protect(study):
    folder = study / "results/lighthouse/protect"
    (folder / "tables").mkdir(parents=True)
    (folder / "tables/coverage.csv").write_text(COVERAGE)
    (folder / "report.json").write_text(json.dumps({"simulated": True}))


def test_it_is_drawn_with_the_words_of_today_and_the_studys_own_stays(study):
    protect(study)
    base = draw_figure("lighthouse/who", study)
    plan = study / "config/surveys/lighthouse/plan.yaml"
    plan.write_text(plan.read_text().replace("Who keeps the lights", "Who keeps the lamps"))
    assert draw_figure("lighthouse/who", study) == base
    assert "<title>Simulated: Who keeps the lamps</title>" in (study / f"{base}.svg").read_text()
    assert not (study / "results/lighthouse/draw").exists()


def test_its_picture_names_the_makers_as_the_runs_own_does(study):
    protect(study)
    settings = study / "config/surveys/lighthouse/settings.yaml"
    settings.write_text(settings.read_text() + "\nstudy: {makers: Keepers}\n")
    (study / "CITATION.cff").write_text("authors: [{name: The crew of the harbour}]\n")
    base = draw_figure("lighthouse/who", study)
    assert "The crew of the harbour" in (study / f"{base}.svg").read_text()


def test_what_there_is_not_is_told(study):
    with pytest.raises(SurveyError, match="no survey 'lighthous'; did you mean 'lighthouse'"):
        draw_figure("lighthous/who", study)
    with pytest.raises(SurveyError, match="lighthouse: there is no exhibit 'whom'"):
        draw_figure("lighthouse/whom", study)
    with pytest.raises(SurveyError, match="no protected tables yet"):
        draw_figure("lighthouse/who", study)
