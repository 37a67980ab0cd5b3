"""Figures of experts beside States: what is drawn is what the numbers and the words say."""

from types import SimpleNamespace

import polars as pl
import pytest
from matplotlib.text import Text
from worlds import REPOSITORY
from worlds.shares import legend, line, named, spans, texts
from worlds.translations import COMPLETE, drawn_in, in_english

from cyberstudy.analysis_files import opened
from cyberstudy.draw import style
from cyberstudy.wording.catalogues import PHRASES, read_catalogue
from cyberstudy.wording.translator import ENGLISH, Translator

FOLDER = REPOSITORY / "config/sources/analyses"
SCATTER = opened(FOLDER / "named_and_not.py").figures["experts_scatter"]
RANKS = opened(FOLDER / "experts_and_states.py").figures["experts_and_states"].function.__globals__
TITLES = {"law": "Law", "money": "Money"}


def correlation(fact, rho, *, given="", part="index", countries="all", reason=""):
    known = rho is not None
    return {
        **{"part": part, "fact": fact, "countries": countries, "adjusted_for": given},
        "title": TITLES[fact],
        **{"base": 60 if known else 4, "rho": rho, "reason": reason},
        "low": rho - 0.25 if known else None,
        "high": rho + 0.125 if known else None,
        "morans_i": 0.125 if known else None,
        "reliability": 0.75 if known else None,
    }


CORRELATIONS = pl.DataFrame(
    [
        correlation("law", 0.5),
        correlation("law", -0.25, given="money"),
        correlation("money", 0.125),
        correlation("law", 0.25, part="scams"),
        correlation("money", 0.0, countries="named"),
    ],
    infer_schema_length=None,
)
FACTS = pl.DataFrame(
    [
        (code, f"{code} land", fact, "Law", 2020, value)
        for fact, values in {
            "index": {"AAA": 50.0, "BBB": 5.0, "CCC": 0.5, "DDD": 0.0, "EEE": 0.0, "FFF": 9.0},
            "gci_overall": {"AAA": 10.0, "BBB": 90.0, "CCC": 80.0, "DDD": 20.0, "EEE": 40.0},
            "population": {"AAA": 9.0e6, "BBB": 900.0e6, "DDD": 5.0e6},
        }.items()
        for code, value in values.items()
    ],
    schema=["iso3", "country", "fact", "title", "year", "value"],
    orient="row",
)


@pytest.fixture
def correlations(monkeypatch):
    """Draw correlations, adjusted for money alone."""
    monkeypatch.setitem(RANKS, "GIVEN", ("money",))

    def draw(table=CORRELATIONS, facts=("law", "money"), say=ENGLISH):
        made = RANKS["beside_index"](
            table, SimpleNamespace(say=say, citing=pl.DataFrame.to_dicts), facts
        )
        assert not style.settle(made.figure)
        return made

    return draw


@pytest.fixture
def scattered(monkeypatch):
    """Draw countries, so many of them with their names."""

    def draw(labelled=2, facts=FACTS, say=ENGLISH):
        monkeypatch.setitem(SCATTER.function.__globals__, "LABELLED", labelled)
        made = SCATTER(facts, SimpleNamespace(say=say, citing=pl.DataFrame.to_dicts))
        assert not style.settle(made.figure)
        return made

    return draw


def test_correlations_stand_side_by_side_as_they_are_and_adjusted(correlations):
    made = correlations()
    (axes,) = made.figure.axes
    assert named(axes) == ["Law", "Money"]
    assert line(axes, "unadjusted") == ([0.5, 0.125], [0, 1])
    assert line(axes, "adjusted for Money") == ([-0.25], [0])
    assert spans(axes, "_unadjusted, interval") == [(0.25, 0.625), (-0.125, 0.25)]
    assert spans(axes, "_adjusted for Money, interval") == [(-0.5, -0.125)]
    assert {"0.50, -0.25", "0.12"} <= {*texts(axes)}
    assert legend(made.figure)[:2] == ["unadjusted", "adjusted for Money"]
    assert made.data["rho"].drop_nulls().to_list() == [0.5, 0.125, -0.25]
    assert "adjusted: Law 0.50, adjusted -0.25; Money 0.12." in made.alt


def test_a_row_without_a_number_says_why(correlations):
    few = correlation("law", None, reason="fewer than 10 countries")
    made = correlations(pl.DataFrame([few], schema=CORRELATIONS.schema))
    (axes,) = made.figure.axes
    assert {"fewer than 10 countries", "withheld"} <= {*texts(axes)}
    assert line(axes, "unadjusted") == ([], [])


def test_the_caption_says_whose_ranks_they_are_how_sure_and_that_it_is_about_countries(
    correlations,
):
    made = correlations()
    assert made.base == "Each row covers 60 to 60 countries."
    assert "correlate with these at an estimated 0.75 or more" in made.method
    assert made.method.endswith(RANKS["CAUTION"])


def test_named_countries_are_full_dots_by_people_and_score_and_the_others_rings(scattered):
    made = scattered()
    (axes,) = made.figure.axes
    assert line(axes, "named by at least one expert") == ([9.0e6, 900.0e6], [10.0, 90.0])
    assert line(axes, "not named") == ([5.0e6], [20.0])
    named, nobody, *_ = axes.lines
    assert named.get_markerfacecolor() != nobody.get_markerfacecolor() == "white"
    assert {"AAA land", "BBB land"} <= {*texts(axes)}
    assert "DDD land" not in texts(axes)
    assert made.data["iso3"].to_list() == ["AAA", "BBB", "CCC", "DDD", "EEE"]  # FFF has no law
    assert made.base.startswith("Of 5 countries, at least one expert named 3;")
    assert "mean score is 60.0 for those named and 30.0 for the others" in made.alt
    assert "AAA land: index 50.00, score 10.0" in made.alt


def test_the_medians_of_both_stand_on_the_axes_where_they_hide_no_dot(scattered):
    (axes,) = scattered().figure.axes
    left, bottom = axes.get_xlim()[0], axes.get_ylim()[0]
    medians = [found.get_xydata().tolist() for found in axes.lines[2:4]]
    assert medians == [
        [[454.5e6, bottom], [left, 50.0]],
        [[5.0e6, bottom], [left, 20.0]],
    ]
    assert legend(axes.figure)[-1] == "medians of the two groups, on the axes"


def test_who_has_no_known_population_is_not_drawn_and_the_base_says_so(scattered):
    made = scattered()
    assert made.base.endswith("the figure shows the 3 with a known population.")
    assert "CCC land" not in texts(made.figure.axes[0])


def test_people_are_told_in_millions(scattered):
    (axes,) = scattered().figure.axes
    axes.figure.draw_without_rendering()
    assert "100" in {label.get_text() for label in axes.get_xticklabels()}
    assert "millions" in axes.get_xlabel()


def test_where_everybody_is_named_there_is_no_ring_and_the_text_says_so(scattered):
    everybody = (pl.col("fact") == "gci_overall") | (pl.col("value") > 0)
    made = scattered(0, FACTS.filter(everybody))
    assert line(made.figure.axes[0], "not named") == ([], [])
    assert "for those named and none for the others" in made.alt


def test_names_do_not_meet_though_their_dots_do(scattered):
    codes = [f"C{number}" for number in range(6)]
    near = pl.DataFrame(
        [
            (code, "A country of a name", fact, "Law", 2020, 10.0 + place / 50)
            for fact in ("index", "gci_overall", "population")
            for place, code in enumerate(codes)
        ],
        schema=FACTS.schema,
        orient="row",
    )
    made = scattered(6, near)
    (axes,) = made.figure.axes
    # Of the words alone, without the line that leads back.
    names = [text for text in axes.texts if text.get_text().startswith("A ")]
    boxes = [Text.get_window_extent(text) for text in names]
    assert len(boxes) == 6
    for place, box in enumerate(boxes):
        assert not any(box.shrunk(0.95, 0.7).overlaps(other) for other in boxes[:place])


@pytest.mark.parametrize("language", drawn_in(COMPLETE))
def test_in_every_language_nothing_is_cut_off_and_only_what_has_no_translation_is_english(
    language, correlations, scattered
):
    say = Translator(language, own=read_catalogue(PHRASES, language))
    style.use_house_style(language)
    correlations(say=say)
    scattered(say=say)
    assert {*say.missing} - in_english(language) <= {*TITLES.values()}


def test_without_experts_the_figure_says_so(scattered):
    made = scattered(facts=FACTS.filter(fact="gci_overall"))
    assert made.alt == "This run lacks experts' answers or scores."
