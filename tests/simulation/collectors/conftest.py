"""The questionnaire whose forms the collectors put into files."""

import pytest
from worlds import REPOSITORY
from worlds.forms import FORMS, QUESTIONS

from surveyanswers.instrument.questionnaire_sheets import load_questionnaire
from surveyanswers.instrument.settings import ChoiceFile
from surveyanswers.simulation.collectors import spss


@pytest.fixture(scope="module")
def form():
    states = {
        "path": "data/raw/reference/member_states.csv",
        "code": "iso3",
        "labels": [f"name_{language}" for language in ("en", "fr", "es", "ru", "ar", "zh")],
        "aliases": "data/raw/reference/aliases.csv",
    }
    return load_questionnaire(
        REPOSITORY / "config" / "surveys" / "states2012" / "questionnaire",
        files={"member_states.csv": ChoiceFile(**states)},
        root=REPOSITORY,
    )


@pytest.fixture
def statistical(form, tmp_path):
    spss.write(FORMS, form, tmp_path / "a.sav", language="en", questions=QUESTIONS)
    return tmp_path / "a.sav"
