"""Resolve every name in a survey's settings, form, layout, decisions and codebook.

All mistakes are reported together.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial

from surveyanswers.instrument.analyst_decisions import check_analyst_decisions
from surveyanswers.instrument.codebook import unfit_scores
from surveyanswers.instrument.column_sheet import check_decided
from surveyanswers.instrument.counting import Design
from surveyanswers.instrument.exports import untold
from surveyanswers.instrument.known_names import files_of, names_of, read_if_sound
from surveyanswers.instrument.names import Names, wrong_name
from surveyanswers.instrument.parsing import load
from surveyanswers.instrument.settings import Settings
from surveyanswers.instrument.survey_folder import SurveyFolder
from surveyanswers.instrument.yaml_files import read_yaml
from surveyanswers.tables.problems import SurveyError, listed


def check_declarations(survey: SurveyFolder) -> None:
    """Compare the declarations of a survey with each other.

    Raises
    ------
    SurveyError
        Every mistake, each with its file and its place there.
    """
    mistake = settings_mistake(survey)
    mistakes = [mistake] if mistake else [*survey_mistakes(survey, names_of(survey))]
    if mistakes:
        raise SurveyError("\n".join(dict.fromkeys(mistakes)))


def settings_mistake(survey: SurveyFolder) -> str:
    """Return what is wrong in ``settings.yaml``; "" if nothing: else nothing can be resolved."""
    settings = survey.folder / "settings.yaml"
    written = read_if_sound(lambda: read_yaml(settings))
    return mistake_of(lambda: load(settings, Settings, names=files_of(survey, written)))


def survey_mistakes(
    survey: SurveyFolder, names: Names, unfit_settings: Callable[[], Iterable[str]] = tuple
) -> Iterator[str]:
    """Return what is wrong in a survey's declarations, of which the settings can be read.

    Parameters
    ----------
    names
        Those that they may use, by `known_names.names_of`.
    unfit_settings
        Returns what else is wrong in ``settings.yaml``.
    """
    settings = survey.folder / "settings.yaml"
    decisions = partial(check_decided, survey.folder, accepted=survey.settings.guessed)
    for attempt in (decisions, lambda: survey.exports, lambda: survey.frame):
        yield from filter(None, [mistake_of(attempt)])
    # 0.1 s, which jobs need not wait
    from surveyanswers.instrument.routing import unfit_conditions

    form = read_if_sound(lambda: survey.questionnaire)
    if form and (unfit := unfit_conditions(form.questions)):
        yield f"{survey.folder / 'questionnaire' / 'survey.csv'}:{listed(unfit)}"
    declared = survey.settings
    if declared.frame and (problem := names.unknown("group of respondents", declared.unit)):
        yield f"{settings}:{listed([f'unit: {problem}; it is the group that the frame lists'])}"
    unfit = [*_unfit_unit_columns(survey), *unfit_settings()]
    if declared.design and form:
        unfit += _unfit_design(survey, declared.design, names)
    if unfit:
        yield f"{settings}:{listed(unfit)}"
    channels = {export.channel for export in read_if_sound(lambda: survey.exports) or ()}
    for path in survey.analyst_decision_files:
        check = partial(check_analyst_decisions, path, names, channels)
        yield from filter(None, [mistake_of(check)])
    if mistake := mistake_of(lambda: survey.codebook):
        yield mistake
    elif unfit := unfit_scores(survey.codebook, survey.questionnaire):
        yield f"{survey.folder / 'codebook.csv'}:{listed(unfit)}"


def _unfit_unit_columns(survey: SurveyFolder) -> list[str]:
    """Return columns of units that no export keeps, and those that the list of units also has."""
    exports = read_if_sound(lambda: survey.exports)
    frame, form = read_if_sound(lambda: survey.frame), read_if_sound(lambda: survey.questionnaire)
    listed_too = set() if frame is None else {*frame.columns}
    problems = []
    for name in survey.settings.unit_columns:
        if exports is not None and not any(export.tells(name) for export in exports):
            problems.append(f"unit_columns: {untold(name, exports, form.dividing if form else ())}")
        if name in listed_too:
            problems.append(f"unit_columns: the list of units has a column {name!r}, too")
        if form and name in form.dividing:
            problems.append(
                f"unit_columns: {name!r} is a question, too, and could divide as either"
            )
    return problems


def _unfit_design(survey: SurveyFolder, design: Design, names: Names) -> list[str]:
    """Return names in a sample's design that are no fit question and no column of the units."""
    columns = [*names.known["column of the list of units"], *survey.settings.unit_columns]
    one = names.known.get("question with one answer or a number", ())
    texts = [q.name for q in survey.questionnaire.questions.values() if q.type == "text"]
    problems = []
    for role, name in design.columns.items():
        kind = "question with a number" if role in design.NUMBERS else "question with one answer"
        questions = names.known.get(kind, ()) if role in design.NUMBERS else [*one, *texts]
        problem = wrong_name(f"{kind}, or column of the units,", name, [*questions, *columns])
        problems += [f"design: {problem}"] if problem else []
    return problems


def mistake_of(attempt: Callable[[], object]) -> str:
    """Return what a person has to correct if an attempt fails; "" if it does not."""
    try:
        attempt()
    except SurveyError as problem:
        return str(problem)
    return ""
