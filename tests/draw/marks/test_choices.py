"""Dots by choice: the study's own stand once, and what varies says what the study chose."""

import matplotlib.pyplot as plt
import polars as pl
import pytest
from cyberstudy.draw.marks.choices import by_kind, dots_by_choice
from cyberstudy.wording.translator import ENGLISH
from worlds.shares import line, named

DECLARED = {"Coding": ("all", "oil alone"), "Left out": ("nothing", "the north"), "Cut": ("low",)}
TABLE = pl.DataFrame(
    [
        ("Cut", "low", 0.75, True, ""),
        ("Coding", "oil alone", None, None, "no gas is left"),
        ("Left out", "the north", -0.5, False, ""),
        ("Left out", "nothing", 2.0, True, ""),
        ("Coding", "all", 2.0, True, ""),
    ],
    schema=["kind", "choice", "value", "holds", "reason"],
    orient="row",
)


@pytest.fixture
def axes():
    _, shown = by_kind(TABLE, DECLARED, ENGLISH)
    yield dots_by_choice(shown, {True: "oil leads", False: "not so"}, 0, "neither")[1]
    plt.close("all")


def test_the_numbers_hold_every_choice_in_the_order_declared():
    every, _ = by_kind(TABLE, DECLARED, ENGLISH)
    assert every.select("kind", "choice").rows() == [
        (kind, choice) for kind, several in DECLARED.items() for choice in several
    ]


def test_what_the_study_chose_is_one_row_and_is_told_again_in_the_headings(axes):
    assert named(axes) == [
        "The study’s own specification",
        *("Coding (study: all):", "oil alone"),
        *("Left out (study: nothing):", "the north"),
        # What comes out otherwise than all the study's own is no such choice.
        *("Cut:", "low"),
    ]


def test_full_dots_are_choices_under_which_the_claim_holds_and_headings_have_none(axes):
    assert line(axes, "oil leads") == ([2.0, 0.75], [0, 6])
    assert line(axes, "not so") == ([-0.5], [4])
    assert [text.get_text() for text in axes.texts] == ["neither"]
