"""A survey's answers lie where their protection says, and simulated ones are a data set."""

import json

import polars as pl
import pytest
from invented.collected import table as csv_of
from invented.whole import put_answers
from labelled_files import plain
from worlds import decide
from worlds.collected import Collected

from cyberstudy.release.labelled_answers import known_of, label_survey
from surveyanswers.instrument.data_access import DataAccess, labelled_in
from surveyanswers.labelled import write_labelled
from surveyanswers.tables.answers import Receipt
from surveyanswers.tables.answers_by_question import AnswerColumns
from surveyanswers.tables.problems import SurveyError
from surveyanswers.tables.storage import write_table
from surveyanswers.tables.waves import ONLY

ENDINGS = ("sav", "dta")
CONFIDENTIAL = {"protection": "confidential", "minimum_base": 5}


@pytest.fixture
def sampled(tmp_path):
    """Label a sample of four, of which answers to some questions may be seen."""
    rows = [["id", "school", "law", "weight"], ["a", "s1", "yes", "2.5"], ["b", "s2", "no", "7"]]
    study = Collected(
        tmp_path,
        [("select_one yes_no", "law", "Law?"), ("decimal", "weight", "Weight")],
        {"yes_no": [("yes", "Yes"), ("no", "No")]},
        csv_of(rows),
        **{"format": "csv", "submission": "id", "unit": "id", "metadata": ["school"]},
        columns={"law": "law", "weight": "weight"},
    )
    design = {"weight": "weight", "clusters": "school"}
    study.settings |= {"unit_columns": ["school"], "design": design}
    (study.folder / "plan.yaml").write_text("exhibits: {}\n", encoding="utf-8")
    cleaned, survey = study.cleaned(), study.survey()
    sample = pl.DataFrame(
        {"wave": "", "unit_id": ["a", "b"], "weight": [2.5, 7.0], "stratum": ""}
    ).with_columns(cluster=pl.Series(["s1", "s2"]), population=float("inf"))
    put_answers(cleaned.answers, tmp_path)
    cleaned.units.write_parquet(tmp_path / "units.parquet")
    receipt, members = str(tmp_path / "receipt.csv"), {}

    def told_of(told):
        return {name: pl.lit(value) for name, value in told.items()}

    def label(*seen, made_up=False, registered=None, into=None, **decided):
        decide(survey, **decided)
        survey.__dict__["data_access"] = DataAccess("data/raw", registered)
        files = [export.file for export in survey.exports]
        told = {"sha256": "0" * 64, "bytes": 1, "received_on": "2026-11-29", "source": "us"}
        told |= {"licence": "CC BY 4.0", "sensitivity": "public", "simulated": made_up}
        write_table(pl.DataFrame({"file": files}).with_columns(**told_of(told)), receipt, Receipt)
        shown = cleaned.answers.filter(pl.col("question").is_in(seen))
        (tmp_path / "tables").mkdir(exist_ok=True)
        put_answers(shown, tmp_path / "tables")
        files = {n: str(tmp_path / f"{n}.parquet") for n in ("answers", "units")}
        protection = survey.settings.protection
        target = tmp_path / (into or labelled_in(protection, made_up=made_up and not registered))
        more = {"scores": [], "members": members, "sample": sample, "folder": str(target)}
        more |= {"receipt": receipt, "tables": str(tmp_path / "tables"), "version": "2.0"}
        label_survey(survey, **files, **more)
        return target

    return label


@pytest.mark.parametrize("ending", ENDINGS)
def test_parts_of_a_samples_design_are_labelled_columns(ending, sampled):
    data, meta = plain(sampled("law", "weight") / f"answers.{ending}")
    assert data.select("unit_id", "design_weight", "design_cluster").rows() == [
        ("a", 2.5, "s1"),
        ("b", 7.0, "s2"),
    ]
    assert "Weigh by it" in meta.column_names_to_labels["design_weight"]
    assert not {"design_stratum", "design_population"} & {*data.columns}  # were not declared
    assert data["weight"].to_list() == [2.5, 7.0]  # the question of that name


def test_large_answers_are_not_written_for_spss_and_stata(sampled, monkeypatch):
    with monkeypatch.context() as few:
        few.setattr("surveyanswers.labelled.MOST_CELLS", 1)
        left = {path.suffix for path in sampled("law", "weight").iterdir()}
    every = {path.suffix for path in sampled("law", "weight").iterdir()}
    assert every - left == {".sav", ".dta"} and {".parquet", ".csv"} <= left


def test_of_a_question_that_may_not_be_seen_no_weight_is_written(sampled):
    values = pl.read_csv(sampled("law") / "answers.csv")
    assert "design_cluster" in values.columns
    assert "design_weight" not in values.columns


def test_answers_of_a_confidential_survey_say_beside_them_that_nobody_is_sent_them(sampled):
    assert not (sampled("law", "weight") / "CONFIDENTIAL.txt").exists()
    folder = sampled("law", "weight", **CONFIDENTIAL)
    assert "Do not send them to anybody" in (folder / "CONFIDENTIAL.txt").read_text()


def test_simulated_answers_are_a_data_set_of_their_own_that_says_so_in_every_file(sampled):
    folder = sampled("law", "weight", made_up=True, **CONFIDENTIAL)
    assert folder.name == "simulated_microdata"
    for name in ("answers.csv", "statuses.csv"):
        assert pl.read_csv(folder / name)["simulated"].to_list() == [1, 1], name
    assert pl.read_parquet(folder / "answers.parquet")["simulated"].to_list() == [1, 1]
    assert "simulated" in pl.read_csv(folder / "variables.csv")["column"].to_list()
    assert "Version: 2.0." in (folder / "README.md").read_text()
    assert json.loads((folder / "datapackage.json").read_text())["version"] == "2.0"
    for ending in ENDINGS:
        data, meta = plain(folder / f"answers.{ending}")
        assert data["simulated"].to_list() == [1, 1] and "imulated" in meta.file_label
    for name in ("README.md", "LICENSE.txt", "datapackage.json"):
        assert "imulated" in (folder / name).read_text(), name
    package = json.loads((folder / "datapackage.json").read_text())
    assert [each["name"] for each in package["licenses"]] == ["CC-BY-4.0"]
    assert not (folder / "CONFIDENTIAL.txt").exists()


@pytest.mark.parametrize(
    ("made_up", "registered"),
    [(False, None), (True, frozenset({"a.csv"})), (False, frozenset({"a.csv"}))],
)
def test_confidential_answers_become_no_data_set_of_simulated_ones(made_up, registered, sampled):
    known = {"made_up": made_up, "registered": registered, **CONFIDENTIAL}
    with pytest.raises(SurveyError, match="belong into confidential_microdata"):
        sampled("law", into="simulated_microdata", **known)
    folder = sampled("law", **known)
    assert folder.name == "confidential_microdata"
    assert not (folder.parent / "simulated_microdata").exists()
    assert "simulated" not in pl.read_csv(folder / "answers.csv").columns


def test_every_column_of_every_file_is_described(sampled):
    folder = sampled("law", "weight", made_up=True, **CONFIDENTIAL)
    said = pl.read_csv(folder / "variables.csv", infer_schema=False)
    assert said["column"].to_list() == pl.read_parquet_schema(folder / "answers.parquet").names()
    assert {*pl.read_csv(folder / "answers.csv").columns} <= {*said["column"]}
    assert said["label"].str.len_chars().min() > 0
    for ending in ("sav", "dta"):
        _, meta = plain(folder / f"answers.{ending}")
        assert [name for name in said[ending] if name] == meta.column_names


def test_what_is_known_of_units_has_short_names_for_stata_and_leaves_questions_theirs(tmp_path):
    study = Collected(
        tmp_path,
        [("integer", "group", "Which group?")],
        {},
        "id,group\na,4\n",
        **{"format": "csv", "submission": "id", "columns": {"group": "group"}},
    )
    (study.folder / "plan.yaml").write_text("exhibits: {}\n", encoding="utf-8")
    cleaned, survey = study.cleaned(), study.survey()
    names = [f"do_you_consider_yourself_a_professional_{n}" for n in (1, 2)]
    scores = pl.DataFrame({"unit_id": "a", "wave": ONLY, "index": names, "score": [0.5, 1.0]})
    out = tmp_path / "out"
    facts, labels = known_of(cleaned.units, survey, scores=scores, members={})
    write_labelled(
        AnswerColumns.of(cleaned.answers),
        survey.questionnaire,
        survey.codebook,
        **{"known": facts, "labels": labels, "name": "pros", "title": "Pros", "said": ["Ours"]},
        folder=str(out),
    )
    told = pl.read_csv(out / "variables.csv", infer_schema=False)
    named = dict(told.select("column", "dta").iter_rows())
    data, _ = plain(out / "answers.dta")
    assert max(map(len, data.columns)) <= 32
    assert [data[named[f"score_{name}"]].item() for name in names] == [0.5, 1.0]
    assert data["group"].item() == 4
    assert named["unit_group"] == "unit_group"
