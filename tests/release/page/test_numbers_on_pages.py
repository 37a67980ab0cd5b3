"""What pages show of a confidential survey is what was released of it."""

import pytest
from worlds.page import put_study

from cyberstudy.release import page as pages_module
from cyberstudy.release.page import contents
from surveyanswers.tables.problems import SurveyError


def test_a_leak_in_the_data_or_the_words_of_a_confidential_survey_s_pages_stops_them(
    tmp_path, monkeypatch
):
    def telling(part):
        told = explorer_of(part)
        if part.survey.name == "meadow":
            row = next(row for row in told["questions"][0]["rows"] if row[2:4] == ["south", "deep"])
            row[told["columns"].index("count")] = 4
        return told

    explorer_of, render = contents.explorer_of, pages_module.render
    monkeypatch.setattr(contents, "explorer_of", telling)
    what = "explorer-meadow.js: 1 rows that estimates has not, the first of depth, .*, south, deep"
    with pytest.raises(SurveyError, match=what):
        put_study(tmp_path / "data")
    monkeypatch.setattr(contents, "explorer_of", explorer_of)
    says = lambda *args, **shown: f"{render(*args, **shown)}<p>in the south 6 of 7</p>"  # noqa: E731
    monkeypatch.setattr(pages_module, "render", says)
    with pytest.raises(SurveyError, match=r"no table of the release has.*'6 of 7'"):
        put_study(tmp_path / "words")
