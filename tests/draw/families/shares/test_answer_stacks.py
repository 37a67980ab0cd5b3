"""What figures of counts in bars show is what their numbers and their words say."""

import polars as pl
import pytest
from matplotlib.colors import to_hex
from worlds.shares import BIRDS, WHO, legend, named, texts

from cyberstudy.draw import style
from cyberstudy.draw.families.shares.figure import several_shares
from cyberstudy.draw.families.shares.stacks import answer_stacks
from surveyanswers.tables.problems import SurveyError

STACKS = {
    "answered_by": WHO,
    "stacks": [
        {
            "questions": ["q01_lamp", "q02_horn", "q03_door"],
            "against": 1,
            "together": {"label": "In order", "options": ["good", "fair"]},
        }
    ],
}


def test_the_parts_of_a_bar_are_the_counts_in_the_forms_order(drawn):
    made = drawn(answer_stacks, STACKS)
    (axes,) = made.figure.axes
    parts = [container.get_label() for container in axes.containers]
    assert parts == [
        "Good",
        "Fair",
        "Poor",
        "did not know or declined",
        "left blank, invalid or in conflict",
    ]
    ends = [0, 0, 0]
    for container in axes.containers:
        counts = made.data.filter(pl.col("part") != "together", label=container.get_label())[
            "count"
        ]
        assert [bar.get_width() for bar in container] == counts.to_list()
        assert [bar.get_x() for bar in container] == ends
        ends = [end + count for end, count in zip(ends, counts, strict=True)]
    assert ends == made.data.unique("row", maintain_order=True)["asked"].to_list() == [20, 26, 9]


def test_rows_are_in_the_order_of_the_shares_that_stand_beside_them(drawn):
    made = drawn(answer_stacks, STACKS)
    written = texts(made.figure.axes[0])
    assert written[:3] == ["15 (94%)", "12 (60%)", "4"]  # the last has no room for its share
    assert [text for text in written if " of " in text] == [
        "15 of 16   94%",
        "17 of 20   85%",
        "7 of 8",
    ]
    sums = made.data.filter(part="together")
    assert sums.select("count", "base").rows() == [(15, 16), (17, 20), (7, 8)]
    assert sums["share"].to_list() == [15 / 16, 17 / 20, None]


def test_an_option_that_nobody_chose_keeps_its_place_and_colour_and_leaves_no_trace(drawn):
    made = drawn(answer_stacks, STACKS)
    (axes,) = made.figure.axes
    assert legend(axes) == ["Good", "Fair", "Poor"]
    nobody = axes.containers[1][0]
    assert (nobody.get_width(), nobody.get_linewidth()) == (0, 0)
    assert to_hex(axes.containers[2][0].get_facecolor()) == style.WARM[1][0]


def test_no_share_stands_in_the_numbers_of_fewer_than_ten(drawn):
    made = drawn(answer_stacks, STACKS)
    few = made.data.filter(pl.col("base") < 10)
    assert few.height > 0
    assert few["share"].null_count() == few.height
    assert few.filter(part="option")["count"].to_list() == [4, 3, 1]


def test_what_was_withheld_has_no_bar_and_says_why(drawn):
    groups = [*WHO, {"grouping": "all", "group": "guests", "who": "guests"}]
    entry = {"answered_by": groups, "stacks": [{"questions": ["q01_lamp"], "against": 1}]}
    made = drawn(answer_stacks, entry)
    (axes,) = made.figure.axes
    assert named(axes) == ["Keepers", "Guests"]
    assert [len(container) for container in axes.containers] == [1] * 5
    assert "withheld" in texts(axes)
    hidden = made.data.filter(group="guests")
    assert hidden["count"].null_count() == hidden.height == 5
    assert "Guests: withheld: base under 5." in made.alt
    assert "Q01, guests: withheld." in made.base


def test_words_on_stacks_hold_every_count(drawn):
    made = drawn(answer_stacks, STACKS)
    assert (
        "Horn: Good 15, Fair 0, Poor 1; n 16; In order: 15 of 16 (94%); did not know or declined "
        "1, left blank, invalid or in conflict 3." in made.alt
    )


def test_a_caption_quotes_the_questions_and_counts_who_did_not_answer(drawn):
    made = drawn(answer_stacks, STACKS)
    assert made.question == (
        "Question to keepers: Q01 “The lamp: is it in order?”, and likewise Q02 “The horn”; Q03 "
        "“The door”."
    )
    assert "26 of 40 keepers replied" in made.base
    assert "Q01: of 26 asked, 20 answered; 4 did not know, 2 left it blank." in made.base
    assert "Q02: of 20 asked, 16 answered; 1 declined, 3 in conflict." in made.base


def test_a_caption_of_many_questions_tells_the_range(drawn):
    stacks = [{"questions": ["q01_lamp", "q02_horn", "q03_door"]}, {"questions": ["q06_oil"]}]
    made = drawn(answer_stacks, {"answered_by": WHO, "stacks": [*stacks, stacks[1]]})
    assert "In each row: 0 to 4 did not know" in made.base


def test_does_not_apply_is_shown_only_where_the_form_has_it(drawn):
    assert "does not apply" not in legend(drawn(answer_stacks, STACKS).figure)
    times = {"answered_by": WHO, "stacks": [{"questions": ["q07_glass"]}]}
    made = drawn(answer_stacks, times)
    assert "does not apply" in legend(made.figure)
    assert made.data.filter(answer="outside")["count"].to_list() == [3]


@pytest.mark.parametrize(
    ("questions", "problem"),
    [
        (["q01_lamp", "q06_oil"], "other options"),
        (["q04_birds"], "do not stack"),
    ],
)
def test_what_cannot_be_stacked_is_refused(drawn, questions, problem):
    entry = {"answered_by": WHO, "stacks": [{"questions": questions}]}
    with pytest.raises(SurveyError, match=problem):
        drawn(answer_stacks, entry)


def test_what_was_drawn_before_does_not_show_in_a_file(drawn, tmp_path):
    def saved(name):
        paths = [str(tmp_path / f"{name}.{ending}") for ending in ("svg", "png")]
        made = drawn(answer_stacks, STACKS)
        style.save_figure(made.figure, paths, name="Lamps", alt=made.alt)
        for axes in made.figure.axes:
            points = axes.get_position(original=True).get_points()
            assert (points == points.round(9)).all()
        return [(tmp_path / path).read_bytes() for path in paths]

    first = saved("first")
    for entry in (BIRDS, BIRDS | {"question": "q05_guests"}):
        drawn(several_shares, entry)
    assert saved("second") == first
