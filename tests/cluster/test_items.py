"""What clusterings are made of, and what is known of units besides."""

import numpy as np
import polars as pl
from worlds import REPOSITORY

from cyberstudy.cluster.attributes import artefacts_of, known_of
from cyberstudy.cluster.items import (
    MOST_UNITS,
    CodedAnswers,
    answered,
    counted,
    data_digest,
    named,
)
from cyberstudy.declare.plan.clusterings import known_variables
from surveyanswers.tables.answers_by_question import AnswerColumns
from surveyanswers.tables.storage import read_text_table

REFERENCE = REPOSITORY / "data" / "raw" / "reference"


def test_what_is_no_valid_answer_is_missing_and_merged_options_are_one(states, simulated_survey):
    cleaned = simulated_survey[0]
    item = "q053_police_structure"
    merge = {
        "specialized": ["separate_agency", "specialized_unit", "specialized_staff"],
        "not": ["planned", "no_specialization"],
    }
    questionnaire, given = states.questionnaire, {"of": "state", "minimum_answered": 0.0}
    coded = answered(
        AnswerColumns.of(cleaned.answers),
        cleaned.units,
        questionnaire,
        items=[item],
        merge=merge,
        **given,
    )
    assert coded.options == {item: ("specialized", "not")}
    own = cleaned.answers.filter(question=item).join(
        cleaned.units.filter(group="state"), on="unit_id", how="semi"
    )
    said = dict(own.select("unit_id", "value").iter_rows())
    for unit, (code,) in zip(coded.units, coded.codes, strict=True):
        expected = -1 if said.get(unit) is None else int(said[unit] in merge["not"])
        assert code == expected
    assert len(coded.units) == 69


def test_of_very_many_units_classes_are_of_as_many_as_can_be_compared(states, caplog):
    caplog.set_level("INFO")
    item, many = "q053_police_structure", MOST_UNITS + 500
    code = states.questionnaire.options_of(states.questionnaire.questions[item]).codes[0]
    who = {"unit_id": [f"U{n:05}" for n in range(many)]}
    said = {"wave": "", "question": item, "value": code, "number": None, "status": "valid"}
    answers = AnswerColumns.of(pl.DataFrame(who | said))
    units = pl.DataFrame(who | {"group": "state", "submissions": 1})
    given = {"of": "state", "items": [item], "minimum_answered": 0.5}
    one, other = (answered(answers, units, states.questionnaire, **given) for _ in range(2))
    assert len(one.units) == MOST_UNITS and one.units == other.units == tuple(sorted(one.units))
    assert f"classes are of {MOST_UNITS} units out of {many}" in caplog.text


def test_whom_experts_name_is_coded_once_however_often_they_name_them():
    nominations = pl.DataFrame(
        [("e1", "a", "RUS"), ("e1", "b", "RUS"), ("e2", "a", "RUS"), ("e2", "a", "UKR")],
        schema=["unit_id", "part", "iso3"],
        orient="row",
    )
    coded = named(nominations, ["e3", "e2", "e1"], minimum=2)
    assert coded.units == ("e1", "e2", "e3")
    assert coded.options == {"RUS": ("no", "yes")}
    assert coded.codes.tolist() == [[1], [1], [0]]
    counts = counted(nominations, parts=["b", "a"], minimum=2)
    assert counts.countries == ("RUS",)
    assert counts.table.tolist() == [[1, 2]]


def test_a_digest_tells_other_data_apart():
    codes = np.random.default_rng(0).integers(2, size=(5, 3))
    names = {f"q{item}": ("no", "yes") for item in range(3)}
    coded = CodedAnswers(tuple("abcde"), names, codes)
    other = coded.codes.copy()
    other[0, 0] = 1 - max(other[0, 0], 0)
    digest = data_digest(coded.units, coded.options, coded.codes)
    assert data_digest(coded.units, coded.options, other) != digest
    assert data_digest(coded.units[::-1], coded.options, coded.codes) != digest


def test_how_a_unit_answered_is_told_from_its_current_submissions():
    units = pl.DataFrame(
        {"unit_id": ["a", "b"], "answered_share": [1.0, 0.5], "submissions": [2, 1]}
    )
    submissions = pl.DataFrame(
        [
            ("a", "en", "one", "2012-03-01T10:00", "current"),
            ("a", "fr", "one", "2012-04-01 10:00", "current"),
            ("b", "es", "two", None, "current"),
            ("b", "ru", "one", "2012-01-01", "superseded"),
        ],
        schema=["unit_id", "language", "channel", "submitted_on", "standing"],
        orient="row",
    )
    how = artefacts_of(units, submissions)
    assert how["language"].to_list() == ["several", "es"]
    assert how["channel"].to_list() == ["one", "two"]
    assert how["sent_on"].cast(pl.String).to_list() == ["2012-04-01", None]


def test_states_that_the_reference_does_not_list_are_no_parties(states, simulated_survey):
    cleaned = simulated_survey[0]
    entry = known_variables({"x": {"treaty": "Budapest Convention 2001"}})
    variables = known_of(
        entry,
        units=cleaned.units,
        submissions=cleaned.submissions,
        frame=states.frame,
        answers=cleaned.answers,
        countries=read_text_table(REFERENCE / "countries.csv"),
        treaties=read_text_table(REFERENCE / "treaties.csv"),
    )
    party = dict(variables.select("unit_id", "x").iter_rows())
    assert (party["FRA"], party["BRA"]) == ("party", "not party")
