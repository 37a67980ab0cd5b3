"""What the tests share: the invented survey, and the real answers where they are at hand."""

import os
import shutil
from pathlib import Path

import polars as pl
import pytest
from cyberstudy.clean.answers import clean_survey
from cyberstudy.declare.plan.analyses import Division
from cyberstudy.declare.survey import Survey
from cyberstudy.describe.estimates import memberships_of
from cyberstudy.read import read_exports
from cyberstudy.verify.sources import find_surveys
from hypothesis import HealthCheck, settings
from worlds import LIGHTHOUSE, REAL_FILE, REPOSITORY, SURVEYS

CONFIG = REPOSITORY / "config"
# Tests leave some of their claims to what several share; where one fails, pytest says how.
for name in ("malformed", "languages"):
    pytest.register_assert_rewrite(f"worlds.{name}")

# Machines are noisy: an example may take long without being wrong.
settings.register_profile(
    "study",
    deadline=None,
    max_examples=60,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
# For a night: other examples each time, and many (pytest --hypothesis-profile=long).
settings.register_profile(
    "long", settings.get_profile("study"), max_examples=3000, derandomize=False
)
settings.load_profile("study")


def pytest_addoption(parser):
    parser.addoption(
        "--after-study",
        action="store_true",
        help="the study has run (make test): what it left out is a failure, no reason to skip",
    )


@pytest.fixture(scope="session")
def not_run(request):
    """Say that a run of the study lacks something: a failure where it has run, else a skip."""
    left_out = find_surveys(SURVEYS, root=REPOSITORY, fetch=False, config=CONFIG).left_out

    def because(reason, survey=None):
        if survey in left_out:
            pytest.skip(left_out[survey])
        (pytest.fail if request.config.getoption("--after-study") else pytest.skip)(reason)

    return because


@pytest.fixture
def world(tmp_path):
    """A study folder of its own, with the invented survey in it."""
    folder = tmp_path / "world"
    shutil.copytree(LIGHTHOUSE, folder)
    return folder


@pytest.fixture
def lighthouse(world):
    return Survey(world / "config" / "surveys" / "lighthouse", root=world)


@pytest.fixture
def lighthouse_cells(world, lighthouse):
    return read_exports(lighthouse.exports, world / "data" / "raw", lighthouse.questionnaire)


@pytest.fixture(scope="session")
def real_raw():
    """The raw folder that holds the real answers: ours, or the mirror."""
    places = [REPOSITORY / "data" / "raw"]
    if mirror := os.environ.get("STUDY_MIRROR"):
        places.append(Path(mirror))
    for place in places:
        if (place / REAL_FILE).is_file():
            return place
    pytest.skip(f"the real answers are neither in data/raw/{REAL_FILE} nor in STUDY_MIRROR")


@pytest.fixture(scope="session")
def wci():
    return Survey(REPOSITORY / "config" / "surveys" / "wci2021", root=REPOSITORY)


@pytest.fixture(scope="session")
def countries():
    return pl.read_csv(REPOSITORY / "data" / "raw" / "reference" / "countries.csv")


@pytest.fixture(scope="session")
def states():
    """The simulated survey of States."""
    return Survey(REPOSITORY / "config" / "surveys" / "states2012", root=REPOSITORY)


@pytest.fixture(scope="session")
def taken_in(states):
    """Its exports as they are read: cells and intake."""
    return read_exports(states.exports, REPOSITORY / "data" / "raw", states.questionnaire)


@pytest.fixture(scope="session")
def twin(states, taken_in):
    """Its answers, cleaned, and who belongs to which group."""
    cleaned = clean_survey(*taken_in, states)
    finer = {"region": Division(of="state", by="region")}  # not to be published, but to be counted
    groupings = {**states.groupings, **finer}
    return cleaned, memberships_of(cleaned.units, states.frame, groupings)


@pytest.fixture(scope="module")
def chromium():
    """The Chromium of this machine."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    names = ("chromium", "chromium-browser", "google-chrome")
    program = next(filter(None, map(shutil.which, names)), None)
    if program is None:
        pytest.skip(f"no browser is installed: none of {', '.join(names)}")
    flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program, args=flags)
        yield browser
        browser.close()
