"""What a figure of means by group shows is what its numbers and its words say."""

from types import SimpleNamespace

import polars as pl
import pytest
from worlds.entries import entry_of
from worlds.shares import beyond_the_edge, legend, line, named, spans, texts
from worlds.translations import COMPLETE, drawn_in, in_english

from cyberstudy.declare.plan.kinds import LevelsByGroup
from cyberstudy.draw import style
from cyberstudy.draw.families.waves.figure import levels_by_group
from cyberstudy.wording.catalogues import PHRASES, read_catalogue
from cyberstudy.wording.translator import ENGLISH, Translator
from cyberstudy.wording.view import View
from surveyanswers.instrument.counting import Design
from surveyanswers.instrument.names import Names
from surveyanswers.instrument.parsing import parsed
from surveyanswers.instrument.questionnaire import Question, Questionnaire
from surveyanswers.tables.problems import SurveyError

LIGHT = Question(
    "light",
    "decimal",
    None,
    "all",
    None,
    None,
    ". >= 0 and . <= 20",
    None,
    {"en": "How much light?"},
    0,
)
SURVEY = SimpleNamespace(
    questionnaire=Questionnaire(questions={"light": LIGHT}, choices={}, repeats={}, title=""),
    codebook=pl.DataFrame({"question": ["light"], "short_label": ["Light"]}),
    plan=SimpleNamespace(levels=SimpleNamespace(confidence=0.95)),
    settings=SimpleNamespace(design=None),
)


def level(wave, place, base, mean=None, median=None, *, listed=40, reason=""):
    grouping, group = place
    half = None if mean is None else 1.0
    return {
        **{"wave": wave, "question": "light", "label": "Light"},
        **{"grouping": grouping, "group": group, "listed": listed, "replied": base, "base": base},
        "mean": mean,
        "low": None if mean is None else mean - half,
        "high": None if mean is None else mean + half,
        **{"quartile_1": median, "median": median, "quartile_3": median, "reason": reason},
    }


ALL, NORTH, SOUTH, WEST = (
    ("all", "total"),
    ("coast", "north"),
    ("coast", "south"),
    ("coast", "west"),
)
LEVELS = pl.DataFrame(
    [
        level("2020", ALL, 30, 8.0, 7.5),
        level("2020", NORTH, 20, 9.0, 9.5, listed=26),
        level("2020", SOUTH, 7, 5.0, reason="no quartile: base under 10", listed=10),
        level("2020", WEST, 3, reason="base under 5", listed=4),
        level("2024", ALL, 32, 12.0, 11.0),
        level("2024", NORTH, 28, 14.0, 15.5, listed=36),
        level("2024", WEST, 4, reason="base under 5", listed=4),
    ],
    infer_schema_length=None,
)
ENTRY = {
    "question": "light",
    "who": "keepers",
    "across": [
        {"grouping": "all", "labels": {"total": "All"}},
        {"grouping": "coast", "order": ["west"]},
    ],
}


@pytest.fixture
def drawn(tmp_path):
    def draw(table=LEVELS, say=ENGLISH, **keys):
        table.write_csv(tmp_path / "levels.csv")
        entry = entry_of(levels_by_group, ENTRY | keys)
        made = levels_by_group(View(tmp_path, SURVEY, entry, say))
        made.figure.draw_without_rendering()
        assert not beyond_the_edge(made.figure)
        return made

    return draw


def test_dots_are_the_means_of_every_wave_on_the_row_of_their_group(drawn):
    made = drawn()
    (axes,) = made.figure.axes
    assert named(axes) == ["All", "North", "South"]
    all_, north, south = axes.get_yticks()
    assert line(axes, "2020") == ([8, 9, 5], [all_, north, south])
    assert line(axes, "2024") == ([12, 14], [all_, north])
    assert north - all_ > south - north  # groupings stand apart
    assert spans(axes, "_between")[:2] == [(8, 12), (9, 14)]
    assert axes.spines["bottom"].get_bounds() == (0, 20)


def test_at_the_right_stand_means_and_bases(drawn):
    (axes,) = drawn().figure.axes
    first, second, bases = (texts(axes)[place : place + 3] for place in (0, 4, 8))
    assert first == ["8.0", "9.0", "5.0"]
    assert second == ["12.0", "14.0", "\u2013"]
    assert bases == ["30, 32", "20, 28", "7, 0"]
    assert texts(axes)[3::4] == ["2020", "2024", "n"]


def test_a_group_without_a_mean_has_no_row_and_is_named_in_the_caption(drawn):
    made = drawn()
    assert "West" not in named(made.figure.axes[0])
    assert "No mean is shown for: West." in made.base
    assert made.data.filter(group="west")["reason"].unique().to_list() == ["base under 5"]


def test_where_no_cell_held_a_number_the_figure_says_so(drawn):
    made = drawn(LEVELS.clear())
    assert made.alt == "Light: nobody answered."
    assert "How much light?" in made.question
    assert made.data.is_empty()


def test_where_all_means_are_withheld_the_figure_says_so(drawn):
    nothing = {name: pl.lit(None, pl.Float64) for name in ("mean", "low", "high", "median")}
    made = drawn(LEVELS.with_columns(**nothing, reason=pl.lit("base under 50")))
    assert "All: 2020 base under 50, 2024 base under 50" in made.alt


def test_the_words_say_the_means_who_answered_and_why_a_number_is_not_there(drawn):
    made = drawn(remark="Light is scored.")
    assert "All: 2020 mean 8.0 (n 30), 2024 mean 12.0 (n 32)" in made.alt
    assert "West: 2020 base under 5, 2024 base under 5" in made.alt
    assert "South: 2020 mean 5.0 (n 7), 2024 nobody answered" in made.alt
    assert "2020: 30 of 40 keepers; 2024: 32 of 40 keepers." in made.base
    assert "How much light?" in made.question
    assert made.method.endswith("Light is scored.")


def test_one_wave_without_intervals_needs_no_legend(drawn):
    assert not drawn(waves=["2024"], intervals=False).figure.legends


def test_intervals_are_drawn_unless_the_plan_says_that_all_are_there(drawn):
    made = drawn()
    assert spans(made.figure.axes[0], "_2024, interval") == [(11, 13), (13, 15)]
    assert legend(made.figure)[-1] == "95% interval"
    alone = drawn(intervals=False)
    assert legend(alone.figure) == ["2020", "2024"]
    assert not [c for c in alone.figure.axes[0].collections if "interval" in c.get_label()]
    assert "No interval is drawn" in alone.method


def test_of_a_sample_the_words_say_that_means_are_weighted_and_how_intervals_are_made(
    drawn, monkeypatch
):
    design = Design(weight="worth", clusters="coast")
    monkeypatch.setattr(SURVEY, "settings", SimpleNamespace(design=design))
    method = drawn().method
    assert "Means and medians are weighted; n counts units." in method
    assert "Lines: 95% interval by the design of the sample (weights, clusters)." in method
    assert "as if" not in method


def test_the_plan_chooses_waves_and_of_many_the_last_four_are_shown(drawn):
    assert legend(drawn(waves=["2024"]).figure)[0] == "2024"
    many = [level(f"{year}", ALL, 30, 1.0 * (year - 2000), 9.0) for year in range(2004, 2010)]
    assert legend(drawn(pl.DataFrame(many)).figure)[:-1] == ["2006", "2007", "2008", "2009"]


def test_of_a_survey_held_once_there_is_one_dot_a_row(drawn):
    once = LEVELS.filter(wave="2020").with_columns(wave=pl.lit(""))
    made = drawn(once)
    assert legend(made.figure)[0] == "mean"
    assert texts(made.figure.axes[0])[3] == "mean"
    assert "All: mean 8.0 (n 30)" in made.alt
    assert "With an answer: 30 of 40 keepers." in made.base


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"question": "horn"}, "no question with a number 'horn'"),
        ({"wave": "2020"}, "wave.*leave this out"),
        ({"waves": ["2021"]}, "no wave '2021'"),
        ({"across": [{"grouping": "coast", "order": ["nord"]}]}, "did you mean 'north'"),
    ],
)
def test_what_cannot_be_drawn_is_refused_with_its_place(wrong, told):
    names = Names(
        {
            "question with a number": ["light"],
            "wave": ["2020", "2024"],
            "grouping": ["all", "coast"],
        },
        {"group": {"all": ["total"], "coast": ["north", "south", "west"]}},
    )
    entry = {"kind": "levels_by_group", "area": "C", "title": "T"} | ENTRY
    assert parsed(entry, LevelsByGroup, where="plan.yaml", names=names)
    with pytest.raises(SurveyError, match=told):
        parsed(entry | wrong, LevelsByGroup, where="plan.yaml", names=names)


@pytest.mark.parametrize("language", drawn_in(COMPLETE))
def test_in_every_language_nothing_is_cut_off_and_only_what_has_no_translation_is_english(
    language, drawn
):
    say = Translator(language, own=read_catalogue(PHRASES, language))
    style.use_house_style(language)
    drawn(say=say)
    drawn(LEVELS.filter(wave="2020").with_columns(wave=pl.lit("")), say=say, intervals=False)
    assert {*say.missing} - in_english(language) <= {
        "How much light?",
        "Light",
        "North",
        "South",
        "West",
    }
