import polars as pl
from cyberstudy.clean.answers import clean_survey
from cyberstudy.protect import protect_survey, visible_answers
from cyberstudy.storage import write_table
from cyberstudy.tables import Answers


def test_personal_questions_and_free_text_stay_inside(lighthouse_cells, lighthouse):
    answers = clean_survey(*lighthouse_cells, lighthouse).answers
    visible, report = visible_answers(answers, lighthouse.codebook, "public")
    assert not set(visible["question"]) & {"home", "lamps_other", "remarks"}
    assert report["questions_withheld"] == {
        "home": "personal",
        "lamps_other": "free_text",
        "remarks": "free_text",
    }
    assert report["answers_passed"] + report["answers_withheld"] == answers.height


def test_of_a_confidential_survey_no_answer_of_any_unit_passes(lighthouse_cells, lighthouse):
    answers = clean_survey(*lighthouse_cells, lighthouse).answers
    visible, report = visible_answers(answers, lighthouse.codebook, "confidential")
    assert visible.is_empty()
    assert report["answers_withheld"] == answers.height
    assert set(report["questions_withheld"]) == set(lighthouse.codebook["question"])


def test_the_real_release_holds_no_pair_of_nationality_and_residence(wci):
    inside = wci.codebook.filter(pl.col("sensitivity").is_in(["personal", "free_text"]))
    assert {"nationality", "residence", "comments"} <= set(inside["question"])


def test_a_public_survey_passes_through_with_a_report(lighthouse_cells, lighthouse, tmp_path):
    answers = clean_survey(*lighthouse_cells, lighthouse).answers
    write_table(answers, str(tmp_path / "answers.parquet"), Answers)
    counts = tmp_path / "counts.csv"
    counts.write_text("group,count\na,1\n")
    (tmp_path / "coasts").mkdir()
    (tmp_path / "coasts" / "verdict.json").write_text("{}")
    report = protect_survey(
        [str(counts)],
        clustered=[str(tmp_path / "coasts" / "verdict.json")],
        answers=str(tmp_path / "answers.parquet"),
        survey=lighthouse,
        folder=str(tmp_path / "seen"),
    )
    assert report["passed"] == ["answers.parquet", "coasts/verdict.json", "counts.csv"]
    assert (tmp_path / "seen" / "counts.csv").read_text() == counts.read_text()
    seen = pl.read_parquet(tmp_path / "seen" / "answers.parquet")
    assert "remarks" not in seen["question"]
