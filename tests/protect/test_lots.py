"""Which questions the lot falls on hangs on all answers, and on nothing that is published."""

import polars as pl
import pytest

from cyberstudy.protect.suppressed import drawn_by_lot
from disclosure.cells import Replies
from disclosure.suppress import QuestionRules

CHANCES = [0.4, 0.15, 0.05]
RULES = {f"q{n}": QuestionRules(alike=0) for n in range(2000)} | {"law": QuestionRules()}


def replies(given):
    """Answers of four units to one question, and to one that asks for a number."""
    table = pl.DataFrame({"unit_id": [*"abcd"], "status": "valid", "given": [*given]})
    options = {("", "law"): ["x", "y"], ("", "staff"): []}
    return Replies(options, lambda *_: table.sample(4, shuffle=True))


def drawn(given, chances=CHANCES):
    lots = drawn_by_lot(RULES, replies(given), chances)
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
