"""What a figure of change shows is what its numbers and its words say."""

from types import SimpleNamespace

import polars as pl
import pytest
from worlds.entries import entry_of
from worlds.shares import beyond_the_edge, legend, line, named, spans, texts
from worlds.translations import COMPLETE, drawn_in, in_english

from cyberstudy.declare.plan.kinds.waves import ChangeDots
from cyberstudy.draw import style
from cyberstudy.draw.families.waves.figure import change_dots
from cyberstudy.wording.catalogues import PHRASES, read_catalogue
from cyberstudy.wording.translator import ENGLISH, Translator
from cyberstudy.wording.view import View
from surveyanswers.instrument.counting import Design
from surveyanswers.instrument.names import Names
from surveyanswers.instrument.parsing import parsed
from surveyanswers.instrument.questionnaire import Options, Question, Questionnaire
from surveyanswers.tables.problems import SurveyError

ASKED = {
    "light": ("decimal", None, ". >= 0 and . <= 1", "How much light?"),
    "oil": ("decimal", None, ". >= 0 and . <= 1", "How much oil?"),
    "ships": ("integer", None, None, "How many ships?"),
    "horn": ("select_one", "yes_no", None, "Is there a horn?"),
    "bell": ("select_one", "yes_no", None, "Is there a bell?"),
}
SURVEY = SimpleNamespace(
    questionnaire=Questionnaire(
        questions={
            name: Question(
                name, kind, choices, "all", None, None, limits, None, {"en": wording}, order
            )
            for order, (name, (kind, choices, limits, wording)) in enumerate(ASKED.items())
        },
        choices={"yes_no": Options(["yes", "no"], {"en": {"yes": "Yes, one", "no": "None"}})},
        repeats={},
        title="",
    ),
    codebook=pl.DataFrame(
        {"question": list(ASKED), "short_label": [name.capitalize() for name in ASKED]}
    ),
    settings=SimpleNamespace(design=None),
    plan=SimpleNamespace(change=SimpleNamespace(wave_from="2020", wave_to="2024", confidence=0.95)),
)
LEVELS = ["level_from", "level_to", "difference", "low", "high", "risen", "fallen"]


def change(question, option, base, *levels, reason="", listed=40, group="keepers"):
    told = dict.fromkeys(LEVELS)
    if levels:
        before, after, half = levels
        difference = after - before
        told |= {"level_from": before, "level_to": after, "difference": difference}
        told |= {"low": difference - half, "high": difference + half, "risen": 3, "fallen": 1}
    return {
        **{"wave_from": "2020", "wave_to": "2024", "grouping": "all", "group": group},
        **{"question": question, "option": option, "listed": listed, "base": base},
        **told,
        "reason": reason,
    }


CHANGE = pl.DataFrame(
    [
        change("light", "", 38, 0.5, 0.375, 0.05),
        change("oil", "", 36, 0.25, 0.75, 0.125),
        change("ships", "", 3, reason="base under 5"),
        change("horn", "yes", 30, 0.2, 0.4, 0.1),
        change("horn", "no", 30, 0.8, 0.6, 0.1),
        change("bell", "yes", 30, 0.5, 0.499, 0.1),
        change("light", "", 9, 0, 1, 0, group="guests"),
    ],
    infer_schema_length=None,
)
WHO = [{"grouping": "all", "group": "keepers", "who": "keepers"}]
NUMBERS = {"answered_by": WHO, "panels": [{"title": "Stores", "questions": ["light", "oil"]}]}


@pytest.fixture
def drawn(tmp_path):
    def draw(entry, table=CHANGE, say=ENGLISH):
        table.write_csv(tmp_path / "change.csv")
        made = change_dots(View(tmp_path, SURVEY, entry_of(change_dots, entry), say))
        made.figure.draw_without_rendering()
        assert not beyond_the_edge(made.figure)
        return made

    return draw


def test_dots_are_the_levels_of_both_waves_and_the_largest_rise_comes_first(drawn):
    made = drawn(NUMBERS)
    (axes,) = made.figure.axes
    assert named(axes) == ["Oil", "Light"]
    assert line(axes, "2020") == ([0.25, 0.5], [0, 1])
    assert line(axes, "2024") == ([0.75, 0.375], [0, 1])
    assert spans(axes, "_between") == [(0.25, 0.75), (0.375, 0.5)]
    assert legend(made.figure) == ["2020", "2024"]
    assert made.data["difference"].to_list() == [0.5, -0.125]
    assert "Stores: Oil 0.25 to 0.75, +0.50 (+0.38 to +0.62); Light" in made.alt


def test_beside_a_row_stands_the_difference_with_its_interval_or_alone(drawn):
    (axes,) = drawn(NUMBERS).figure.axes
    assert texts(axes)[:2] == ["+0.50 (+0.38 to +0.62)", "\u22120.12 (\u22120.17 to \u22120.07)"]
    alone = drawn(NUMBERS | {"intervals": False, "remark": "Oil is scarce."})
    assert texts(alone.figure.axes[0])[:2] == ["+0.50", "\u22120.12"]
    assert alone.method.endswith("because all or nearly all answered. Oil is scarce.")


def test_a_caption_says_how_many_answered_both_times_of_how_many(drawn):
    made = drawn(NUMBERS)
    assert made.base.startswith("Based on 36 to 38 of 40 keepers with an answer in both 2020 and")
    assert "How much light?" in made.question
    unlisted = drawn(NUMBERS, CHANGE.with_columns(listed=pl.lit(None, pl.Int64)))
    assert unlisted.base.startswith("Based on 36 to 38 keepers with")


def test_of_a_sample_the_caption_says_that_levels_are_weighted_and_how_intervals_are_made(
    drawn, monkeypatch
):
    monkeypatch.setattr(SURVEY, "settings", SimpleNamespace(design=Design(weight="worth")))
    method = drawn(NUMBERS).method
    assert "Both are weighted with the weights of 2024." in method
    assert "In brackets: 95% interval by the design of the sample (weights)." in method
    assert "as if" not in method
    assert "nearly all" not in drawn(NUMBERS | {"intervals": False}).method


def test_the_axis_is_what_the_questions_allow_or_else_what_was_answered(drawn):
    (axes,) = drawn(NUMBERS).figure.axes
    assert axes.spines["bottom"].get_bounds() == (0, 1)
    entry = NUMBERS | {"panels": [{"title": "Sea", "questions": ["ships"]}]}
    table = pl.DataFrame([change("ships", "", 30, 120.0, 320.0, 10)])
    made = drawn(entry, table)
    assert made.figure.axes[0].spines["bottom"].get_bounds() == (100, 350)  # round beyond them
    assert texts(made.figure.axes[0])[0] == "+200 (+190 to +210)"


def test_rows_without_numbers_keep_their_place_at_the_end_and_say_why(drawn):
    panels = [{"title": "Stores", "questions": ["ships", "light", "horn"]}]
    made = drawn(NUMBERS | {"panels": panels})
    (axes,) = made.figure.axes
    assert named(axes) == ["Light", "Ships", "Horn"]
    assert texts(axes)[1:3] == ["base under 5", "nobody answered both times"]
    assert line(axes, "2024") == ([0.375], [0])
    assert made.data["base"].to_list() == [38, 3, 0]
    assert "Horn nobody answered both times." in made.alt


NAMES = Names(
    {
        "question": list(ASKED),
        "question with a number": ["light", "oil", "ships"],
        "select question": ["horn", "bell"],
        "wave": ["2020", "2024"],
    },
    {"option": {"horn": ["yes", "no"], "bell": ["yes", "no"]}},
)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"wave": "2020"}, "wave.*leave this out"),
        ({"panels": [{"title": "A", "questions": ["horn"]}]}, "no question with a number 'horn'"),
    ],
)
def test_what_cannot_be_drawn_is_refused_with_its_place(wrong, told):
    entry = {"kind": "change_dots", "area": "C", "title": "T"} | NUMBERS
    assert parsed(entry, ChangeDots, where="plan.yaml", names=NAMES)
    with pytest.raises(SurveyError, match=told):
        parsed(entry | wrong, ChangeDots, where="plan.yaml", names=NAMES)


@pytest.mark.parametrize("language", drawn_in(COMPLETE))
def test_in_every_language_nothing_is_cut_off_and_only_what_has_no_translation_is_english(
    language, drawn
):
    say = Translator(language, own=read_catalogue(PHRASES, language))
    style.use_house_style(language)
    panels = [{"title": "Stores", "questions": ["ships", "light", "oil", "horn"]}]
    for entry in (NUMBERS | {"panels": panels}, NUMBERS | {"intervals": False}):
        drawn(entry, say=say)
    assert {*say.missing} - in_english(language) <= {wording for *_, wording in ASKED.values()} | {
        name.capitalize() for name in ASKED
    }
