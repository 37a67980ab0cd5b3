"""What a confidential survey withholds of each question, by its settings and its form."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import takewhile
from pathlib import Path

import polars as pl

from cyberstudy.declare.confidential import small_groups
from cyberstudy.declare.survey import Survey
from cyberstudy.protect.replies import replies_of
from cyberstudy.tables.files import read_table
from disclosure.cells import Divided, Replies
from disclosure.cells import divided as divided_questions
from disclosure.published import Release
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
    memberships: pl.DataFrame, replies: Replies, survey: Survey, before: Sequence[Release] = ()
) -> Suppression:
    """Choose what a confidential survey withholds of every question.

    Parameters
    ----------
    memberships, replies
        From `about_units`.
    survey
        Its settings say how.
    before
        Earlier releases of the survey.

    Raises
    ------
    SurveyError
        A group is too fine to be published, and no list was there to tell.
    """
    if unfit := list(small_groups(memberships, survey.settings)):
        raise SurveyError(f"{survey.folder / 'settings.yaml'}:{listed(unfit)}")
    minimum, demanded = survey.settings.minimum_base or 0, survey.settings.disclosure
    rules = question_rules(survey.questionnaire, survey.codebook, demanded)
    drawings = [*(release.replies for release in before), replies]
    questions = [*divided_questions(memberships, replies, minimum, OPEN)]
    return suppress(
        questions,
        joined_before(questions, drawn_by_lot(rules, drawings, demanded.lots), before),
        minimum=minimum,
        width=demanded.width,
        coalition=demanded.coalition,
        whole=demanded.complementary == "all",
    )


def drawn_by_lot(
    rules: Mapping[str, QuestionRules], drawings: Sequence[Replies], chances: Sequence[float]
) -> dict[str, QuestionRules]:
    """Draw of how many tiers of groups each question is withheld where its groups may be all alike.

    Assume: whoever could work out the draw, which hangs on all replies, knows all of them. Each
    release draws anew and keeps what was drawn before: if the first lot stood for all, groups that
    are joined in a later release alone could only be joined because they have to be.

    Parameters
    ----------
    drawings
        Replies of each release, the last one's last.
    """
    digests = [_digest(replies) for replies in drawings if chances]
    return {
        name: rule
        if rule.alike is None
        else replace(rule, chances=chances).draw(
            min((_lot(digest, name) for digest in digests), default=1.0)
        )
        for name, rule in rules.items()
    }


def _digest(replies: Replies) -> bytes:
    digest = hashlib.sha256()
    for key in sorted(key for key, options in replies.options.items() if options):
        digest.update(replies.said(*key).sort("unit_id").write_csv().encode())
    return digest.digest()


def _lot(digest: bytes, question: str) -> float:
    return int.from_bytes(hashlib.sha256(digest + question.encode()).digest()) / 2**256


def joined_before(
    questions: Iterable[Divided], rules: Mapping[str, QuestionRules], before: Sequence[Release]
) -> dict[str, QuestionRules]:
    """Return rules by which groups that an earlier release joined stay joined.

    Assume: only where groups may have been joined by lot. If a later release published them
    separately, readers would know that the lot was not the reason: one of the groups agreed.
    """
    kept = dict(rules)
    for question in questions:
        rule = kept[question.name]
        tiers = max((_tiers_withheld(question, release) for release in before), default=0)
        if rule.alike is not None:
            kept[question.name] = replace(rule, drawn=max(rule.drawn, tiers))
    return kept


def _tiers_withheld(question: Divided, release: Release) -> int:
    """Count the tiers of a question's groups of which a release shows none."""
    rows = release.estimates.filter(wave=question.wave, question=question.name)
    shown = {*rows.drop_nulls("count").select("grouping", "group").iter_rows()}
    hidden = [
        [*takewhile(lambda tier: not any(shown & {*question.groups[b]} for b in tier), tiers)]
        for tiers in question.tiers
    ]
    return 0 if rows.is_empty() else max(map(len, hidden), default=0)


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


def routed_by_several(questionnaire: Questionnaire) -> frozenset[str]:
    """Return questions asked by the answers to several others that do not follow one another."""
    decide = {name: _deciding(name, questionnaire) for name in questionnaire.questions}
    return frozenset(
        name
        for name, before in decide.items()
        if before and not any({one, *decide.get(one, ())} == {*before} for one in before)
    )


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
