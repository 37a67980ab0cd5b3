"""What sources ask about articles: every name exists, every mistake is told with file and row."""

import pytest
from worlds import REPOSITORY, SURVEYS
from worlds.sources import put_rows

from cyberstudy.declare.convention_coverage import COVERAGE, Covering, check_coverage
from cyberstudy.declare.opened import open_survey
from surveyanswers.tables.problems import SurveyError

CONFIG = REPOSITORY / "config"
ROW = {
    "article": "7",
    "source": "gci",
    "questions": "substantive_law",
    "covers": "wider",
    "reason": "Assume: one score for all.",
}


@pytest.fixture(scope="module")
def surveys():
    return {name: open_survey(name, CONFIG, REPOSITORY) for name in SURVEYS}


@pytest.fixture
def written(tmp_path):
    def write(*rows):
        return put_rows(tmp_path / COVERAGE, Covering.columns(), [ROW | row for row in rows])

    return write


def test_the_studys_own_table_names_what_there_is_and_each_judgement_has_a_reason(surveys):
    path = CONFIG / "sources" / COVERAGE
    check_coverage(path, surveys)
    rows = Covering.read(path)
    assert all(row.reason.endswith(".") for row in rows)
    assert {"states2012", "gci", "cyberlaw2026"} <= {row.source for row in rows}


def test_a_study_without_the_table_is_not_checked(tmp_path, surveys):
    check_coverage(tmp_path / COVERAGE, surveys)


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([{"questions": "substantive_laws"}], "row 2, questions: there is no question 'substant"),
        ([{"questions": ""}], "row 2, questions: is empty"),
        ([{"source": "gcy"}], "row 2, source: there is no source 'gcy'"),
        ([{"covers": "some"}], "row 2, covers: there is no judgement here 'some'"),
        ([{"covers": "nobody"}], "row 2, covers: there is no judgement here 'nobody'"),
        ([{"source": "", "questions": "x", "covers": "nobody"}], "expected none without a survey"),
        ([{"reason": ""}], "row 2, reason: is empty"),
        ([{}, {}], "row 3: 7 gci stands in row 2 too"),
        (
            [{}, {"source": "", "questions": "", "covers": "nobody"}],
            "row 3, source: article 7 has a source in another row",
        ),
    ],
)
def test_what_is_wrong_is_told_with_its_row(rows, told, written, surveys):
    path = written(*rows)
    with pytest.raises(SurveyError, match=told) as problem:
        check_coverage(path, surveys)
    assert str(path) in str(problem.value)
