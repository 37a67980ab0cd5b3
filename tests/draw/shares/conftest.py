"""Exhibits of shares and counts, drawn from the invented estimates."""

import matplotlib.pyplot as plt
import pytest
from cyberstudy.draw import style
from cyberstudy.wording.view import View
from worlds.entries import entry_of
from worlds.shares import ESTIMATES, SURVEY


@pytest.fixture(autouse=True)
def house_style():
    style.use_house_style()
    yield
    plt.close("all")


@pytest.fixture
def drawn(tmp_path):
    """Draw one kind from the invented estimates, or from other tables."""

    def draw(kind, entry, survey=SURVEY, **tables):
        for name, table in {"estimates": ESTIMATES, **tables}.items():
            table.write_parquet(tmp_path / f"{name}.parquet")
        made = kind.draw(View(tmp_path, survey, entry_of(kind, entry, minimum_base=10), {}))
        made.figure.draw_without_rendering()
        return made

    return draw
