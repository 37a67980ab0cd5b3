"""What the questionnaire for States covers."""

import polars as pl
import pytest
from worlds import REPOSITORY
from worlds.languages import STATES

from surveyanswers.instrument.questionnaire_sheets import load_questionnaire
from surveyanswers.instrument.routing import names_in, to_polars
from surveyanswers.instrument.settings import ChoiceFile
from surveyanswers.tables.statuses import NONE, SAID_INSTEAD

AREAS = {
    "legal_harmonization",
    "international_cooperation",
    "capacity_building",
    "training",
    "dissemination",
    "prevention_education",
    "data_analysis",
}


@pytest.fixture(scope="module")
def questionnaire():
    table = {
        "path": "data/raw/reference/member_states.csv",
        "code": "iso3",
        "labels": ["name_en"],
    }
    return load_questionnaire(
        STATES / "questionnaire", files={"member_states.csv": ChoiceFile(**table)}, root=REPOSITORY
    )


@pytest.fixture(scope="module")
def asked(questionnaire):
    """The codebook's rows of questions that do not identify who answers."""
    book = pl.read_csv(STATES / "codebook.csv", infer_schema=False)
    assert book["question"].to_list() == list(questionnaire.questions)
    inside = [n for n, q in questionnaire.questions.items() if q.section == "identification"]
    assert inside
    return book.filter(~pl.col("question").is_in(inside))


def test_every_question_serves_one_of_the_seven_areas_of_the_memorandum():
    book = pl.read_csv(STATES / "codebook.csv", infer_schema=False)
    assert set(book["area"]) == AREAS
    assert set(book["child_online_protection"]) == {"yes", "no"}


def test_states_are_asked_about_every_area_and_about_child_online_protection(asked):
    states = asked.filter(pl.col("groups").str.split(" ").list.contains("state"))
    assert set(states["area"]) == AREAS
    assert "yes" in set(states["child_online_protection"])


def test_the_questionnaire_is_as_long_as_was_agreed(asked):
    assert 90 <= asked.height <= 120


def longest_chain(questions, upto):
    """Return the longest chain of questions, each asked or not by the answer to the one before."""
    known = {}

    def chain(name):
        if name not in known:
            before = names_in(questions[name].relevant or "") - {name}
            known[name] = [*max(map(chain, sorted(before)), key=len, default=[]), name]
        return known[name]

    return max(map(chain, upto), key=len)


def test_routing_is_at_least_two_levels_deep(questionnaire, asked):
    chain = longest_chain(questionnaire.questions, asked["question"])
    assert len(chain) - 1 >= 2, chain


def asks(questionnaire, name, **answers):
    """Say whether a form with these answers, and blanks otherwise, is asked the question."""
    blank = dict.fromkeys(questionnaire.questions)
    form = pl.DataFrame(blank | answers, schema=dict.fromkeys(blank, pl.String))
    return form.select(to_polars(questionnaire.questions[name].relevant)).item()


@pytest.mark.parametrize(
    ("gate", "opens", "questions"),
    [
        ("q039_planned_law", "yes", ["q040_planned_acts", "q041_planned_year"]),
        (
            "q053_police_structure",
            "specialized_staff",
            ["q056_police_training", "q057_police_training_topics", "q058_training_providers"],
        ),
        (
            "q076_informal_possible",
            "yes",
            ["q077_informal_channels", "q078_informal_response_time"],
        ),
        ("q100_partnerships", "yes", ["q101_partnership_basis", "q102_partnership_purposes"]),
        ("q106_assistance_needed", "yes", ["q107_needed_topics", "q108_needed_institutions"]),
        ("q109_assistance_given", "yes", ["q110_given_topics", "q111_given_institutions"]),
    ],
)
def test_a_blank_detail_silences_no_other_question(questionnaire, gate, opens, questions):
    for name in questions:
        assert asks(questionnaire, name, respondent_group="state", **{gate: opens})
        assert not asks(questionnaire, name, respondent_group="state", **{gate: "no"})


def test_who_is_never_trained_is_not_asked_on_what_and_by_whom(questionnaire):
    unit = {"respondent_group": "state", "q053_police_structure": "specialized_unit"}
    for name in ("q057_police_training_topics", "q058_training_providers"):
        for told in ("never", "not_applicable"):
            assert not asks(questionnaire, name, **unit, q056_police_training=told)
        assert asks(questionnaire, name, **unit, q056_police_training="dont_know")


def test_no_question_hangs_on_a_number_or_a_text(questionnaire):
    for question in questionnaire.questions.values():
        gates = [questionnaire.questions[name] for name in names_in(question.relevant or "")]
        assert {gate.type for gate in gates} <= {"select_one", "select_multiple"}, question.name


def test_what_denies_all_other_options_stands_alone(questionnaire):
    held = 0
    for question in questionnaire.questions.values():
        if question.type != "select_multiple":
            continue
        codes = questionnaire.options_of(question).codes
        for alone in {NONE, *SAID_INSTEAD} & set(codes):
            other = next(code for code in codes if code != alone)
            form = pl.DataFrame({question.name: [alone, f"{other} {alone}"]})
            kept = to_polars(question.constraint, this=question.name)
            assert form.select(kept).to_series().to_list() == [True, False], question.name
            held += 1
    assert held > 30
