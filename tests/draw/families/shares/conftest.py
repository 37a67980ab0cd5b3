"""Exhibits of shares and counts, drawn from the invented estimates."""

import pytest
from worlds.entries import entry_of
from worlds.shares import ESTIMATES, SURVEY

from cyberstudy.draw.titles import head
from cyberstudy.wording.view import View


@pytest.fixture
def drawn(tmp_path):
    """Draw one kind from the invented estimates, or from other tables."""

    def draw(kind, entry, survey=SURVEY, title="", **tables):
        for name, table in {"estimates": ESTIMATES, **tables}.items():
            table.write_parquet(tmp_path / f"{name}.parquet")
        made = kind(View(tmp_path, survey, entry_of(kind, entry, minimum_base=10)))
        if title:
            head(made.figure, title)
        made.figure.draw_without_rendering()
        return made

    return draw
