"""A little of everything that notebooks read."""

import pytest
from worlds.harbours import harbours


@pytest.fixture
def results(tmp_path):
    return harbours(tmp_path)
