"""Numbers by group, and change between waves among those who answered twice."""

import polars as pl
import pytest

from cyberstudy.describe.levels import change_of, levels_of
from cyberstudy.tables.levels import Change, Levels
from surveyanswers.instrument.questionnaire import Question, Questionnaire
from surveyanswers.instrument.questionnaire_sheets import options_from as options_of
from surveyanswers.tables.answers_by_question import AnswerColumns
from surveyanswers.tables.storage import checked


def question(name, kind, **changes):
    given = {
        "name": name,
        "type": kind,
        "choices": None,
        "section": None,
        "repeat": None,
        "relevant": None,
        "constraint": None,
        "constraint_message": None,
        "labels": {"en": name},
        "order": 0,
    }
    return Question(**given | changes)


FORM = Questionnaire(
    {
        "law": question("law", "select_one", choices="yes_no"),
        "score": question("score", "decimal", constraint=". >= 0 and . <= 1", order=1),
        "turns": question("turns", "integer", repeat="again", order=2),
    },
    {"yes_no": options_of(["yes", "no"], [{"en": "Yes"}, {"en": "No"}], where="choices.csv")},
    {"again": 3},
    "",
)
CODEBOOK = pl.DataFrame({"question": list(FORM.questions), "short_label": ["Law", "Score", "T"]})


def answers(*rows):
    """Wave, unit, question, value; a number where the question asks for one, or ``-status``."""
    table = []
    for wave, unit, name, value in rows:
        status = value[1:] if str(value).startswith("-") else "valid"
        valid = status == "valid"
        number = float(value) if valid and name == "score" else None
        table.append((wave, unit, name, 0, "", str(value) if valid else None, number, status))
    schema = ["wave", "unit_id", "question", "instance", "option", "value", "number", "status"]
    found = pl.DataFrame(table, schema=schema, orient="row", infer_schema_length=None)
    return found.cast({"number": pl.Float64})


def members(units, *, listed, waves=("2020", "2024")):
    everybody = [*units, *(f"silent{i}" for i in range(listed - len(units)))]
    return pl.DataFrame(
        [(wave, unit, "all", "total", True, unit in units) for wave in waves for unit in everybody],
        schema=["wave", "unit_id", "grouping", "group", "in_frame", "replied"],
        orient="row",
    )


SCORES = {"2020": [0.0, 0.2, 0.4, 0.6], "2024": [0.5, 0.2, 0.6, 0.9]}
SCORED = [
    (wave, f"u{n}", "score", str(value))
    for wave, values in SCORES.items()
    for n, value in enumerate(values)
]


def levels(rows, belonging, minimum_base=2):
    found = levels_of(
        AnswerColumns.of(answers(*rows)),
        belonging,
        FORM,
        CODEBOOK,
        minimum_base=minimum_base,
        confidence=0.95,
    )
    return checked(found, Levels)


def change(rows, belonging, minimum_base=2, confidence=0.95):
    found = change_of(
        AnswerColumns.of(answers(*rows)),
        belonging,
        FORM,
        waves=("2020", "2024"),
        minimum_base=minimum_base,
        confidence=confidence,
    )
    return checked(found, Change)


def test_means_are_those_done_by_hand_wave_by_wave():
    found = levels(SCORED, members(["u0", "u1", "u2", "u3"], listed=4))
    assert found.select("wave", "mean", "base").rows() == [
        ("2020", pytest.approx(0.3), 4),
        ("2024", pytest.approx(0.55), 4),
    ]
    assert found["low"].null_count() == found.height  # everybody answered: nothing is uncertain


def test_a_mean_never_leaves_what_the_form_and_the_silent_allow():
    found = levels(SCORED, members(["u0", "u1", "u2", "u3"], listed=400))
    assert found["low"].min() == pytest.approx(4 * 0.3 / 400)  # as if all others scored 0
    assert FORM.questions["score"].limits == (0, 1)
    assert FORM.questions["turns"].limits == (None, None)


def test_a_question_in_a_repeat_has_no_level():
    assert set(levels(SCORED, members(["u0", "u1"], listed=2))["question"]) == {"score"}


def test_where_all_numbers_are_of_repeats_no_question_has_a_level(monkeypatch):
    monkeypatch.delitem(FORM.questions, "score")
    rows = [("2020", "u0", "law", "yes")]
    assert levels(rows, members(["u0"], listed=1)).is_empty()


def test_only_those_who_answered_twice_are_compared():
    coming = [*SCORED, ("2024", "u9", "score", "1"), ("2020", "u8", "score", "0")]
    row = change(coming, members([f"u{n}" for n in range(10)], listed=10)).row(0, named=True)
    assert row["base"] == 4
    assert row["difference"] == pytest.approx(0.25)
    assert (row["risen"], row["fallen"]) == (3, 0)


def test_a_means_change_is_tested_on_the_differences():
    from scipy.stats import ttest_rel

    everybody = members(["u0", "u1", "u2", "u3"], listed=4).with_columns(in_frame=pl.lit(False))
    rows = change(SCORED, everybody)
    theirs = ttest_rel(SCORES["2024"], SCORES["2020"]).confidence_interval(0.95)
    row = rows.row(0, named=True)
    assert (row["low"], row["high"]) == pytest.approx(tuple(theirs), abs=1e-6)


@pytest.mark.parametrize(
    ("listed", "asked", "known"),
    [(9, 0.95, True), (4, 0.95, False), (9, None, False)],
    ids=[
        "some are nonrespondents",
        "all answered twice",
        "records, which the plan asks no interval of",
    ],
)
def test_a_change_has_an_interval_where_units_are_silent_and_the_plan_asks_for_one(
    listed, asked, known
):
    rows = [*SCORED, *(("2020", f"u{n}", "law", "no") for n in range(4))]
    rows += [("2024", f"u{n}", "law", "yes" if n else "no") for n in range(4)]
    found = change(rows, members([f"u{n}" for n in range(4)], listed=listed), confidence=asked)
    assert set(found["question"]) == {"score", "law"}
    assert found["difference"].null_count() == 0
    assert found["low"].is_not_null().to_list() == [known] * found.height
    assert found["high"].is_not_null().to_list() == [known] * found.height


def test_a_shares_change_counts_who_gained_and_who_lost():
    rows = [("2020", f"u{n}", "law", "yes" if n < 5 else "no") for n in range(12)]
    rows += [("2024", f"u{n}", "law", "no" if n in (0, 11) else "yes") for n in range(11)]
    rows.append(("2024", "u11", "law", "-dont_know"))
    found = change(rows, members([f"u{n}" for n in range(12)], listed=12))
    yes = found.filter(option="yes").row(0, named=True)
    assert (yes["base"], yes["risen"], yes["fallen"]) == (11, 6, 1)
    assert yes["difference"] == pytest.approx(5 / 11)
    assert yes["low"] < yes["difference"] < yes["high"]
    no = found.filter(option="no").row(0, named=True)
    assert (no["difference"], no["low"]) == pytest.approx((-yes["difference"], -yes["high"]))


def test_groups_are_those_that_units_are_in_at_the_end():
    moved = members(["u0", "u1", "u2", "u3"], listed=4).with_columns(
        grouping=pl.lit("region"),
        group=pl.when(wave="2024", unit_id="u3").then(pl.lit("new")).otherwise(pl.lit("old")),
    )
    found = change(SCORED, moved, minimum_base=1)
    assert dict(found.select("group", "base").iter_rows()) == {"old": 3, "new": 1}


def test_with_few_units_nothing_is_given_and_why():
    row = change(SCORED, members(["u0", "u1", "u2", "u3"], listed=4), minimum_base=5).row(
        0, named=True
    )
    assert row["reason"] == "base under 5"
    assert row["level_from"] is None and row["risen"] is None and row["difference"] is None
