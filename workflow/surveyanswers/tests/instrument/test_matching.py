import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from surveyanswers.instrument.matching import TextIndex, normalised
from surveyanswers.tables.problems import SurveyError


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
    with pytest.raises(SurveyError, match="could be IRN or CIV"):
        index(Iran="CIV")


def test_an_alias_of_an_option_that_does_not_exist_is_refused():
    with pytest.raises(SurveyError, match="unknown option 'ZZZ'"):
        index(Zed="ZZZ")


def test_joined_answers_are_cut_even_where_a_label_holds_the_separator():
    assert [m.code for m in index().split("Oil, with a wick,Iran", ",")] == ["OIL", "IRN"]
    assert index().split("Oil, with a wick,Narnia", ",") is None


@pytest.mark.parametrize("mark", [chr(c) for c in (0xAD, 0x61C, 0x180E, 0x2060, 0x2066, 0xFE0F)])
@pytest.mark.parametrize("direction", ["\u200b", "\u200e", "\u200f", "\u202b", "\u202e", "\ufeff"])
def test_marks_that_nobody_sees_do_not_make_another_option(mark, direction):
    match = index().find(f"{direction}Ir{mark}an\u202c")
    assert (match.code, match.how) == ("IRN", "normalised")


def test_persian_is_recognised_with_and_without_its_joiner():
    farsi = TextIndex({"no": ["نمی\u200cدانم"]}, aliases={}, where="answers")
    assert farsi.find("نمی\u200cدانم").how == "exact"
    assert farsi.find("نمیدانم").how == "normalised"


def test_two_options_that_only_invisible_marks_tell_apart_are_refused():
    with pytest.raises(SurveyError, match="could be a or b"):
        TextIndex({"a": ["One"], "b": ["O\u200bne"]}, aliases={}, where="answers")


def test_a_label_that_is_another_options_code_is_refused():
    with pytest.raises(SurveyError, match="'3' could be 1 or 3"):
        TextIndex({"1": ["1", "3"], "3": ["3", "Three"]}, aliases={}, where="answers")


def options(**labels):
    return TextIndex({code: [label] for code, label in labels.items()}, aliases={}, where="these")


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("a, b, c", ["x", "z"]),  # the longest first, "a, b", would leave "c"
        ("a,b, c", ["x", "z"]),
        ("b, c,a", ["z", "x"]),
        (" a \n", ["x"]),
        ("a,a", ["x", "x"]),
        ("a,,a", None),
        ("a,", None),
        ("c", None),
    ],
)
def test_the_one_way_of_cutting_is_found(text, codes):
    found = options(x="a", z="b, c", w="a, b").split(text, ",")
    assert (found and [match.code for match in found]) == codes


def test_what_can_be_cut_in_several_ways_is_not_cut():
    assert options(a="a", b="b", c="a, b").split("a, b", ",") is None


def test_blanks_between_codes_may_be_several():
    assert len(options(a="a", b="b").split("a  b\u00a0 a", " ")) == 3


def ways(text, known, separator):
    """All ways of cutting, the slow way."""
    found = [[known.find(text.strip())]] if known.find(text.strip()) else []
    places = [p for p in range(len(text)) if text.startswith(separator, p)]
    for place in places:
        first = known.find(text[:place].strip())
        if first:
            found += [[first, *rest] for rest in ways(text[place + 1 :], known, separator)]
    return found


LABELS = ["a", "b", "c", "a,b", "b,c", "a, b", "b;c", "a,b,c", ",", "a b"]


@settings(max_examples=300)
@given(
    st.sets(st.sampled_from(LABELS), min_size=4),
    st.lists(st.sampled_from(["a", "b", "c", ",", ", ", ";", " ", "A", "\u200f"]), max_size=9),
    st.lists(st.sampled_from(LABELS), min_size=1, max_size=4),
    st.sampled_from(",;"),
)
def test_cutting_finds_what_trying_every_way_finds(labels, letters, chosen, separator):
    known = options(**dict(zip("pqrstuvwxy", sorted(labels), strict=False)))
    for text in ("".join(letters), separator.join(chosen)):
        every = ways(text.strip(), known, separator)
        assert known.split(text, separator) == (every[0] if len(every) == 1 else None)


@pytest.mark.parametrize("piece", ["a,", "b, c,", "none,", "b, ", ",", "a, b,", "é"])
def test_a_cell_of_any_length_is_cut_in_a_time_that_grows_with_it(piece):
    known = options(x="a", z="b, c", w="a, b", long=", ".join("abcdefgh" * 4))
    began = time.thread_time()
    known.split(piece * (130_000 // len(piece)) + "a", ",")
    assert time.thread_time() - began < 60  # the cubic way took weeks
