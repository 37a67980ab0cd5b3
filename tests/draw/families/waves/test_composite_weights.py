"""What a figure of recovered weights shows is what its numbers and its words say."""

import matplotlib.pyplot as plt
import polars as pl
import pytest
from cyberstudy.declare.names import Names
from cyberstudy.declare.parsing import parsed
from cyberstudy.draw import style
from cyberstudy.draw.families.waves.entry import DeclaredCompositeWeights
from cyberstudy.draw.families.waves.weights import composite_weights
from cyberstudy.tables.problems import StudyProblem
from cyberstudy.wording.speech import ENGLISH, PHRASES, Speech, read_catalogue
from cyberstudy.wording.view import View
from worlds.entries import entry_of
from worlds.keepers import SURVEY
from worlds.shares import beyond_the_edge, legend, line, named, spans, texts
from worlds.translations import COMPLETE, drawn_in, in_english

FOUND = [
    ("2020", "light", 40, 39, 12.0, 12.0, 12.0, ""),
    ("2020", "oil", 40, 39, 8.0, 8.0, 8.0, ""),
    ("2024", "light", 38, 10, None, 0.0, 7.5, "no weights"),
    ("2024", "oil", 38, 10, None, 2.0, None, "no weights"),
    ("2024", "", 38, 10, None, 3.0, 20.0, "no weights"),
]
WEIGHTS = pl.DataFrame(
    FOUND,
    schema=["wave", "indicator", "base", "follow", "weight", "low", "high", "reason"],
    orient="row",
).with_columns(score=pl.lit("total"), if_at_ends=pl.lit(None, pl.Float64))
ENTRY = {"scores": ["whole"], "who": "lighthouses"}


@pytest.fixture
def drawn(tmp_path):
    def draw(table=WEIGHTS, say=ENGLISH):
        style.use_house_style(say.language)
        table.write_csv(tmp_path / "composite_weights.csv")
        entry = entry_of(composite_weights, ENTRY)
        made = composite_weights(View(tmp_path, SURVEY, entry, None, say))
        made.figure.draw_without_rendering()
        assert not beyond_the_edge(made.figure)
        return made

    yield draw
    plt.close("all")


def test_dots_are_weights_and_lines_are_what_they_can_be_where_none_were_found(drawn):
    made = drawn()
    (axes,) = made.figure.axes
    assert named(axes) == ["Light", "Oil", "not in the data"]
    assert line(axes, "2020") == ([12, 8], [0, 1])
    assert line(axes, "2024") == ([], [])
    # Nothing bounds the second: it has no line, and words tell the least.
    assert spans(axes, "2024, range") == [(0, 7.5), (3, 20)]
    assert texts(axes)[:6] == ["12.0", "8.0", "\u2013", "0.0 to 7.5", "at least 2.0", "3.0 to 20.0"]
    assert legend(made.figure) == ["2020", "2024", "bounds, where no weights were found"]
    assert axes.spines["bottom"].get_bounds() == (0, 20)


def test_the_words_say_how_many_scores_follow_and_what_the_bounds_assume(drawn):
    made = drawn()
    assert "39 of 40 do, to the last digit" in made.method
    assert "if one indicator from 0 to 1 is all that the data lack" in made.method
    assert made.base == "38 to 40 lighthouses with the scores."
    assert "Light: 2020 12.0, 2024 0.0 to 7.5; Oil: 2020 8.0, 2024 at least 2.0" in made.alt


def test_where_all_weights_were_found_nothing_is_said_of_bounds(drawn):
    made = drawn(WEIGHTS.filter(wave="2020"))
    assert legend(made.figure) == ["2020"]
    assert "Lines" not in made.method
    assert named(made.figure.axes[0]) == ["Light", "Oil"]


@pytest.mark.parametrize(
    ("wrong", "told"),
    [({"scores": ["hole"]}, "did you mean 'whole'"), ({"wave": "2020"}, "wave.*leave this out")],
)
def test_what_cannot_be_drawn_is_refused_with_its_place(wrong, told):
    names = Names({"score of the composite": ["whole"], "wave": ["2020", "2024"]})
    entry = {"kind": "composite_weights", "area": "C", "title": "T"} | ENTRY
    assert parsed(entry, DeclaredCompositeWeights, where="plan.yaml", names=names)
    with pytest.raises(StudyProblem, match=told):
        parsed(entry | wrong, DeclaredCompositeWeights, where="plan.yaml", names=names)


@pytest.mark.parametrize("language", drawn_in(COMPLETE))
def test_in_every_language_nothing_is_cut_off_and_only_what_has_no_translation_is_english(
    language, drawn
):
    say = Speech(language, own=read_catalogue(PHRASES / f"{language}.po", language))
    drawn(say=say)
    assert {*say.missing} - in_english(language) <= {"Light", "Oil", "Whole"}
