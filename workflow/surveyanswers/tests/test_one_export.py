"""One call cleans an export; a further call follows answers and edits, and takes no other file."""

import pytest

from surveyanswers import clean_table
from surveyanswers.tables.problems import SurveyError

ROWS = "id,Country,Trust\n1,Chad,Agree\n2,Mali,Disagree\n3,Togo,Agree\n4,Peru,Agree\n"
FOLDER = "config/surveys/survey"


@pytest.fixture
def begun(tmp_path):
    data = tmp_path / "answers.csv"
    data.write_text(ROWS)
    clean_table(data, into=tmp_path / "out", public=True)
    return data, tmp_path / "out"


def test_another_file_is_not_taken_for_the_one_that_a_survey_was_begun_from(begun):
    data, out = begun
    data.write_text(ROWS.replace("Mali", "Niger"))
    with pytest.raises(SurveyError, match="is not the file that survey was begun from"):
        clean_table(data, into=out, public=True)


def test_what_a_person_changed_in_the_declarations_is_followed_and_stays(begun):
    data, out = begun
    codebook = out / FOLDER / "codebook.csv"
    codebook.write_text(codebook.read_text().replace("trust,Trust", "trust,Trust in police"))
    again = clean_table(data, into=out, public=True)
    assert again.codebook.filter(question="trust")["short_label"].item() == "Trust in police"
    assert again.open == []
    assert "Trust in police" in codebook.read_text()
