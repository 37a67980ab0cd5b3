"""Every kind of exhibit is drawn by a function that takes its entry."""

from typing import get_args, get_type_hints

import pytest

from cyberstudy.declare.plan.kinds import KINDS
from cyberstudy.draw.exhibit import drawing_of


@pytest.mark.parametrize("kind", KINDS)
def test_what_draws_a_kind_takes_the_entry_of_that_kind(kind):
    assert get_args(get_type_hints(drawing_of(kind))["view"]) == (KINDS[kind],)
