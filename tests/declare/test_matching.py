import pytest
from cyberstudy.declare.matching import TextIndex, normalised
from cyberstudy.tables.problems import StudyProblem
from hypothesis import given
from hypothesis import strategies as st


def index(**aliases):
    spellings = {"IRN": ["Iran"], "CIV": ["Côte d'Ivoire"], "OIL": ["Oil, with a wick"]}
    return TextIndex(spellings, aliases=aliases, where="lands")


@given(st.text())
def test_normalising_twice_is_normalising_once(text):
    assert normalised(normalised(text)) == normalised(text)


@pytest.mark.parametrize("text", ["Iran ", "\ufeffIran", "\u00a0IRAN", "iran", "\uff29ran"])
def test_a_spelling_that_differs_in_blanks_case_or_form_is_recognised_and_said_to(text):
    match = index().find(text)
    assert (match.code, match.how) == ("IRN", "normalised")


def test_a_curly_apostrophe_is_an_apostrophe():
    assert index().find("Côte d\u2019Ivoire").code == "CIV"


@pytest.mark.parametrize("text", ["Irann", "Ira", "Iraq", "Cote d'Ivoire", ""])
def test_nothing_is_matched_that_only_looks_alike(text):
    assert index().find(text) is None


def test_a_reviewed_alias_is_recognised_and_said_to_be_one():
    match = index(Persia="IRN").find("persia")
    assert (match.code, match.how) == ("IRN", "alias")


def test_a_text_that_could_be_two_options_is_refused():
    with pytest.raises(StudyProblem, match="could be IRN or CIV"):
        index(Iran="CIV")


def test_an_alias_of_an_option_that_does_not_exist_is_refused():
    with pytest.raises(StudyProblem, match="unknown option 'ZZZ'"):
        index(Zed="ZZZ")


def test_joined_answers_are_cut_even_where_a_label_holds_the_separator():
    assert [m.code for m in index().split("Oil, with a wick,Iran", ",")] == ["OIL", "IRN"]
    assert index().split("Oil, with a wick,Narnia", ",") is None
