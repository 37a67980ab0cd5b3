"""The large survey's counts are those that anybody counts from its file."""

import large_survey
import polars as pl
import pytest
import readme_tables
import scale
import scale_peers

from cyberstudy.declare.opened import OpenSurvey
from cyberstudy.describe.estimates import estimate_all, memberships_of
from surveyanswers.clean.answers import clean_survey
from surveyanswers.read import read_exports
from surveyanswers.tables.answers_by_question import AnswerColumns


@pytest.fixture(scope="module")
def counted(tmp_path_factory):
    root = tmp_path_factory.mktemp("large")
    name, raw = large_survey.write_survey(root, 300), root / "data" / "raw"
    survey = OpenSurvey(root / "config" / "surveys" / name, root=root)
    cleaned = clean_survey(*read_exports(survey.exports, raw, survey.questionnaire), survey)
    members = memberships_of(cleaned.units, survey.frame, survey.groupings)
    answers, how = AnswerColumns(cleaned.answer_columns.lazy()), {"confidence": 0.95}
    ours = estimate_all(answers, members, survey.questionnaire, minimum_base=1, **how)
    return ours, raw / name / "export.csv"


def test_polars_counts_from_the_file_what_the_stages_count(counted):
    estimates, file = counted
    theirs = scale_peers.by_polars(file)
    assert scale_peers.compared(estimates, theirs) == 2430
    with pytest.raises(SystemExit, match="2 of 2430 counts differ"):
        scale_peers.compared(estimates, theirs.with_columns(pl.col("n") + _one(theirs)))


def test_who_is_not_installed_is_left_out_with_the_reason():
    assert not scale_peers.lacking("polars")
    assert scale_peers.lacking("a_peer_that_nobody_wrote") == "not installed, see above"


def _one(counts):
    first = counts.filter(question="q001", text="Yes").head(1)
    at = pl.struct("region", "question", "text")
    return (at == first.select(at).to_series()).cast(pl.Int64)


def test_the_table_stands_between_its_marks(tmp_path, monkeypatch):
    page = tmp_path / "README.md"
    monkeypatch.setattr(readme_tables, "README", page)
    marks = "<!-- scale.py writes -->", "<!-- until here -->"
    page.write_text(f"before\n{marks[0]}\nold\n{marks[1]}\nafter\n")
    scale.written([scale.line(1000, "read", 1.25, 161.6, "0.69")])
    assert readme_tables.table_of("scale.py")[-1] == "| 1,000 | read | 1.2 | 162 | 1,250 | 0.69 |"
    assert page.read_text().startswith(f"before\n{marks[0]}\nMeasured on ")
    assert page.read_text().endswith(f"|\n{marks[1]}\nafter\n")
    assert "old" not in page.read_text()
    with pytest.raises(ValueError, match=r"no table of other\.py"):
        readme_tables.table_of("other.py")
