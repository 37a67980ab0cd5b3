"""What a heat map of means shows is what its numbers and its words say."""

import matplotlib.pyplot as plt
import polars as pl
import pytest
from worlds.entries import entry_of
from worlds.keepers import SURVEY
from worlds.shares import beyond_the_edge, named, texts
from worlds.translations import COMPLETE, drawn_in, in_english

from cyberstudy.draw import style
from cyberstudy.draw.families.waves.figure import level_heatmap
from cyberstudy.wording.catalogues import PHRASES, read_catalogue
from cyberstudy.wording.translator import ENGLISH, Translator
from cyberstudy.wording.view import View

LEVELS = pl.DataFrame(
    [
        ("2020", "light", "all", "total", 30, 0.1, ""),
        ("2024", "light", "all", "total", 32, 0.8, ""),
        ("2024", "oil", "all", "total", 31, 0.25, ""),
        ("2024", "light", "coast", "north", 3, None, "base under 5"),
        ("2024", "oil", "coast", "north", 20, 0.5, ""),
    ],
    schema=["wave", "question", "grouping", "group", "base", "mean", "reason"],
    orient="row",
).with_columns(listed=pl.lit(40))
ENTRY = {
    "questions": ["light", "oil"],
    "answered_by": [
        {"grouping": "all", "group": "total", "who": "All keepers"},
        {"grouping": "coast", "group": "north", "who": "The north"},
        {"grouping": "coast", "group": "south", "who": "The south"},
    ],
}


@pytest.fixture
def drawn(tmp_path):
    def draw(say=ENGLISH, **keys):
        style.use_house_style(say.language)
        LEVELS.write_csv(tmp_path / "levels.csv")
        entry = entry_of(level_heatmap, ENTRY | keys)
        made = level_heatmap(View(tmp_path, SURVEY, entry, say))
        made.figure.draw_without_rendering()
        assert not beyond_the_edge(made.figure)
        return made

    yield draw
    plt.close("all")


def test_cells_are_means_and_the_lowest_of_the_first_group_is_on_top(drawn):
    axes = drawn().figure.axes[0]
    assert named(axes) == ["Oil", "Light"]
    assert [label.get_text() for label in axes.get_xticklabels()] == [
        *("All keepers", "The north", "The south")
    ]
    # Row by row, then a dash for each cell without a mean.
    assert texts(axes) == ["0.25", "0.50", "0.80", "\u2013", "\u2013", "\u2013"]
    assert axes.collections[0].get_clim() == (0, 1)


def test_the_numbers_keep_why_there_is_none_and_the_words_say_both_ends(drawn):
    made = drawn()
    few = made.data.filter(question="light", group="north").row(0, named=True)
    assert (few["base"], few["mean"], few["reason"]) == (3, None, "base under 5")
    assert "All keepers: highest 0.80 (Light), lowest 0.25 (Oil)" in made.alt
    assert "The south: no number" in made.alt
    assert made.base == "With an answer: All keepers: 31 to 32, The north: 3 to 20."


def test_an_earlier_wave_can_be_chosen(drawn):
    assert texts(drawn(wave="2020").figure.axes[0])[0] == "0.10"


@pytest.mark.parametrize("language", drawn_in(COMPLETE))
def test_in_every_language_nothing_is_cut_off_and_only_what_has_no_translation_is_english(
    language, drawn
):
    say = Translator(language, own=read_catalogue(PHRASES, language))
    drawn(say=say)
    assert {*say.missing} - in_english(language) <= {
        "How much light?",
        "How much oil?",
        "Light",
        "Oil",
    }
