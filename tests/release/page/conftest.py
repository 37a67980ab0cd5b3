"""A study page made once for all who look at it."""

import pytest
from worlds.page import Elements, put_study


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    return put_study(tmp_path_factory.mktemp("study"))


@pytest.fixture
def elements(page):
    return Elements(page.read_text(encoding="utf-8"))
