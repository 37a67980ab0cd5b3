"""Every clustering that the plans declare has a row in the figure of verdicts."""

from worlds import REPOSITORY, SURVEYS

from cyberstudy.analysis_files import opened
from cyberstudy.declare.opened import open_survey


def test_the_one_figure_of_verdicts_shows_every_clustering_of_every_survey():
    config = REPOSITORY / "config"
    across = opened(config / "sources" / "analyses" / "verdicts.py").tables["verdicts_of_surveys"]
    shown = {tuple(name.split("/")[:2]) for name in across.reads if name.endswith("/verdict.json")}
    assert shown == {
        (name, clustering)
        for name in SURVEYS
        for clustering in open_survey(name, config, REPOSITORY).plan.clusterings
    }
