"""Where the columns of a file belong of which no form tells anything."""

import csv
from collections import Counter

from worlds.begun import said, table, written

from cyberstudy.declare.resolve import check_survey

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


def programs(study, name, *rows, more):
    path = study / f"{name}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([*rows, *more])
    return written(path)


def told(survey):
    """What each question is: its type, its wording and the labels of its options."""
    form = survey.questionnaire
    return {
        name: (
            asked.type,
            asked.labels["en"],
            [*form.options_of(asked).labels["en"].values()] if asked.choices else [],
        )
        for name, asked in form.questions.items()
    }


SATISFIED = ["Extremely dissatisfied", "Somewhat satisfied", "Extremely satisfied"]


def test_columns_of_qualtrics_are_questions_with_several_answers_matrices_and_ranks(study):
    """Their wordings stand in the second row, and an option is told by its text where chosen."""
    asked = ["Which? - Selected Choice - Oil", "Which? - Selected Choice - LED", "How good? - Oil"]
    survey = programs(
        study,
        "qualtrics",
        ["ResponseId", "RecordedDate", "Q2_1", "Q2_4", "Q3_1", "Q3_2", "Q4_1", "Q4_2", "Q5"],
        [
            "Response ID",
            "Recorded Date",
            *asked,
            "How good? - LED",
            "Rank - A",
            "Rank - B",
            "Score",
        ],
        [f'{{"ImportId":"{n}"}}' for n in range(9)],
        more=[
            [
                f"R_{n}",
                "2026-01-01 10:00:00",
                ["Oil", ""][n % 2],
                ["LED", "", ""][n % 3],
                SATISFIED[n % 3],
                SATISFIED[n % 2],
                "12"[n % 2],
                "21"[n % 2],
                str(n % 11),
            ]
            for n in range(66)
        ],
    )
    satisfied = [SATISFIED[0], SATISFIED[1], SATISFIED[2]]
    assert told(survey) == {
        "q2": ("select_multiple", "Which?", ["Oil", "LED"]),
        "q3_1": ("select_one", "How good? - Oil", satisfied),
        "q3_2": ("select_one", "How good? - LED", satisfied),
        "q4_1": ("select_one", "Rank - A", ["1", "2"]),
        "q4_2": ("select_one", "Rank - B", ["1", "2"]),
        "q5": ("select_one", "Score", [str(n) for n in range(11)]),
    }
    kinds = [each.title for each in survey.plan.exhibits.values() if each.kind == "answer_stacks"]
    assert kinds == ["How good?", "Rank"]


def test_columns_of_limesurvey_without_its_form_go_by_what_stands_behind_their_codes(study):
    survey = programs(
        study,
        "limesurvey",
        [
            "id. Response ID",
            "submitdate. Date submitted",
            "lastpage. Last page",
            "G1. Lit?",
            "G2[SQ001]. Which? [Oil]",
            "G2[SQ002]. Which? [LED]",
            "G2[other]. Which? [Other]",
        ],
        more=[
            [
                n,
                "2026-01-01 10:00:00",
                3,
                "Yes" if n % 3 else "No",
                ["Yes", "No"][n % 2],
                "No" if n % 5 else "Yes",
                ["", "wax", "gas"][n % 3],
            ]
            for n in range(1, 40)
        ],
    )
    assert told(survey)["g2"] == ("select_multiple", "Which?", ["Oil", "LED"])
    assert told(survey)["g1_lit"][:2] == ("select_one", "Lit?")


def test_two_rows_of_surveymonkey_are_one_wording_and_other_is_a_text_beside_the_ticks(study):
    survey = programs(
        study,
        "monkey",
        ["Respondent ID", "Collector ID", "Start Date", "What is your role?", "Which?", "", ""],
        ["", "", "", "Response", "Oil", "LED", "Other (please specify)"],
        more=[
            [
                n,
                1,
                "03/01/2026 10:00:00 AM",
                ["Keeper", "Pilot"][n % 2],
                ["Oil", ""][n % 2],
                ["LED", "", ""][n % 3],
                f"my lamp {n}",
            ]
            for n in range(1000, 1040)
        ],
    )
    found = told(survey)
    assert found["what_is_your_role"] == ("select_one", "What is your role?", ["Keeper", "Pilot"])
    assert found["which"] == ("select_multiple", "Which?", ["Oil", "LED"])
    assert [kind for kind, wording, _ in found.values() if "Other" in wording] == ["text"]
