"""Every exhibit on types that the plans declare can be drawn, whatever the verdict."""

import matplotlib.pyplot as plt
import polars as pl
import pytest
from cyberstudy.declare.survey import Survey
from cyberstudy.draw import style
from cyberstudy.draw.exhibits import (
    specification_curve,
    type_associations,
    type_profiles,
    type_selection,
    type_stability,
    verdict_calibration,
    verdicts,
)
from cyberstudy.draw.heads import head
from cyberstudy.wording import typologies
from cyberstudy.wording.view import View
from worlds import REPOSITORY
from worlds.types import associations_of, write

KINDS = {
    kind.__name__.rpartition(".")[2]: kind
    for kind in (
        specification_curve,
        type_associations,
        type_profiles,
        type_selection,
        type_stability,
        verdict_calibration,
        verdicts,
    )
}


CHAPTER = "Types or gradients"


def invented(survey, folder, sizes, found):
    """Tables of every clustering of a survey, for classes of these sizes."""
    for name, entry in survey.plan.clusterings.items():
        counts = entry.method == "count_mixture"
        if getattr(entry, "items", None):
            options = {item: _categories(survey, entry, item) for item in entry.items["main"]}
        elif counts:
            options = {"named for": tuple(survey.plan.index.parts)}
        else:
            options = {"RUS": ("no", "yes"), "GBR": ("no", "yes")}
        rival = "one overdispersed profile" if counts else "one gradient"
        left_out = dict.fromkeys(("checks", "agreement", "associations"))
        known = dict.fromkeys([*typologies.ARTEFACTS, *getattr(entry, "known", ())], (0.2, 0.01))
        write(
            folder,
            name,
            sizes,
            found=found,
            rival=rival,
            options=options,
            **(left_out if counts else {"associations": associations_of(known)}),
        )
    pl.DataFrame({"iso3": ["RUS", "GBR"], "country": ["Russia", "United Kingdom"]}).write_csv(
        folder / "index.csv"
    )


def _categories(survey, entry, item):
    form = survey.questionnaire
    into = {option: name for name, old in entry.merge.items() for option in old}
    codes = form.options_of(form.questions[item]).codes
    return tuple(dict.fromkeys(into.get(c, c) for c in codes if c not in ("dont_know", "refused")))


@pytest.mark.parametrize(
    ("name", "found", "sizes"),
    [
        ("states2012", "types", (15, 12, 10, 9, 8, 6)),
        ("states2012", "no structure", (60,)),
        ("wci2021", "gradient", (30, 20, 10)),
        ("wci2021", "no typology", (30, 20, 1)),
        ("states2012", "none fits", (30, 20, 10)),
    ],
)
def test_every_exhibit_of_the_plan_can_be_drawn_whatever_the_verdict(name, found, sizes, tmp_path):
    survey = Survey(REPOSITORY / "config" / "surveys" / name, root=REPOSITORY)
    declared = {
        exhibit: entry for exhibit, entry in survey.plan.exhibits.items() if entry.area == CHAPTER
    }
    assert {entry.kind for entry in declared.values()} <= set(KINDS)
    invented(survey, tmp_path, sizes, found)
    for exhibit, entry in declared.items():
        view = View(tmp_path, survey, entry, survey.plan.index)
        made = KINDS[entry.kind].draw(view)
        assert made.data.height > 0, exhibit
        assert made.alt, exhibit
        head(made.figure, entry.title)
        made.figure.draw_without_rendering()
        assert not style.cut_off(made.figure), exhibit
        plt.close(made.figure)


@pytest.mark.parametrize("name", ["states2012", "wci2021"])
def test_every_clustering_shows_its_verdict_and_whether_it_comes_back_or_what_it_is(name):
    plan = Survey(REPOSITORY / "config" / "surveys" / name, root=REPOSITORY).plan
    shown = {}
    for entry in plan.exhibits.values():
        names = [one.clustering for one in getattr(entry, "clusterings", [])]
        for clustering in [*names, getattr(entry, "clustering", None)]:
            shown.setdefault(clustering, set()).add(entry.kind)
    for clustering in plan.clusterings:
        assert "type_selection" in shown[clustering]
        assert shown[clustering] & {"type_stability", "type_profiles"}
