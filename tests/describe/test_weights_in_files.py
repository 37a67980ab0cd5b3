"""Weights are read as their file writes numbers."""

import pytest
from invented.collected import table
from worlds.collected import Collected

from cyberstudy.describe.designs import sample_of
from surveyanswers.tables.answers_by_question import AnswerColumns

COLUMNS = ["weight", "stratum"]


def marked(tmp_path, mark, text):
    """A sample of four whose weights stand in a column that is no question, `text` first."""
    content = [["id", *COLUMNS, "law"]]
    content += [[f"u{n}", text if n == 0 else "2", "a", ("yes", "no")[n % 2]] for n in range(4)]
    study = Collected(
        tmp_path,
        [("select_one yes_no", "law", "Law?")],
        {"yes_no": [("yes", "Yes"), ("no", "No")]},
        table(content),
        **{"format": "csv", "submission": "id", "unit": "id", "metadata": COLUMNS},
        columns={"law": "law"},
        decimal_mark=mark,
    )
    design = {"weight": "weight", "strata": "stratum"}
    study.settings |= {"unit_columns": COLUMNS, "design": design, "minimum_base": 2}
    return study


@pytest.mark.parametrize(
    ("mark", "text", "weight"),
    [(",", "0,86", 0.86), (",", "1,234", 1.234), (".", "1,234.5", 1234.5), (".", "0.5", 0.5)],
)
def test_a_weight_is_read_by_the_decimal_mark_of_its_file(tmp_path, mark, text, weight):
    study = marked(tmp_path, mark, text)
    survey, cleaned = study.survey(), study.cleaned()
    answers = AnswerColumns.of(cleaned.answers)
    sample = sample_of(survey.settings.design, cleaned.units, answers, None)
    assert sample.filter(unit_id="u0")["weight"].item() == weight
