"""Resolve every name in a survey's declarations, and tell all mistakes in all its files at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path

from cyberstudy.declare.confidential import unfit_groups, unfit_plan, unfit_protection
from cyberstudy.declare.convention_coverage import COVERAGE, check_coverage
from cyberstudy.declare.crosswalk import CROSSWALK, check_crosswalk
from cyberstudy.declare.facts_declared import check_country_facts
from cyberstudy.declare.known_names import files_of, names_of, read_if_sound, with_plan
from cyberstudy.declare.opened import OpenSurvey, open_survey
from cyberstudy.declare.plan.whole import Plan
from cyberstudy.declare.unfit_analyses import unfit_analyses
from surveyanswers.instrument.analyst_decisions import check_analyst_decisions
from surveyanswers.instrument.codebook import unfit_scores
from surveyanswers.instrument.counting import Design
from surveyanswers.instrument.exports import untold
from surveyanswers.instrument.names import Names, wrong_name
from surveyanswers.instrument.open_questions import check_answered
from surveyanswers.instrument.parsing import load, parsed
from surveyanswers.instrument.settings import Settings
from surveyanswers.instrument.yaml_files import read_yaml
from surveyanswers.tables.problems import SurveyError, listed


def check_survey(survey: OpenSurvey) -> None:
    """Compare all declarations of a survey with each other.

    Raises
    ------
    SurveyError
        Every mistake found, each with its file and its place there.
    """
    found = [told for told in _problems(survey) if told]
    if found:
        raise SurveyError("\n".join(dict.fromkeys(found)))


def _check_across(across: OpenSurvey) -> None:
    """Compare what lies across surveys with the surveys that it names."""
    config = across.folder.parent
    names = sorted(path.parent.name for path in (config / "surveys").glob("*/settings.yaml"))
    opened = [open_survey(name, config, across.root) for name in names]
    # One that can't be read says so itself, and must not keep the others from being compared.
    reading = {each.name: partial(lambda s: [s.settings, s.made], each) for each in opened}
    surveys = {each.name: each for each in opened if read_if_sound(reading[each.name])}
    check_crosswalk(across.folder / CROSSWALK, surveys)
    check_coverage(across.folder / COVERAGE, surveys)
    check_country_facts(across.plan, surveys, where=across.folder / "plan.yaml")


def mistakes_in(survey: OpenSurvey) -> str | None:
    """Return what `check_survey` raises; None where there is no mistake."""
    return _mistakes_in(partial(check_survey, survey))


def _problems(survey: OpenSurvey) -> Iterator[str]:
    plan = survey.folder / "plan.yaml"
    settings = survey.folder / "settings.yaml"
    written = read_if_sound(lambda: read_yaml(settings))
    if told := _mistakes_in(lambda: load(settings, Settings, names=files_of(survey, written))):
        # Nothing else can be resolved; the plan's form can be checked all the same.
        yield told
        yield _mistakes_in(lambda: load(plan, Plan)) or ""
        return
    if not survey.asks:
        yield _mistakes_in(lambda: _check_plan_of(survey, plan)) or ""
        yield _mistakes_in(lambda: _check_across(survey)) or ""
        return
    answered = partial(check_answered, survey.folder, accepted=survey.settings.guessed)
    for attempt in (answered, lambda: survey.exports, lambda: survey.frame):
        yield _mistakes_in(attempt) or ""
    # 0.1 s, which jobs need not wait
    from surveyanswers.instrument.routing import unfit_conditions

    form = read_if_sound(lambda: survey.questionnaire)
    exports = read_if_sound(lambda: survey.exports) or ()
    if form and (unfit := unfit_conditions(form.questions)):
        yield f"{survey.folder / 'questionnaire' / 'survey.csv'}:{listed(unfit)}"
    names = read_if_sound(lambda: names_of(survey)) or Names()
    declared = survey.settings
    if declared.frame and (told := names.unknown("group of respondents", declared.unit)):
        yield f"{settings}:{listed([f'unit: {told}; it is the group that the frame lists'])}"
    channels = {export.channel for export in exports}
    unfit = [*_unfit_unit_columns(survey), *unfit_protection(survey)]
    if unfit := [*unfit, *_told(lambda: unfit_groups(survey))]:
        yield f"{settings}:{listed(unfit)}"
    if declared.design and form and (unfit := _unfit_design(survey, declared.design, names)):
        yield f"{settings}:{listed(unfit)}"
    for path in survey.analyst_decision_files:
        yield _mistakes_in(partial(check_analyst_decisions, path, names, channels)) or ""
    if told := _mistakes_in(lambda: survey.codebook):
        yield told
    elif unfit := unfit_scores(survey.codebook, survey.questionnaire):
        yield f"{survey.folder / 'codebook.csv'}:{listed(unfit)}"
    if told := _mistakes_in(lambda: _check_plan_of(survey, plan)):
        yield told
    elif unfit := _told(lambda: unfit_plan(survey)):
        yield f"{plan}:{listed(unfit)}"


def _told(attempt: Callable[[], Iterable[str]]) -> list[str]:
    """List what a check tells; nothing where a declaration that it rests on is broken."""
    return read_if_sound(lambda: list(attempt())) or []


def _unfit_unit_columns(survey: OpenSurvey) -> list[str]:
    """Tell columns of units that no export keeps, and those that the list of units has, too."""
    exports = read_if_sound(lambda: survey.exports)
    frame, form = read_if_sound(lambda: survey.frame), read_if_sound(lambda: survey.questionnaire)
    listed_too = set() if frame is None else {*frame.columns}
    found = []
    for name in survey.settings.unit_columns:
        if exports is not None and not any(export.tells(name) for export in exports):
            found.append(f"unit_columns: {untold(name, exports, form.dividing if form else ())}")
        if name in listed_too:
            found.append(f"unit_columns: the list of units has a column {name!r}, too")
        if form and name in form.dividing:
            found.append(f"unit_columns: {name!r} is a question, too, and could divide as either")
    return found


def _unfit_design(survey: OpenSurvey, design: Design, names: Names) -> list[str]:
    """Tell what the design of a sample names and no unit has, and what it makes needless."""
    columns = [*names.known["column of the list of units"], *survey.settings.unit_columns]
    one = names.known.get("question with one answer or a number", ())
    texts = [q.name for q in survey.questionnaire.questions.values() if q.type == "text"]
    found = []
    for role, name in design.columns.items():
        kind = "question with a number" if role in design.NUMBERS else "question with one answer"
        own = names.known.get(kind, ()) if role in design.NUMBERS else [*one, *texts]
        told = wrong_name(f"{kind}, or column of the units,", name, [*own, *columns])
        found += [f"design: {told}"] if told else []
    plan = read_if_sound(lambda: survey.plan)
    if plan and plan.nonresponse:
        found.append("design: weights stand for the population; leave nonresponse out of the plan")
    return found


def _check_plan_of(survey: OpenSurvey, plan: Path) -> None:
    analyses = survey.analyses  # one that is broken is told before a story misses its figures
    names = names_of(survey)
    written = read_yaml(plan)
    names = with_plan(names, written, survey.root, analyses)
    found = [_mistakes_in(partial(parsed, written, Plan, where=str(plan), names=names))]
    if told := [*filter(None, found), *unfit_analyses(survey, names)]:
        raise SurveyError("\n".join(told))


def check_plan(written: object, names: Names, *, root: Path, where: str) -> Plan:
    """Parse a plan and resolve the names in it: those of others, and those that it declares.

    Raises
    ------
    SurveyError
        Every mistake found, each with its place.
    """
    return parsed(written, Plan, where=where, names=with_plan(names, written, root))


def _mistakes_in(attempt: Callable[[], object]) -> str | None:
    """Try something; return what a person has to correct, if it fails."""
    try:
        attempt()
    except SurveyError as problem:
        return str(problem)
    return None
