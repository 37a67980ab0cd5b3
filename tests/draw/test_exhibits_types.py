"""What the figures on types show is what their numbers and their words say, for every verdict."""

import importlib.util
import json
from types import SimpleNamespace

import matplotlib.pyplot as plt
import numpy as np
import polars as pl
import pytest
from cyberstudy.cluster import recovery
from cyberstudy.cluster.multiverse import findings
from cyberstudy.declare.plan import multiverse as choices
from cyberstudy.declare.plan.verdict_rules import VERDICTS, Rules
from cyberstudy.declare.questionnaire import Options, Question, Questionnaire
from cyberstudy.declare.survey import Survey
from cyberstudy.draw import style, typology
from cyberstudy.draw.exhibits import (
    co_assignment,
    specification_curve,
    type_associations,
    type_profiles,
    type_selection,
    type_stability,
    verdict_calibration,
)
from cyberstudy.tables import typologies
from cyberstudy.tables.problems import StudyProblem
from cyberstudy.wording.view import View
from matplotlib.collections import LineCollection
from matplotlib.colors import to_hex
from matplotlib.patches import Rectangle
from matplotlib.text import Text
from test_exhibits_states import APART, APART_IN_GREY, VISIONS, nearest
from test_multiverse import CHOICES, IMPOSSIBLE, RUN, analyses
from twin.worlds import STRANGE, WORLDS
from worlds import REPOSITORY

KINDS = {
    kind.__name__.rpartition(".")[2]: kind
    for kind in (
        co_assignment,
        specification_curve,
        type_associations,
        type_profiles,
        type_selection,
        type_stability,
        verdict_calibration,
    )
}
CATEGORY = "Are there types"
FOUR = ("new", "old", "both", "none")


@pytest.fixture(autouse=True)
def house_style():
    style.use_house_style()
    yield
    plt.close("all")


# An invented survey


SURVEY = SimpleNamespace(
    questionnaire=Questionnaire(
        questions={
            name: Question(
                name, "select_one", "four", "all", None, None, None, None, {"en": name}, order
            )
            for order, name in enumerate(("lamp", "horn", "door", "lens"))
        },
        choices={
            "four": Options(list(FOUR), {"en": {option: option.title() for option in FOUR}}, None)
        },
        repeats={},
        title="",
    ),
    codebook=pl.DataFrame(
        {
            "question": ["lamp", "horn", "door", "lens"],
            "short_label": ["The lamp", "The horn", "The door", "The lens"],
            "sensitivity": ["public"] * 4,
        }
    ),
    settings={"respondents": "keepers"},
    plan={
        "types": {"confidence": 0.95, "alpha": 0.05},
        "clusterings": {
            "lights": {"method": "latent_classes", "items": {"main": ["lamp", "horn", "door"]}},
            "sounds": {"method": "latent_classes", "items": {"main": ["horn", "lens"]}},
        },
    },
)
LIGHTS = {"clustering": "lights", "title": "Lights", "who": "lighthouses"}
SOUNDS = {"clustering": "sounds", "title": "Sounds", "who": "lighthouses"}


def verdict_of(found, contender, sizes, *, rival="one gradient", **more):
    """What `types.verdict` would hold, as far as figures look at it."""
    return {
        "verdict": found,
        "classes": contender if found == "types" else None,
        "contender": contender,
        "units": sum(sizes),
        "sizes": list(sizes),
        "rival": rival,
        "items": 3,
        "data": "digest",
        "rules": {"minimum_stability": Rules().minimum_stability},
        **more,
    }


def letters(k):
    return "ABCDEFGH"[:k]


def selection_of(k, rival, most=6):
    """Criteria that disagree: BIC and ICL are lowest at one class, AIC at `k`."""
    rows = [
        {
            "model": "classes" if classes else rival,
            "classes": classes,
            "units": 60,
            "parameters": 3 * classes + 2,
            "log_likelihood": -200.0 - 3 * classes,
            "aic": 400.0 + 7 * abs(classes - k) + (1 if classes else 30),
            "bic": 420.0 + 11 * classes + (0 if classes else 40),
            "icl": 421.0 + 13 * classes if classes else None,
            "best_share": 0.5,
            "chosen": classes == k,
        }
        for classes in range(most + 1)
    ]
    return typologies.TypeSelection.validate(pl.DataFrame(rows), cast=True)


def rival_tests_of(k):
    pairs = [(n, n + 1) for n in range(1, k + 1)] + [(0, k), (k, 0)]
    rows = [
        {
            "null": null,
            "alternative": alternative,
            "statistic": 20.0,
            "level": 0.025 if (null, alternative) == (1, 2) else 0.05,
            "p": (0.0004, 0.02, 0.3)[place % 3],
            "low": (0.0, 0.01, 0.2)[place % 3],
            "high": (0.03, 0.06, 0.4)[place % 3],
            "exceedances": place,
            "replicates": 199 - place,
            "stopped": "clearly rare",
            "rejected": place % 3 != 2,
        }
        for place, (null, alternative) in enumerate(pairs)
    ]
    return typologies.RivalTests.validate(pl.DataFrame(rows), cast=True)


def profiles_of(options, sizes, hidden=()):
    """Each class has a likeliest option of its own; intervals lie around it."""
    rows = []
    for number, (name, size) in enumerate(zip(letters(len(sizes)), sizes, strict=True)):
        for item, (question, own) in enumerate(options.items()):
            likely = (number + item) % len(own)
            for place, option in enumerate(own):
                share = 0.7 if place == likely else 0.3 / (len(own) - 1)
                seen = name not in hidden
                rows.append(
                    {
                        "type": name,
                        "item": question,
                        "option": option,
                        "probability": share if seen else None,
                        "low": share - 0.1 * share if seen else None,
                        "high": share + 0.05 if seen else None,
                        "base": size,
                        "reason": "" if seen else "withheld: base under 5",
                    }
                )
    return typologies.TypeProfiles.validate(pl.DataFrame(rows, infer_schema_length=None), cast=True)


def stability_of(sizes, *, chance=True, hidden=()):
    rows = [
        {
            "type": name,
            "replicates": 200,
            "jaccard": None if name in hidden else 0.9 - 0.1 * place,
            "low": None if name in hidden else 0.6 - 0.1 * place,
            "high": None if name in hidden else 1.0 - 0.02 * place,
            "standard_error": 0.01,
            "chance": 0.3 + 0.01 * place if chance else None,
            "stable": 0.9,
            "recovered": 0.8,
            "dissolved": 0.1,
            "out_of_bag": 0.45 if chance else None,
            "missed": 0.25 if chance else None,
            "base": size,
            "reason": "withheld: base under 5" if name in hidden else "",
        }
        for place, (name, size) in enumerate(zip(letters(len(sizes)), sizes, strict=True))
    ]
    return typologies.TypeStability.validate(
        pl.DataFrame(rows, infer_schema_length=None), cast=True
    )


CHECKS = typologies.TypeChecks.validate(
    pl.DataFrame(
        [
            ("group left out", "north", 20, 0.8, False),
            ("group left out", "south", 3, -0.2, False),
            ("one unit left out", "the unit that moves most", 1, 0.5, True),
            ("one unit left out", "median of all units", 1, 1.0, False),
            ("rows shuffled", "least of all orders", 60, 0.95, False),
        ],
        schema=["check", "what", "left_out", "agreement", "missed"],
        orient="row",
    ),
    cast=True,
)
AGREEMENT = typologies.MethodAgreement.validate(
    pl.DataFrame(
        [
            ("latent_classes", "mca_ward", 60, 0.7, 0.5, 0.9),
            ("latent_classes", "gower_medoids", 60, 0.1, -0.1, 0.3),
        ],
        schema=["method", "other", "units", "adjusted_rand", "low", "high"],
        orient="row",
    ),
    cast=True,
)


def together_of(sizes):
    kinds = np.repeat(list(letters(len(sizes))), sizes)
    share = np.random.default_rng(3).random((len(kinds), len(kinds))).round(3)
    share = np.where(kinds[:, None] == kinds, 0.5 + share / 2, share / 2)
    share = np.maximum(share, share.T)
    row, column = (index.ravel() for index in np.indices(share.shape))
    table = pl.DataFrame(
        {
            "row": row,
            "column": column,
            "type": kinds[row],
            "other_type": kinds[column],
            "together": share.ravel(),
        }
    )
    # Two units that no resample drew together are in the table without a share.
    never = (pl.col("row") == 0) & (pl.col("column") == 5)
    return typologies.CoAssignment.validate(
        table.with_columns(pl.when(~never).then("together").alias("together")), cast=True
    )


def associations_of(variables):
    rows = [
        {
            "variable": name,
            "compared": "shares",
            "base": 60,
            "explained": explained,
            "p": p,
            "p_adjusted": p,
            "decision": "no test" if p is None else "differs" if p < 0.05 else "not told apart",
            "reason": "all values are alike" if p is None else "",
            "kind": "artefact" if name in type_associations.ARTEFACTS else "external",
        }
        for name, (explained, p) in variables.items()
    ]
    return typologies.Associations.validate(pl.DataFrame(rows, infer_schema_length=None), cast=True)


ASSOCIATED = {
    "language": (None, None),
    "answered_share": (0.1, 0.03),
    "region": (0.4, 0.0001),
    "coast": (0.0, 0.8),
}


def write(folder, name, sizes, *, found="types", rival="one gradient", options=None, **other):
    """Write the tables of one clustering; `other` replaces some or, with None, leaves them out."""
    k = len(sizes)
    options = options or {"lamp": FOUR, "horn": FOUR[:3], "door": FOUR}
    tables = {
        "selection": selection_of(k, rival),
        "tests": rival_tests_of(k),
        "profiles": profiles_of(options, sizes),
        "stability": stability_of(sizes),
        "checks": CHECKS,
        "agreement": AGREEMENT,
        "together": together_of(sizes),
        "associations": associations_of(ASSOCIATED),
        **other,
    }
    target = folder / name
    target.mkdir(exist_ok=True)
    for table, rows in tables.items():
        if rows is not None:
            rows.write_csv(target / f"{table}.csv")
    (target / "verdict.json").write_text(json.dumps(verdict_of(found, k, sizes, rival=rival)))


@pytest.fixture
def drawn(tmp_path):
    """Draw one kind from the tables that were written."""

    def draw(kind, entry, survey=SURVEY, index=None):
        return kind.draw(View(tmp_path, survey, {"title": "Title", **entry}, index or {}))

    return draw


# Reading figures back


def texts(axes):
    return [text.get_text() for text in axes.texts]


def everything(figure):
    return " ".join(text.get_text() for text in figure.findobj(Text))


def named(axes):
    return [label.get_text() for label in axes.get_yticklabels()]


def legend(figure):
    return [text.get_text() for text in figure.legends[0].get_texts()]


def points(axes, label):
    """Points of all lines of one kind, from above."""
    found = [line for line in axes.lines if line.get_label() == label]
    return sorted(
        (tuple(map(float, point)) for line in found for point in line.get_xydata()),
        key=lambda point: point[1],
    )


def line(axes, label):
    (found,) = [line for line in axes.lines if line.get_label() == label]
    return found


def spans(axes, label):
    """Ends of the horizontal lines of one kind, from above."""
    (found,) = [
        c for c in axes.collections if isinstance(c, LineCollection) and c.get_label() == label
    ]
    ends = sorted((s.T for s in found.get_segments()), key=lambda s: s[1][0])
    return [tuple(map(float, x)) for x, _ in ends]


def near(pairs):
    return [pytest.approx(pair) for pair in pairs]


# How many classes


ENTRY = {"clusterings": [LIGHTS, SOUNDS]}


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
    assert named(axes) == ["1 vs 2", "2 vs 3", "3 vs 4", "gradient vs 3", "3 vs gradient"]
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


# Profiles


def columns_of(figure):
    """Panels by their title, which is the answer."""
    return {axes.get_title(loc="center"): axes for axes in figure.axes}


def test_each_answer_has_a_panel_and_each_class_a_mark_with_its_interval(tmp_path, drawn):
    write(tmp_path, "lights", (30, 20, 10))
    made = drawn(type_profiles, LIGHTS)
    panels = columns_of(made.figure)
    assert list(panels) == ["New", "Old", "Both", "None"]
    assert named(panels["New"]) == ["The lamp", "The horn", "The door"]
    for answer, axes in panels.items():
        for name in "ABC":
            rows = made.data.filter(answer=answer, type=name)
            assert [x for x, _ in points(axes, name)] == rows["probability"].to_list()
            assert spans(axes, f"{name} ci") == near(rows.select("low", "high").iter_rows())
    # "None" is no answer to the horn in any class, so its row is empty there.
    assert {round(y) for _, y in points(panels["None"], "A")} == {0, 2}
    assert made.data.height == 3 * (4 + 3 + 4)


def test_classes_lie_below_one_another_in_every_row_and_are_told_by_shape(tmp_path, drawn):
    write(tmp_path, "lights", (30, 20, 10))
    axes = drawn(type_profiles, LIGHTS).figure.axes[0]
    heights = [[y for _, y in points(axes, name)] for name in "ABC"]
    for row, places in enumerate(zip(*heights, strict=True)):
        assert list(places) == sorted(places)
        assert all(row - 0.5 < place < row + 0.5 for place in places)
    shapes = [line(axes, name).get_marker() for name in "ABC"]
    assert len(set(shapes)) == 3


def test_of_two_answers_one_is_shown_and_it_is_not_no(tmp_path, drawn):
    two = {"lamp": ("no", "new"), "horn": ("old", "both")}
    write(tmp_path, "lights", (30, 20), options=two)
    made = drawn(type_profiles, LIGHTS)
    (axes,) = made.figure.axes
    assert named(axes) == ["The lamp: New", "The horn: Old"]
    for name in "AB":
        own = made.data.filter(pl.col("option").is_in(["new", "old"]), type=name)
        assert [x for x, _ in points(axes, name)] == own["probability"].to_list()
    assert "The lamp: New 30%" in made.alt
    assert "No" not in made.alt


def test_what_the_plan_put_together_has_its_own_name_and_the_plan_may_shorten_others(
    tmp_path, drawn
):
    write(tmp_path, "lights", (30, 20), options={"lamp": ("no", "in_order"), "horn": FOUR[:2]})
    made = drawn(type_profiles, {**LIGHTS, "labels": {"new": "Brand new"}})
    assert named(made.figure.axes[0]) == ["The lamp: In order", "The horn: Brand new"]


def test_the_likeliest_answers_of_each_class_are_in_the_words(tmp_path, drawn):
    write(tmp_path, "lights", (30, 20))
    made = drawn(type_profiles, LIGHTS)
    assert "Verdict: 2 types." in made.alt
    assert (
        "Class A, 30 units: The lamp: New 70%; The horn: Old 70%; The door: Both 70%." in made.alt
    )
    assert made.base == "50 lighthouses by their likeliest class: A 30, B 20."


def test_classes_that_are_no_types_are_called_so_in_the_figure(tmp_path, drawn):
    write(tmp_path, "lights", (40, 20), found="gradient")
    note = "Verdict: one gradient; the classes shown are no types"
    for kind in (type_profiles, type_stability):
        made = drawn(kind, LIGHTS)
        assert made.figure.legends[0].get_title().get_text() == note
        assert note in made.alt


def test_a_withheld_class_has_its_place_in_the_legend_and_no_mark(tmp_path, drawn):
    options = {"lamp": FOUR, "horn": FOUR, "door": FOUR}
    write(
        tmp_path,
        "lights",
        (56, 4),
        profiles=profiles_of(options, (56, 4), hidden="B"),
        stability=stability_of((56, 4), hidden="B"),
    )
    made = drawn(type_profiles, LIGHTS)
    assert legend(made.figure)[:2] == ["A (56 units)", "B (withheld: base under 5)"]
    assert all(points(axes, "B") == [] for axes in made.figure.axes)
    assert "Class B, 4 units: withheld: base under 5." in made.alt
    stable = drawn(type_stability, LIGHTS)
    assert len(points(stable.figure.axes[0], "value")) == 1
    assert texts(stable.figure.axes[0])[1] == "withheld: base under 5"


def test_more_classes_than_marks_are_refused():
    shapes = [look["marker"] for look in typology.LOOKS]
    assert len(set(shapes)) == len(shapes) == 8
    with pytest.raises(StudyProblem, match="more than marks can tell apart"):
        typology.look(8)


def test_many_items_and_classes_still_fit_a_page(tmp_path, drawn):
    options = {f"lamp{number:02}": FOUR for number in range(20)}
    survey = SimpleNamespace(
        **vars(SURVEY)
        | {
            "codebook": pl.DataFrame({"question": list(options), "short_label": list(options)}),
            "questionnaire": Questionnaire(
                questions={
                    name: SURVEY.questionnaire.questions["lamp"].__class__(
                        name, "select_one", "four", "all", None, None, None, None, {"en": name}, 0
                    )
                    for name in options
                },
                choices=SURVEY.questionnaire.choices,
                repeats={},
                title="",
            ),
            "plan": SURVEY.plan | {"clusterings": {"lights": {"items": {"main": list(options)}}}},
        }
    )
    write(tmp_path, "lights", (20, 10, 9, 8, 7, 6), options=options)
    made = drawn(type_profiles, LIGHTS, survey=survey)
    assert made.figure.get_figheight() < 9.2
    assert len(legend(made.figure)) == 7


@pytest.mark.parametrize("kind", [type_profiles, type_stability, co_assignment, type_associations])
def test_with_one_class_the_figure_says_why_there_is_nothing_to_see(tmp_path, drawn, kind):
    write(tmp_path, "lights", (60,), found="no structure")
    made = drawn(kind, {**LIGHTS, "clusterings": [LIGHTS]})
    (axes,) = made.figure.axes
    (said,) = texts(axes)
    assert said.replace("\n", " ") == made.alt
    assert made.alt.startswith("Verdict: no structure. The tests stop at one class: ")
    assert made.data.row(0) == ("lights", "no structure", 1, 60)
    assert made.base == "60 lighthouses, all in one class."


# Stability


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


# Together


def test_the_matrix_is_the_table_with_lines_between_the_classes(tmp_path, drawn):
    write(tmp_path, "lights", (30, 20, 10))
    made = drawn(co_assignment, {"clusterings": [LIGHTS]})
    axes = made.figure.axes[0]
    (image,) = axes.images
    table = together_of((30, 20, 10))
    shown = image.get_array().filled(np.nan)
    expected = table["together"].to_numpy().reshape(60, 60)
    np.testing.assert_array_equal(shown, expected)
    assert np.isnan(shown).sum() == 1
    assert image.get_clim() == (0, 1)
    upright = [float(line.get_xdata()[0]) for line in axes.lines if len(set(line.get_xdata())) == 1]
    assert upright == [29.5, 49.5]
    assert named(axes) == ["A", "B", "C"]
    assert made.data.drop("clustering").equals(table.cast({"row": pl.Int64, "column": pl.Int64}))


def test_no_unit_is_named_in_a_matrix(tmp_path, drawn):
    write(tmp_path, "lights", (30, 20, 10))
    write(tmp_path, "sounds", (40, 20), found="gradient")
    made = drawn(co_assignment, ENTRY)
    words = {word for axes in made.figure.axes[:2] for word in named(axes)}
    assert words == {"A", "B", "C"}
    assert set(made.data.columns) == {
        *("clustering", "row", "column", "type", "other_type", "together")
    }


def test_words_on_a_matrix_hold_its_means(tmp_path, drawn):
    write(tmp_path, "lights", (30, 20, 10))
    made = drawn(co_assignment, {"clusterings": [LIGHTS]})
    table = together_of((30, 20, 10)).filter(pl.col("row") < pl.col("column"))
    inside = table.filter(type="B", other_type="B")["together"].mean()
    apart = table.filter(pl.col("type") != pl.col("other_type"))["together"].mean()
    assert f"in B {inside:.0%}" in made.alt
    assert f"of two classes {apart:.0%}" in made.alt


def test_a_clustering_of_one_class_is_left_out_beside_another_and_said_to_be(tmp_path, drawn):
    write(tmp_path, "lights", (60,), found="no structure")
    write(tmp_path, "sounds", (40, 20), found="gradient")
    for kind in (co_assignment, type_associations):
        made = drawn(kind, ENTRY)
        assert "Not shown, since the tests stop at one class: Lights." in made.base
        assert set(made.data["clustering"]) == {"sounds"}


# What classes go with


def bars(axes):
    return {
        round(bar.get_y() + bar.get_height() / 2): bar
        for bar in axes.patches
        if isinstance(bar, Rectangle)
    }


def test_bars_are_what_classes_account_for_with_p_behind_them(tmp_path, drawn):
    write(tmp_path, "lights", (30, 20, 10))
    made = drawn(type_associations, {"clusterings": [LIGHTS], "labels": {"coast": "the coast"}})
    (axes,) = made.figure.axes
    # How units answered comes first, whatever the table's order.
    assert named(axes) == ["language", "questions answered", "Region", "the coast"]
    assert texts(axes) == ["all values are alike", "p = 0.030", "p < 0.001", "p = 0.800"]
    assert {place: bar.get_width() for place, bar in bars(axes).items()} == {1: 0.1, 2: 0.4, 3: 0}
    weights = [text.get_fontweight() for text in axes.texts]
    assert weights == ["normal", "bold", "bold", "normal"]
    assert made.data["explained"].to_list() == [None, 0.1, 0.4, 0.0]
    assert "Region 40%, adjusted p < 0.001, differs" in made.alt
    assert "language all values are alike, no test" in made.alt


def test_artefacts_are_told_from_external_variables_without_colour(tmp_path, drawn):
    write(tmp_path, "lights", (30, 20, 10))
    (axes,) = drawn(type_associations, {"clusterings": [LIGHTS]}).figure.axes
    hatched = {place: bool(bar.get_hatch()) for place, bar in bars(axes).items()}
    assert hatched == {1: True, 2: False, 3: False}


def test_a_variable_that_one_clustering_lacks_has_no_bar_there(tmp_path, drawn):
    write(tmp_path, "lights", (30, 20, 10))
    few = {"answered_share": (0.1, 0.03), "wind": (0.2, 0.01)}
    write(tmp_path, "sounds", (40, 20), associations=associations_of(few))
    made = drawn(type_associations, ENTRY)
    first, second = made.figure.axes
    assert named(first) == ["language", "questions answered", "Region", "Coast", "Wind"]
    assert set(bars(second)) == {1, 4}
    assert [text for text in texts(second) if text] == ["p = 0.030", "p = 0.010"]


def test_artefacts_have_the_names_that_the_library_gives_them():
    from cyberstudy.cluster.attributes import ARTEFACTS

    assert tuple(type_associations.ARTEFACTS) == ARTEFACTS
    assert set(type_associations.DECISIONS) == {"differs", "not told apart", "no test"}


# Multiverse


@pytest.fixture(scope="module")
def universe():
    return choices.multiverse_of(CHOICES, IMPOSSIBLE)


@pytest.fixture(scope="module")
def found_by_all(universe):
    """A small multiverse that was really run, with verdicts of all kinds and one too small."""
    combinations = universe.combinations

    def judged(evidence, codes, clustering, seed):
        if codes.shape[1] == 8:
            return "types"
        return "gradient" if len(codes) > 55 else "no structure"

    table = findings.run_chunk(combinations, analyses(verdict=judged), main=combinations[0], **RUN)
    few = (pl.col("items") == "wide") & (pl.col("conflicts") == "out")
    few &= pl.col("missing") == "complete_cases"
    kept = ("number", "name", "items", "conflicts", "reconciliation", "missing", "method", "k_rule")
    return table.with_columns(
        *(
            pl.when(~few).then(name).alias(name)
            for name in table.columns
            if name not in (*kept, "main", "outcome", "units", "datasets")
        ),
        outcome=pl.when(few).then(pl.lit(findings.TOO_FEW)).otherwise("outcome"),
    )


@pytest.fixture
def frozen(tmp_path, found_by_all, universe):
    write(tmp_path, "lights", (30, 20, 10))
    found_by_all.write_csv(tmp_path / "lights" / "multiverse.csv")
    record = {"data": "digest", "seed": 5, "impossible": dict(universe.impossible)}
    (tmp_path / "lights" / "multiverse.json").write_text(json.dumps(record))
    return found_by_all


def test_every_combination_has_its_column_with_agreement_and_classes(frozen, drawn):
    made = drawn(specification_curve, LIGHTS)
    curve, numbers, _ = made.figure.axes
    assert made.data["number"].sort().to_list() == frozen["number"].to_list()
    assert made.data["place"].to_list() == list(range(frozen.height))
    for verdict in specification_curve.VERDICTS:
        rows = made.data.filter(verdict=verdict)
        assert rows.height > 0
        agreeing = rows.drop_nulls("agreement")
        shown = [tuple(map(float, point)) for point in line(curve, verdict).get_xydata()]
        assert shown == list(agreeing.select(pl.col("place").cast(float), "agreement").iter_rows())
        shown = [tuple(map(int, point)) for point in line(numbers, verdict).get_xydata()]
        assert shown == list(rows.select("place", "k").iter_rows())
    styles = [line(curve, verdict) for verdict in specification_curve.VERDICTS]
    assert len({found.get_marker() for found in styles}) == 3


def test_columns_are_ordered_by_verdict_classes_and_agreement(frozen, drawn):
    rows = drawn(specification_curve, LIGHTS).data
    order = {name: place for place, name in enumerate([*specification_curve.VERDICTS, None])}
    keys = [
        (order[verdict], -(k or 0), -(agreement if agreement is not None else -9))
        for verdict, k, agreement in rows.select("verdict", "k", "agreement").iter_rows()
    ]
    assert keys == sorted(keys)


def test_strokes_say_what_was_chosen_where_there_was_a_choice(frozen, drawn):
    made = drawn(specification_curve, {**LIGHTS, "labels": {"three": "always three"}})
    matrix = made.figure.axes[2]
    assert named(matrix) == [
        *("Items: Core", "Wide"),
        *("Units in conflict: kept", "left out"),
        *("Missing answers: left missing", "complete cases"),
        *("Method: latent classes", "MCA, Ward"),
        *("Number of classes: BIC", "always three"),
    ]
    strokes = [c for c in matrix.collections if c.get_label() == "chosen"]
    places = {}
    for collection in strokes:
        for segment in collection.get_segments():
            row = round(float(segment[:, 1].mean()))
            places.setdefault(row, []).append(int(segment[0, 0]))
    chosen = [
        (dimension, value)
        for dimension in specification_curve.CHOICES
        for value in CHOICES[dimension]
        if len(CHOICES[dimension]) > 1
    ]
    for row, (dimension, value) in enumerate(chosen):
        own = made.data.filter(pl.col(dimension) == value)
        assert sorted(places[row]) == own["place"].to_list()


def test_beside_each_choice_stands_how_often_it_comes_to_the_same_verdict(frozen, drawn):
    made = drawn(specification_curve, LIGHTS)
    sums = findings.by_choice(frozen).filter(
        pl.col("dimension") != "all", pl.col("dimension") != "reconciliation"
    )
    assert texts(made.figure.axes[2]) == [f"{share:.0%}" for share in sums["same_verdict"]]


def test_the_main_analysis_is_marked_in_every_panel(frozen, drawn):
    made = drawn(specification_curve, LIGHTS)
    place = made.data.filter("main")["place"].item()
    for axes in made.figure.axes:
        assert line(axes, "main").get_xdata()[0] == place


def test_words_on_a_multiverse_count_all_of_it(frozen, drawn):
    made = drawn(specification_curve, LIGHTS)
    counts = dict(frozen["verdict"].value_counts().iter_rows())
    assert legend(made.figure)[-1] == f"too few units, not run ({counts[None]})"
    assert f"types {counts['types']}, one gradient {counts['gradient']}" in made.alt
    assert "8 cannot be: no likelihood." in made.base
    assert "Verdicts hang on the answers alone" in made.base
    main = frozen.filter("main")
    assert f"The main analysis: types, {main['k'].item()} classes." in made.alt
    others = frozen.filter(~pl.col("main"))["agreement"].drop_nulls()
    assert f"median {others.median():.2f}, lowest {others.min():.2f}" in made.alt


@pytest.mark.parametrize("spoilt", ["no table", "no record", "other answers"])
def test_a_multiverse_of_other_answers_is_not_shown(frozen, tmp_path, drawn, spoilt):
    folder = tmp_path / "lights"
    if spoilt == "other answers":
        record = {"data": "another digest", "seed": 5, "impossible": {}}
        (folder / "multiverse.json").write_text(json.dumps(record))
    else:
        (folder / {"no table": "multiverse.csv", "no record": "multiverse.json"}[spoilt]).unlink()
    made = drawn(specification_curve, LIGHTS)
    assert made.alt == (
        "The multiverse of these answers has not been run. To run it: snakemake multiverse"
    )
    assert made.data["combinations"].to_list() == [0]


def test_every_choice_that_can_be_declared_has_a_name():
    for dimension, values in choices.CLOSED.items():
        assert set(values) <= set(specification_curve.CHOICES[dimension][1])
    assert tuple(specification_curve.CHOICES) == choices.DIMENSIONS
    assert set(specification_curve.OF_DATA) == set(choices.DIMENSIONS[: choices.OF_DATA])
    assert set(specification_curve.VERDICTS) == set(VERDICTS)


# Calibration


@pytest.fixture(scope="module")
def calibrated():
    """What the benchmark makes of judged data sets, here of invented ones."""
    path = REPOSITORY / "benchmarks" / "verdict_calibration.py"
    spec = importlib.util.spec_from_file_location("verdict_calibration", path)
    benchmark = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(benchmark)
    rng = np.random.default_rng(2)
    rows = [
        {
            "world": world,
            "verdict": rng.choice(VERDICTS, p=(0.5, 0.3, 0.2)),
            "classes": int(rng.integers(2, 5)),
            "both_rejected": False,
            **{name: int(rng.integers(1, 4)) for name in ("aic", "bic", "icl", "silhouette")},
            "tests": [[1, 2, 0.5, 3, 20]],
            "cpu": 0.1,
        }
        for world in (*WORLDS, *STRANGE)
        for _ in range(20 if world in WORLDS else 10)
    ]
    return pl.DataFrame(benchmark.summary(rows))


def test_bars_are_the_shares_of_verdicts_and_lines_their_intervals(calibrated, tmp_path, drawn):
    calibrated.write_csv(tmp_path / "calibration.csv")
    made = drawn(verdict_calibration, {})
    left, right = made.figure.axes
    starts = [0.0] * calibrated.height
    for container, verdict in zip(left.containers, VERDICTS, strict=True):
        assert [bar.get_width() for bar in container] == pytest.approx(
            calibrated[verdict].to_list()
        )
        assert [bar.get_x() for bar in container] == pytest.approx(starts)
        starts = [start + share for start, share in zip(starts, calibrated[verdict], strict=True)]
    assert starts == pytest.approx([1.0] * calibrated.height)
    shown = near(calibrated.select("types low", "types high").iter_rows())
    assert spans(left, "types ci") == shown
    for criterion in ("aic", "bic", "icl", "silhouette"):
        name = f"{criterion} 2 or more"
        assert [x for x, _ in points(right, criterion)] == calibrated[name].to_list()
        ends = near(calibrated.select(f"{name} low", f"{name} high").iter_rows())
        assert spans(right, f"{criterion} ci") == ends


def test_the_planted_number_is_shown_where_types_were_planted(calibrated, tmp_path, drawn):
    calibrated.write_csv(tmp_path / "calibration.csv")
    made = drawn(verdict_calibration, {})
    left = made.figure.axes[0]
    planted = calibrated.filter(pl.col("world").str.starts_with("types"))
    assert 0 < planted.height < calibrated.height
    assert [x for x, _ in points(left, "planted")] == planted["planted number"].to_list()
    assert spans(left, "planted ci") == near(
        planted.select("planted number low", "planted number high").iter_rows()
    )
    known = made.data.filter(pl.col("planted number").is_not_null())
    assert known["world"].to_list() == planted["world"].to_list()
    first = planted.row(0, named=True)
    assert (
        f"clear types, 14 items: types {first['types']:.0%} ({first['types low']:.0%} to "
        f"{first['types high']:.0%}), planted number {first['planted number']:.0%}" in made.alt
    )


def test_every_world_has_a_name_and_its_number_of_data_sets(calibrated, tmp_path, drawn):
    calibrated.write_csv(tmp_path / "calibration.csv")
    made = drawn(verdict_calibration, {})
    assert named(made.figure.axes[0]) == made.data["label"].to_list()
    assert made.data["label"].n_unique() == len(WORLDS) + len(STRANGE)
    kinds = {world.rpartition(", ")[0] for world in (*WORLDS, *STRANGE)}
    assert kinds == set(verdict_calibration.WORLDS)
    assert made.base == "10 to 20 data sets a world."


def test_without_a_calibration_the_figure_says_how_to_run_it(drawn):
    made = drawn(verdict_calibration, {})
    assert made.alt == (
        "The calibration of the verdict has not been run. To run it: make calibration"
    )


# Colours


@pytest.mark.parametrize("vision", VISIONS)
def test_verdicts_in_bars_are_told_apart_by_everybody(vision):
    colours = [colour for _, colour in verdict_calibration.VERDICTS.values()]
    enough = APART_IN_GREY if vision == "grey" else APART
    assert nearest(colours, vision) >= enough


def test_lines_and_marks_on_bars_can_be_seen_on_every_part():
    for _, colour in verdict_calibration.VERDICTS.values():
        assert style.contrast(verdict_calibration.LINE, colour) >= 3  # WCAG 2.2, 1.4.11


@pytest.mark.parametrize(
    "looks",
    [
        [look for _, look in type_selection.CRITERIA.values()],
        [look for _, look in specification_curve.VERDICTS.values()],
        [look for _, look in verdict_calibration.CRITERIA.values()],
        list(typology.LOOKS),
    ],
)
def test_what_is_told_by_colour_is_told_by_shape_too(looks):
    assert len({look["marker"] for look in looks}) == len(looks)
    assert len({to_hex(look["color"]) for look in looks}) == len(looks)


# What the plans declare


def invented(survey, folder, sizes, found):
    """Tables of every clustering of a survey, for classes of these sizes."""
    for name, entry in survey.plan["clusterings"].items():
        if entry["method"] == "ward_hellinger":
            continue
        counts = entry["method"] == "count_mixture"
        if "items" in entry:
            options = {item: _categories(survey, entry, item) for item in entry["items"]["main"]}
        elif counts:
            options = {"named for": tuple(survey.plan["index"]["parts"])}
        else:
            options = {"RUS": ("no", "yes"), "GBR": ("no", "yes")}
        rival = "one overdispersed profile" if counts else "one gradient"
        left_out = dict.fromkeys(("checks", "agreement", "together", "associations"))
        known = dict.fromkeys([*type_associations.ARTEFACTS, *entry.get("known", ())], (0.2, 0.01))
        write(
            folder,
            name,
            sizes,
            found=found,
            rival=rival,
            options=options,
            **(left_out if counts else {"associations": associations_of(known)}),
        )
    pl.DataFrame({"iso3": ["RUS", "GBR"], "country": ["Russia", "United Kingdom"]}).write_csv(
        folder / "index.csv"
    )


def _categories(survey, entry, item):
    form = survey.questionnaire
    into = {option: name for name, old in entry.get("merge", {}).items() for option in old}
    codes = form.options_of(form.questions[item]).codes
    return tuple(dict.fromkeys(into.get(c, c) for c in codes if c not in ("dont_know", "refused")))


@pytest.mark.parametrize(
    ("name", "found", "sizes"),
    [
        ("states2012", "types", (15, 12, 10, 9, 8, 6)),
        ("states2012", "no structure", (60,)),
        ("wci2021", "gradient", (30, 20, 10)),
    ],
)
def test_every_exhibit_of_the_plan_can_be_drawn_whatever_the_verdict(name, found, sizes, tmp_path):
    survey = Survey(REPOSITORY / "config" / "surveys" / name, root=REPOSITORY)
    declared = {
        exhibit: entry
        for exhibit, entry in survey.plan["exhibits"].items()
        if entry["category"] == CATEGORY
    }
    assert {entry["kind"] for entry in declared.values()} >= set(KINDS) - {"verdict_calibration"}
    invented(survey, tmp_path, sizes, found)
    for exhibit, entry in declared.items():
        view = View(tmp_path, survey, entry, survey.plan.get("index", {}))
        made = KINDS[entry["kind"]].draw(view)
        assert made.data.height > 0, exhibit
        assert made.alt, exhibit
        style.title(made.figure, entry["title"], simulated=True)
        made.figure.draw_without_rendering()
        assert not style.cut_off(made.figure), exhibit
        plt.close(made.figure)


@pytest.mark.parametrize("name", ["states2012", "wci2021"])
def test_every_clustering_that_is_judged_has_its_exhibits(name):
    plan = Survey(REPOSITORY / "config" / "surveys" / name, root=REPOSITORY).plan
    shown = {}
    for entry in plan["exhibits"].values():
        names = [one["clustering"] for one in entry.get("clusterings", [])]
        for clustering in [*names, entry.get("clustering")]:
            shown.setdefault(clustering, set()).add(entry["kind"])
    for clustering, entry in plan["clusterings"].items():
        if entry["method"] == "latent_classes":
            assert shown[clustering] == set(KINDS) - {"verdict_calibration"}, clustering
        if entry["method"] == "count_mixture":
            wanted = {"type_selection", "type_profiles", "type_stability"}
            assert shown[clustering] == wanted, clustering
