"""A copy of states2012 whose layout declares one export, to be broken."""

import shutil

import pytest
from worlds import REPOSITORY
from worlds.malformed import RAW, SURVEY, Study, entry_of

from cyberstudy.declare.opened import OpenSurvey


@pytest.fixture(scope="module")
def form():
    return OpenSurvey(REPOSITORY / SURVEY, root=REPOSITORY).questionnaire


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    """What every case shares and none changes."""
    root = tmp_path_factory.mktemp("template")
    shutil.copytree(REPOSITORY / SURVEY, root / SURVEY)
    shutil.copytree(REPOSITORY / RAW / "reference", root / RAW / "reference")
    return root


@pytest.fixture
def make(template, tmp_path):
    def study(file):
        (tmp_path / SURVEY).mkdir(parents=True)
        for path in (template / SURVEY).iterdir():
            if path.name != "layout.yaml":
                (tmp_path / SURVEY / path.name).symlink_to(path)
        (tmp_path / RAW / "states2012").mkdir(parents=True)
        (tmp_path / RAW / "reference").symlink_to(template / RAW / "reference")
        shutil.copy(REPOSITORY / RAW / file, tmp_path / RAW / file)
        return Study(tmp_path, entry_of(file))

    return study
