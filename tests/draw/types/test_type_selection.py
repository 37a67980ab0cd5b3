"""What figures on the number of classes show is what their numbers and their words say."""

import json

import polars as pl
import pytest
from cyberstudy.draw import style
from cyberstudy.draw.exhibits import (
    type_selection,
)
from matplotlib.patches import Rectangle
from worlds.types import (
    ENTRY,
    LIGHTS,
    SOUNDS,
    line,
    named,
    near,
    points,
    selection_of,
    spans,
    texts,
    write,
)


def test_criteria_are_drawn_as_differences_from_their_own_lowest(tmp_path, drawn):
    write(tmp_path, "lights", (30, 20, 10))
    made = drawn(type_selection, {"clusterings": [LIGHTS]})
    axes = made.figure.axes[0]
    table = selection_of(3, "one gradient")
    for criterion in ("aic", "bic", "icl"):
        rows = made.data.filter(panel="criteria", criterion=criterion)
        lowest = table[criterion].min()
        assert rows["difference"].to_list() == [
            value - lowest for value in table[criterion].drop_nulls()
        ]
        classes = rows.filter(pl.col("classes") > 0)
        shown = line(axes, criterion)
        assert list(shown.get_xdata()) == classes["classes"].to_list() == [1, 2, 3, 4, 5, 6]
        assert list(shown.get_ydata()) == classes["difference"].to_list()
        assert shown.get_markerfacecolor() == "white"
        best = rows.filter("lowest")
        assert best["difference"].to_list() == [0]
        (at,) = line(axes, f"{criterion} lowest").get_xdata()
        assert at == best["classes"].item() == (3 if criterion == "aic" else 1)
    alone = line(axes, "bic alone").get_ydata()
    assert list(alone) == made.data.filter(criterion="bic", classes=0)["difference"].to_list()
    assert len(line(axes, "icl alone").get_ydata()) == 0


def test_criteria_that_agree_are_seen_around_one_another(tmp_path, drawn):
    write(tmp_path, "lights", (60,), found="no structure")
    axes = drawn(type_selection, {"clusterings": [LIGHTS]}).figure.axes[0]
    sizes = [line(axes, f"{c} lowest").get_markersize() for c in ("bic", "icl", "aic")]
    assert {float(line(axes, f"{c} lowest").get_xdata()[0]) for c in ("bic", "icl", "aic")} == {1.0}
    assert sizes == sorted(sizes, reverse=True)
    assert len(set(sizes)) == 3


def test_tests_stand_in_their_order_with_p_interval_and_level(tmp_path, drawn):
    write(tmp_path, "lights", (30, 20, 10))
    made = drawn(type_selection, {"clusterings": [LIGHTS]})
    axes = made.figure.axes[1]
    rows = made.data.filter(panel="tests")
    assert named(axes) == [
        "1 vs 2",
        "2 vs 3",
        "3 vs 4",
        "gradient vs 3",
        "3 vs gradient",
        "two gradients vs 3",
    ]
    assert spans(axes, "ci") == near(rows.select("low", "high").iter_rows())
    assert [x for x, _ in points(axes, "level")] == rows["level"].to_list()
    for rejected in (True, False):
        own = rows.with_row_index("place").filter(pl.col("rejected") == rejected)
        assert points(axes, f"{rejected}") == list(own.select("p", "place").iter_rows())
    assert line(axes, "True").get_markerfacecolor() == "white"
    assert line(axes, "False").get_markerfacecolor() == style.HUES[0]
    assert texts(axes)[:2] == ["<0.001 of 199", "0.020 of 198"]


@pytest.mark.parametrize(
    ("found", "sizes", "rival", "title"),
    [
        ("types", (30, 20, 10), "one gradient", "Lights: 3 types"),
        ("gradient", (40, 20), "one gradient", "Lights: one gradient"),
        ("gradient", (40, 20), "one overdispersed profile", "Lights: one overdispersed profile"),
        ("no structure", (60,), "one gradient", "Lights: no structure"),
        ("none fits", (40, 20), "one gradient", "Lights: none of these fits"),
    ],
)
def test_the_verdict_stands_above_and_where_the_tests_stop_is_shaded(
    tmp_path, drawn, found, sizes, rival, title
):
    write(tmp_path, "lights", sizes, found=found, rival=rival)
    made = drawn(type_selection, {"clusterings": [LIGHTS]})
    axes = made.figure.axes[0]
    assert axes.get_title(loc="left") == title
    (band,) = [patch for patch in axes.patches if isinstance(patch, Rectangle)]
    assert band.get_x() + band.get_width() / 2 == pytest.approx(len(sizes))
    assert made.alt.endswith(f"Verdict: {title.partition(': ')[2]}.")


def test_captions_explain_a_verdict_that_fits_nothing_and_say_where_rules_were_not_tried(
    tmp_path, drawn
):
    untried = {"caution": "not calibrated", "text": "Provisional."}
    write(tmp_path, "lights", (40, 20), found="none fits")
    told = json.loads((tmp_path / "lights" / "verdict.json").read_text())
    (tmp_path / "lights" / "verdict.json").write_text(json.dumps(told | {"cautions": [untried]}))
    write(tmp_path, "sounds", (40, 20), found="gradient")
    alone = drawn(type_selection, {"clusterings": [SOUNDS]}).method
    assert "Provisional" not in alone
    assert "None of these fits" not in alone
    both = drawn(type_selection, ENTRY).method
    assert both.count("Provisional: how often these rules err was measured on data of other") == 1
    assert "None of these fits: classes and their rival are each rejected" in both


def test_words_on_selection_hold_every_p_value(tmp_path, drawn):
    write(tmp_path, "lights", (40, 20), found="gradient")
    write(tmp_path, "sounds", (30, 20, 10))
    made = drawn(type_selection, ENTRY)
    assert made.alt.startswith(
        "Lights: BIC is lowest for 1 class, ICL is lowest for 1 class, AIC is lowest for 2 "
        "classes. Tests: 1 class against 2 classes, p < 0.001, rejected; 2 classes against 3 "
        "classes, p = 0.020, rejected; one gradient against 2 classes, p = 0.300, not rejected;"
    )
    assert made.question == (
        "Lights: Classes are made of the answers to 3 questions: The lamp; The horn; The door. "
        "Sounds: Classes are made of the answers to 2 questions: The horn; The lens."
    )
    assert made.base == "Lights: 60 lighthouses. Sounds: 60 lighthouses."
    assert set(made.data["clustering"]) == {"lights", "sounds"}
