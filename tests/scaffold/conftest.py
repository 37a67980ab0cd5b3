"""A study that new surveys are begun in."""

import hashlib

import pytest
from worlds.begun import empty_study

from surveyanswers import cleaned
from surveyanswers.instrument.column_sheet import FILE
from surveyanswers.scaffold.folder import WRITTEN

#: What lies in a survey's folder, and cleaning does not read; settings are looked at as they are.
NOT_CLEANED_BY = {FILE, WRITTEN, "settings.yaml"}


@pytest.fixture
def study(tmp_path, monkeypatch):
    """A study without surveys, with the real reference."""
    monkeypatch.chdir(empty_study(tmp_path))
    return tmp_path


@pytest.fixture(autouse=True)
def cleaned_once(monkeypatch):
    """Clean nothing again where no file of it has changed: a survey is when it is begun.

    A test that looks at its answers then, or has it checked, is given what was found.
    """
    done = {}

    def remembered(name):
        made = getattr(cleaned, name)

        def once(*given):
            survey = given[-1]
            key = (name, repr(survey.settings), state_of(survey))
            if key not in done:
                if len(done) > 5:
                    del done[next(iter(done))]
                done[key] = made(*given)
            return done[key]

        monkeypatch.setattr(cleaned, name, once)

    remembered("read_files")
    remembered("clean_survey")


def state_of(survey):
    """What lies in a survey's folder and in the study's data, by name and content."""
    found = hashlib.sha256()
    for place in (survey.folder, survey.root / "data"):
        for path in sorted(place.rglob("*")):
            if path.is_file() and path.name not in NOT_CLEANED_BY:
                found.update(f"{path} {hashlib.sha256(path.read_bytes()).digest()}".encode())
    return found.digest()
