"""What a confidential survey withholds of each question, by its settings and its form."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import polars as pl

from cyberstudy.declare.confidential import small_groups
from cyberstudy.declare.survey import Survey
from cyberstudy.protect.replies import replies_of
from cyberstudy.tables.files import read_table
from disclosure.cells import Replies
from disclosure.cells import divided as divided_questions
from disclosure.suppress import QuestionRules, Suppression, suppress
from surveyanswers.instrument.questionnaire import Questionnaire
from surveyanswers.instrument.settings import Disclosure
from surveyanswers.tables.answers_by_question import AnswerColumns
from surveyanswers.tables.problems import SurveyError, listed
from surveyanswers.tables.statuses import OPEN

SEVERAL, ESTIMATES = "select_multiple", "estimates.parquet"


def about_units(
    divided: Sequence[str], tables: Sequence[str], answers: Sequence[str]
) -> tuple[pl.DataFrame, Replies]:
    """Return who is in which group, and what each answered to the questions with estimates."""
    (estimates,) = (path for path in tables if Path(path).name == ESTIMATES)
    (memberships,), (columns,) = map(read_table, divided), map(AnswerColumns.read, answers)
    return memberships, replies_of(columns, read_table(estimates))


def suppressed_in(
    memberships: pl.DataFrame, replies: Replies, survey: Survey, drawing: Replies | None = None
) -> Suppression:
    """Choose what a confidential survey withholds of every question.

    Parameters
    ----------
    memberships, replies
        From `about_units`.
    survey
        Its settings say how.
    drawing
        As in `drawn_by_lot`; by default these replies.

    Raises
    ------
    SurveyError
        A group is too fine to be published, and no list was there to tell.
    """
    if unfit := list(small_groups(memberships, survey.settings)):
        raise SurveyError(f"{survey.folder / 'settings.yaml'}:{listed(unfit)}")
    minimum, demanded = survey.settings.minimum_base or 0, survey.settings.disclosure
    rules = question_rules(survey.questionnaire, survey.codebook, demanded)
    return suppress(
        divided_questions(memberships, replies, minimum, OPEN),
        drawn_by_lot(rules, drawing or replies, demanded.lots),
        minimum=minimum,
        width=demanded.width,
        coalition=demanded.coalition,
        whole=demanded.complementary == "all",
    )


def drawn_by_lot(
    rules: Mapping[str, QuestionRules], replies: Replies, chances: Sequence[float]
) -> dict[str, QuestionRules]:
    """Draw of how many tiers of groups each question is withheld where its groups may be all alike.

    Assume: whoever could work out the draw, which hangs on all replies, knows all of them.

    Parameters
    ----------
    replies
        Of the first release: later ones would draw anew, and several draws tell more than one.
    """
    digest = hashlib.sha256()
    choices = sorted(key for key, options in replies.options.items() if options)
    for key in choices if chances else ():
        digest.update(replies.said(*key).sort("unit_id").write_csv().encode())
    lots = {name: hashlib.sha256(digest.digest() + name.encode()).digest() for name in rules}
    return {
        name: rule
        if rule.alike is None
        else replace(rule, chances=chances).draw(int.from_bytes(lots[name]) / 2**256)
        for name, rule in rules.items()
    }


def question_rules(
    questionnaire: Questionnaire, codebook: pl.DataFrame, demanded: Disclosure
) -> dict[str, QuestionRules]:
    """Return what suppression needs to know about each question: form, routing, sensitivity."""
    sensitivity = dict(codebook.select("question", "sensitivity").iter_rows())
    alike = dict.fromkeys(demanded.unanimity, 0) | dict.fromkeys(demanded.all_but_one, 1)
    return {
        name: QuestionRules(
            # Of a repeat several turns count, each with an answer of its own.
            several=question.type == SEVERAL or question.repeat is not None,
            deciding=_deciding(name, questionnaire),
            alike=alike.get(sensitivity.get(name, "")),
        )
        for name, question in questionnaire.questions.items()
    }


def _deciding(name: str, questionnaire: Questionnaire) -> Collection[str]:
    """Questions whose answers decide who is asked this one, by way of others, too."""
    names: set[str] = set()
    left = [name]
    while left:
        question = questionnaire.questions.get(left.pop())
        if question and question.relevant:
            from surveyanswers.instrument.routing import names_in  # many forms have no condition

            named = names_in(question.relevant)
            left += named - names
            names |= named
    return names
