"""What figures on how stable classes are show is what their numbers and their words say."""

from cyberstudy.cluster import recovery
from cyberstudy.declare.plan.verdict_rules import Rules
from cyberstudy.draw.exhibits import (
    type_stability,
)
from worlds.types import (
    LIGHTS,
    legend,
    line,
    named,
    near,
    points,
    spans,
    stability_of,
    texts,
    write,
)


def test_classes_have_their_jaccard_interval_and_chance(tmp_path, drawn):
    write(tmp_path, "lights", (30, 20, 10))
    made = drawn(type_stability, LIGHTS)
    axes = made.figure.axes[0]
    rows = made.data.filter(panel="classes")
    assert named(axes) == ["A (30)", "B (20)", "C (10)"]
    assert [x for x, _ in points(axes, "value")] == rows["value"].to_list()
    assert spans(axes, "ci") == near(rows.select("low", "high").iter_rows())
    assert [x for x, _ in points(axes, "chance")] == rows["chance"].to_list()
    assert texts(axes)[0] == "0.90  (0.60 to 1.00)"


def test_the_marks_are_those_of_hennig_and_of_the_plan(tmp_path, drawn):
    assert type_stability.DISSOLVED == recovery.DISSOLVED
    assert type_stability.RECOVERED == recovery.RECOVERED
    write(tmp_path, "lights", (30, 20, 10))
    made = drawn(type_stability, LIGHTS)
    upright = [
        line.get_xdata()[0] for line in made.figure.axes[0].lines if line.get_label() == "mark"
    ]
    assert upright == [0.5, Rules().minimum_stability, 0.75]
    assert legend(made.figure)[-3:] == ["dissolved (0.5)", "asked for (0.6)", "recovered (0.75)"]


def test_what_was_left_out_and_other_methods_have_panels_of_their_own(tmp_path, drawn):
    write(tmp_path, "lights", (30, 20, 10))
    made = drawn(type_stability, LIGHTS)
    _, checks, methods = made.figure.axes
    assert named(checks) == [
        "units that were not drawn",
        "without North (20)",
        "without South (3)",
        "without one unit, worst case",
        "without one unit, median",
        "rows shuffled, worst case",
    ]
    shown = made.data.filter(panel="checks")
    assert shown["value"].to_list() == [0.45, 0.8, -0.2, 0.5, 1.0, 0.95]
    both = sorted(points(checks, "value") + points(checks, "missed"), key=lambda point: point[1])
    assert [x for x, _ in both] == shown["value"].to_list()
    assert named(methods) == [
        "latent classes \u2013 MCA, Ward",
        "latent classes \u2013 Gower, medoids",
    ]
    pairs = made.data.filter(panel="methods")
    assert [x for x, _ in points(methods, "value")] == pairs["value"].to_list() == [0.7, 0.1]
    assert spans(methods, "ci") == near(pairs.select("low", "high").iter_rows())


def test_a_better_fit_that_was_missed_is_hollow_and_told(tmp_path, drawn):
    write(tmp_path, "lights", (30, 20, 10))
    made = drawn(type_stability, LIGHTS)
    checks = made.figure.axes[1]
    assert points(checks, "missed") == [(0.5, 3.0)]
    assert line(checks, "missed").get_markerfacecolor() == "white"
    assert "a better fit was missed" in legend(made.figure)
    assert "In 25% of the resamples a better fit was missed." in made.method


def test_agreement_below_chance_is_not_cut_off(tmp_path, drawn):
    write(tmp_path, "lights", (30, 20, 10))
    for axes in drawn(type_stability, LIGHTS).figure.axes:
        assert axes.get_xlim()[0] < -0.2


def test_a_clustering_without_checks_has_the_classes_alone(tmp_path, drawn):
    write(
        tmp_path,
        "lights",
        (30, 20, 10),
        stability=stability_of((30, 20, 10), chance=False),
        checks=None,
        agreement=None,
    )
    made = drawn(type_stability, LIGHTS)
    assert len(made.figure.axes) == 1
    assert set(made.data["panel"]) == {"classes"}
    assert "chance" not in legend(made.figure)
    assert "Rand" not in made.method + made.alt
