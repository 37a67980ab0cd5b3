"""Of what nobody replied to nothing is said that speaks of replies."""

import re
from types import SimpleNamespace

import pytest

from cyberstudy.commands.translate import marked, speaking
from cyberstudy.wording.modes import WITHOUT_REPLIES
from cyberstudy.wording.questions import in_plain_words
from cyberstudy.wording.translator import translator_of
from surveyanswers.instrument.settings import QUESTIONNAIRE, RECORD, SCORES
from surveyanswers.tables.statuses import BY_NAME

REPLIES = re.compile(r"repl|answer|ask|blank|declin|silent|respon", re.I)


def speech(folder, mode):
    settings = SimpleNamespace(mode=mode)
    return translator_of(SimpleNamespace(folder=folder, settings=settings, asks=False), "en")


def test_every_phrase_that_is_said_otherwise_is_one_of_the_code():
    said = {
        texts[0]
        for path, _ in speaking()
        if path.name != "modes.py"
        for texts, _ in marked(path.read_text(encoding="utf-8"))
    }
    assert {*WITHOUT_REPLIES} <= said


def test_what_is_said_instead_speaks_of_no_reply():
    for instead in WITHOUT_REPLIES.values():
        for text in (instead,) if isinstance(instead, str) else instead:
            assert not REPLIES.search(re.sub(r"\{\w+\}", "", text)), text


@pytest.mark.parametrize("mode", [RECORD, SCORES])
def test_of_records_and_scores_no_status_is_one_of_a_respondent(mode, tmp_path):
    say = speech(tmp_path, mode)
    silent = [row for row in BY_NAME.values() if row.counted_as and row.name != "not_coded"]
    for row in silent:
        assert not REPLIES.search(say.many(*row.counted_as, 2, count=2)), row.name
    assert in_plain_words(say, "no_answer") == "no data"


def test_of_a_questionnaire_it_is_said_as_ever(tmp_path):
    say = speech(tmp_path, QUESTIONNAIRE)
    assert (
        say("Question to {who}: {questions}.", who="States", questions="Q1") == "Question "
        "to States: Q1."
    )
    assert in_plain_words(say, "no_answer") == "no answer"
