"""What the questionnaire for States covers."""

import polars as pl
import pytest
from cyberstudy.declare.questionnaire import load_questionnaire
from cyberstudy.declare.routing import names_in
from cyberstudy.declare.settings import ChoiceFile
from worlds import REPOSITORY
from worlds.languages import STATES

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
