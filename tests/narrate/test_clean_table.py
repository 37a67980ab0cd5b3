"""The clean answers in one line: as polars or pandas, by label or code, with statuses beside."""

import json
import pydoc
import re
import sys
import tomllib

import pandas as pd
import polars as pl
import pytest
from invented.answers import KEEPERS
from worlds import REPOSITORY
from worlds.crossed import Crossed, answers_of

import cyberstudy
from cyberstudy import Study
from cyberstudy.narrate import PAGE
from cyberstudy.narrate.clean_table import clean_table
from cyberstudy.release.labelled_answers import known_of
from surveyanswers.instrument.questionnaire import Options
from surveyanswers.labelled import write_labelled
from surveyanswers.tables.answers_by_question import AnswerColumns
from surveyanswers.tables.checksums import seal
from surveyanswers.tables.problems import SurveyError


@pytest.fixture(scope="module")
def put(tmp_path_factory):
    """Put the survey's clean table where a run does, beside a protected table and a figure."""

    def put_study(folder="labelled", profile="public", name="people"):
        root = tmp_path_factory.mktemp("study")
        study = Crossed(root / "survey")
        cleaned, survey = study.cleaned(), study.survey()
        results = root / "results" / name
        for part in ("protect/tables", "declared", "draw/en"):
            (results / part).mkdir(parents=True)
        report = {"profile": profile, "simulated": False}
        (results / "protect/report.json").write_text(json.dumps(report))
        pl.DataFrame({"share": [0.5]}).write_csv(results / "protect/tables/estimates.csv")
        (results / "draw/en/moods.json").write_text("{}")
        form = json.dumps(survey.questionnaire.plain())
        (results / "declared/questionnaire.json").write_text(form)
        facts, labels = known_of(cleaned.units, survey, scores=None, members={})
        write_labelled(
            AnswerColumns.of(cleaned.answers),
            survey.questionnaire,
            survey.codebook,
            **{"known": facts, "labels": labels, "name": name, "title": "Moods", "said": ["Ours"]},
            folder=str(results / folder),
        )
        for written in ("protect/tables", "protect/report.json", folder, "draw/en"):
            seal(f"results/{name}/{written}", root)
        return root

    return put_study


@pytest.fixture(scope="module")
def study(put):
    return Study("people", root=put())


@pytest.fixture(scope="module")
def exported():
    head, *rows = answers_of()
    return pd.DataFrame(rows, columns=head).sort_values("id").reset_index(drop=True)


LABELS = {"1": "Under 30", "2": "30 to 59", "10": "60 or more"}


def test_it_is_the_export_by_labels_in_the_forms_order_with_a_status_beside(study, exported):
    table = study.answers()
    assert table["unit_id"].to_list() == exported["id"].to_list()
    assert table["age"].to_list() == [LABELS.get(age) for age in exported["age"]]
    assert table["age"].dtype == pl.Enum(list(LABELS.values()))
    status = exported["age"].replace({**dict.fromkeys(LABELS, "valid"), "": "no_answer"})
    assert table["age_st"].to_list() == status.to_list()
    assert table["children"].to_list() == exported["children"].astype(int).to_list()
    assert table["heard__radio"].sum() == exported["heard"].str.contains("radio").sum()


def test_codes_are_the_exports_and_what_is_not_wanted_is_not_read(study, exported):
    table = study.answers("age", "heard", labels=False, statuses=False)
    assert table.columns[-3:] == ["age", "heard__radio", "heard__paper"]
    assert "mood" not in table.columns and not [n for n in table.columns if n.endswith("_st")]
    assert {*table["age"].drop_nulls()} == {"1", "2", "10"}


def test_pandas_has_ordered_categories_and_needs_no_further_package(study, exported, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    table = study.answers(pandas=True)
    assert isinstance(table, pd.DataFrame)
    assert table["age"].cat.ordered and [*table["age"].cat.categories] == [*LABELS.values()]
    ours = pd.crosstab(table["age"], table["mood"])
    known = exported[exported["age"].isin(LABELS) & exported["mood"].isin(["9", "10"])]
    theirs = pd.crosstab(known["age"].map(LABELS), known["mood"].map({"9": "Well", "10": "Badly"}))
    assert ours.to_dict() == theirs.to_dict()
    assert table["heard__radio"].dtype == "float64"  # of who left it blank there is no number
    assert table["children"].mean() == exported["children"].astype(int).mean()


def test_a_column_of_a_repeat_is_its_questions_and_alike_labels_are_told_apart(tmp_path):
    form = KEEPERS.questionnaire
    listed = form.options_of(form.questions["home"])
    twins = Options(listed.codes, {"en": dict.fromkeys(listed.codes, "Coast")})
    alike = type(form)(
        form.questions, form.choices | {form.questions["home"].choices: twins}, {}, ""
    )
    code = listed.codes[0]
    pl.DataFrame(
        {"unit_id": ["k"], "home": [code], "home_st": ["valid"], "fog_land__2": [code]}
    ).write_parquet(tmp_path / "a.parquet")
    table = clean_table(tmp_path / "a.parquet", form)
    assert table["fog_land__2"].to_list() == [listed.labels["en"][code]]
    assert clean_table(tmp_path / "a.parquet", form, questions=["fog_land"]).columns == [
        "unit_id",
        "fog_land__2",
    ]
    assert clean_table(tmp_path / "a.parquet", alike)["home"][0] == f"Coast ({code})"


def test_names_that_there_are_not_are_told_with_those_there_are(study):
    assert study.tables() == ["estimates"] and study.exhibits() == ["moods"]
    for wrong in (
        lambda: study.table("estimtes"),
        lambda: study.numbers("mods"),
        lambda: study.answers("moood"),
    ):
        with pytest.raises(SurveyError, match=r"did you mean '\w+'\? \(there are: "):
            wrong()


def test_confidential_answers_are_read_where_they_lie_and_say_what_they_are(put, monkeypatch):
    root = put("confidential_microdata", "confidential")
    study = Study("people", root=root)
    with pytest.warns(UserWarning, match="people: these answers are CONFIDENTIAL"):
        assert study.answers().height == 240
    monkeypatch.setenv(PAGE, ".")
    with pytest.raises(SurveyError, match="notebook of the study reads no single confidential"):
        study.answers()
    monkeypatch.delenv(PAGE)
    (root / "results/people/confidential_microdata/answers.parquet").unlink()
    with pytest.raises(SurveyError, match="not here; they are confidential, and lie nowhere else"):
        study.answers()


def test_a_clean_table_that_was_changed_by_hand_is_not_read(put):
    root = put()
    with (root / "results/people/labelled/variables.csv").open("a") as stream:
        stream.write("x")
    with pytest.raises(SurveyError, match="not what the run wrote"):
        Study("people", root=root).answers()


def test_help_begins_with_it_and_nothing_else_is_imported_for_it():
    said = pydoc.plain(pydoc.render_doc(cyberstudy))
    assert 'Study("mine")' in said.split("PACKAGE CONTENTS")[0]
    assert "class Study(" in said and "study.answers()" in said
    assert "Study" in dir(cyberstudy)
    with pytest.raises(AttributeError, match="no attribute 'Studie'"):
        _ = cyberstudy.Studie


README = (REPOSITORY / "README.md").read_text(encoding="utf-8")
PAGE_ON_SURVEYS = (REPOSITORY / "docs" / "adding_a_survey.md").read_text(encoding="utf-8")


def test_what_readme_and_the_page_on_surveys_show_runs_in_a_studys_folder(put, monkeypatch):
    root = put(name="mine")
    monkeypatch.chdir(root)
    own = README.split("## Your own survey")[1].split("\n## ")[0]
    (line,) = re.findall(r"`(from cyberstudy [^`]*)`", own)
    *before, last = line.split("; ")
    names = {}
    exec("; ".join(before), names)
    assert eval(last, names).height == 240
    (cell,) = re.findall(
        r"^```python\n(from cyberstudy.*?)^```",
        PAGE_ON_SURVEYS.split("## The clean")[1],
        re.S | re.M,
    )
    exec(cell, names)
    assert isinstance(names["table"], pd.DataFrame)


def test_the_command_for_pandas_users_installs_the_extra_that_there_is():
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    (extra,) = re.findall(r"pip install [^`]*\[(\w+)\]", PAGE_ON_SURVEYS)
    assert [need.partition(">=")[0] for need in project["optional-dependencies"][extra]] == [
        "pyarrow"
    ]
