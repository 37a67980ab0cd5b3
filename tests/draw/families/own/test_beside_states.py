"""Figures of experts beside States: what is drawn is what the numbers and the words say."""

from types import SimpleNamespace

import polars as pl
import pytest
from worlds import REPOSITORY
from worlds.shares import legend, line, named, spans, texts
from worlds.translations import COMPLETE, drawn_in, in_english

from cyberstudy.analysis_files import opened
from cyberstudy.draw import style
from cyberstudy.wording.catalogues import PHRASES, read_catalogue
from cyberstudy.wording.translator import ENGLISH, Translator

FOLDER = REPOSITORY / "config/sources/analyses"
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


@pytest.mark.parametrize("language", drawn_in(COMPLETE))
def test_in_every_language_nothing_is_cut_off_and_only_what_has_no_translation_is_english(
    language, correlations
):
    say = Translator(language, own=read_catalogue(PHRASES, language))
    style.use_house_style(language)
    correlations(say=say)
    assert {*say.missing} - in_english(language) <= {*TITLES.values()}
