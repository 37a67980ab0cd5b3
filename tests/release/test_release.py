"""A release is complete and described, and nothing in it runs."""

import hashlib
import json
import re
import shutil
from pathlib import Path

import polars as pl
import pytest
import yaml
from worlds import REPOSITORY, SURVEYS, decide
from worlds.made_up import received

from cyberstudy.commands.published_list import OF_SOFTWARE
from cyberstudy.declare.version import CHANGED
from cyberstudy.release import NOT_RECORDED, release_survey
from cyberstudy.release.readme import readme_of
from surveyanswers.instrument.data_access import DataAccess
from surveyanswers.tables.problems import SurveyError
from surveyanswers.tables.spreadsheets import restored

HOSTILE = "=cmd|' /C calc'!A0"


MADE_WITH = {"version": "2.0", "commit": "c0ffee" * 6 + "c0de"}


def put_together(
    survey, tmp_path, *, report=None, altered=None, config=None, made_with=MADE_WITH, **more
):
    """Release two small tables and a notebook, some files altered after they were made again."""
    names = ("tables", "en", "narrate", "labelled")
    tables, drawn, narrated, labelled = (tmp_path / name for name in names)
    for folder in (tables / "coasts", drawn, narrated, labelled):
        folder.mkdir(parents=True)
    files = pl.DataFrame({"source": [HOSTILE], "became": ["valid"], "cells": [-3]})
    files.write_csv(tables / "accounting.csv")
    members = pl.DataFrame(
        {"unit_id": ["k1", HOSTILE], "type": ["A", "A"], "probability": [0.5, -0.5]}
    )
    members.write_parquet(tables / "coasts" / "members.parquet")
    passed = ["accounting.csv", "coasts/members.parquet", "receipt.csv"]
    said = {"simulated": True, "passed": passed} | (report or {})
    (tmp_path / "report.json").write_text(json.dumps(said))
    (narrated / "a.html").write_text("<p>read</p>")
    again = tmp_path if altered is None else shutil.copytree(tmp_path, tmp_path / "again")
    for name, text in (altered or {}).items():
        (tmp_path / name).write_text(text)
    release_survey(
        survey,
        tables=str(tables),
        others=[str(tmp_path / "report.json")],
        drawn=[str(drawn)],
        narrated=[str(narrated)],
        again=str(again),
        labelled=[str(labelled)],
        config=config or {},
        made_with=made_with,
        lock=str(REPOSITORY / "requirements.lock"),
        receipt=str(received(tmp_path)),
        folder=str(tmp_path / "release"),
        **more,
    )
    return tmp_path / "release"


def cited_in(release):
    """Read a release's citation, in which nothing is empty."""
    text = (release / "CITATION.cff").read_text()
    assert not re.search(r"not given|: (''|\[\]|null)$", text, re.M)
    return yaml.safe_load(text)


@pytest.fixture
def release(lighthouse, tmp_path):
    return put_together(lighthouse, tmp_path)


def test_no_cell_of_a_released_csv_is_a_formula_and_numbers_are_numbers(release):
    text = (release / "tables" / "accounting.csv").read_text()
    assert text == f"source,became,cells,simulated\n'{HOSTILE},valid,-3,true\n"
    text = (release / "tables" / "coasts" / "members.csv").read_text()
    assert text.splitlines()[2] == f"'{HOSTILE},A,-0.5,true"


def test_parquet_keeps_the_text_and_the_csv_gives_it_back(release):
    members = release / "tables" / "coasts" / "members.csv"
    kept = pl.read_parquet(members.with_suffix(".parquet"))
    assert kept["unit_id"].to_list() == ["k1", HOSTILE]
    assert restored(pl.read_csv(members)).equals(kept)


def test_the_citation_can_be_copied_with_its_address(lighthouse, tmp_path):
    cited = "Keeper_A (1999) *Lamps*. https://doi.org/10.1/x"
    lighthouse.__dict__["settings"] = lighthouse.settings.model_copy(update={"citation": cited})
    report = {"simulated": False, "version": "2.0"}
    text = readme_of(lighthouse, report, {}, tmp_path, seed=7)
    assert r"Please cite: Keeper_A (1999) \*Lamps\*. https://doi.org/10.1/x" in text


def named_and_held(release):
    """What a release's README names, and the files and folders that the release holds."""
    listed = (release / "README.md").read_text().partition("\n## The study")[0]
    named = re.findall(r"^\| ([\w./]+) \|", listed, re.M)[1:]
    assert [name for name in named if not (release / name).exists()] == []
    assert all((release / name).is_dir() == name.endswith("/") for name in named)
    top = {name for name in named if "/" not in name.rstrip("/")}
    # Hidden files are Snakemake's marks.
    held = (path for path in release.iterdir() if not path.name.startswith("."))
    return top, {path.name + "/" * path.is_dir() for path in held} - {NOT_RECORDED}


def test_a_release_s_readme_names_all_that_it_holds_and_nothing_else(lighthouse, tmp_path):
    for protection, answers in (("public", {"answers/"}), ("confidential", set())):
        settings = lighthouse.settings.model_copy(update={"protection": protection})
        lighthouse.__dict__["settings"] = settings
        named, held = named_and_held(put_together(lighthouse, tmp_path / protection))
        assert named == held - {"README.md"}
        assert named & {"answers/"} == answers


@pytest.mark.parametrize("survey", [*SURVEYS, "sources"])
def test_the_readme_of_each_release_of_this_study_names_what_it_holds(survey, not_run):
    release = REPOSITORY / "results" / survey / "release"
    if not (release / "README.md").is_file():
        not_run(f"{release} is not there: make study", survey)
    named, held = named_and_held(release)
    assert named == held - {"README.md"}


def test_a_release_tells_how_to_take_the_apostrophe_away(release):
    assert "apostrophe" in (release / "README.md").read_text()


def test_a_release_that_would_give_registered_answers_away_is_stopped(lighthouse, tmp_path):
    lighthouse.__dict__["data_access"] = DataAccess("data/confidential", frozenset({HOSTILE}))
    with pytest.raises(SurveyError, match=r"tables/accounting\.csv: a registered file's name"):
        put_together(lighthouse, tmp_path)
    assert not (tmp_path / "release/MANIFEST.csv").exists()


def test_a_release_stops_at_what_no_audited_table_has_or_makes(lighthouse, tmp_path):
    settings = {"protection": "confidential", "minimum_base": 5}
    lighthouse.__dict__["settings"] = lighthouse.settings.model_copy(update=settings)
    with pytest.raises(SurveyError, match="nobody has declared what the number of rocks is"):
        put_together(lighthouse, tmp_path / "report", report={"rocks": 4})
    for name in ("narrate/a.html", "en/rocks.json"):  # of a notebook, and a file more
        words = {name: "Of the rocks 31 said so."}
        with pytest.raises(SurveyError, match=rf"not what protected tables make:\n.*{name}"):
            put_together(lighthouse, tmp_path / Path(name).stem, altered=words)
    assert put_together(lighthouse, tmp_path / "nothing", altered={})


def test_a_release_of_registered_answers_says_inside_that_it_is_not_recorded(lighthouse, tmp_path):
    assert not (put_together(lighthouse, tmp_path / "simulated") / NOT_RECORDED).exists()
    lighthouse.__dict__["data_access"] = DataAccess("data/confidential", frozenset({"a/b.csv"}))
    release = put_together(lighthouse, tmp_path)
    assert "make release SURVEY=lighthouse" in (release / NOT_RECORDED).read_text()
    assert NOT_RECORDED not in (release / "MANIFEST.csv").read_text(), "it is taken away"


def test_a_readme_tells_what_is_known_of_the_study_and_leaves_out_what_is_not(lighthouse, tmp_path):
    report = {"simulated": True, "version": "2.0"}
    text = readme_of(lighthouse, report, {}, tmp_path, seed=7)
    assert not re.search("Funding|Release, version|not given", text)
    assert "starts from seed 7" in text and "The answers are simulated" in text
    decided = lighthouse.settings.study.model_copy(update={"funding": "The harbour"})
    decide(lighthouse, study=decided)
    told = {"version": "2.0", "date": "2026-11-28"}
    text = readme_of(lighthouse, report | {"simulated": False}, told, tmp_path, seed=7)
    assert "| Funding | The harbour |" in text and "| Release, version | 2.0 |" in text


def test_a_survey_of_which_nobody_said_anything_goes_out_under_no_terms_of_the_study(
    lighthouse, tmp_path
):
    config = {"publication": {"licence": "CC BY 4.0"}}
    plain = put_together(lighthouse, tmp_path / "plain", config=config)
    assert "Release, licence" not in (plain / "README.md").read_text()
    assert not (plain / "CITATION.cff").exists()
    assert "Software: version 2.0 of the study's programs" in (plain / "README.md").read_text()
    decide(lighthouse, study=lighthouse.settings.study.model_copy(update={"kind": "Lights"}))
    told = put_together(lighthouse, tmp_path / "told", config=config)
    assert "| Release, licence | CC BY 4.0 |" in (told / "README.md").read_text()


def test_all_of_a_release_says_its_version_and_only_lists_of_software_the_commit(
    lighthouse, tmp_path
):
    """All else, which make reproduce compares, is the same bytes after any other commit."""
    decide(lighthouse, study=lighthouse.settings.study.model_copy(update={"kind": "Lights"}))
    config = {"publication": {"title": "Lights", "makers": "Harbour office"}}
    release = put_together(lighthouse, tmp_path / "clean", config=config)
    commit = MADE_WITH["commit"]
    assert json.loads((release / "report.json").read_text())["version"] == "2.0"
    assert json.loads((release / "datapackage.json").read_text())["version"] == "2.0"
    for name in ("README.md", "CITATION.cff", "codebook.html", "codebook.xml"):
        assert re.search(r"\b2\\?\.0\b", (release / name).read_text()), name
    told = {path.name for path in release.rglob("*.*") if commit in path.read_text(errors="ignore")}
    assert told == {OF_SOFTWARE}
    changed = MADE_WITH | {"commit": CHANGED + commit}
    other = put_together(lighthouse, tmp_path / "changed", made_with=changed)
    assert f"2.0; commit {CHANGED}{commit}" in (other / "software.csv").read_text()
    assert "version" not in yaml.safe_load((other / "settings.yaml").read_text())["config"]


def test_a_release_is_cited_by_programs_as_what_it_is(lighthouse, tmp_path):
    decide(lighthouse, study=lighthouse.settings.study.model_copy(update={"kind": "Lights"}))
    said = {"title": "All lights", "makers": "Harbour office", "licence": "Text: CC BY 4.0"}
    config = {"publication": said}
    told = cited_in(put_together(lighthouse, tmp_path, config=config))
    assert told["type"] == "dataset" and "(simulated answers)" in told["title"]
    assert told["authors"] == [{"name": "Harbour office"}]
    assert (told["license"], "references" in told) == ("CC-BY-4.0", False)


def test_other_tables_of_the_same_version_are_told_by_readme_and_citation(lighthouse, tmp_path):
    decide(lighthouse, study=lighthouse.settings.study.model_copy(update={"kind": "Lights"}))
    config = {"publication": {"title": "Lights", "makers": "Harbour office"}}
    left_out = {"multiverses_of_other_answers": ["coasts"]}
    texts = []
    for place, more in (("one", {}), ("two", left_out)):
        release = put_together(lighthouse, tmp_path / place, config=config, report=more)
        (identifier,) = cited_in(release)["identifiers"]
        kind, _, digest = identifier["value"].partition(":")
        listed = re.findall(
            r"^(tables/.+),(\d+),(\w+)$", (release / "MANIFEST.csv").read_text(), re.M
        )
        table = "\n".join(["file,bytes,sha256", *(f"{n[7:]},{b},{s}" for n, b, s in listed), ""])
        assert (kind, digest) == ("sha256", hashlib.sha256(table.encode()).hexdigest())
        texts.append((release / "README.md").read_text())
        assert f"| Release, sha256 of its tables | {digest} |" in texts[-1]
    assert "| Left out, since made of other answers | coasts |" in texts[1]
    assert "other answers" not in texts[0]
