"""Confidential surveys of different kinds run to page and release; `.ci/run` runs the others."""

import json
import os
import shutil

import polars as pl
import pytest
from worlds import small_surveys
from worlds.begun import empty_study
from worlds.sabotages import DRAWN, NARRATED, PROTECTED, SEALED, SHOWN, SVG, WRITTEN, sealed_anew

from cyberstudy.declare.opened import OpenSurvey
from cyberstudy.release import release_survey
from surveyanswers.tables.checksums import check
from surveyanswers.tables.problems import SurveyError

pytestmark = pytest.mark.workflow


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A study with some of them, begun and run in one call; and what that said."""
    before, folder = os.getcwd(), empty_study(tmp_path_factory.mktemp("small") / "study")
    try:
        wrong, said = small_surveys.made(folder, small_surveys.IN_TESTS)
    finally:
        os.chdir(before)
    assert not wrong, said[-3000:]
    return folder


@pytest.mark.parametrize("name", small_surveys.IN_TESTS)
def test_a_small_survey_has_its_page_and_its_release(made, name):
    report = json.loads((made / "results" / name / "release/report.json").read_text())
    assert report["profile"] == "confidential"
    assert report["audit"]["determined"] == 0
    assert (made / "results" / name / "index.html").is_file()
    drawn = {path.name for path in (made / "results" / name / "release/figures").rglob("*.svg")}
    shown = {path.name for path in (made / "results" / name / "page").rglob("*.svg")}
    assert drawn and drawn <= shown
    pages = [path.read_text() for path in (made / "results" / name / "page").rglob("*.html")]
    (page,) = [page for page in pages if f'id="{name}-cells"' in page]
    exhibit = page.partition(f'id="{name}-cells"')[2].partition("</article>")[0]
    assert "<table" in exhibit.partition("<figcaption")[0]


def test_a_table_among_what_is_shown_first_is_shown_as_a_table(made):
    page = (made / "results/waves/index.html").read_text()
    tables = [each for each in page.split("<article")[1:] if "Data accounting" in each]
    assert len(tables) == 1
    assert "<table" in tables[0].partition("<figcaption")[0]


def test_a_weight_with_a_decimal_comma_weighs(made):
    settings = (made / "config/surveys/weighted/settings.yaml").read_text()
    assert "weight: Gewicht" in settings
    shares = pl.read_parquet(made / "results/weighted/protect/tables/estimates.parquet")
    plain = pl.col("count") / pl.col("base")
    assert shares.drop_nulls("share").filter((pl.col("share") - plain).abs() > 0.01).height > 3


def test_shares_of_a_confidential_sample_are_whole_per_cents_and_its_report_judges_no_mean(made):
    tables = made / "results/weighted/protect/tables"
    shares = pl.read_parquet(tables / "estimates.parquet").drop_nulls("share")
    for name in ("share", "low", "high", "bound_low", "bound_high"):
        assert (shares[name].round(2) == shares[name]).all(), name
    assert pl.read_csv(tables / "index_groups.csv")["mean"].null_count() == 0
    report = json.loads((made / "results/weighted/release/report.json").read_text())
    assert report["judged"]["index_groups"].startswith("not judged")


def test_there_are_twenty_kinds():
    assert len(small_surveys.KINDS) >= 20


#: Sabotages that the release step by itself lets through, of results whose checksums are written
#: anew; docs/confidentiality.md says who has to look there.
PASS = set()


def released(folder, sabotage, *, unsealed, shown_again):
    """Release the survey as its job would after a sabotage; return why it is not."""
    sabotage(folder)
    made = "results/waves"
    if not unsealed:
        sealed_anew(folder)
    again = folder / "again"
    for place in (DRAWN, NARRATED):
        shutil.copytree((folder.parent / "whole" if shown_again else folder) / place, again / place.name)
    tables, report = f"{made}/protect/tables", f"{made}/protect/report.json"
    proof = [f"{made}/protect/certificate.parquet", f"{made}/describe/memberships.parquet"]
    try:
        check(map(str, (*SEALED, *proof)))
        release_survey(
            OpenSurvey(folder / "config/surveys/waves"),
            tables=tables,
            others=[report, f"{made}/verify/questionnaire.xml"],
            drawn=[str(DRAWN)],
            narrated=[str(NARRATED)],
            again=str(again),
            labelled=[],
            config={},
            made_with={"version": "1.0", "commit": ""},
            lock="requirements.lock",
            receipt=f"{made}/verify/receipt.csv",
            folder=str(folder / "leaves"),
            submissions=[f"{made}/clean/submissions.parquet"],
            proof=proof,
        )
    except SurveyError as problem:
        return str(problem)
    return ""


@pytest.fixture(scope="module")
def whole(made, tmp_path_factory):
    """What a release is put together of."""
    folder = tmp_path_factory.mktemp("sabotage") / "whole"
    folder.mkdir()
    for name in ("config", "notebooks", "results/checksums/waves"):
        shutil.copytree(made / name, folder / name)
    for name in ("protect", "describe", "clean", "draw", "narrate", "verify"):
        shutil.copytree(made / "results/waves" / name, folder / "results/waves" / name)
    shutil.copytree(made / "data", folder / "data", symlinks=True)
    shutil.copy(made / "requirements.lock", folder)
    return folder


@pytest.mark.parametrize("unsealed", [True, False])
def test_what_a_saboteur_writes_into_results_does_not_leave(whole, unsealed, monkeypatch):
    kinds = {"nothing": {"nothing": lambda folder: None}}
    kinds |= {"shown": SHOWN, "protected": PROTECTED, "written": WRITTEN}
    passed = set()
    for kind, ways in kinds.items():
        for name, way in ways.items():
            folder = whole.with_name("tried")
            shutil.copytree(whole, folder)
            with monkeypatch.context() as there:
                there.chdir(folder)
                why = released(folder, way, unsealed=unsealed, shown_again=kind == "shown")
            print(unsealed, kind, name, "->", why[:200].replace(chr(10), " "))
            if not why:
                passed.add(name)
            shutil.rmtree(folder)
    assert passed == {"nothing", *PASS}
