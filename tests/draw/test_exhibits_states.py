"""What the figures of shares and counts show is what their numbers and their words say."""

from itertools import combinations
from types import SimpleNamespace

import matplotlib.pyplot as plt
import numpy as np
import polars as pl
import pytest
from cyberstudy.declare.questionnaire import Options, Question, Questionnaire
from cyberstudy.declare.survey import Survey
from cyberstudy.draw import style
from cyberstudy.draw.exhibits import (
    answer_stacks,
    cumulative_times,
    group_shares,
    paired_shares,
    region_dots,
    several_shares,
)
from cyberstudy.statistics.shares import wilson
from cyberstudy.tables.problems import StudyProblem
from cyberstudy.tables.statuses import SAID_INSTEAD, STATUSES
from cyberstudy.wording.view import View
from matplotlib.collections import LineCollection
from matplotlib.colors import to_hex, to_rgb
from matplotlib.text import Text
from worlds import REPOSITORY

SILENT = [s for s in STATUSES if s not in ("valid", "withheld", "not_fielded")]
MEMORANDUM = [
    "Legal harmonization",
    "Procedural powers",
    "International cooperation",
    "Capacity",
    "Training",
    "Prevention and education",
    "Child online protection",
    "Dissemination",
    "Data and analysis",
    "Technical assistance",
]


@pytest.fixture(autouse=True)
def house_style():
    style.use_house_style()
    yield
    plt.close("all")


# An invented form


LISTS = {
    "state": {"good": "Good", "fair": "Fair", "poor": "Poor", "dont_know": "Don't know"},
    "birds": {"gull": "Gulls", "tern": "Terns", "auk": "Auks", "none": "None of these"},
    "waits": {
        "one_day": "Within a day",
        "ten_days": "2 to 10 days",
        "longer": "Longer",
        "not_applicable": "Not applicable",
    },
}
ASKED = {
    "respondent": ("select_one", "state", "Who are you?", None),
    "q01_lamp": ("select_one", "state", "The lamp: is it in order?", None),
    "q02_horn": ("select_one", "state", "The horn: is it in order?", None),
    "q03_door": ("select_one", "state", "The door: is it in order?", None),
    "q04_birds": ("select_multiple", "birds", "Which birds come?", "${q01_lamp} = 'good'"),
    "q05_guests": ("select_multiple", "birds", "Which birds stay?", "${respondent} = 'x'"),
    "q06_oil": ("select_one", "waits", "How long until oil comes?", None),
    "q07_glass": ("select_one", "waits", "How long until glass comes?", None),
}
SURVEY = SimpleNamespace(
    questionnaire=Questionnaire(
        questions={
            name: Question(
                name, kind, choices, "all", None, relevant, None, None, {"en": wording}, order
            )
            for order, (name, (kind, choices, wording, relevant)) in enumerate(ASKED.items())
        },
        choices={name: Options(list(of), {"en": of}, None) for name, of in LISTS.items()},
        repeats={},
        title="",
    ),
    codebook=pl.DataFrame(
        {
            "question": list(ASKED),
            "short_label": [name.partition("_")[2].capitalize() or name for name in ASKED],
            "sensitivity": ["identity"] + ["public"] * (len(ASKED) - 1),
        }
    ),
    plan={"estimates": {"confidence": 0.95}},
)


def answered(place, question, counts, *, base=None, listed=40, withheld=False, minimum=5, **silent):
    """Rows of estimates for one group and question."""
    grouping, group = place
    base = sum(counts.values()) if base is None else base
    silent = dict.fromkeys(SILENT, 0) | silent
    replied = base + sum(silent.values())
    outside = silent["not_asked"] + silent["not_applicable"]
    unknown = replied - base - outside + (0 if listed is None else listed - replied)
    sizes = np.array([0 if listed is None else listed - outside])
    rows = []
    for option, count in counts.items():
        low, high = wilson(np.array([count]), np.array([base]), confidence=0.95, population=sizes)
        row = {
            "grouping": grouping,
            "group": group,
            "question": question,
            "option": option,
            "listed": listed,
            "replied": replied,
            "base": base,
            "reason": "",
        }
        inside = {
            "r": sum(counts.values()),
            "count": count,
            "share": count / base if base >= minimum else None,
            "low": float(low[0]) if base >= minimum else None,
            "high": float(high[0]) if base >= minimum else None,
            "bound_low": count / (base + unknown),
            "bound_high": (count + unknown) / (base + unknown),
            **silent,
        }
        if withheld:
            inside, row["reason"] = dict.fromkeys(inside), "withheld: base under 5"
        rows.append(row | inside)
    return rows


KEEPERS, GUESTS = ("all", "keepers"), ("all", "guests")
WHO = [{"grouping": "all", "group": "keepers", "who": "keepers"}]
ROWS = [
    *answered(KEEPERS, "q01_lamp", {"good": 12, "fair": 5, "poor": 3}, dont_know=4, no_answer=2),
    *answered(KEEPERS, "q02_horn", {"good": 15, "fair": 0, "poor": 1}, refused=1, conflict=3),
    *answered(KEEPERS, "q03_door", {"good": 4, "fair": 3, "poor": 1}, invalid=1),
    *answered(GUESTS, "q01_lamp", {"good": 2, "fair": 1, "poor": 0}, listed=None, withheld=True),
    *answered(("coast", "north"), "q01_lamp", {"good": 9, "fair": 1, "poor": 2}, listed=20),
    *answered(("coast", "south"), "q01_lamp", {"good": 3, "fair": 4, "poor": 0}, listed=15),
    *answered(("coast", "west"), "q01_lamp", {"good": 1, "fair": 0, "poor": 0}, withheld=True),
    *answered(
        KEEPERS,
        "q04_birds",
        {"gull": 9, "tern": 14, "auk": 0, "none": 16},
        base=20,
        not_asked=6,
        no_answer=1,
    ),
    *answered(
        GUESTS, "q04_birds", {"gull": 5, "tern": 1, "auk": 0, "none": 3}, base=8, listed=None
    ),
    *answered(KEEPERS, "q05_guests", {"gull": 4, "tern": 2, "auk": 6, "none": 0}, base=10),
    *answered(KEEPERS, "q06_oil", {"one_day": 3, "ten_days": 9, "longer": 8}, dont_know=2),
    *answered(KEEPERS, "q07_glass", {"one_day": 0, "ten_days": 2, "longer": 4}, not_applicable=3),
]
ESTIMATES = pl.DataFrame(ROWS, infer_schema_length=None)


@pytest.fixture
def drawn(tmp_path):
    """Draw one kind from the invented estimates, or from other tables."""

    def draw(kind, entry, survey=SURVEY, **tables):
        for name, table in {"estimates": ESTIMATES, **tables}.items():
            table.write_parquet(tmp_path / f"{name}.parquet")
        made = kind.draw(View(tmp_path, survey, {"minimum_base": 10, **entry}, {}))
        made.figure.draw_without_rendering()
        return made

    return draw


def texts(axes):
    return [text.get_text() for text in axes.texts]


def named(axes):
    return [label.get_text() for label in axes.get_yticklabels()]


def legend(owner):
    found = owner.legends[0] if hasattr(owner, "legends") else owner.get_legend()
    return [text.get_text() for text in found.get_texts()]


def line(axes, label):
    (found,) = [line for line in axes.lines if line.get_label() == label]
    return [float(x) for x in found.get_xdata()], [float(y) for y in found.get_ydata()]


def spans(axes, label):
    """Ends of the horizontal or upright lines of one kind."""
    (found,) = [
        c for c in axes.collections if isinstance(c, LineCollection) and c.get_label() == label
    ]
    ends = [segment.T for segment in found.get_segments()]
    return [tuple(x) if len(set(y)) == 1 else tuple(y) for x, y in ends]


def pairs(rows, *columns):
    return [pytest.approx(pair) for pair in rows.select(columns).iter_rows()]


def beyond_the_edge(figure):
    """Texts that reach out of the figure."""
    renderer = figure.canvas.get_renderer()
    width, height = figure.bbox.width, figure.bbox.height
    found = []
    for text in figure.findobj(Text):
        if text.get_visible() and text.get_text().strip():
            box = text.get_window_extent(renderer)
            if box.x0 < -1 or box.y0 < -1 or box.x1 > width + 1 or box.y1 > height + 1:
                found.append(text.get_text())
    return found


# Stacks


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
    assert ends == made.data.unique("row", maintain_order=True)["asked"].to_list() == [26, 20, 9]


def test_counts_stand_in_the_bars_and_sums_beside_them(drawn):
    made = drawn(answer_stacks, STACKS)
    written = texts(made.figure.axes[0])
    assert written[:3] == ["12", "15", "4"]
    assert [text for text in written if " of " in text] == [
        "17 of 20   85%",
        "15 of 16   94%",
        "7 of 8 (few)",
    ]
    sums = made.data.filter(part="together")
    assert sums.select("count", "base").rows() == [(17, 20), (15, 16), (7, 8)]
    assert sums["share"].to_list() == [17 / 20, 15 / 16, None]


def test_an_option_that_nobody_chose_keeps_its_place_and_colour_and_leaves_no_trace(drawn):
    made = drawn(answer_stacks, STACKS)
    (axes,) = made.figure.axes
    assert legend(axes) == ["Good", "Fair", "Poor"]
    nobody = axes.containers[1][1]
    assert (nobody.get_width(), nobody.get_linewidth()) == (0, 0)
    assert to_hex(axes.containers[2][1].get_facecolor()) == style.WARM[1][0]


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
    assert "withheld: base under 5" in texts(axes)
    hidden = made.data.filter(group="guests")
    assert hidden["count"].null_count() == hidden.height == 5
    assert "Guests: withheld: base under 5." in made.alt
    assert "Q01, guests: withheld: base under 5." in made.base


def test_words_on_stacks_hold_every_count(drawn):
    made = drawn(answer_stacks, STACKS)
    assert (
        "Horn: Good 15, Fair 0, Poor 1; n 16; In order: 15 of 16 (94%); did not know or declined "
        "1, left blank, invalid or in conflict 3." in made.alt
    )


def test_a_caption_quotes_the_questions_and_counts_who_did_not_answer(drawn):
    made = drawn(answer_stacks, STACKS)
    assert made.question == (
        "Asked of keepers: Q01 \u201cThe lamp: is it in order?\u201d, and likewise Q02 "
        "\u201cThe horn\u201d; Q03 \u201cThe door\u201d."
    )
    assert "26 of 40 keepers replied" in made.base
    assert "Q01: n = 20 of 26 asked; 4 did not know, 2 left it blank." in made.base
    assert "Q02: n = 16 of 20 asked; 1 declined, 3 in conflict." in made.base


def test_a_caption_of_many_questions_tells_the_range(drawn):
    stacks = [{"questions": ["q01_lamp", "q02_horn", "q03_door"]}, {"questions": ["q06_oil"]}]
    made = drawn(answer_stacks, {"answered_by": WHO, "stacks": [*stacks, stacks[1]]})
    assert "In each row n = 8 to 20 of 9 to 26 asked; 0 to 4 did not know" in made.base


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
    with pytest.raises(StudyProblem, match=problem):
        drawn(answer_stacks, entry)


# Shares by group


ACROSS = {
    "who": "keepers",
    "across": [
        {"grouping": "all", "order": ["keepers"], "labels": {"keepers": "All"}},
        {"grouping": "coast", "order": ["north", "east", "south"]},
    ],
    "shares": [{"question": "q01_lamp", "title": "Lamp in order", "options": ["good", "fair"]}],
}


def test_dots_intervals_and_bounds_are_the_numbers(drawn):
    made = drawn(group_shares, ACROSS)
    (axes,) = made.figure.axes
    shown = made.data.filter(pl.col("share").is_not_null())
    assert shown["label"].to_list() == ["All", "North"]
    assert line(axes, "share of those who answered")[0] == shown["share"].to_list()
    assert shown["share"].to_list() == [17 / 20, 10 / 12]
    assert spans(axes, "95% interval") == pairs(shown, "low", "high")
    assert spans(axes, "worst-case bounds") == pairs(shown, "bound_low", "bound_high")


def test_options_added_up_have_the_interval_and_bounds_of_their_sum(drawn):
    row = drawn(group_shares, ACROSS).data.row(0, named=True)
    low, high = wilson(np.array([17]), np.array([20]), confidence=0.95, population=np.array([40]))
    assert (row["low"], row["high"]) == (low[0], high[0])
    assert (row["bound_low"], row["bound_high"]) == (17 / 40, 37 / 40)


def test_groups_that_are_few_withheld_or_absent_keep_their_row_without_a_dot(drawn):
    made = drawn(group_shares, ACROSS)
    (axes,) = made.figure.axes
    assert named(axes) == ["All", "Guests", "North", "East", "South", "West"]
    assert texts(axes) == [
        "17 of 20   85%",
        "withheld: base under 5",
        "10 of 12   83%",
        "0 of 0 (few)",
        "7 of 7 (few)",
        "withheld: base under 5",
    ]
    assert made.data["reason"].to_list() == [
        "",
        "withheld: base under 5",
        "",
        "base under 10",
        "base under 10",
        "withheld: base under 5",
    ]
    assert made.data.filter(group="west")["count"].to_list() == [None]
    assert "South 7 of 7; West withheld: base under 5." in made.alt


def test_options_of_several_answers_do_not_add_up(drawn):
    entry = ACROSS | {"shares": [{"question": "q04_birds", "options": ["gull", "tern"]}]}
    with pytest.raises(StudyProblem, match="do not add up"):
        drawn(group_shares, entry)


def test_an_option_that_the_form_does_not_have_is_refused(drawn):
    entry = ACROSS | {"shares": [{"question": "q01_lamp", "options": ["splendid"]}]}
    with pytest.raises(StudyProblem, match="has not all of the options"):
        drawn(group_shares, entry)


# Several answers


BIRDS = {"answered_by": WHO, "question": "q04_birds", "last": ["none"]}


def test_the_most_frequent_come_first_and_the_last_last(drawn):
    made = drawn(several_shares, BIRDS)
    (axes,) = made.figure.axes
    assert named(axes) == made.data["label"].to_list()
    assert named(axes) == ["Terns", "Gulls", "Auks", "None of these"]
    shares, places = line(axes, "share of those who answered")
    assert shares == made.data["share"].to_list() == [14 / 20, 9 / 20, 0, 16 / 20]
    assert places == [0, 1, 2, 3]
    assert spans(axes, "95% interval") == pairs(made.data, "low", "high")
    assert texts(axes)[0] == "14 of 20   70%"


def test_a_caption_on_several_answers_gives_n_and_r_and_the_question_that_decides(drawn):
    made = drawn(several_shares, BIRDS)
    assert (
        "Q04: n = 20 of 21 asked, r = 39 answers; 1 left it blank; 6 were not asked, which depends "
        "on Q01." in made.base
    )
    assert made.data["r"].to_list() == [39] * 4


def test_of_few_there_are_bars_of_counts_and_no_share_anywhere(drawn):
    guests = [{"grouping": "all", "group": "guests", "who": "guests"}]
    made = drawn(several_shares, BIRDS | {"answered_by": guests})
    (axes,) = made.figure.axes
    (bars,) = axes.containers
    assert [bar.get_width() for bar in bars] == made.data["count"].to_list() == [5, 1, 0, 3]
    assert made.data["share"].null_count() == 4
    everything = [text.get_text() for text in made.figure.findobj(Text)]
    assert not [text for text in [*everything, made.alt] if "%" in text]
    assert "there is no list of them" in made.base


# Sides


SIDES = {
    "last": ["none"],
    "sides": [
        WHO[0] | {"question": "q04_birds", "label": "Come"},
        WHO[0] | {"question": "q05_guests", "label": "Stay"},
    ],
}


def test_each_side_has_its_dots_in_the_order_of_the_first(drawn):
    made = drawn(paired_shares, SIDES)
    (axes,) = made.figure.axes
    assert named(axes) == ["Terns", "Gulls", "Auks", "None of these"]
    for name in ("Come", "Stay"):
        rows = made.data.filter(side=name)
        assert line(axes, name)[0] == rows["share"].to_list()
        assert spans(axes, f"{name}, interval") == pairs(rows, "low", "high")
    ends = [(14 / 20, 2 / 10), (9 / 20, 4 / 10), (0, 6 / 10), (16 / 20, 0)]
    assert spans(axes, "between") == [(min(pair), max(pair)) for pair in ends]
    counts = [text for text in texts(axes) if text.isdigit()]
    assert counts == [f"{count}" for count in made.data["count"]]
    assert {"Come\nn = 20", "Stay\nn = 10"} <= set(texts(axes))


def test_sides_are_told_apart_by_shape_too(drawn):
    made = drawn(paired_shares, SIDES)
    shapes = [found.get_marker() for found in made.figure.axes[0].lines]
    assert len(set(shapes)) == len(shapes) == 2
    assert len({look["marker"] for look in paired_shares.LOOKS}) == len(paired_shares.LOOKS)


def test_a_side_of_few_has_counts_but_no_dots(drawn):
    guests = {"grouping": "all", "group": "guests", "who": "guests"}
    sides = [*SIDES["sides"], guests | {"question": "q04_birds", "label": "Guests"}]
    made = drawn(paired_shares, SIDES | {"sides": sides})
    assert line(made.figure.axes[0], "Guests")[0] == []
    assert made.data.filter(side="Guests")["share"].null_count() == 4
    assert "Guests (Q04): too few for shares" in legend(made.figure)
    assert "Guests, n 8: Terns 1; Gulls 5; Auks 0; None of these 3." in made.alt


# Times


TIMES = {
    "answered_by": WHO,
    "questions": ["q06_oil", "q07_glass"],
    "days": {"one_day": 1, "ten_days": 10, "longer": None},
}


def test_steps_add_up_the_answers_from_the_shortest(drawn):
    made = drawn(cumulative_times, TIMES)
    (axes,) = made.figure.axes
    oil = made.data.filter(question="q06_oil")
    assert oil["within"].to_list() == [3, 12, 20]
    days, shares = line(axes, "Oil")
    assert (days, shares) == ([1, 10], [3 / 20, 12 / 20])
    seen = oil.filter(pl.col("days").is_not_null())
    assert seen["share"].to_list() == shares
    assert spans(axes, "Oil, interval") == pairs(seen, "low", "high")
    steps = axes.lines[0]
    assert [float(y) for y in steps.get_ydata()] == [0, *shares]


def test_who_did_not_know_or_was_not_asked_stands_apart_and_few_have_no_steps(drawn):
    made = drawn(cumulative_times, TIMES)
    assert legend(made.figure) == [
        "Oil (Q06): n = 20; did not know 2, does not apply 0, no answer 0, not asked 0",
        "Glass (Q07): n = 6; too few for shares; did not know 0, does not apply 3, no answer 0, "
        "not asked 0",
    ]
    assert not [found for found in made.figure.axes[0].lines if found.get_label() == "Glass"]
    assert made.data.filter(question="q07_glass")["share"].null_count() == 3
    assert "within days: 10, 12 of 20 (60%); longer 8 of 20." in made.alt


@pytest.mark.parametrize(
    "days",
    [{"one_day": 1, "ten_days": 10}, {"one_day": 10, "ten_days": 1, "longer": None}],
)
def test_times_that_are_missing_or_do_not_rise_are_refused(drawn, days):
    with pytest.raises(StudyProblem, match=r"days|rise"):
        drawn(cumulative_times, TIMES | {"days": days})


# Dots by region


def test_there_is_a_dot_for_each_that_is_listed(drawn):
    response = pl.DataFrame(
        [
            ("coast", "north", 20, 9, 6, 2),
            ("coast", "south", 3, 3, 3, 0),
            ("other", "x", 9, 9, 9, 9),
        ],
        schema=["by", "group", "listed", "replied", "complete", "partial"],
        orient="row",
    )
    blocks = [
        {"group": group, "column": 0, "row": 5 * number}
        for number, group in enumerate(["north", "south", "east"])
    ]
    made = drawn(region_dots, {"by": "coast", "blocks": blocks}, response=response)
    (axes,) = made.figure.axes
    for row in made.data.iter_rows(named=True):
        for kind in region_dots.KINDS:
            assert len(line(axes, f"{row['group']}, {kind}")[0]) == row[kind]
    assert made.data.select(*region_dots.KINDS).rows() == [
        (6, 2, 1, 11),
        (3, 0, 0, 0),
        (0, 0, 0, 0),
    ]
    places = [tuple(p) for found in axes.lines for p in found.get_xydata()]
    assert len(set(places)) == len(places) == 23
    assert legend(made.figure)[-1] == "no reply (11)"
    assert "North 9 of 20, of which 6 complete" in made.alt


# Colours


#: Machado, Oliveira and Fernandes 2009, severity 1.0, for linear RGB.
VISIONS = {
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
    "full": np.eye(3),
    "grey": [[0.2126, 0.7152, 0.0722]] * 3,
}
#: CIEDE2000 that any two parts of a bar keep: in colour, and where lightness alone is left.
APART, APART_IN_GREY = 15, 9
#: Contrast of figures in bars with what they stand on (WCAG 2.2, 1.4.3).
READABLE = 4.5


def lab_of(colour, vision):
    """CIELAB (D65) of a colour as it is seen."""
    c = np.asarray(to_rgb(colour))
    linear = np.where(c <= 0.04045, c / 12.92, ((c + 0.055) / 1.055) ** 2.4)
    seen = np.clip(np.asarray(VISIONS[vision]) @ linear, 0, 1)
    xyz = (
        np.array(
            [
                [0.4124564, 0.3575761, 0.1804375],
                [0.2126729, 0.7151522, 0.0721750],
                [0.0193339, 0.1191920, 0.9503041],
            ]
        )
        @ seen
        / [0.95047, 1, 1.08883]
    )
    f = np.where(xyz > 216 / 24389, np.cbrt(xyz), (24389 / 27 * xyz + 16) / 116)
    return 116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])


def ciede2000(one, other):
    """Sharma, Wu and Dalal 2005, with all weights 1."""
    (l1, a1, b1), (l2, a2, b2) = one, other
    mean = (np.hypot(a1, b1) + np.hypot(a2, b2)) / 2
    g = 0.5 * (1 - np.sqrt(mean**7 / (mean**7 + 25**7)))
    a1, a2 = a1 * (1 + g), a2 * (1 + g)
    c1, c2 = np.hypot(a1, b1), np.hypot(a2, b2)
    h1, h2 = np.degrees(np.arctan2(b1, a1)) % 360, np.degrees(np.arctan2(b2, a2)) % 360
    turn = 0 if c1 * c2 == 0 else (h2 - h1 + 180) % 360 - 180
    dl, dc = l2 - l1, c2 - c1
    dh = 2 * np.sqrt(c1 * c2) * np.sin(np.radians(turn / 2))
    lightness, c = (l1 + l2) / 2, (c1 + c2) / 2
    if c1 * c2 == 0:
        h = h1 + h2
    else:
        h = (h1 + h2) / 2 + (0 if abs(h1 - h2) <= 180 else 180 if h1 + h2 < 360 else -180)
    t = (
        1
        - 0.17 * np.cos(np.radians(h - 30))
        + 0.24 * np.cos(np.radians(2 * h))
        + 0.32 * np.cos(np.radians(3 * h + 6))
        - 0.20 * np.cos(np.radians(4 * h - 63))
    )
    sl = 1 + 0.015 * (lightness - 50) ** 2 / np.sqrt(20 + (lightness - 50) ** 2)
    sc, sh = 1 + 0.045 * c, 1 + 0.015 * c * t
    turning = 30 * np.exp(-(((h - 275) / 25) ** 2))
    r = -2 * np.sqrt(c**7 / (c**7 + 25**7)) * np.sin(np.radians(2 * turning))
    return np.sqrt((dl / sl) ** 2 + (dc / sc) ** 2 + (dh / sh) ** 2 + r * dc / sc * dh / sh)


def nearest(colours, vision):
    """CIEDE2000 of the two colours that are hardest to tell apart."""
    seen = [lab_of(colour, vision) for colour in colours]
    return min(ciede2000(one, other) for one, other in combinations(seen, 2))


@pytest.mark.parametrize(
    ("one", "other", "published"),
    [
        ((50, 2.6772, -79.7751), (50, 0, -82.7485), 2.0425),
        ((50, 2.5, 0), (61, -5, 29), 22.8977),
        ((50, 2.5, 0), (58, 24, 15), 19.4535),
        ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
        ((2.0776, 0.0795, -1.1350), (0.9033, -0.0636, -0.5514), 0.9082),
    ],
)
def test_the_distance_of_colours_is_the_published_one(one, other, published):
    assert ciede2000(one, other) == pytest.approx(published, abs=1e-4)


PALETTES = {
    (cool, warm): style.shades(cool + warm, warm)
    for cool in style.COOL
    for warm in style.WARM
    if cool + warm > 0
}


@pytest.mark.parametrize("vision", VISIONS)
@pytest.mark.parametrize("palette", PALETTES)
def test_any_two_parts_of_a_bar_are_told_apart_by_everybody(palette, vision):
    # Any two, not neighbours alone: where nobody chose an option, those around it touch.
    enough = APART_IN_GREY if vision == "grey" else APART
    assert nearest([*PALETTES[palette], style.UNSAID], vision) >= enough
    # White, which is hatched and edged besides, is not taken for an option either.
    assert nearest([*PALETTES[palette], "white"], vision) >= enough


@pytest.mark.parametrize(
    ("bad", "vision", "limit"),
    [
        (("#d73027", "#1a9850"), "deuteranopia", APART),  # a traffic light
        (("#fee08b", "#a6d96a"), "protanopia", APART),
        (("#56B4E9", "#66c2a5"), "tritanopia", APART),
        (style.HUES, "grey", APART_IN_GREY),  # apart in hue, not in lightness
        (("#1f77b4", "#d62728"), "grey", APART_IN_GREY),  # matplotlib's own
    ],
)
def test_bad_palettes_would_be_found(bad, vision, limit):
    assert nearest(bad, vision) < limit
    assert nearest(bad, "full") >= limit


def test_numbers_can_be_read_on_every_colour_that_they_stand_on():
    colours = {*(c for palette in PALETTES.values() for c in palette), style.UNSAID}
    for colour in colours:
        assert style.contrast(colour, style.written_on(colour)) >= READABLE, colour


def test_contrast_is_that_of_wcag():
    assert style.contrast("white", "black") == pytest.approx(21)
    assert style.contrast("#777777", "white") == pytest.approx(4.48, abs=0.01)


def test_more_options_than_colours_are_refused():
    assert len(style.shades(5)) == 5
    with pytest.raises(StudyProblem, match="more than colours can tell apart"):
        style.shades(6)


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


# What the plan declares


@pytest.fixture(scope="module")
def states():
    return Survey(REPOSITORY / "config" / "surveys" / "states2012", root=REPOSITORY)


def invented(survey, groups):
    """Estimates of every select question in every group: 3, 6, 9 ... chose an option."""
    form = survey.questionnaire
    rows = []
    for name, question in form.questions.items():
        if not question.type.startswith("select") or "." in question.choices:
            continue
        codes = [c for c in form.options_of(question).codes if c not in SAID_INSTEAD]
        counts = {code: 3 * (place % 7) for place, code in enumerate(codes)}
        for number, place in enumerate(groups):
            base = max(sum(counts.values()), 3)
            silent = {"dont_know": 1, "no_answer": 4, "not_asked": number}
            withheld = number % 5 == 4
            rows += answered(
                place, name, counts, base=base, listed=193, withheld=withheld, **silent
            )
    return pl.DataFrame(rows, infer_schema_length=None)


KINDS = {
    kind.__name__.rpartition(".")[2]: kind
    for kind in (answer_stacks, cumulative_times, group_shares, paired_shares, several_shares)
}


def test_every_exhibit_of_the_plan_can_be_drawn_and_nothing_is_cut_off(states, drawn):
    response = pl.read_csv(b"by,group,listed,replied,complete,partial\nregion,Africa,54,11,7,4\n")
    groups = [
        ("states", "total"),
        *(("respondents", name) for name in ("private", "academic", "intergovernmental")),
        *(("development", name) for name in ("low", "high", "very_high", "medium", "none")),
        *(("merged_region", name) for name in ("Africa", "Americas", "Europe")),
    ]
    estimates = invented(states, groups)
    declared = {
        name: entry for name, entry in states.plan["exhibits"].items() if entry["kind"] in KINDS
    }
    assert len(declared) >= 20
    for name, entry in declared.items():
        made = drawn(
            KINDS[entry["kind"]], entry, survey=states, estimates=estimates, response=response
        )
        style.title(made.figure, entry["title"], simulated=True)
        made.figure.draw_without_rendering()
        assert not beyond_the_edge(made.figure), name
        plt.close(made.figure)


def test_there_is_an_exhibit_for_every_area_of_the_memorandum(states):
    categories = {entry["category"] for entry in states.plan["exhibits"].values()}
    assert set(MEMORANDUM) <= categories
