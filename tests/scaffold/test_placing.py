"""Where the columns of a file belong of which no form tells anything."""

import csv
from collections import Counter

from cyberstudy.declare.resolve import check_survey
from worlds.begun import said, table, written

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


def test_what_a_form_says_is_a_ranking_is_a_question_a_rank(study):
    form = study / "form"
    form.mkdir()
    (form / "survey.csv").write_text(
        "type,name,label,label::French (fr),constraint\n"
        "rank lamps,order,Put them in order,Classez-les,count-selected(.) = 3\n"
        "text,why,Why?,Pourquoi ?,\n"
    )
    (form / "choices.csv").write_text(
        "list_name,name,label\nlamps,oil,Oil\nlamps,led,LED\nlamps,gas,Gas\n"
    )
    orders = ["oil led gas", "gas led oil", "led", ""] * 5
    survey = written(table(study, {"order": orders, "why": ["so"] * 20}), form=form)
    check_survey(survey)
    asked = survey.questionnaire.questions
    assert [*asked] == ["order_1", "order_2", "order_3", "why"]
    assert asked["order_2"].labels == {
        "en": "Put them in order (rank 2)",
        "fr": "Classez-les (rank 2)",
    }
    for rank, given in enumerate([("oil", "gas", "led"), ("led", "led"), ("gas", "oil")], 1):
        values = [*said(survey, f"order_{rank}").values()]
        expected = Counter(dict.fromkeys(given, 0))
        for each in given:
            expected[each] += 5
        assert Counter(values) == expected + Counter({"no_answer": 20 - 5 * len(given)})
