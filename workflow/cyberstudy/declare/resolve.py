"""Resolve every name in a survey's declarations, and tell all mistakes in all its files at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path

from cyberstudy.declare.confidential import unfit_groups, unfit_plan, unfit_protection
from cyberstudy.declare.crosswalk import CROSSWALK, check_crosswalk
from cyberstudy.declare.facts_declared import check_country_facts
from cyberstudy.declare.known_names import names_of, with_plan
from cyberstudy.declare.opened import OpenSurvey, open_survey
from cyberstudy.declare.plan.whole import Plan
from cyberstudy.declare.unfit_analyses import unfit_analyses
from surveyanswers.instrument.known_names import read_if_sound
from surveyanswers.instrument.names import Names
from surveyanswers.instrument.parsing import load, parsed
from surveyanswers.instrument.resolved import mistake_of, settings_mistake, survey_mistakes
from surveyanswers.instrument.yaml_files import read_yaml
from surveyanswers.tables.problems import SurveyError, listed

#: Sections of a plan that make no sense of a sample: they count every unit once.
UNWEIGHTED = ("contrasts", "findings")


def check_survey(survey: OpenSurvey) -> None:
    """Compare all declarations of a survey with each other.

    Raises
    ------
    SurveyError
        Every mistake found, each with its file and its place there.
    """
    mistakes = [mistake for mistake in _problems(survey) if mistake]
    if mistakes:
        raise SurveyError("\n".join(dict.fromkeys(mistakes)))


def _check_across(across: OpenSurvey) -> None:
    """Compare what lies across surveys with the surveys that it names."""
    config = across.folder.parent
    names = sorted(path.parent.name for path in (config / "surveys").glob("*/settings.yaml"))
    opened = [open_survey(name, config, across.root) for name in names]
    # One that can't be read says so itself, and must not keep the others from being compared.
    reading = {other.name: partial(lambda s: [s.settings, s.made], other) for other in opened}
    surveys = {other.name: other for other in opened if read_if_sound(reading[other.name])}
    check_crosswalk(across.folder / CROSSWALK, surveys)
    check_country_facts(across.plan, surveys, where=across.folder / "plan.yaml")


def mistakes_in(survey: OpenSurvey) -> str | None:
    """Return what `check_survey` raises; None where there is no mistake."""
    return mistake_of(partial(check_survey, survey)) or None


def _problems(survey: OpenSurvey) -> Iterator[str]:
    plan = survey.folder / "plan.yaml"
    if mistake := settings_mistake(survey):
        # Nothing else can be resolved; the plan's form can be checked all the same.
        yield mistake
        yield mistake_of(lambda: load(plan, Plan))
        return
    if not survey.asks:
        yield mistake_of(lambda: _check_plan_of(survey, plan))
        yield mistake_of(lambda: _check_across(survey))
        return
    names = read_if_sound(lambda: names_of(survey)) or Names()
    yield from survey_mistakes(survey, names, partial(_unfit_settings, survey))
    if plan_mistake := mistake_of(lambda: _check_plan_of(survey, plan)):
        yield plan_mistake
    elif unfit := _told(lambda: unfit_plan(survey)):
        yield f"{plan}:{listed(unfit)}"


def _told(attempt: Callable[[], Iterable[str]]) -> list[str]:
    """List what a check tells; nothing where a declaration that it rests on is broken."""
    return read_if_sound(lambda: list(attempt())) or []


def _unfit_settings(survey: OpenSurvey) -> Iterator[str]:
    """Return what settings ask for that protection and plan do not allow."""
    yield from unfit_protection(survey)
    yield from _told(lambda: unfit_groups(survey))
    plan = read_if_sound(lambda: survey.plan)
    if survey.settings.design and plan:
        if plan.nonresponse:
            yield "design: weights stand for the population; leave nonresponse out of the plan"
        for section in (name for name in UNWEIGHTED if getattr(plan, name)):
            yield f"design: {section} know no weights or clusters; leave {section} out of the plan"


def _check_plan_of(survey: OpenSurvey, plan: Path) -> None:
    analyses = survey.analyses  # one that is broken is told before a story misses its figures
    names = names_of(survey)
    written = read_yaml(plan)
    names = with_plan(names, written, survey.root, analyses)
    plan_mistakes = [mistake_of(partial(parsed, written, Plan, where=str(plan), names=names))]
    if mistakes := [*filter(None, plan_mistakes), *unfit_analyses(survey, names)]:
        raise SurveyError("\n".join(mistakes))
