"""The invented survey with simulated and with real answers, which are registered or will be."""

import pytest
from invented import make_confidential
from worlds.handed_out import COUNTS, draw

from cyberstudy.draw.style import use_house_style
from surveyanswers.instrument.data_access import register


@pytest.fixture
def confidential(world, monkeypatch):
    """The invented survey with simulated answers in its layout, and a real file beside them."""
    monkeypatch.chdir(world)
    return make_confidential(world)


@pytest.fixture
def registered(confidential):
    """The same, when they are."""
    day, source = "2026-01-02", "a ministry"
    register("lighthouse", ["lighthouse/keepers.csv"], confidential, received_on=day, source=source)
    return confidential


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
