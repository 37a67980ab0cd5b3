"""The first plan of a new survey: figures in the form's order, each as its question asks for it."""

import csv
from pathlib import Path

import polars as pl
import yaml

from cyberstudy.declare.opened import OpenSurvey
from cyberstudy.scaffold.new_survey import scaffold
from surveyanswers.cleaned import cleaned_anyway
from surveyanswers.read import read_exports
from surveyanswers.scaffold.folder import NewSurvey
from surveyanswers.tables.answer_columns import STATUS

LONG = "How well, in the opinion of the people whom you work with in the harbour, do you do it?"
LAMPS = ["Oil", "LED", "Gas"]
HEADINGS = [
    "Which lamps? Mark all.",
    "How old are you?",
    f"{LONG} [Lighting]",
    f"{LONG} [Berthing]",
    "Which boat have you?",
    "Please rank the lamps",
]


def row(n):
    some = ["Oil;LED", "LED", "Gas;Oil", "Oil"][n % 4]
    rated = ["fair", "good", "poor"]
    ranks = [LAMPS, LAMPS[::-1], [LAMPS[1], LAMPS[0], LAMPS[2]]][n % 3]
    boat = ["tug", "barge"][n % 2]
    return [some, str(20 + n), rated[n % 3], rated[n % 2], boat, ";".join(ranks) + ";"]


def begun(public=True):
    data = Path("lamps.csv")
    with data.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([HEADINGS, *map(row, range(40))])
    folder = Path("config/surveys/lamps")
    scaffold(NewSurvey(folder, data, public=public, received_on="2026-01-02"))
    plan = yaml.safe_load((folder / "plan.yaml").read_text())
    return OpenSurvey(folder), plan["exhibits"]


def test_figures_stand_in_the_order_of_the_form_and_a_matrix_is_one(study):
    _, exhibits = begun()
    told = [(each["kind"], each["title"]) for each in exhibits.values()]
    assert told == [
        ("several_shares", HEADINGS[0]),
        ("levels_by_group", "How old are you?"),
        ("answer_stacks", LONG),
        ("several_shares", "Which boat have you?"),
        ("answer_stacks", "Please rank the lamps"),
        ("table", "Data accounting: every cell"),
    ]


def test_numbers_are_drawn_as_a_mean_also_in_confidence(study):
    _, exhibits = begun(public=False)
    assert exhibits["how_old_are_you"]["kind"] == "levels_by_group"


def test_no_two_questions_have_one_short_label(study):
    survey, _ = begun()
    labels = survey.codebook["short_label"].to_list()
    assert len({*labels}) == len(labels)
    assert max(map(len, labels)) <= 60
    lighting, berthing = (label for label in labels if label.startswith("How well"))
    assert (lighting[-8:], berthing[-8:]) == ("Lighting", "Berthing")
    assert lighting[:-8] == berthing[:-8]


def test_a_ranking_is_a_question_a_rank_and_no_cell_is_lost(study):
    survey, _ = begun()
    (export,) = survey.exports
    ranked = HEADINGS[-1]
    assert export.rankings == {ranked: ";"}
    names = [place.question for header, place in export.columns.items() if ranked in header]
    cleaned, _ = cleaned_anyway(survey)
    answers = cleaned.answer_columns.sort(pl.col("unit_id").str.extract(r"(\d+)$").cast(pl.Int64))
    for n, given in enumerate(map(row, range(40))):
        for rank, name in enumerate(names):
            assert answers[name][n] == given[-1].split(";")[rank].lower()
            assert answers[f"{name}{STATUS}"][n] == "valid"
    # What is told of a rank stands where the ranking does.
    sheets, _ = read_exports(survey.exports, Path("data/raw"), survey.questionnaire)
    places = sheets[0].columns.filter(pl.col("question").is_in(names))["position"]
    assert {*places} == {len(HEADINGS)}
