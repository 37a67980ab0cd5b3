"""Fixtures of two folders: the invented survey with real answers, registered or not yet."""

import shutil

import pytest
from invented import edit

from surveyanswers.instrument.data_access import register


@pytest.fixture
def confidential(world, monkeypatch):
    """The invented survey with simulated answers in its layout, and a real file beside them."""
    raw, real = world / "data/raw", world / "data/confidential/lighthouse"
    layout = world / "config/surveys/lighthouse/layout.yaml"
    edit(layout, "lighthouse/keepers.csv", "lighthouse/simulated-keepers.csv")
    (raw / "lighthouse/keepers.csv").rename(raw / "lighthouse/simulated-keepers.csv")
    edit(raw / "MANIFEST.csv", "lighthouse/keepers", "lighthouse/simulated-keepers")
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
