"""The invented survey, as tests change it."""

import shutil

import pytest
from hypothesis import HealthCheck, settings
from invented import LIGHTHOUSE
from registering import confidential, registered  # noqa: F401 - fixtures

from surveyanswers.instrument.survey_folder import SurveyFolder
from surveyanswers.read import read_exports

# Machines are noisy: an example may take long without being wrong.
settings.register_profile(
    "surveyanswers",
    deadline=None,
    max_examples=60,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
if settings.get_current_profile_name() == "default":  # a study around it has one of its own
    settings.load_profile("surveyanswers")


@pytest.fixture
def world(tmp_path):
    """A folder with the invented survey in it."""
    return shutil.copytree(LIGHTHOUSE, tmp_path / "world")


@pytest.fixture
def lighthouse(world):
    return SurveyFolder(world / "config" / "surveys" / "lighthouse", root=world)


@pytest.fixture
def lighthouse_cells(world, lighthouse):
    return read_exports(lighthouse.exports, world / "data" / "raw", lighthouse.questionnaire)
