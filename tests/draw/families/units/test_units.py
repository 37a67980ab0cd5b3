"""What figures show of units by name is what their numbers and their words say."""

import pytest
from invented.whole import put_answers
from worlds.entries import entry_of
from worlds.keepers import ANSWERS, SURVEY
from worlds.plans import copied, replan
from worlds.shares import beyond_the_edge, line, named, texts
from worlds.translations import COMPLETE, drawn_in, in_english

from cyberstudy.declare.plan.kinds import KINDS
from cyberstudy.declare.resolve import check_survey
from cyberstudy.draw import style
from cyberstudy.draw.families.units.figure import unit_heatmap, unit_movers
from cyberstudy.wording.catalogues import PHRASES, read_catalogue
from cyberstudy.wording.translator import ENGLISH, Translator
from cyberstudy.wording.view import View
from surveyanswers.instrument.names import Names
from surveyanswers.instrument.parsing import parsed
from surveyanswers.tables.problems import SurveyError

HEATMAP = {
    "who": "lighthouses",
    "panels": [
        {"title": "Lamp", "questions": ["light"]},
        {"title": "Stores of the keepers", "questions": ["oil"]},
    ],
    "sorted_by": "total",
}
WAVES = {"who": "lighthouses", "waves": ["2020", "2024"]}
MOVERS = WAVES | {"question": "total"}
ALL = ((unit_heatmap, HEATMAP), (unit_movers, MOVERS))


@pytest.fixture
def drawn(tmp_path):
    def draw(kind, entry, say=ENGLISH, **keys):
        put_answers(ANSWERS, tmp_path)
        made = kind(View(tmp_path, SURVEY, entry_of(kind, entry | keys), say))
        made.figure.draw_without_rendering()
        assert not beyond_the_edge(made.figure)
        return made

    return draw


# Units by item


def cells(axes):
    return axes.collections[0].get_array().reshape(-1, 2).filled(-1).tolist()


def test_cells_are_the_numbers_and_the_highest_score_is_on_top(drawn):
    made = drawn(unit_heatmap, HEATMAP)
    axes = made.figure.axes[0]
    assert named(axes) == ["Bee Head", "Arkle", "Dunnet", "Codling", "The raft"]
    assert cells(axes) == [[1, 1], [1, 0.25], [0.75, 0.75], [0.4, -1], [0, 0.1]]
    assert [label.get_text() for label in axes.get_xticklabels()] == ["Light", "Oil"]
    assert {"Lamp", "Stores\nof the\nkeepers", "90.0", "20.0", "\u2013"} <= {*texts(axes)}
    assert "A dash means no data." in made.method


def test_without_a_score_units_stand_by_name(drawn):
    made = drawn(unit_heatmap, HEATMAP | {"sorted_by": None}, within={"coast": "north"})
    assert named(made.figure.axes[0]) == ["Arkle", "Bee Head", "Dunnet"]
    assert "dash" not in made.method
    assert made.base == "3 lighthouses shown."


def test_the_words_name_who_is_highest_and_lowest_in_every_column(drawn):
    alt = drawn(unit_heatmap, HEATMAP).alt
    assert "Heat map of 5 rows by 2 columns." in alt
    assert "Light: highest 1.00 (Bee Head, Arkle), lowest 0.00 (The raft)" in alt
    assert "Oil: highest 1.00 (Bee Head), lowest 0.10 (The raft)" in alt


# Who moved most


def test_the_largest_rise_and_fall_are_shown_with_both_scores(drawn, monkeypatch):
    monkeypatch.setitem(unit_movers.__globals__, "EACH", 1)
    made = drawn(unit_movers, MOVERS)
    risen, fallen = made.figure.axes
    assert (named(risen), named(fallen)) == (["Bee Head"], ["Arkle"])
    assert (line(risen, "2020"), line(risen, "2024")) == (([30], [0]), ([90], [0]))
    assert (line(fallen, "2020"), line(fallen, "2024")) == (([80], [0]), ([70], [0]))
    assert (texts(risen), texts(fallen)) == (["+60.0"], ["\u221210.0"])
    assert "Largest rises: Bee Head 30.0 to 90.0, +60.0." in made.alt
    assert "2 rose and 1 fell." in made.method


def test_who_has_one_score_only_has_not_moved_and_who_stayed_is_in_no_panel(drawn):
    made = drawn(unit_movers, MOVERS)
    assert made.data.select("name", "difference").rows() == [
        ("Bee Head", 60),
        ("The raft", 10),
        ("Codling", 0),
        ("Arkle", -10),
    ]
    risen, fallen = made.figure.axes
    assert (named(risen), named(fallen)) == (["Bee Head", "The raft"], ["Arkle"])


@pytest.mark.parametrize(
    ("kind", "wrong", "told"),
    [
        (
            unit_heatmap,
            HEATMAP | {"within": {"coast": "west"}},
            "no number of any of the lighthouses that",
        ),
    ],
)
def test_who_gave_no_number_cannot_be_shown_and_is_told(drawn, kind, wrong, told):
    with pytest.raises(SurveyError, match=told):
        drawn(kind, wrong)


# Declarations

NAMES = Names(
    {
        "question with a number": ["total", "light", "oil"],
        "wave": ["2020", "2024"],
        "section": ["settings.protection: public"],
        "column of the list of units": ["coast"],
    },
    {"value": {"coast": ["north", "south"]}},
)


@pytest.mark.parametrize(
    ("kind", "entry", "wrong", "told"),
    [
        (unit_movers, MOVERS, {"question": "horn"}, "no question with a number 'horn'"),
        (unit_movers, MOVERS, {"within": {"coast": "nord"}}, "within.coast.*mean 'north'"),
        (unit_heatmap, HEATMAP, {"within": {"coats": "north"}}, "did you mean 'coast'"),
        (unit_movers, MOVERS, {"wave": "2020"}, "wave.*leave this out"),
        (unit_movers, MOVERS, {"waves": ["2020", "2020"]}, "waves.*'2020' stands twice"),
    ],
)
def test_what_cannot_be_drawn_is_refused_with_its_place(kind, entry, wrong, told):
    name = kind.__name__.rpartition(".")[2]
    entry = {"kind": name, "area": "C", "title": "T"} | entry
    assert parsed(entry, KINDS[name], where="plan.yaml", names=NAMES)
    with pytest.raises(SurveyError, match=told):
        parsed(entry | wrong, KINDS[name], where="plan.yaml", names=NAMES)


@pytest.mark.parametrize("kind", [kind for kind, _ in ALL])
def test_no_unit_of_a_confidential_survey_is_named(kind, tmp_path):
    survey, name = copied("states2012", tmp_path), kind.__name__.rpartition(".")[2]
    number = next(q.name for q in survey.questionnaire.questions.values() if q.type == "integer")
    entry = dict(ALL)[kind] | {"kind": name, "area": "C", "title": "T"}
    asked = {"question": number, "questions": [number], "sorted_by": number}
    asked |= {"panels": [{"title": "P", "questions": [number]}]}
    entry |= {key: value for key, value in asked.items() if key in entry}

    replan(survey, lambda plan: plan["exhibits"].update(named=entry))
    with pytest.raises(SurveyError, match=r"exhibits\.named: needs settings\.protection: public"):
        check_survey(survey)


# Languages


def test_names_are_in_the_language_that_is_spoken_where_the_list_has_them(drawn):
    french = Translator("fr", own=read_catalogue(PHRASES, "fr"))
    (axes,) = drawn(unit_heatmap, HEATMAP, say=french).figure.axes[:1]
    assert named(axes)[:3] == ["Cap Bee", "Arcle", "Dunette"]


@pytest.mark.parametrize("language", drawn_in(COMPLETE))
def test_in_every_language_nothing_is_cut_off_and_only_what_has_no_translation_is_english(
    language, drawn
):
    say = Translator(language, own=read_catalogue(PHRASES, language))
    style.use_house_style(language)
    for kind, entry in ALL:
        drawn(kind, entry, say=say)
    asked = {f"How much {name}?" for name in ("total", "light", "oil")}
    of_survey = {"Total", "Light", "Oil", "North", "South", "The raft"}
    assert {*say.missing} - in_english(language) <= asked | of_survey
