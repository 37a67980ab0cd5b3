"""Which questions the lot falls on hangs on all answers, and on nothing that is published."""

import numpy as np
import polars as pl
import pytest

from cyberstudy.protect.suppressed import drawn_by_lot, joined_before
from disclosure.cells import Replies, divided
from disclosure.published import Release
from disclosure.released_counts import released_counts
from disclosure.suppress import QuestionRules, suppress

CHANCES = [0.4, 0.15, 0.05]
RULES = {f"q{n}": QuestionRules(alike=0) for n in range(2000)} | {"law": QuestionRules()}


def replies(given):
    """Answers of four units to one question, and to one that asks for a number."""
    table = pl.DataFrame({"unit_id": [*"abcd"], "status": "valid", "given": [*given]})
    options = {("", "law"): ["x", "y"], ("", "staff"): []}
    return Replies(options, lambda *_: table.sample(4, shuffle=True))


def drawn(given, chances=CHANCES):
    lots = drawn_by_lot(RULES, [replies(one) for one in given.split()], chances)
    return {name: rule.drawn for name, rule in lots.items()}


def test_lots_fall_as_often_as_the_chances_say_and_on_no_other_question():
    lots = drawn("xxyy")
    assert lots.pop("law") == 0
    for tiers, chance in enumerate(CHANCES, 1):
        part = sum(lot >= tiers for lot in lots.values()) / len(lots)
        assert part == pytest.approx(chance, abs=0.04)


def test_whoever_knows_all_counts_and_not_who_said_what_knows_no_lot():
    one, other = drawn("xxyy"), drawn("xyxy")
    both = sum(one[name] > 0 < other[name] for name in RULES) / len(RULES)
    assert both == pytest.approx(0.4 * 0.4, abs=0.04)


def test_the_same_answers_give_the_same_lots_in_whatever_order_they_come():
    assert drawn("xxyy") == drawn("xxyy")


def test_without_chances_there_are_no_lots():
    assert not any(drawn("xxyy", ()).values())


def test_a_later_release_draws_anew_and_keeps_what_was_drawn_before():
    one, other, both = drawn("xxyy"), drawn("xyxy"), drawn("xxyy xyxy")
    assert both == {name: max(one[name], other[name]) for name in RULES}
    assert any(one[name] < both[name] > 0 for name in RULES)


GROUPS = {"north": 8, "south": 9, "west": 12}
UNITS = [(f"{group}{n}", group) for group, size in GROUPS.items() for n in range(size)]
ONCE = {f"q{n}": QuestionRules(alike=0) for n in range(300)}


def memberships():
    rows = [(unit, "all", "total") for unit, _ in UNITS] + [(u, "region", g) for u, g in UNITS]
    rows += [(unit, "region", "north and south") for unit, group in UNITS if group != "west"]
    table = pl.DataFrame(rows, ["unit_id", "grouping", "group"], orient="row")
    return table.with_columns(wave=pl.lit(""), replied=pl.lit(True))


def answers(rng):
    """Answers to many questions of which each may be all alike in a group, and where they are."""
    given = {name: rng.choice(["yes", "no"], len(UNITS), p=[0.75, 0.25]) for name in ONCE}
    columns = {"unit_id": [unit for unit, _ in UNITS], "status": "valid"}
    said = Replies(
        {("", name): ["yes", "no"] for name in ONCE},
        lambda _, name: pl.DataFrame(columns | {"given": given[name]}),
    )
    groups = np.array([group for _, group in UNITS])
    agree = {
        name
        for name, one in given.items()
        if any(len({*one[groups == group]}) == 1 for group in ("north", "south"))
    }
    return said, agree


def released(said, rules, members):
    chosen = suppress(divided(members, said, 5, ["refused"]), rules, minimum=5, whole=True)
    north = ("region", "north")
    joined = {name for name in ONCE if chosen.hides("", north, name)}
    return Release(released_counts(chosen), members, said, open_statuses=["refused"]), joined


def test_a_second_release_does_not_tell_why_groups_were_joined():
    """Whoever has both sees which questions were joined in one of them alone."""
    rng, members = np.random.default_rng(4), memberships()
    (before, agreed), (now, agree) = answers(rng), answers(rng)
    first, joined = released(before, drawn_by_lot(ONCE, [before], [0.4]), members)
    questions = [*divided(members, now, 5, ["refused"])]

    def second(drawings):
        rules = drawn_by_lot(ONCE, drawings, [0.4])
        return released(now, joined_before(questions, rules, [first]), members)[1]

    # By the first lot alone, nearly all agree that are joined anew, or were before.
    assert _part(agree, second([before]) - joined) > 0.8
    apart = joined - released(now, drawn_by_lot(ONCE, [before], [0.4]), members)[1]
    assert _part(agreed, apart) > 0.8
    anew = second([before, now])
    assert joined <= anew
    odds = [part / (1 - part) for part in (_part(agreed, joined), _part(agree, anew - joined))]
    assert len(anew - joined) > 40
    assert 1 / 2 < odds[0] / odds[1] < 2


def _part(agreed, joined):
    return len(agreed & joined) / len(joined)
