"""Where the columns of a file belong of which no form tells anything."""

import csv

from worlds.begun import written

LANDS = [f"{name} {n}" for n in range(8) for name in ("Oslo", "Bath", "Lima", "Cork", "Kiev")]


def test_names_of_rows_without_a_heading_are_kept_beside_the_answers_and_ask_nothing(study):
    """R and pandas write them so."""
    path = study / "rows.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        lamps = [[land, ["Oil", "LED"][n % 2]] for n, land in enumerate(LANDS)]
        csv.writer(file).writerows([["", "lamp"], *lamps])
    survey = written(path)
    assert [*survey.questionnaire.questions] == ["lamp"]
    assert [*survey.exports[0].metadata] == [""]
