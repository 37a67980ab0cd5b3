"""Names of other surveys in the plan's `country_facts`, resolved while planning.

Which waves a survey has only its file may know; a wave that is not there stops the job.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from cyberstudy.declare.plan.facts_of_countries import MeasureOfStates
from cyberstudy.declare.plan.whole import Plan
from cyberstudy.declare.survey import Survey
from surveyanswers.instrument.names import wrong_name
from surveyanswers.instrument.questionnaire import NUMBERS
from surveyanswers.tables.problems import SurveyError, listed


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
    if plan.country_facts is None:
        return
    problems = [*_mistakes(plan, surveys)]
    if problems:
        raise SurveyError(f"{where}:{listed(problems)}")


def _mistakes(plan: Plan, surveys: Mapping[str, Survey]) -> Iterator[str]:
    declared = plan.country_facts
    assert declared is not None
    contracts = {
        f"{name}/{table}": c for name, survey in surveys.items() for table, c in survey.made.items()
    }
    if mistake := wrong_name("table of an analysis", declared.experts.table, contracts):
        yield f"country_facts.experts.table: {mistake}"
    else:
        columns = contracts[declared.experts.table].column_names()
        named = {"table": "iso3"} | {f"columns.{name}": name for name in declared.experts.columns}
        for key, name in named.items():
            if mistake := wrong_name(f"column of {declared.experts.table}", name, columns):
                yield f"country_facts.experts.{key}: {mistake}"
    for name, measure in declared.measures.items():
        for key, mistake in _of_measure(measure, surveys):
            yield f"country_facts.measures.{name}.{key}: {mistake}"


def _of_measure(
    measure: MeasureOfStates, surveys: Mapping[str, Survey]
) -> Iterator[tuple[str, str]]:
    public = {name: s for name, s in surveys.items() if s.settings.protection == "public"}
    if mistake := wrong_name("public survey", measure.survey, public):
        yield "survey", mistake
        return
    survey = public[measure.survey]
    form = survey.questionnaire
    for place, name in enumerate(measure.questions):
        if mistake := wrong_name("question", name, form.questions):
            yield f"questions.{place}", mistake
            continue
        question = form.questions[name]
        if measure.options is None:
            if question.type not in NUMBERS:
                yield f"questions.{place}", f"{name} asks for no number; give `options`"
        elif not question.choices:
            yield f"questions.{place}", f"{name} has no options; leave `options` out"
        else:
            codes = form.options_of(question).labelled
            for option in measure.options:
                if mistake := wrong_name(f"option of {name}", option, codes):
                    yield "options", mistake
