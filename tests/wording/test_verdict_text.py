"""Verdicts and their cautions are said in every language: those of each kind, in whole."""

import json
import re
from dataclasses import replace

import polars as pl
import pytest
from worlds.evidence import RULES, against, evidence
from worlds.translations import in_english

from cyberstudy.cluster.error_rates import not_calibrated, unweighted
from cyberstudy.cluster.mixture import _dependent
from cyberstudy.cluster.verdict import verdict
from cyberstudy.declare.plan.verdict_rules import VERDICTS
from cyberstudy.wording.catalogues import PHRASES, TRANSLATED, read_catalogue
from cyberstudy.wording.translator import Translator
from cyberstudy.wording.verdict_text import text_of, with_texts
from latentclass.families import ALONG, DEPENDENT, FLEXIBLE, TWO

CLEAR = {"two": 0.0, "classes": 3, "forward": 0.0, "back": 0.6}
TRIED = pl.DataFrame({"units": [30, 300], "items": [14, 30], "categories": [2, 4]})
#: Names, and signs that are the same in every language.
ANYWHERE = {"Jaccard", "p"}
#: English words that neither French nor Spanish has.
ENGLISH = {"the", "of", "and", "are", "than", "not", "were", "does", "that", "is", "units", "class"}


def judged():
    """Verdicts of every kind, with every caution among them."""
    yield verdict(evidence(), RULES)
    yield verdict(evidence(nothing=0.0), RULES)
    for back in (0.0, 0.6):
        yield verdict(evidence(**CLEAR | {"forward": 0.3, "back": back}), RULES)
    yield verdict(evidence(**CLEAR), RULES)
    yield verdict(evidence(**CLEAR, further={TWO: 0.0, ALONG: 0.0004}), RULES, [0.9] * 3)
    for kept in (TWO, ALONG, DEPENDENT, FLEXIBLE):
        for back in (0.0, 0.6):
            yield verdict(evidence(**CLEAR | {"back": back}, further={kept: 0.3}), RULES)
    yield verdict(evidence(**CLEAR, further={TWO: 0.3, ALONG: 0.2, FLEXIBLE: 0.0}), RULES)
    for further in ({}, {TWO: 0.0}):
        yield verdict(evidence(**CLEAR | {"back": 0.0}, further=further), RULES)
        yield verdict(evidence(**CLEAR, further=further), RULES, [0.9, 0.9, 0.3])
    counts = evidence(**CLEAR | {"forward": 0.3, "back": 0.6}, boundary=1)
    profile = "one overdispersed profile"
    yield verdict(
        replace(
            counts,
            continuum_name=profile,
            tests=[
                replace(
                    test,
                    null=profile if isinstance(test.null, str) else test.null,
                    alternative=profile if isinstance(test.alternative, str) else test.alternative,
                )
                for test in counts.tests
            ],
            criteria=[
                replace(each, model=profile if isinstance(each.model, str) else each.model)
                for each in counts.criteria
            ],
        ),
        RULES,
    )
    most = evidence(**CLEAR | {"classes": 6}, boundary=7)
    yield verdict(
        replace(
            most,
            sizes=[40, 10, 10, 5, 3, 1],
            tests=[
                *(t for t in most.tests if (t.null, t.alternative) != (6, 7)),
                against(6, 7, 0.011, RULES.alpha_classes, replicates=50),
            ],
            criteria=[
                replace(each, n_parameters=90, best_share=0.1, converged=each.model != 1)
                for each in most.criteria
            ],
        ),
        RULES,
        [0.9, 0.9, 0.9, 0.9, 0.3, 0.2],
    )
    yield verdict(
        replace(
            most,
            sizes=[20, 15, 10, 9, 8, 7],
            tests=[t for t in most.tests if (t.null, t.alternative) != (6, 7)],
        ),
        replace(RULES, max_classes=9),
    )


def doubts():
    """Cautions that come from elsewhere than the tests."""
    data = {"units": 1930, "items": 5, "categories": 2}
    one = pl.DataFrame({"units": [69], "items": [14], "categories": [2]})
    for calibration in (TRIED, one, None):
        yield from not_calibrated(calibration, **data)
    yield from unweighted(object())
    yield from map(_dependent, (0.7, 1.6))


def told():
    """All that is said, with its English."""
    for found in json.loads(json.dumps([*map(with_texts, judged())])):  # as out of a file
        yield found["said"], found["text"]
        for each in (*found["cautions"], *found["undermined"]):
            yield each["said"], each["text"]
    yield from ((each.said, text_of(each.said)) for each in doubts())


def test_these_are_verdicts_and_cautions_of_every_kind():
    found = [*judged()]
    assert {each["verdict"] for each in found} == set(VERDICTS)
    cautions = {c["caution"] for each in found for c in (*each["cautions"], *each["undermined"])}
    assert cautions == {
        *(
            "boundary",
            "close call",
            "convergence",
            "most classes",
            "parameters",
        ),
        *("small class", "stability", "stability unknown", "starts", "stopped early"),
        "too small a class",
    }


def test_english_fills_every_place_and_is_what_the_record_says():
    for said, text in told():
        assert text_of(said) == text
        assert not re.search(r"[{}]", text)


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_verdict_and_caution_is_said_in_whole_or_has_no_translation(language):
    for said, text in told():
        say = Translator(language, own=read_catalogue(PHRASES, language))
        own = text_of(said, say)
        assert {*say.missing} <= in_english(language)
        if say.missing:
            continue
        words = set(re.findall(r"[A-Za-z]+", own)) - ANYWHERE
        assert not words & ENGLISH, own
        assert own != text
        if language not in ("fr", "es"):
            assert not words, own
        assert not re.search(r"[{}]", own)
