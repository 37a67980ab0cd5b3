"""Every kind of exhibit is drawn by a function that takes its entry."""

from typing import get_args, get_type_hints

import pytest

from cyberstudy.declare.plan.kinds import KINDS
from cyberstudy.draw.exhibit import drawing_of
from surveyanswers.tables.problems import SurveyError


@pytest.mark.parametrize("kind", KINDS)
def test_what_draws_a_kind_takes_the_entry_of_that_kind(kind):
    assert get_args(get_type_hints(drawing_of(kind))["view"]) == (KINDS[kind],)


def test_a_kind_that_is_not_there_is_told_with_those_there_are():
    with pytest.raises(SurveyError, match=r"(?s)'lamp_bars' is no kind of exhibit.*answer_stacks"):
        drawing_of("lamp_bars")
