"""Quantities that people write into texts are found; wordings of the form are none of theirs."""

import pytest
from worlds import edit

from cyberstudy.declare.opened import OpenSurvey
from cyberstudy.release.written_quantities import stop_at, written_quantities
from surveyanswers.tables.problems import SurveyError


@pytest.fixture
def titled(world):
    """Return what gives an exhibit another title and looks for quantities."""
    folder = world / "config/surveys/lighthouse"

    def quantities(title):
        edit(folder / "plan.yaml", "title: Who keeps the lights}", f"title: '{title}'}}")
        survey = OpenSurvey(folder, root=world)
        return survey, [*written_quantities(survey)]

    return quantities


@pytest.mark.parametrize(
    "quantity",
    ["4 of 4", "4 of the 7", "four out of seven", "31 %", "31.5%", "all six", "none of the six"],
)
def test_a_quantity_that_somebody_wrote_is_named_with_its_place(titled, quantity):
    survey, found = titled(f"On the rocks {quantity} said so")
    assert found == [f"plan.yaml: exhibits.keepers: {quantity!r}"]
    with pytest.raises(SurveyError, match="take numbers by reference"):
        stop_at(survey, found)


@pytest.mark.parametrize(
    "title", ["Lights of 2012", "One of them", "All lights", "Rule 4.2 of 1999", "Every keeper"]
)
def test_years_and_words_without_a_number_are_none(titled, title):
    assert titled(title)[1] == []


def test_a_wording_of_the_form_may_be_repeated(world, titled):
    choices = world / "config/surveys/lighthouse/questionnaire/choices.csv"
    edit(choices, "Oil, with a wick", "Oil, 50 % of it pure")
    assert titled("Lamps: Oil, 50 % of it pure")[1] == []
