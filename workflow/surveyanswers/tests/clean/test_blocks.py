"""Columns of options: what ticks one of them."""

import pytest

from surveyanswers.clean.blocks import OptionCell, Ticks, decode_block
from surveyanswers.instrument.questionnaire import Options, Question, Questionnaire

DAYS = {"0": "Monday", "1": "Tuesday", "dont_know": "Don't know"}
SPELLINGS = {code: [code, text] for code, text in DAYS.items()}
GYM = Question("gym", "select_multiple", "days", *[None] * 5, {"en": "When?"}, 0)
FORM = Questionnaire({"gym": GYM}, {"days": Options(list(DAYS), {"en": DAYS}, SPELLINGS)}, {}, "")


def judge(monday, tuesday):
    said = {"0": (monday, "c1"), "1": (tuesday, "c2")}
    ticks = Ticks({"1"}, {"0"}, {"n/a": "not_applicable"})
    cells = [
        OptionCell(option, text, name, ticks.code_of(text, option, GYM, FORM))
        for option, (text, name) in said.items()
    ]
    return decode_block(cells, GYM, FORM)


@pytest.mark.parametrize(
    ("cells", "value"),
    [
        (("1", "0"), "0"),  # a tick, never the option of that code
        (("Monday", None), "0"),
        (("monday", "Tuesday"), "0 1"),
        ((None, "Tuesday"), "1"),
    ],
)
def test_a_tick_or_the_options_own_text_ticks_it(cells, value):
    judged = judge(*cells)
    assert (judged.status, judged.value) == ("valid", value)


@pytest.mark.parametrize("cells", [("Tuesday", None), ("Friday", "1")])
def test_another_text_is_invalid(cells):
    judged = judge(*cells)
    assert (judged.status, judged.text) == ("invalid", cells[0])


def test_what_is_said_instead_may_stand_in_any_column():
    assert judge("Don't know", None).value == "dont_know"
    assert judge(None, "N/A").status == "not_applicable"
