"""Exhibits on types, drawn from invented tables."""

import pytest
from worlds.entries import entry_of
from worlds.types import SURVEY

from cyberstudy.wording.view import View


@pytest.fixture
def drawn(tmp_path):
    """Draw one kind from the tables that were written."""

    def draw(kind, entry, survey=SURVEY):
        return kind(View(tmp_path, survey, entry_of(kind, entry)))

    return draw
