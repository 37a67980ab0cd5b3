"""The invented survey with simulated and with real answers, which are registered or will be."""

import shutil

import pytest
from worlds.handed_out import COUNTS, draw

from cyberstudy.draw.style import use_house_style
from surveyanswers.instrument.data_access import register


@pytest.fixture
def confidential(world, monkeypatch):
    """The invented survey with simulated answers in its layout, and a real file beside them."""
    folder = world / "config/surveys/lighthouse"
    layout = folder / "layout.yaml"
    layout.write_text(
        layout.read_text().replace("lighthouse/keepers.csv", "lighthouse/simulated-keepers.csv")
    )
    raw = world / "data/raw"
    (raw / "lighthouse/keepers.csv").rename(raw / "lighthouse/simulated-keepers.csv")
    manifest = raw / "MANIFEST.csv"
    manifest.write_text(
        manifest.read_text().replace("lighthouse/keepers", "lighthouse/simulated-keepers")
    )
    real = world / "data/confidential/lighthouse"
    real.mkdir(parents=True)
    shutil.copy(raw / "lighthouse/simulated-keepers.csv", real / "keepers.csv")
    monkeypatch.chdir(world)
    return world


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
