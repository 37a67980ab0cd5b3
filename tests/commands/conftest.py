"""The invented survey with simulated and with real answers, which are registered or will be."""

import pytest
from registering import confidential, registered  # noqa: F401 - fixtures
from worlds.handed_out import COUNTS, draw

from cyberstudy.draw.style import use_house_style


@pytest.fixture(scope="module")
def house_style():
    use_house_style()
    yield
    use_house_style()


@pytest.fixture(scope="module")
def drawn(tmp_path_factory, house_style):
    """The figure that each run hands out, drawn once."""
    path = tmp_path_factory.mktemp("drawn") / "laws.png"
    draw(COUNTS, path)
    return path
