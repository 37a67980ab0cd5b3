"""Names of other surveys in the plan's `experts_and_states`, resolved while planning.

Which waves a survey has only its file may know; a wave that is not there stops the job.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from cyberstudy.declare.names import wrong_name
from cyberstudy.declare.plan.experts_and_states import WHOLE, MeasureOfStates
from cyberstudy.declare.plan.whole import Plan
from cyberstudy.declare.questionnaire import NUMBERS
from cyberstudy.declare.survey import Survey
from cyberstudy.tables.problems import StudyProblem, listed


def check_experts_and_states(plan: Plan, surveys: Mapping[str, Survey], *, where: Path) -> None:
    """Resolve surveys, questions, options and parts of the index.

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
    StudyProblem
        Every mistake, with its key and what is possible there.
    """
    if plan.experts_and_states is None:
        return
    problems = [*_mistakes(plan, surveys)]
    if problems:
        raise StudyProblem(f"{where}:{listed(problems)}")


def _mistakes(plan: Plan, surveys: Mapping[str, Survey]) -> Iterator[str]:
    declared = plan.experts_and_states
    assert declared is not None
    experts = surveys.get(declared.experts)
    if experts is None or experts.plan.index is None:
        able = [name for name, survey in surveys.items() if survey.plan.index is not None]
        told = wrong_name("survey with an index of nominations", declared.experts, able)
        yield f"experts_and_states.experts: {told}"
    else:
        parts = [WHOLE, *experts.plan.index.parts]
        for place, part in _parts_shown(plan):
            if told := wrong_name("part of the index", part, parts):
                yield f"exhibits.{place}: {told}"
    for name, measure in declared.measures.items():
        for key, told in _of_measure(measure, surveys):
            yield f"experts_and_states.measures.{name}.{key}: {told}"


def _parts_shown(plan: Plan) -> Iterator[tuple[str, str]]:
    for name, entry in plan.exhibits.items():
        if entry.kind == "country_scatter":
            yield f"{name}.part", entry.part
        elif entry.kind == "rank_correlations":
            for place, panel in enumerate(entry.panels):
                yield f"{name}.panels.{place}.part", panel.part


def _of_measure(
    measure: MeasureOfStates, surveys: Mapping[str, Survey]
) -> Iterator[tuple[str, str]]:
    public = {name: s for name, s in surveys.items() if s.settings.protection == "public"}
    if told := wrong_name("public survey", measure.survey, public):
        yield "survey", told
        return
    survey = public[measure.survey]
    form = survey.questionnaire
    for place, name in enumerate(measure.questions):
        if told := wrong_name("question", name, form.questions):
            yield f"questions.{place}", told
            continue
        question = form.questions[name]
        if measure.options is None:
            if question.type not in NUMBERS:
                yield f"questions.{place}", f"{name} asks for no number; give `options`"
        elif not question.choices:
            yield f"questions.{place}", f"{name} has no options; leave `options` out"
        else:
            codes = form.options_of(question).codes
            for option in measure.options:
                if told := wrong_name(f"option of {name}", option, codes):
                    yield "options", told
