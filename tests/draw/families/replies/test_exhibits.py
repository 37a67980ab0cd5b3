"""What the figures on data quality show is what their numbers and their words say."""

from types import SimpleNamespace

import matplotlib.pyplot as plt
import polars as pl
import pytest
from cyberstudy.clean import accounting
from cyberstudy.declare.reconciliation import RULES
from cyberstudy.draw.families.replies.blanks import item_nonresponse
from cyberstudy.draw.families.replies.figure import response_bars
from cyberstudy.draw.families.replies.forms import (
    LEFT_OUT,
    STRUCTURE,
    cell_accounting,
    disagreement_bars,
)
from cyberstudy.draw.marks.missing_answers import BY_REASON
from cyberstudy.draw.style import FAINT, use_house_style
from cyberstudy.tables.statuses import NEVER_A_CELL, STATUSES
from cyberstudy.wording.view import View
from matplotlib.patches import Rectangle
from worlds.entries import entry_of


@pytest.fixture(autouse=True)
def style():
    use_house_style()
    yield
    plt.close("all")


@pytest.fixture
def drawn(tmp_path):
    """Draw one kind from tables given as rows, with a questionnaire of sections."""

    def draw(kind, entry, sections=None, **tables):
        for name, table in tables.items():
            table.write_csv(tmp_path / f"{name}.csv")
        questions = {q: SimpleNamespace(section=s) for q, s in (sections or {}).items()}
        survey = SimpleNamespace(
            questionnaire=SimpleNamespace(questions=questions),
        )
        made = kind(View(tmp_path, survey, entry_of(kind, entry)))
        made.figure.draw_without_rendering()
        return made

    return draw


def bars(container):
    return [bar.get_width() for bar in container]


def texts(axes):
    return [text.get_text() for text in axes.texts]


def named(axes):
    return [label.get_text() for label in axes.get_yticklabels()]


def legend(figure):
    return [text.get_text() for text in figure.legends[0].get_texts()]


# Replies


RESPONSE = pl.DataFrame(
    [
        ("coast", "north", 20, 9, 6, 2, 0.3, 0.4),
        ("coast", "west", 12, 12, 12, 0, 1.0, 1.0),
        ("coast", "east", 4, 3, 3, 0, 0.75, 0.75),
        ("respondents", "keeper", 36, 24, 21, 2, 21 / 36, 23 / 36),
        ("respondents", "guest", None, 5, 3, 1, None, None),
    ],
    schema=["by", "group", "listed", "replied", "complete", "partial", "rr1", "rr2"],
    orient="row",
)
REPLIES = {
    "minimum_base": 10,
    "panels": [
        {"by": "respondents", "title": "All", "order": ["keeper", "guest"]},
        {
            "by": "coast",
            "title": "Coasts",
            "order": ["west", "south", "north"],
            "labels": {"west": "Wild west"},
        },
    ],
}


def test_replies_are_the_bars_and_stand_beside_them(drawn):
    made = drawn(response_bars, REPLIES, response=RESPONSE)
    _, coasts = made.figure.axes
    rows = made.data.filter(panel="Coasts")
    for container, column in zip(
        coasts.containers, ["listed", "complete", "partial", "hardly"], strict=True
    ):
        assert bars(container) == rows[column].to_list()
    starts = [bar.get_x() for bar in coasts.containers[3]]
    assert starts == (rows["complete"] + rows["partial"]).to_list()
    assert texts(coasts) == ["12 of 12   100%", "0 of 0", "8 of 20   40%", "3 of 4"]


def test_groups_keep_their_order_and_the_absent_their_place(drawn):
    made = drawn(response_bars, REPLIES, response=RESPONSE)
    all_, coasts = made.figure.axes
    assert named(coasts) == ["Wild west", "South", "North", "East"]
    assert named(all_) == ["Keeper", "Guest"]
    assert made.data.filter(group="south").select("listed", "replied").row(0) == (0, 0)


def test_without_a_list_there_is_no_rate_and_of_few_none_either(drawn):
    made = drawn(response_bars, REPLIES, response=RESPONSE)
    assert texts(made.figure.axes[0]) == ["23 of 36   64%", "4 replied; there is no list"]
    assert made.data.filter(pl.col("rr2").is_null())["group"].to_list() == [
        "guest",
        "south",
        "east",
    ]
    assert made.base == "36 were listed; 24 of them replied. 5 more replied that are on no list."


def test_words_name_the_highest_and_lowest_rate_among_those_that_have_one(drawn):
    alt = drawn(response_bars, REPLIES, response=RESPONSE).alt
    assert "highest for Wild west, 100%, and lowest for North, 40%" in alt
    assert "East 3 of 4" in alt


def test_nobody_leaves_no_trace_of_a_bar(drawn):
    made = drawn(response_bars, REPLIES, response=RESPONSE)
    for container in made.figure.axes[1].containers[1:]:
        assert [bar.get_linewidth() > 0 for bar in container] == [w > 0 for w in bars(container)]
    assert legend(made.figure) == [
        "complete",
        "partial",
        "hardly anything answered",
        "listed, no reply",
    ]


# Along the questionnaire


def statuses(question, order, **counts):
    base = sum(counts.values())
    return [("keeper", question, question.upper(), order, s, n, base) for s, n in counts.items()]


NONRESPONSE = pl.DataFrame(
    [
        *statuses("height", 1, valid=20),
        *statuses("colour", 2, valid=10, no_answer=4, dont_know=1, refused=1, not_applicable=4),
        *statuses("fog", 3, valid=4, no_answer=1, not_asked=15),
        *statuses(
            "ice", 4, valid=6, no_answer=6, invalid=2, conflict=1, not_submitted=1, not_asked=4
        ),
        ("guest", "height", "HEIGHT", 1, "no_answer", 7, 7),
    ],
    schema=["group", "question", "label", "order", "status", "count", "base"],
    orient="row",
)
SECTIONS = {"height": "tower", "colour": "tower", "fog": "weather", "ice": "weather"}
BLANKS = {"group": "keeper", "who": "keepers", "minimum_base": 10}


def test_bars_along_the_form_are_shares_of_those_asked(drawn):
    made = drawn(item_nonresponse, BLANKS, SECTIONS, nonresponse=NONRESPONSE)
    shown = made.data.filter(pl.col("blank_share").is_not_null())
    containers = made.figure.axes[0].containers
    for container, reason in zip(containers, BY_REASON, strict=True):
        assert bars(container) == pytest.approx(shown[f"{reason}_share"].to_list())
    assert made.data["asked"].to_list() == [20, 20, 5, 16]
    assert shown["blank_share"].to_list() == [0, 4 / 20, 6 / 16]
    assert shown["unsaid_share"].to_list() == [0, 2 / 20, 0]


def test_a_question_put_to_few_is_marked_and_has_no_share(drawn):
    made = drawn(item_nonresponse, BLANKS, SECTIONS, nonresponse=NONRESPONSE)
    fog = made.data.row(2, named=True)
    assert (fog["question"], fog["blank"], fog["blank_share"]) == ("fog", 1, None)
    crosses = [line for line in made.figure.axes[0].lines if line.get_marker() == "x"]
    assert len(crosses) == 1
    assert list(crosses[0].get_xdata()) == [0]
    assert "put to fewer than 10" in legend(made.figure)


def test_reasons_that_nobody_gave_stay_in_the_legend(drawn):
    some = NONRESPONSE.filter(~pl.col("status").is_in(["conflict", "not_submitted", "refused"]))
    made = drawn(item_nonresponse, BLANKS, SECTIONS, nonresponse=some)
    assert legend(made.figure)[:5] == [
        "left blank (11)",
        "did not know or declined (1)",
        "part of the form not received (0)",
        "invalid (2)",
        "two forms disagree (0)",
    ]


def test_sections_have_their_names_in_order_and_their_share_as_a_line(drawn):
    made = drawn(item_nonresponse, BLANKS, SECTIONS, nonresponse=NONRESPONSE)
    axes = made.figure.axes[0]
    assert named(axes) == ["Tower", "Weather"]
    assert made.data["section_blank"].unique(maintain_order=True).to_list() == [4 / 40, 7 / 21]
    upright = [line.get_xdata()[0] for line in axes.lines if len(set(line.get_xdata())) == 1]
    assert {4 / 40, 7 / 21} <= set(upright)


def test_where_nobody_was_asked_the_figure_says_so(drawn):
    made = drawn(item_nonresponse, BLANKS | {"group": "nobody"}, SECTIONS, nonresponse=NONRESPONSE)
    said = "Each question was put to fewer than 10."
    assert texts(made.figure.axes[0]) == [said]
    assert made.alt == said
    assert made.data.columns[:2] == ["section", "order"]


def test_words_name_what_was_left_blank_most_and_least(drawn):
    made = drawn(item_nonresponse, BLANKS, SECTIONS, nonresponse=NONRESPONSE)
    assert "Left blank most: ICE (6 of 16), 38% of those asked" in made.alt
    assert "least: HEIGHT (0 of 20), 0%" in made.alt
    assert "Tower 10%; Weather 33%" in made.alt
    assert texts(made.figure.axes[0]) == ["COLOUR 20%", "ICE 38%", "Left blank most often (dots)"]


# Disagreements


DISAGREEMENTS = pl.DataFrame(
    [
        ("height", "Height", "lead", 6, 4, 4, 0),
        ("colour", "Colour", "", 6, 0, 0, 0),
        ("fog", "Fog", "unanimous", 6, 1, 0, 1),
        ("ice", "Ice", "lead", 6, 1, 1, 0),
        ("lamps", "Lamps", "union", 6, 5, 3, 2),
    ],
    schema=["question", "label", "rule", "asked_twice", "differ", "decided", "open"],
    orient="row",
)


def test_disagreements_show_the_most_and_all_that_is_open(drawn):
    made = drawn(disagreement_bars, {"at_least": 2}, disagreements=DISAGREEMENTS)
    above, _ = made.figure.axes
    rows = made.data.filter(panel="question")
    assert named(above) == rows["label"].to_list() == ["Lamps", "Height", "Fog"]
    background, decided, left_open = above.containers
    assert bars(background) == [6, 6, 6]
    assert bars(decided) == rows["decided"].to_list() == [3, 4, 0]
    assert bars(left_open) == rows["open"].to_list() == [2, 0, 1]
    assert texts(above) == ["5 of 6: union", "4 of 6: lead", "1 of 6: unanimous"]
    assert "questions in which fewer differ: 1" in made.base


def test_every_rule_keeps_its_place_and_totals_count_all_questions(drawn):
    made = drawn(disagreement_bars, {"at_least": 2}, disagreements=DISAGREEMENTS)
    _, below = made.figure.axes
    rows = made.data.filter(panel="rule")
    assert tuple(RULES) == tuple(rows["name"])
    decided, left_open = below.containers
    assert bars(decided) == rows["decided"].to_list() == [5, 0, 3, 0, 0]
    assert bars(left_open) == rows["open"].to_list() == [0, 0, 2, 1, 0]
    assert texts(below)[:2] == ["5 in 2 questions", "0 in 0 questions"]
    assert legend(made.figure)[:2] == ["decided (8)", "left open (3)"]


def test_words_on_disagreements_name_the_most_frequent_and_the_open(drawn):
    alt = drawn(disagreement_bars, {"at_least": 2}, disagreements=DISAGREEMENTS).alt
    assert "differ 11 times, in 4 of 5 questions" in alt
    assert "Most often, 5 of 6: Lamps." in alt
    assert "Left open in: Fog, Lamps." in alt


def test_without_any_disagreement_the_figure_says_so(drawn):
    agreed = DISAGREEMENTS.with_columns(pl.lit(0).alias(c) for c in ("differ", "decided", "open"))
    made = drawn(disagreement_bars, {"at_least": 2}, disagreements=agreed)
    assert "differ 0 times" in made.alt
    assert "Left open in: none." in made.alt
    assert made.data.filter(panel="question").is_empty()


# Cells


ACCOUNTING = pl.DataFrame(
    [
        ("north, csv", "valid", 1200),
        ("north, csv", "header", 30),
        ("north, csv", "not_submitted", 4),
        ("south, csv", "valid", 50),
        ("south, csv", "no_answer", 7),
        ("south, csv", "something new", 2),
    ],
    schema=["source", "became", "cells"],
    orient="row",
)


def test_every_cell_stands_in_the_table_once(drawn):
    made = drawn(cell_accounting, {}, accounting=ACCOUNTING)
    columns = ["north, csv", "south, csv", "all files"]
    numbers = made.data.select(columns).to_numpy()
    assert texts(made.figure.axes[0]) == [f"{n:,}" for n in numbers.flatten()]
    assert numbers[-1].tolist() == [1234, 59, 1293]
    assert numbers[:-1, :-1].sum() == ACCOUNTING["cells"].sum()


def test_outcomes_stand_in_the_closed_lists_order_also_those_that_none_became(drawn):
    made = drawn(cell_accounting, {}, accounting=ACCOUNTING)
    became = made.data["became"].to_list()
    answers = [status for status in STATUSES if status not in NEVER_A_CELL]
    assert became == [*answers, *STRUCTURE, "something new", "all cells"]
    assert named(made.figure.axes[0])[:2] == ["valid", "don\u2019t know"]
    known = {*STRUCTURE, LEFT_OUT}
    assert set(accounting._STRUCTURAL.values()) <= known


def test_structure_is_grey_and_no_shade_stands_for_no_cell(drawn):
    made = drawn(cell_accounting, {}, accounting=ACCOUNTING)
    boxes = [p for p in made.figure.axes[0].patches if isinstance(p, Rectangle)]
    width = 3
    became = made.data["became"].to_list()
    shade = {row: boxes[width * n : width * n + 2] for n, row in enumerate(became)}
    grey = plt.matplotlib.colors.to_rgba(FAINT)
    assert all(box.get_facecolor() == grey for box in shade["header"] + shade["something new"])
    white = (1.0, 1.0, 1.0, 1.0)
    assert [box.get_facecolor() == white for box in shade["not_submitted"]] == [False, True]
    assert all(box.get_facecolor() == white for box in shade["refused"])


def test_words_on_cells_name_the_largest_file_and_what_no_cell_became(drawn):
    alt = drawn(cell_accounting, {}, accounting=ACCOUNTING).alt
    assert "Table of 1,293 cells" in alt
    assert "most, 1,234, are of north, csv" in alt
    assert "1,250 became valid answers" in alt
    empty = alt.partition("In no file: ")[2]
    assert "refused" in empty
    assert "no_answer" not in empty
