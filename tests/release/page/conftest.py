"""A study's pages made once for all who look at them."""

import pytest
from worlds.page import put_phone_drawing, put_study


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    return put_study(tmp_path_factory.mktemp("study"), before=put_phone_drawing)
