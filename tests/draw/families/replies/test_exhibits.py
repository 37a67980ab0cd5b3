"""What the figures on data quality show is what their numbers and their words say."""

from types import SimpleNamespace

import matplotlib.pyplot as plt
import polars as pl
import pytest
from worlds.entries import entry_of

from cyberstudy.draw.families.replies.figure import response_bars
from cyberstudy.draw.style import use_house_style
from cyberstudy.wording.view import View


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
        coasts.containers, ["listed", "complete", "partial", "hardly", "either"], strict=True
    ):
        assert bars(container) == rows[column].to_list()
    starts = [bar.get_x() for bar in coasts.containers[3]]
    assert starts == (rows["complete"] + rows["partial"]).to_list()
    assert texts(coasts) == ["12 of 12   100%", "0 of 0", "8 of 20   40%", "3 of 4"]


def test_where_it_is_withheld_how_completely_units_replied_one_bar_has_them_all(drawn):
    by = pl.col("by") == "coast"
    part = ("complete", "partial", "rr1")
    withheld = RESPONSE.with_columns(pl.when(~by).then(pl.col(name)).alias(name) for name in part)
    made = drawn(response_bars, REPLIES, response=withheld)
    rows = made.data.filter(panel="Coasts")
    assert rows["complete"].sum() == rows["partial"].sum() == 0
    assert (rows["either"] + rows["hardly"]).to_list() == rows["replied"].to_list()
    assert texts(made.figure.axes[1])[0] == "12 of 12   100%"
    assert "complete or partial" in [text.get_text() for text in made.figure.legends[0].texts]


def test_groups_keep_their_order_and_the_absent_their_place(drawn):
    made = drawn(response_bars, REPLIES, response=RESPONSE)
    all_, coasts = made.figure.axes
    assert named(coasts) == ["Wild west", "South", "North", "East"]
    assert named(all_) == ["Keeper", "Guest"]
    assert made.data.filter(group="south").select("listed", "replied").row(0) == (0, 0)


def test_without_a_list_there_is_no_rate_and_of_few_none_either(drawn):
    made = drawn(response_bars, REPLIES, response=RESPONSE)
    assert texts(made.figure.axes[0]) == ["23 of 36   64%", "4 replied (no list, so no rate)"]
    assert "23 of 36 (64%)" in made.alt
    assert made.data.filter(pl.col("rr2").is_null())["group"].to_list() == [
        "guest",
        "south",
        "east",
    ]
    assert (
        made.base
        == "36 were listed; 24 of them replied. 5 respondents who are on no list also replied."
    )


def test_words_name_the_highest_and_lowest_rate_among_those_that_have_one(drawn):
    alt = drawn(response_bars, REPLIES, response=RESPONSE).alt
    assert "highest for “Wild west” (100%) and lowest for “North” (40%)" in alt
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
