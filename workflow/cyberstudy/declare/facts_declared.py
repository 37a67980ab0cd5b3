"""Names of other surveys in the plan's `country_facts`, resolved while planning.

Which waves a survey has only its file may know; a wave that is not there stops the job.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from cyberstudy.declare.judged_rows import question_of, stop_at, wrong_options
from cyberstudy.declare.plan.facts_of_countries import DeclaredCountryFacts, MeasureOfStates
from cyberstudy.declare.plan.whole import Plan
from cyberstudy.declare.survey import Survey
from surveyanswers.instrument.names import wrong_name
from surveyanswers.instrument.questionnaire import NUMBERS


def check_country_facts(plan: Plan, surveys: Mapping[str, Survey], *, where: Path) -> None:
    """Resolve surveys, questions and options.

    Parameters
    ----------
    plan
        Of what lies across surveys; nothing is checked of one without the section.
    surveys
        All that are declared, whether they can run or not.
    where
        The plan's file.

    Raises
    ------
    SurveyError
        Every mistake, with its key and what is possible there.
    """
    if plan.country_facts is not None:
        stop_at(where, (f"country_facts.{m}" for m in _mistakes(plan.country_facts, surveys)))


def _mistakes(declared: DeclaredCountryFacts, surveys: Mapping[str, Survey]) -> Iterator[str]:
    contracts = {
        f"{name}/{table}": c for name, survey in surveys.items() for table, c in survey.made.items()
    }
    if mistake := wrong_name("table of an analysis", declared.experts.table, contracts):
        yield f"experts.table: {mistake}"
    else:
        columns = contracts[declared.experts.table].column_names()
        named = {"table": "iso3"} | {f"columns.{name}": name for name in declared.experts.columns}
        for key, name in named.items():
            if mistake := wrong_name(f"column of {declared.experts.table}", name, columns):
                yield f"experts.{key}: {mistake}"
    for name, measure in declared.measures.items():
        yield from (f"measures.{name}.{mistake}" for mistake in _of_measure(measure, surveys))


def _of_measure(measure: MeasureOfStates, surveys: Mapping[str, Survey]) -> Iterator[str]:
    public = {name: s for name, s in surveys.items() if s.settings.protection == "public"}
    if mistake := wrong_name("public survey", measure.survey, public):
        yield f"survey: {mistake}"
        return
    form = public[measure.survey].questionnaire
    for place, name in enumerate(measure.questions):
        question = question_of(form, name)
        if isinstance(question, str):
            yield f"questions.{place}: {question}"
        elif measure.options is None:
            if question.type not in NUMBERS:
                yield f"questions.{place}: {name} asks for no number; give `options`"
        elif not question.choices:
            yield f"questions.{place}: {name} has no options; leave `options` out"
        else:
            wrong = wrong_options(form, question, measure.options)
            yield from (f"options: {problem}" for problem in wrong)
