"""An exhibit speaks with the translations of its questionnaire and its plan."""

import json
import logging

import matplotlib.pyplot as plt
import pytest
from worlds.translations import put

from cyberstudy.commands.translate import words_of_the_survey
from cyberstudy.draw.exhibit import draw_exhibit
from cyberstudy.wording.catalogues import TABLE
from cyberstudy.wording.words import translated
from surveyanswers.instrument.counting import Design


def test_of_a_plans_entry_words_are_translated_and_codes_are_not():
    plan = {
        "kind": "stacks",
        "title": "Lamps",
        "labels": {"title": "Oil"},
        "stacks": [{"questions": ["who"], "together": {"label": "Lit", "options": ["label"]}}],
        "minimum_base": 10,
    }
    assert translated(plan, str.upper) == {
        "kind": "stacks",
        "title": "LAMPS",
        "labels": {"title": "OIL"},
        "stacks": [{"questions": ["who"], "together": {"label": "LIT", "options": ["label"]}}],
        "minimum_base": 10,
    }


def test_a_surveys_words_hold_what_its_plan_codebook_and_groups_say(lighthouse):
    ids = words_of_the_survey(lighthouse).keys()
    assert {"Who keeps the lights", "Keepers", "keepers"} <= ids
    assert set(lighthouse.codebook["short_label"]) <= ids
    assert "Europe" in ids  # a region, by which the plan counts homes


COVERAGE = """question,group,label,count,base
lamps,oil,"Oil, with a wick",1200,1204
lamps,dont_know,dont know,4,1204
"""


@pytest.fixture
def keepers(lighthouse, tmp_path):
    """Draw who keeps the lights, in a language, with what French the test gives."""
    tables = tmp_path / "tables"
    tables.mkdir()
    (tables / "coverage.csv").write_text(COVERAGE)
    report = tmp_path / "report.json"
    report.write_text(json.dumps({"simulated": True}))

    def draw(language, **declared):
        made = draw_exhibit(
            str(tables),
            lighthouse,
            name="keepers",
            language=language,
            entry=lighthouse.plan.exhibits["keepers"].model_copy(update=declared),
            report=str(report),
        )
        plt.close(made.drawn.figure)
        return made

    return draw


def test_an_exhibit_speaks_with_the_questionnaires_and_the_plans_translations(keepers, lighthouse):
    put(lighthouse.folder / TABLE, "fr", {"Who keeps the lights": "Qui garde les phares"})
    made = keepers("fr")
    assert made.words["language"] == "fr"
    assert made.words["title"] == "Simulé\u00a0: Qui garde les phares"
    assert made.drawn.data["label"].to_list() == ["À huile, avec mèche", "Ne sait pas"]
    assert "«\u00a0Quelles lampes utilisez-vous ?\u00a0»" in made.words["notes"]
    assert "1\u202f200" in made.words["alt"]
    heading, *band = [t.get_text() for t in made.drawn.figure.texts]
    assert heading == made.words["title"]
    assert set(band) == {"RÉPONSES SIMULÉES"}


def test_an_option_is_called_what_the_plan_calls_it(keepers):
    made = keepers("en", labels={"oil": "Oil lamps"})
    assert made.drawn.data["label"].to_list() == ["Oil lamps", "Don\u2019t know"]


def test_the_notes_say_what_is_not_reviewed_and_not_translated_and_the_log_names_it(
    keepers, caplog
):
    with caplog.at_level(logging.WARNING, logger="cyberstudy"):
        notes = keepers("fr").words["notes"]
    assert "Cette traduction n’a pas été relue" in notes
    assert f"Ce qui n’est pas encore traduit est en anglais. ({len(caplog.messages)})" in notes
    assert "not translated into fr: Who keeps the lights" in caplog.messages


def test_in_english_nothing_is_said_of_translations(keepers, caplog):
    with caplog.at_level(logging.WARNING, logger="cyberstudy"):
        made = keepers("en")
    assert "translat" not in made.words["notes"]
    assert made.words["language"] == "en"
    assert caplog.messages == []


def test_what_counts_answers_as_they_are_says_so_of_a_sample(keepers, lighthouse, monkeypatch):
    assert "Answers are not weighted" not in keepers("en").words["caption"]
    sampled = lighthouse.settings.model_copy(update={"design": Design(weight="lamps")})
    monkeypatch.setitem(vars(lighthouse), "settings", sampled)
    assert (
        "Answers are not weighted: this describes those who answered"
        in (keepers("en").words["caption"])
    )


def test_a_survey_without_the_language_is_drawn_in_english_and_says_so(keepers, caplog):
    with caplog.at_level(logging.WARNING, logger="cyberstudy"):
        made = keepers("ru")
    assert made.words["language"] == "en"
    assert "not available in Russian, so this is in English" in made.words["notes"]
    assert any("the questionnaire is not in Russian" in text for text in caplog.messages)
    assert made.words["alt"] == keepers("en").words["alt"]
