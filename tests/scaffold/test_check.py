"""A check says everything that is wrong or undecided, and writes nothing of the study."""

import polars as pl
import pytest
from cyberstudy.commands.check_survey import main
from cyberstudy.declare.survey import Survey
from cyberstudy.scaffold.check import check_folder, undecided
from worlds import edit

FOLDER = "config/surveys/lighthouse"


@pytest.fixture
def lighthouse(world, monkeypatch):
    monkeypatch.chdir(world)
    return world / FOLDER


def test_a_survey_that_is_in_order_has_no_problems(lighthouse, capsys):
    assert main([FOLDER]) == 0
    assert "lighthouse: 0 problems" in capsys.readouterr().out
    assert not (lighthouse.parents[2] / "results").exists()


def test_mistakes_in_several_files_are_told_at_once(lighthouse, capsys):
    edit(lighthouse / "plan.yaml", "title: Coasts alike", "titel: Coasts alike")
    edit(lighthouse / "layout.yaml", "home: home", "hom: home")
    keepers = lighthouse.parents[2] / "data/raw/lighthouse/keepers.csv"
    keepers.write_text(keepers.read_text() + "\n")
    assert main([FOLDER]) == 1
    said = capsys.readouterr().out
    for part in ("plan.yaml", "titel", "is not the file received", "'home'"):
        assert part in said


def test_each_column_is_reported_with_its_answers_and_blanks(lighthouse, tmp_path):
    out = tmp_path / "check"
    main([FOLDER, "--out", str(out)])
    table = pl.read_csv(out / "columns.csv", infer_schema_length=None)
    keepers = pl.read_csv("data/raw/lighthouse/keepers.csv", separator=";", infer_schema=False)
    keepers = keepers.filter(~pl.all_horizontal(pl.all().is_null()))  # as a blank row is none
    rows = {row["header"]: row for row in table.to_dicts()}
    assert rows["home"]["role"] == "answer"
    assert rows["home"]["question"] == "home"
    for header in ("home", "lamps", "remarks"):
        assert rows[header]["filled"] == keepers[header].count()
        assert rows[header]["blank"] == keepers[header].null_count()
    assert "address" not in rows
    assert (out / "report.txt").read_text().startswith("lighthouse: ")


def test_cells_that_stop_a_run_are_a_problem_and_their_texts_shown_if_they_may_be(lighthouse):
    settings = lighthouse / "settings.yaml"
    text = settings.read_text()
    assert "unknown_option: invalid" in text or "unknown_option: stop" in text
    settings.write_text(text.replace("unknown_option: invalid", "unknown_option: stop"))
    raw = lighthouse.parents[2] / "data/raw/lighthouse/keepers.csv"
    lines = raw.read_text().splitlines()
    at = lines[0].split(";").index("home")
    cells = lines[1].split(";")
    cells[at] = "Atlantis"
    raw.write_text("\n".join([lines[0], ";".join(cells), *lines[2:]]) + "\n")
    shown = check_folder(Survey(lighthouse), examples=True)
    hidden = check_folder(Survey(lighthouse), examples=False)
    assert any("'Atlantis'" in each for each in shown.problems)
    assert any(each.startswith("home: 1 cells can't be accepted") for each in hidden.doubts)
    assert "Atlantis" not in "\n".join([*hidden.problems, *hidden.doubts])
    assert hidden.columns["examples"].null_count() == hidden.columns.height
    assert "Atlantis" in shown.columns.filter(header="home")["examples"][0]


def test_remarks_to_review_are_listed_with_their_place_and_equal_ones_together(lighthouse):
    edit(lighthouse / "settings.yaml", "title:", "# to review: is it so?\ntitle:")
    layout = lighthouse / "layout.yaml"
    marked = (
        layout.read_text()
        .replace("home: home", "home: home  # to review: where?")
        .replace("remarks: remarks", "remarks: remarks  # to review: where?")
    )
    layout.write_text(marked)
    said = list(undecided(Survey(lighthouse)))
    assert len(said) == 2
    assert "layout.yaml, line" in said[0]
    assert said[0].endswith(": where?")
    assert "home: home" in said[0]
    assert "remarks: remarks" in said[0]
    assert said[1].endswith(": is it so?")


def test_units_that_are_named_nearly_alike_are_told(lighthouse):
    raw = lighthouse.parents[2] / "data/raw/lighthouse/keepers.csv"
    text = raw.read_text(encoding="utf-8-sig")
    assert text.count("k01;") == text.count("k02;") == 1
    raw.write_text(text.replace("k01;", "Skerryvore;").replace("k02;", "Skerryvor;"))
    shown = check_folder(Survey(lighthouse), examples=True).doubts
    hidden = check_folder(Survey(lighthouse), examples=False).doubts
    assert "2 units are named nearly alike and may be the same: Skerryvor, Skerryvore" in shown
    assert "2 units are named nearly alike and may be the same" in hidden
