"""Options of a form that say why there is no answer are statuses, however a form calls them."""

import csv
from pathlib import Path

import pytest

from cyberstudy.declare.opened import OpenSurvey
from cyberstudy.scaffold.new_survey import scaffold
from cyberstudy.scaffold.plan_checks import check_folder
from surveyanswers.cleaned import cleaned_anyway
from surveyanswers.scaffold.folder import NewSurvey
from surveyanswers.scaffold.instruments import read_instrument


def sheet(path, *rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def begun(data, form):
    new = NewSurvey(
        Path("config/surveys/lamps"), data, form=form, public=True, received_on="2026-01-02"
    )
    scaffold(new)
    survey = OpenSurvey(new.folder)
    assert not check_folder(survey, examples=True).problems
    cleaned, _ = cleaned_anyway(survey)
    return survey, {
        (row["unit_id"], row["question"], row["option"]): (row["status"], row["value"])
        for row in cleaned.submitted.to_dicts()
    }


@pytest.fixture
def lamps(study):
    """An XLSForm whose options, conditions and constraint name what is no answer."""
    (study / "form").mkdir()
    sheet(
        study / "form/survey.csv",
        ["type", "name", "label", "relevant", "constraint"],
        ["select_one state", "lit", "Is it lit?"],
        ["text", "why", "Why do you not know?", "${lit} = 'dnk'"],
        ["text", "since", "Since when?", "selected(${lit}, 'yes') and ${lit} != 'pnta'"],
        [
            *("select_multiple oils", "oil", "Which oils?", ""),
            "not(selected(., 'dnk') and count-selected(.) > 1)",
        ],
    )
    sheet(
        study / "form/choices.csv",
        ["list_name", "name", "label"],
        *(["state", "yes", "Yes"], ["state", "no", "No"], ["state", "dnk", "Don\u00b4t know"]),
        *(["state", "pnta", "Prefer not to answer"], ["state", "lost", "Not reported"]),
        *(["oils", "whale", "Whale"], ["oils", "coal", "Coal"], ["oils", "dnk", "7. Don't know"]),
    )
    return study / "form"


@pytest.mark.parametrize("ticks", [True, False])
def test_options_of_an_xlsform_are_statuses_and_conditions_still_hold(study, lamps, ticks):
    names = ["_id", "_uuid", "lit", "why", "since", "oil"]
    rows = [
        [1, "a", "yes", "", "May", "whale coal", 1, 1, 0],
        [2, "b", "dnk", "Fog", "", "dnk", 0, 0, 1],
        [3, "c", "pnta", "", "", "coal dnk", 0, 1, 1],
        [4, "d", "lost", "", "", "coal", 0, 1, 0],
    ]
    columns = ["oil/whale", "oil/coal", "oil/dnk"] * ticks
    rows = [row[: len(names) + len(columns)] for row in rows]
    data = sheet(study / "d.csv", [*names, *columns], *rows)
    survey, said = begun(data, lamps)
    assert said["1", "lit", ""] == ("valid", "yes")
    assert [said[n, "lit", ""][0] for n in "234"] == ["dont_know", "refused", "no_answer"]
    assert said["2", "why", ""] == ("valid", "Fog")
    assert [said[n, "why", ""][0] for n in "134"] == ["not_asked"] * 3
    assert [said[n, "since", ""][0] for n in "1234"] == ["valid"] + ["not_asked"] * 3
    assert [said[n, "oil", "coal"][0] for n in "1234"] == ["valid", "dont_know", "invalid", "valid"]
    assert said["4", "oil", "whale"] == ("valid", "0")
    assert "dont_know" in survey.questionnaire.choices["oils"].codes


def test_a_checkbox_of_redcap_that_was_not_shown_chose_nothing(study):
    form = sheet(
        study / "form.csv",
        [
            *("Variable / Field Name", "Form Name", "Field Type", "Field Label"),
            "Choices, Calculations, OR Slider Labels",
            "Branching Logic (Show field only if...)",
        ],
        ["record_id", "tower", "text", "Record", "", ""],
        ["lamp", "tower", "radio", "A lamp?", "1, Yes | 2, No | 98, Unsure", ""],
        ["oils", "tower", "checkbox", "Oils?", "1, Whale | 2, Coal", "[lamp] = '1'"],
        ["price", "tower", "radio", "Dear?", "1, Yes | 2, No", "[oils(2)] = '1'"],
        ["doubt", "tower", "notes", "What is unsure?", "", "[lamp] = 98"],
    )
    data = sheet(
        study / "d.csv",
        ["record_id", "lamp", "oils___1", "oils___2", "price", "doubt", "tower_complete"],
        *([1, 1, 0, 1, 2, "", 2], [2, 2, 0, 0, "", "", 2], [3, 1, 0, 0, "", "", 0]),
        *([4, 98, 0, 0, "", "Fog", 2], [5, "", 0, 0, "", "", ""], [6, 1, 1, 0, "", "", 2]),
    )
    _, said = begun(data, form)
    assert [said[n, "oils", "1"] for n in "16"] == [("valid", "0"), ("valid", "1")]
    silent = ["not_asked", "no_answer", "not_asked", "not_fielded"]
    assert [said[n, "oils", "2"] for n in "2345"] == [(status, None) for status in silent]
    assert [said[n, "price", ""][0] for n in "1236"] == ["valid", *["not_asked"] * 3]
    assert said["4", "lamp", ""] == ("dont_know", None)
    assert said["4", "doubt", ""] == ("valid", "Fog")


def test_a_list_that_says_nothing_else_and_a_second_option_stay_answers(lamps):
    sheet(
        lamps / "choices.csv",
        ["list_name", "name", "label"],
        *(["state", "a", "Don't know"], ["state", "b", "Refused"]),
        *(["oils", "x", "Not sure"], ["oils", "y", "Don't know"], ["oils", "z", "Coal"]),
    )
    form = read_instrument(lamps)
    assert [row["name"] for row in form.choices] == ["a", "b", "dont_know", "y", "z"]
