"""A question of an earlier release is known by what it says and what was answered to it."""

import polars as pl

from cyberstudy.protect.replies import replies_of
from cyberstudy.protect.same_questions import recognised
from disclosure.cells import BETWEEN
from disclosure.published import Release, changed_units, why_it_stays
from surveyanswers.tables.answers_by_question import AnswerColumns

UNITS = [f"u{n}" for n in range(12)]
NOTHING = pl.DataFrame(schema=dict.fromkeys(("wave", "question", "option"), pl.String))


def answers(**given):
    """A release: of each question what each unit chose (one option, or a set), or its number."""
    rows = [
        {"wave": "", "unit_id": unit, "question": name, "option": option, **said}
        for name, own in given.items()
        for unit, each in zip(UNITS, own, strict=False)
        for option, said in (
            [(o, {"number": float(o in each), "value": str(int(o in each))}) for o in "abc"]
            if isinstance(each, set)
            else [("", {"value": str(each), "number": each if isinstance(each, float) else None})]
        )
    ]
    table = pl.DataFrame(rows, schema_overrides={"number": pl.Float64})
    held = AnswerColumns.of(
        table.with_columns(status=pl.lit("valid"), submission_id=pl.lit("R"), rule=pl.lit("only"))
    )
    several = {n: "abc" for n, own in given.items() if isinstance(own[0], set)}
    one = {n: sorted({*own}) for n, own in given.items() if isinstance(own[0], str)}
    told = [("", name, option) for name, own in (several | one).items() for option in own]
    estimates = pl.DataFrame(told, schema=NOTHING.schema, orient="row")
    numbers = [name for name, own in given.items() if isinstance(own[0], float)]
    units = {unit for own in given.values() for unit, _ in zip(UNITS, own, strict=False)}
    members = pl.DataFrame({"wave": "", "unit_id": sorted(units), "replied": True}).with_columns(
        grouping=pl.lit("all"), group=pl.lit("total")
    )
    return Release(
        estimates, members, replies_of(held, estimates, numbers), open_statuses=["refused"]
    )


def read(release, wordings, labels=None):
    """What a form says of its questions."""
    found = {}
    for (_, name), options in release.replies.options.items():
        found[name] = {"": [wordings[name]]} | {o: [(labels or {}).get(o, o)] for o in options}
    return found


def changed(before, now):
    return changed_units(before, now).filter(pl.col("question") != "").rows()


def test_options_are_paired_so_that_the_fewest_have_changed():
    before, now = answers(law=["yes"] * 7 + ["no"] * 5), answers(law=["1"] * 6 + ["2"] * 6)
    found = recognised(before, read(before, {"law": "a"}), now, read(now, {"law": "a"}), 5)
    assert changed(found.release, now) == [("", "law", "u6")]
    assert found.otherwise == ["law"]


def test_of_several_answers_each_option_has_its_own():
    given = [{"a"}, {"a", "b"}, {"b"}, set(), {"a", "c"}, {"a"}, {"b", "c"}]
    turned = [{"bca"["abc".index(o)] for o in own} for own in given]
    before, now = answers(law=given), answers(rule=turned)
    found = recognised(before, read(before, {"law": "a"}), now, read(now, {"rule": "b"}), 3)
    assert changed(found.release, now) == []
    assert found.release.replies.said("", "rule").equals(now.replies.said("", "rule"))
    assert BETWEEN in found.release.replies.said("", "rule")["given"][1]


def test_questions_that_read_the_same_are_paired_in_their_order():
    one, other = ["yes", "no"] * 6, ["no", "no", "yes"] * 4
    before, now = answers(q1=one, q2=other), answers(r1=one, r2=other)
    asked = {"q1": "please say", "q2": "please say"}, {"r1": "please say", "r2": "please say"}
    found = recognised(before, read(before, asked[0]), now, read(now, asked[1]), 5)
    assert changed(found.release, now) == []


def test_names_that_changed_places_mislead_nobody():
    one, other = ["yes", "no"] * 6, ["no", "no", "yes"] * 4
    late = answers(q1=other, q2=[*one[:-1], "yes"])
    before = answers(q1=one, q2=other)
    asked = {"q1": "a law", "q2": "a court"}, {"q1": "a court", "q2": "a law"}
    found = recognised(before, read(before, asked[0]), late, read(late, asked[1]), 5)
    assert changed(found.release, late) == [("", "q2", "u11")]
    assert why_it_stays(found.release, late, 5)


def test_a_corrected_number_is_a_change():
    before = answers(staff=[float(n) for n in range(9)])
    now = answers(staff=[9.0, *map(float, range(1, 9))])
    found = recognised(before, read(before, {"staff": "a"}), now, read(now, {"staff": "a"}), 5)
    assert changed(found.release, now) == [("", "staff", "u0")]
    assert why_it_stays(found.release, now, 5)


def test_another_question_is_another():
    before, now = answers(law=["yes", "no"] * 6), answers(law=["no", "no", "yes"] * 4)
    found = recognised(before, read(before, {"law": "a"}), now, read(now, {"law": "b"}), 2)
    assert found.otherwise == ["law"]
    assert changed(found.release, now) == []
    assert "law" not in [question for _, question in found.release.replies.options]


def test_what_was_released_is_called_by_todays_codes_row_by_row():
    before, now = answers(law=["yes"] * 7 + ["no"] * 5), answers(law=["1"] * 7 + ["2"] * 5)
    called = recognised(before, read(before, {"law": "a"}), now, read(now, {"law": "a"}), 5).release
    assert called.estimates.rows() == [("", "law", "2"), ("", "law", "1")]
