"""Resolve every name in a survey's declarations, and tell all mistakes in all its files at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl

from cyberstudy.analysis_files import AnalysisFile
from cyberstudy.claims import Claim
from cyberstudy.declare.analyst_decisions import check_analyst_decisions
from cyberstudy.declare.codebook import scored_questions, unfit_scores
from cyberstudy.declare.confidential import unfit_groups, unfit_plan, unfit_protection
from cyberstudy.declare.convention_coverage import COVERAGE, check_coverage
from cyberstudy.declare.counting import Design
from cyberstudy.declare.crosswalk import CROSSWALK, check_crosswalk
from cyberstudy.declare.dividing import questions_that_divide
from cyberstudy.declare.exports import untold
from cyberstudy.declare.facts_declared import check_country_facts
from cyberstudy.declare.names import Names, wrong_name
from cyberstudy.declare.open_questions import check_answered
from cyberstudy.declare.opened import OpenSurvey, open_survey
from cyberstudy.declare.parsing import load, parsed
from cyberstudy.declare.plan.clusterings import OWN_TABLE
from cyberstudy.declare.plan.estimates import DIVIDES, RESPONDENTS
from cyberstudy.declare.plan.nonresponse import STRATUM
from cyberstudy.declare.plan.whole import Plan
from cyberstudy.declare.questionnaire import NUMBERS, Questionnaire
from cyberstudy.declare.questionnaire_sheets import SENSITIVITIES
from cyberstudy.declare.settings import Settings
from cyberstudy.declare.unfit_analyses import unfit_analyses
from cyberstudy.declare.yaml_files import read_yaml
from cyberstudy.tables.description import seen_columns
from cyberstudy.tables.problems import StudyProblem, listed
from cyberstudy.tables.registry import columns_of
from cyberstudy.tables.storage import read_text_table

TOTAL = "total"  # the group of a grouping that takes its respondents as a whole
TREATIES = Path("data/raw/reference/treaties.csv")
Lists = dict[str, dict[str, Any]]


def check_survey(survey: OpenSurvey) -> None:
    """Compare all declarations of a survey with each other.

    Raises
    ------
    StudyProblem
        Every mistake found, each with its file and its place there.
    """
    found = [told for told in _problems(survey) if told]
    if found:
        raise StudyProblem("\n".join(dict.fromkeys(found)))


def _check_across(across: OpenSurvey) -> None:
    """Compare what lies across surveys with the surveys that it names."""
    config = across.folder.parent
    names = sorted(path.parent.name for path in (config / "surveys").glob("*/settings.yaml"))
    opened = [open_survey(name, config, across.root) for name in names]
    # One that can't be read says so itself, and must not keep the others from being compared.
    reading = {each.name: partial(lambda s: [s.settings, s.made], each) for each in opened}
    surveys = {each.name: each for each in opened if _read(reading[each.name])}
    check_crosswalk(across.folder / CROSSWALK, surveys)
    check_coverage(across.folder / COVERAGE, surveys)
    check_country_facts(across.plan, surveys, where=across.folder / "plan.yaml")


def mistakes_in(survey: OpenSurvey) -> str | None:
    """Return what `check_survey` raises; None where there is no mistake."""
    return _mistakes_in(partial(check_survey, survey))


def _problems(survey: OpenSurvey) -> Iterator[str]:
    plan = survey.folder / "plan.yaml"
    settings = survey.folder / "settings.yaml"
    written = _read(lambda: read_yaml(settings))
    if told := _mistakes_in(lambda: load(settings, Settings, names=_of_files(survey, written))):
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
    from cyberstudy.declare.routing import unfit_conditions

    form = _read(lambda: survey.questionnaire)
    exports = _read(lambda: survey.exports) or ()
    if form and (unfit := unfit_conditions(form.questions)):
        yield f"{survey.folder / 'questionnaire' / 'survey.csv'}:{listed(unfit)}"
    names = _read(lambda: names_of(survey)) or Names()
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
    return _read(lambda: list(attempt())) or []


def _unfit_unit_columns(survey: OpenSurvey) -> list[str]:
    """Tell columns of units that no export keeps, and those that the list of units has, too."""
    exports = _read(lambda: survey.exports)
    frame, form = _read(lambda: survey.frame), _read(lambda: survey.questionnaire)
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
    plan = _read(lambda: survey.plan)
    if plan and plan.nonresponse:
        found.append("design: weights stand for the population; leave nonresponse out of the plan")
    return found


def _check_plan_of(survey: OpenSurvey, plan: Path) -> None:
    analyses = survey.analyses  # one that is broken is told before a story misses its figures
    names = names_of(survey)
    written = read_yaml(plan)
    names = _with_plan(names, written, survey.root, analyses)
    found = [_mistakes_in(partial(parsed, written, Plan, where=str(plan), names=names))]
    if told := [*filter(None, found), *unfit_analyses(survey, names)]:
        raise StudyProblem("\n".join(told))


def check_plan(written: object, names: Names, *, root: Path, where: str) -> Plan:
    """Parse a plan and resolve the names in it: those of others, and those that it declares.

    Raises
    ------
    StudyProblem
        Every mistake found, each with its place.
    """
    return parsed(written, Plan, where=where, names=_with_plan(names, written, root))


def _mistakes_in(attempt: Callable[[], object]) -> str | None:
    """Try something; return what a person has to correct, if it fails."""
    try:
        attempt()
    except StudyProblem as problem:
        return str(problem)
    return None


def names_of(survey: OpenSurvey) -> Names:
    """Collect all names but the plan's own; of what cannot be read there are none."""
    known = {kind: list(names) for kind, names in _of_files(survey, None).known.items()}
    lists: Lists = {}
    form = _read(lambda: survey.questionnaire)
    codebook = _read(lambda: survey.codebook)
    frame = _read(lambda: survey.frame)
    known["settings"] = [f"settings.{key}" for key in survey.settings.plain()]
    known["settings"] += [f"settings.protection: {survey.settings.protection}"]
    known["column of the list of units"] = []
    if exports := _read(lambda: survey.exports):
        named = [header for each in exports for header in each.metadata]
        if not any("*" in header for header in named):  # else the files alone can tell
            known["metadata column"] = named
    if form is not None:
        _of_questions(survey, form, known, lists)
    if codebook is not None:
        _of_codebook(survey, codebook, known, lists)
    if frame is not None:
        columns = [column for column in frame.columns if column != "unit_id"]
        known["column of the list of units"] = columns
        known["unit on the list"] = frame["unit_id"].to_list()
        lists["value"] = {c: frame[c].unique().drop_nulls().sort().to_list() for c in columns}
    asked, refused = questions_that_divide(survey.settings, form, codebook)
    lists["value"] = asked | lists.get("value", {})
    known[DIVIDES] = [*lists["value"], *survey.settings.unit_columns, *survey.settings.groups]
    return Names(known, lists, {DIVIDES: refused})


def _read(attempt: Callable[[], Any]) -> Any:
    """Read a declaration; None where it is broken, which is told in its place."""
    try:
        return attempt()
    except StudyProblem:
        return None


def _of_files(survey: OpenSurvey, settings: object) -> Names:
    raw = sorted((survey.root / "data/raw").rglob("*.csv"))
    notebooks = sorted((survey.root / "notebooks").glob("*.ipynb"))
    known = {
        "raw table": [path.relative_to(survey.root).as_posix() for path in raw],
        "notebook": [path.stem for path in notebooks],
    }
    treaties = survey.root / TREATIES
    if treaties.is_file():
        known["treaty"] = read_text_table(treaties)["instrument"].unique().sort().to_list()
    named = [text for text in _texts(settings) if text in known["raw table"]]
    columns = {path: read_text_table(survey.root / path).columns for path in set(named)}
    return Names(known, {"column": columns})


def _texts(written: object) -> Iterator[str]:
    """List every text in a declaration."""
    if isinstance(written, str):
        yield written
    elif isinstance(written, Mapping | list):
        for part in written.values() if isinstance(written, Mapping) else written:
            yield from _texts(part)


def _of_questions(
    survey: OpenSurvey, form: Questionnaire, known: dict[str, list[str]], lists: Lists
) -> None:
    questions = form.questions.values()
    known["question"] = list(form.questions)
    known["select question"] = [q.name for q in questions if q.choices]
    known["question with one answer"] = [q.name for q in questions if q.type == "select_one"]
    known["question with a number"] = [
        q.name for q in questions if q.type in NUMBERS and q.repeat is None
    ]
    known["question with one answer or a number"] = [
        *known["question with one answer"],
        *known["question with a number"],
    ]
    known["question with several answers"] = [
        q.name for q in questions if q.type == "select_multiple"
    ]
    lists["option"] = {q.name: form.options_of(q).labelled for q in questions if q.choices}
    files = survey.settings.choice_files
    lists["column of the options"] = {
        question.name: read_text_table(survey.root / files[question.choices].path).columns
        if question.choices in files
        else []
        for question in questions
        if question.choices
    }


def _of_codebook(
    survey: OpenSurvey, codebook: pl.DataFrame, known: dict[str, list[str]], lists: Lists
) -> None:
    known["sensitivity"] = list(SENSITIVITIES)
    groups = codebook["groups"].drop_nulls().to_list() if "groups" in codebook.columns else []
    named = dict.fromkeys(group for text in groups for group in text.split())
    known["group of respondents"] = list(named) or [survey.settings.unit]
    scored = scored_questions(codebook)
    known["question with scores"] = [*scored]
    if groups:
        of = {group: [n for n, asked in scored.items() if group in asked] for group in named}
        lists["question with scores"] = of


def _with_plan(
    names: Names, written: object, root: Path, analyses: Sequence[AnalysisFile] = ()
) -> Names:
    """Add what a plan declares itself, as it is written: it may be broken elsewhere."""
    known = {kind: list(found) for kind, found in names.known.items()}
    lists: Lists = {kind: dict(found) for kind, found in names.lists.items()}
    if not isinstance(written, Mapping):
        return names
    groupings = _below(written, "estimates", "groupings")
    columns = _list(_below(written, "response").get("by"))
    sections = [str(key) for key, value in written.items() if value is not None]
    known["section"] = [*sections, *known["settings"]]
    known["grouping"] = [RESPONDENTS, *groupings]
    listed = known["column of the list of units"]
    # Whom an answer, or a form, would put where among nonrespondents nobody knows.
    told = {n for n in groupings if _below(groupings, n).get("by") not in (None, *listed)}
    known[STRATUM] = [*(n for n in known["grouping"] if n not in told), *listed]
    known["column of replies"] = [RESPONDENTS, *columns]
    known["grouping or column in response.by"] = [*dict.fromkeys([*known["grouping"], *columns])]
    known["index"] = list(_below(written, "indices", "sets"))
    known["clustering"] = list(_below(written, "clusterings"))
    known["figure of an analysis"] = [name for each in analyses for name in each.figures]
    inside = "settings.protection: confidential" in known["settings"]
    known["exhibit"] = [
        *_below(written, "exhibits"),
        *(name for each in analyses for name in each.seen(inside=inside)),
    ]
    known["claim"] = [
        name for each in analyses for name, table in each.tables.items() if isinstance(table, Claim)
    ]
    known["place in the plan"] = list(_places(written))
    _of_groups(groupings, columns, known, lists)
    _of_tables(written, known, lists)
    made = {name: table.contract for each in analyses for name, table in each.tables.items()}
    # A clustering of such a table would tell of it.
    known[OWN_TABLE] = [] if inside else list(made)
    why = "is a table of an analysis, of which nothing leaves a confidential survey"
    refused = {OWN_TABLE: {name: f"{name} {why}" for name in made}} if inside else {}
    for name, contract in made.items():
        lists["column"][f"{OWN_TABLE} {name}"] = contract.column_names()
    for name, contract in made.items() if not inside else ():
        lists["column"] = {name: [*seen_columns(contract)], **lists["column"]}
        known["table of the release"].append(name)
    published = _below(written, "findings").get("published")
    if published in known["raw table"]:
        known["published finding"] = _findings(read_text_table(root / published))
    return Names(known, lists, {**names.refused, **refused})


def _findings(rows: pl.DataFrame) -> list[str]:
    """Name findings of which the plan may map the share or the count."""
    if not {"id", "part", "measure"} <= set(rows.columns):
        return []
    told = rows.filter(pl.col("measure").is_in(["share", "count"]))
    return [f"{number} part {part}" for number, part in told.select("id", "part").iter_rows()]


def _of_groups(
    groupings: Mapping[str, Any],
    columns: list[str],
    known: Mapping[str, list[str]],
    lists: Lists,
) -> None:
    values = lists.get("value", {})
    of_all = known.get("group of respondents")
    found: dict[str, list[str]] = {RESPONDENTS: of_all} if of_all is not None else {}
    for name in groupings:
        division = _below(groupings, name)
        by = division.get("by")
        if by is None:
            found[name] = [TOTAL]
        elif isinstance(by, str) and by in values:
            merge = _below(division, "merge")
            old = [(new, value) for new in merge for value in _list(merge[new])]
            into = {value: new for new, value in old if isinstance(value, str)}
            found[name] = list(dict.fromkeys(into.get(value, value) for value in values[by]))
    lists["group"] = found
    replies = {column: values[column] for column in columns if column in values}
    lists["group of replies"] = replies | ({RESPONDENTS: of_all} if of_all is not None else {})


def _of_tables(written: Mapping[str, Any], known: dict[str, list[str]], lists: Lists) -> None:
    lists["column"] = columns_of(known["section"], known["clustering"])
    known["table of the release"] = list(lists["column"])


def _below(written: Mapping[str, Any], *keys: str) -> Mapping[str, Any]:
    """Return what stands below keys if it is a mapping; mistakes in it are told elsewhere."""
    for key in keys:
        found = written.get(key)
        written = (
            {k: v for k, v in found.items() if isinstance(k, str)}
            if isinstance(found, Mapping)
            else {}
        )
    return written


def _list(written: object) -> list[str]:
    return [text for text in written if isinstance(text, str)] if isinstance(written, list) else []


def _places(written: object, above: tuple[str, ...] = ()) -> Iterator[str]:
    """List where single values stand in a plan, keys below keys."""
    if isinstance(written, Mapping):
        for key, value in written.items():
            yield from _places(value, (*above, str(key)))
    elif not isinstance(written, list):
        yield ".".join(above)
