"""What a column seems to have asked, from its values alone."""

import pytest
from cyberstudy.scaffold.guesses import means, order_of, status_of
from cyberstudy.scaffold.inference import guess, option_columns, share_scales


@pytest.mark.parametrize(
    ("values", "kind", "options"),
    [
        (["2026-01-02", "2026-03-04"], "date", []),
        (["2026-01-02 10:00:00", "3/4/2026 9:15"], "moment", []),
        (["12", "250", "13"], "integer", []),
        (["1.5", "2", "3.25"], "decimal", []),
        (["5", "1", "3", "1", "5", "3"] * 3, "select_one", ["1", "3", "5"]),
        (["Oil", "LED", "Oil"] * 3, "select_one", ["Oil", "LED"]),
        (
            ["Agree", "Disagree", "Strongly agree"] * 3,
            "select_one",
            ["Disagree", "Agree", "Strongly agree"],
        ),
        (
            ["fog; ice", "ice", "fog", "fog; ice; storm", "storm; ice"] * 3,
            "select_multiple",
            ["ice", "fog", "storm"],
        ),
        (["A long story", "Another one", "A third"], "text", []),
        ([], "text", []),
    ],
)
def test_types_and_options_come_from_values(values, kind, options):
    found = guess(values)
    assert (found.kind, found.options) == (kind, options)


def test_texts_that_say_why_there_is_no_answer_are_no_options():
    found = guess(["Yes", "No", "No data", "Yes", "No", "Don't know", "n/a", "Yes", "No"])
    assert found.options == ["No", "Yes"]
    assert found.missing == {
        "No data": "no_answer",
        "Don't know": "dont_know",
        "n/a": "not_applicable",
    }


def test_sentences_with_commas_are_no_lists():
    values = [f"It was number {n}, and it was bright, too" for n in range(30)]
    assert guess(values).kind == "text"


@pytest.mark.parametrize(
    ("values", "mark"), [(["1,5", "2,25"], ","), (["1.5"], "."), (["3"], None)]
)
def test_the_decimal_mark_is_told_where_numbers_tell_it(values, mark):
    assert guess(values).decimal_mark == mark


def test_some_steps_of_a_longer_scale_get_the_whole_scale():
    whole, part = guess(["Low", "Medium", "High"] * 3), guess(["Low", "High"] * 3)
    other = guess(["Oil", "LED"] * 3)
    share_scales([part, whole, other])
    assert part.options == whole.options == ["Low", "Medium", "High"]
    assert other.options == ["Oil", "LED"]


@pytest.mark.parametrize(
    ("headers", "cells"),
    [
        (["q___1", "q___2"], ["1", "0"]),
        (["q/oil", "q/led"], ["1", "0"]),
        (["3. Oil.", "3. LED."], None),
    ],
)
def test_columns_of_options_are_found_by_headings_and_ticks(headers, cells):
    values = {h: cells or [h.partition(" ")[2]] for h in headers}
    found = option_columns(["id", *headers], values | {"id": ["7"]}, {"0", "1"})
    assert {header: option for header, (_, option) in found.items()} == {
        h: h.replace("___", "/").replace(". ", "/", 1).split("/")[1] for h in headers
    }
    assert len({stem for stem, _ in found.values()}) == 1


def test_two_numbers_of_like_headings_are_no_options():
    assert option_columns(["age_1", "age_2"], {"age_1": ["31"], "age_2": ["7"]}, {"0", "1"}) == {}


@pytest.mark.parametrize("text", ["Prefer not to say", "I'd rather not answer", "Declined."])
def test_who_declines_is_understood(text):
    assert (status_of(text) or "refused") == "refused"


@pytest.mark.parametrize(
    "heading",
    [
        "E-mail",
        "first_name",
        "RecipientLastName",
        "IP address",
        "phone_2",
        "dob",
        "LocationLatitude",
        "date of birth",
        "home address",
        "contact person",
    ],
)
def test_headings_that_name_people_are_seen(heading):
    assert means(heading, "personal")


@pytest.mark.parametrize(
    "heading", ["country", "Legislation", "given_birth", "Which lamp?", "relation", "platform"]
)
def test_other_headings_are_not(heading):
    assert not means(heading, "personal")


def test_a_scale_that_is_not_known_has_no_order():
    assert order_of(["Oil", "LED"]) is None
    assert order_of(["10 (all)", "1 (none)", "5"]) == ["1 (none)", "5", "10 (all)"]
