"""The command takes two CSVs, and says where one of them cannot be read."""

import json
import subprocess
import sys

import polars as pl
import pytest
from invented_surveys import as_files, survey

from disclosure.__main__ import main

UNITS = "unit_id,grouping,group,replied\nu1,all,total,yes\nu2,all,total,no\n"
ANSWERS = "unit_id,question,options,status\nu1,law,yes,valid\n"


@pytest.mark.parametrize(
    ("units", "answers", "told"),
    [
        ("unit_id,grouping,group\nu1,all,total\n", ANSWERS, "units.csv, row 1, column replied"),
        (UNITS + "u3,all,,yes\n", ANSWERS, "units.csv, row 4, column group"),
        (UNITS + "u3,all,total,perhaps\n", ANSWERS, "units.csv, row 4, column replied"),
        (UNITS + "u1,region,east,no\n", ANSWERS, "units.csv, row 4, column replied"),
        (UNITS + "u1,all,other,yes\n", ANSWERS, "units.csv, row 4, column grouping"),
        (UNITS, "unit_id,question,status\n", "answers.csv, row 1, column options"),
        (UNITS, ANSWERS + "u9,law,no,valid\n", "answers.csv, row 3, column unit_id"),
        (UNITS, ANSWERS + "u2,law,no,valid\n", "answers.csv, row 3, column unit_id"),
        (UNITS, ANSWERS + "u1,law,no,valid\n", "answers.csv, row 3, column question"),
        (UNITS, ANSWERS + "u1,means,,valid\n", "answers.csv, row 3, column options"),
        (UNITS, ANSWERS + "u1,means,a;a,valid\n", "answers.csv, row 3, column options"),
        (UNITS, ANSWERS + "u1,means,a,refused\n", "answers.csv, row 3, column options"),
        (UNITS, ANSWERS + "u1,means,a,\n", "answers.csv, row 3, column status"),
    ],
)
def test_an_error_names_file_row_and_column(units, answers, told, tmp_path, capsys):
    (tmp_path / "units.csv").write_text(units)
    (tmp_path / "answers.csv").write_text(answers)
    given = [str(tmp_path / "units.csv"), str(tmp_path / "answers.csv")]
    assert main([*given, "--into", str(tmp_path)]) == 2
    assert told in capsys.readouterr().err
    assert not (tmp_path / "leaves").exists()


def test_counts_of_few_leave_empty_and_all_others_as_they_are(tmp_path):
    units, answers = survey(3)
    assert main([*as_files(tmp_path, 3), "--into", str(tmp_path), "--decides", "law=which"]) == 0
    counts = pl.read_csv(tmp_path / "leaves/counts.csv")
    valid = answers.filter(status="valid").with_columns(option=pl.col("options").str.split(";"))
    own = valid.explode("option").join(units, on="unit_id")
    keys = ["question", "grouping", "group", "option"]
    truth = counts.join(own.group_by(keys).len("truth"), on=keys, how="left")
    base = valid.join(units, on="unit_id").group_by(keys[:3]).len("answered")
    truth = truth.join(base, on=keys[:3], how="left").with_columns(
        pl.col("truth", "answered").fill_null(0)
    )
    shown = truth.drop_nulls("count")
    assert shown["count"].to_list() == shown["truth"].to_list()
    assert shown["base"].to_list() == shown["answered"].to_list()
    few = truth.filter(pl.col("answered").is_between(1, 4))
    assert few.height
    assert few["count"].null_count() == few["base"].null_count() == few.height
    report = json.loads((tmp_path / "stays/report.json").read_text())
    assert report["audit"]["determined"] == 0
    assert report["audit"]["withheld_counts"] >= few.height


@pytest.mark.parametrize("seed", [103, 105, 113])
def test_what_the_choice_leaves_wide_open_the_audit_finds_so(seed, tmp_path, capsys):
    """Of hidden crossings it is enough not to know; a total of one excuses none of these."""
    given = as_files(tmp_path, seed, silent=0.0, agree=0.8)
    assert main([*given, "--into", str(tmp_path), "--width", "2", "--minimum", "3"]) == 0
    assert "determined: none" in capsys.readouterr().out


def test_a_question_whose_decider_is_withheld_of_a_group_is_withheld_there_base_and_all(tmp_path):
    given = as_files(tmp_path, 3)
    assert main([*given, "--into", str(tmp_path), "--decides", "law=which"]) == 0
    counts = pl.read_csv(tmp_path / "leaves/counts.csv").filter(pl.col("count").is_null())
    gone = {q: {*counts.filter(question=q)["group"]} for q in ("law", "which")}
    assert gone["law"]
    assert gone["law"] <= gone["which"]


def test_the_same_files_give_the_same_bytes(tmp_path):
    given = as_files(tmp_path, 5)
    written = []
    for folder in ("one", "other"):
        assert main([*given, "--into", str(tmp_path / folder)]) == 0
        files = sorted(path for path in (tmp_path / folder).rglob("*") if path.is_file())
        written.append([(path.name, path.read_bytes()) for path in files])
    assert [name for name, _ in written[0]] == ["counts.csv", "certificate.parquet", "report.json"]
    assert written[0] == written[1]


def test_no_counts_leave_where_something_withheld_follows_from_them(tmp_path, monkeypatch, capsys):
    """Choice and audit are two programs: here the choice leaves the only other group open."""
    monkeypatch.setattr("disclosure.suppress.choose", _primary_alone)
    given = as_files(tmp_path, 3)
    assert main([*given, "--into", str(tmp_path)]) == 1
    assert "determined: " in capsys.readouterr().out
    assert not (tmp_path / "leaves/counts.csv").exists()


def _primary_alone(question, primary, demands, inherited):
    from disclosure.suppression import Pattern

    return Pattern(primary, primary | inherited)


def test_help_says_what_the_files_hold():
    run = [sys.executable, "-m", "disclosure", "--help"]
    told = subprocess.run(run, capture_output=True, text=True, check=True).stdout
    for word in ("unit_id", "--minimum", "--alike", "--coalition", "--width", "exit status"):
        assert word in told
