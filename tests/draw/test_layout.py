"""Exhibits in every language fit into their figures, and every letter is there."""

import json
from itertools import pairwise
from pathlib import Path

import matplotlib.pyplot as plt
import pytest
from matplotlib.lines import Line2D
from worlds.shares import invented
from worlds.translations import COMPLETE, SURVEYS, drawn_in, in_english

from cyberstudy.draw import style, typeface
from cyberstudy.draw.families.shares.figure import group_shares, several_shares
from cyberstudy.draw.families.shares.stacks import answer_stacks
from cyberstudy.draw.marks.legends import legend_below
from cyberstudy.draw.marks.texts import folded, height_of, narrowed
from cyberstudy.draw.titles import EVERY, head, mark_simulated
from cyberstudy.wording.translator import (
    ENGLISH,
    translator_of,
)
from cyberstudy.wording.view import View
from cyberstudy.wording.words import translated
from surveyanswers.tables.problems import SurveyError

KINDS = {kind.__name__: kind for kind in (answer_stacks, group_shares, several_shares)}


def overlapping(figure):
    """Names of neighbouring rows that meet."""
    renderer = figure.canvas.get_renderer()
    found = []
    for axes in figure.axes:
        boxes = [
            (label.get_window_extent(renderer), label.get_text())
            for label in axes.get_yticklabels()
            if label.get_text().strip()
        ]
        boxes.sort(key=lambda pair: -pair[0].y1)
        # Lines hold room above and below their letters, which may share it.
        found += [(a[1], b[1]) for a, b in pairwise(boxes) if a[0].y0 - b[0].y1 < -6]
    return found


STATES = next(survey for survey in SURVEYS if survey.name == "states2012")


@pytest.fixture(scope="module")
def estimates(tmp_path_factory):
    """Lay estimates of States down, in a folder of tables."""
    groups = [
        ("states", "total"),
        *(("respondents", name) for name in ("private", "academic", "intergovernmental")),
        *(("development", name) for name in ("high", "medium_or_lower", "very_high")),
        *(("merged_region", name) for name in ("Africa", "Americas", "Europe")),
    ]
    folder = tmp_path_factory.mktemp("estimates")
    invented(STATES, groups).write_csv(folder / "estimates.csv")
    return folder


@pytest.mark.parametrize("language", drawn_in(COMPLETE))
def test_the_exhibit_with_most_words_of_every_kind_fits_into_its_figure(language, estimates):
    drawn = 0
    for kind, drawing in KINDS.items():
        entries = [e for e in STATES.plan.exhibits.values() if e.kind == kind]
        # The longest names are the hardest.
        for entry in sorted(entries, key=lambda e: -len(json.dumps(e.plain())))[:1]:
            say = translator_of(STATES, language)
            style.use_house_style(say.language)
            made = drawing(View(estimates, STATES, translated(entry, say.word), say))
            head(made.figure, say.word(entry.title), say=say)
            mark_simulated(made.figure, say)
            assert style.settle(made.figure) == [], entry.title
            assert overlapping(made.figure) == [], entry.title
            assert {*say.missing} <= in_english(language, STATES)
            plt.close(made.figure)
            drawn += 1
    assert drawn == len(KINDS)


def test_a_legend_takes_as_many_columns_as_there_is_room_for():
    style.use_house_style()
    figure, _ = style.new_figure(2)
    handles = [
        Line2D([], [], label=f"{number} a rather long name of a line in the figure")
        for number in range(4)
    ]
    legend_below(figure, handles)
    (legend,) = figure.legends
    assert legend._ncols == 2
    assert legend.get_window_extent().width <= figure.bbox.width
    assert figure.get_figheight() > 2


def test_one_name_too_long_for_a_legend_is_broken_into_lines():
    style.use_house_style()
    figure, _ = style.new_figure(2)
    legend_below(figure, [Line2D([], [], label="a name " * 40)])
    assert figure.legends[0].get_window_extent().width <= figure.bbox.width


def test_a_title_too_long_for_one_line_takes_several_and_the_figure_grows():
    style.use_house_style()
    figure, _ = style.new_figure(2)
    head(figure, "a long title " * 10, "and a longer subtitle " * 12)
    assert style.settle(figure) == []
    assert figure.get_figheight() > 2


def test_the_last_line_of_a_headline_is_no_single_word():
    style.use_house_style()
    figure, _ = style.new_figure(2)
    head(
        figure,
        "a headline of words that are one too many for the line that they were meant to be on",
    )
    first, last = figure.texts[0].get_text().split("\n")
    assert len(first) < 1.5 * len(last)


def test_a_headline_leaves_the_band_free():
    style.use_house_style()
    widths = []
    for band in (0.0, style.BAND):
        figure, _ = style.new_figure(2)
        for letters in range(30, 90):
            head(figure, "n" * letters + " n", band=band)
            if "\n" in figure.texts[-1].get_text():
                widths.append(letters)
                break
    assert widths[1] < widths[0]


def test_no_part_of_a_figure_of_simulated_answers_is_without_the_band():
    style.use_house_style()
    figure, axes = style.new_figure(6)
    head(figure, "a title")
    mark_simulated(figure, ENGLISH)
    assert style.settle(figure) == []
    words = "SIMULATED ANSWERS, invented for tests"
    said = [text for text in figure.texts if text.get_text() == words]
    assert all(text.get_window_extent().height <= EVERY * figure.dpi for text in said)
    height = figure.get_figheight()
    tops = sorted(text.get_position()[1] * height for text in said)
    assert max(b - a for a, b in pairwise([0, *tops, height])) <= 2.2
    # Nothing is drawn under it.
    (band,) = [part for part in figure.get_children() if part.get_gid() == "simulated"]
    assert axes.get_tightbbox().x1 <= band.get_window_extent().x0


def test_a_panel_s_title_that_reaches_out_at_its_end_is_broken_into_lines():
    style.use_house_style("en", 120 / 25.4)
    figure, axes = style.new_figure(2)
    axes.set_title("a title of one panel " * 6)
    assert style.settle(figure) == []
    assert "\n" in axes.get_title(loc="left")


def test_numbers_of_axes_that_are_switched_off_are_not_missed():
    figure, axes = style.new_figure(2)
    figure.set_layout_engine(None)
    axes.set_position([0, 0, 1, 1])
    assert style.settle(figure)
    axes.set_axis_off()
    assert style.settle(figure) == []


def test_names_of_rows_give_up_what_a_narrow_figure_lacks_and_no_more():
    at = []
    for width in (128 / 25.4, 5.2, 180 / 25.4):
        style.use_house_style("en", width)
        at.append(narrowed(28))
    assert at == [28 - round((5.2 - 128 / 25.4) / 0.05), 28, 28]


def test_text_that_does_not_fit_is_reported():
    style.use_house_style()
    figure, axes = style.new_figure(2)
    axes.set_ylabel("word " * 60)  # along the side no text is broken into lines
    (reported,) = style.settle(figure)
    assert reported.split() == ["word"] * 60


def test_chinese_is_folded_by_its_width_and_no_line_begins_with_a_closing_mark():
    assert folded("欧洲委员会网络犯罪公约", 12) == "欧洲委员会网\n络犯罪公约"
    assert folded("《网络犯罪公约》", 14) == "《网络犯罪公\n约》"
    assert folded("犯罪的国家（Q008）", 12) == "犯罪的国家\n（Q008）"
    assert folded("one two three", 8) == "one two\nthree"


def test_rows_of_long_names_are_high_enough_for_two_neighbours():
    style.use_house_style()
    assert height_of(["a"] * 4, 0.11, 0.1) == pytest.approx(0.84)
    assert height_of(["a", "b\nb\nb\nb", "c\nc\nc\nc"], 0.01, 0.01) >= 3 * 4 * 0.095


# Typefaces


def test_letters_are_set_in_the_files_that_come_with_the_environment():
    import fontpkg
    from matplotlib.font_manager import FontProperties, findfont

    for language in ("en", "fr", "es", "ru", "ar"):
        families = typeface.families(language)
        for family in families:
            found = findfont(FontProperties(family=family))
            assert Path(found).resolve() == Path(fontpkg.path(family)).resolve()
    bold = FontProperties(family=typeface.families("en")[0], weight=style.bold())
    heavy = fontpkg.path("Fira Sans", weight=700)
    assert Path(findfont(bold)).resolve() == Path(heavy).resolve()  # .venv may be a link


@pytest.mark.parametrize(
    ("language", "text"),
    [("fr", "Œuvre à l’été « 12\u202f345 »"), ("ru", "Съёмка"), ("ar", "النفاذ غير المشروع 97%")],
)
@pytest.mark.filterwarnings("error:Glyph")
def test_every_letter_is_there(language, text):
    style.use_house_style(language)
    figure, axes = style.new_figure(1)
    axes.set_title(text)
    figure.draw_without_rendering()


def test_arabic_letters_are_joined():
    style.use_house_style("ar")
    figure, axes = style.new_figure(1)
    together = axes.text(0, 0, "بيت").get_window_extent().width
    apart = sum(axes.text(0, 0, letter).get_window_extent().width for letter in "بيت")
    assert together < 0.9 * apart
    plt.close(figure)


def test_without_a_chinese_typeface_the_message_names_the_package(monkeypatch):
    typeface._chinese.cache_clear()
    monkeypatch.setattr(typeface.font_manager, "findSystemFonts", lambda: [])
    with pytest.raises(SurveyError, match="fonts-noto-cjk"):
        style.use_house_style("zh")
    typeface._chinese.cache_clear()


@pytest.mark.needs("chinese_typeface")
@pytest.mark.filterwarnings("error:Glyph")
def test_chinese_is_set_in_the_systems_typeface():
    style.use_house_style("zh")
    figure, axes = style.new_figure(1)
    axes.set_title("《网络犯罪公约》 97%")
    figure.draw_without_rendering()
