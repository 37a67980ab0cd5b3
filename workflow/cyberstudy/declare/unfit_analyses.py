"""Mistakes in analyses of one's own, such as unknown names, with file and line."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from graphlib import CycleError, TopologicalSorter
from itertools import chain

from cyberstudy import fence
from cyberstudy.analyses import REFERENCE, TableOfOwn
from cyberstudy.analysis_files import AnalysisFile, files_in
from cyberstudy.declare.opened import OpenSurvey, open_survey
from cyberstudy.declare.plan.exhibits import AREAS
from cyberstudy.tables.registry import HANDED_ON, OF_SURVEY, described_by
from surveyanswers.instrument.names import Names, wrong_name
from surveyanswers.tables.problems import SurveyError

DESCRIBED = "table that the plan describes or an analysis makes"


def kept_inside(survey: OpenSurvey) -> Iterator[str]:
    """Return which analyses and notebooks of a confidential survey stay inside, and why."""
    if not survey.counting.confidential:
        return
    code = [*map(str, files_in(survey.folder)), *survey.plan.notebooks]
    if code and not survey.runs_code:
        yield (
            f"{survey.name}: {fence.LACKING}. Its analyses and notebooks could read all answers, "
            f"so they do not run here, and a release from here has none: {', '.join(code)}"
        )
    for file in survey.analyses:
        if file.tables:
            yield (
                f"{file.path}: the survey is confidential, so {', '.join(file.tables)} will be "
                "made and will stay inside, with all figures of them; protection goes by the "
                "file's folder, whatever the contract says"
            )


def unfit_analyses(survey: OpenSurvey, names: Names) -> Iterator[str]:
    """Return what is wrong with the analyses of a survey, whose plan has these names."""
    taken = {*OF_SURVEY, *HANDED_ON}
    tables = [name for analysis in survey.analyses for name in analysis.tables]
    for analysis in survey.analyses:
        for name, table in analysis.tables.items():
            if name in taken:
                yield f"{analysis.line(name)}: there is a table {name!r} already"
            taken.add(name)
            others = [other for other in tables if other != name]
            readable = [*described_by(names.known["section"], asks=survey.asks), *others]
            read = (wrong_name(DESCRIBED, n, readable) for n in table.beside if "/" not in n)
            wrong = _of_survey(table, names) if survey.asks else _across(table, survey)
            files = [n for n in (table.reads if survey.asks else table.beside) if "/" in n]
            wrong = chain(filter(None, read), _of_reference(files, names), wrong)
            yield from (f"{analysis.line(name)}: {mistake}" for mistake in wrong)
        for name in analysis.figures:
            yield from (f"{analysis.line(name)}: {t}" for t in _of_figure(analysis, name, names))
        try:
            survey.exhibits_of(analysis, names)
        except SurveyError as problem:
            yield str(problem)
    yield from _in_circles(survey.analyses)


def _in_circles(analyses: Sequence[AnalysisFile]) -> Iterator[str]:
    """Return files, and tables of a file, that wait for each other."""
    maker = {name: file.path.name for file in analyses for name in file.tables}
    files: dict[str, list[str]] = {}
    tables: dict[str, list[str]] = {}
    for name, table in ((n, t) for file in analyses for n, t in file.tables.items()):
        others = [other for other in table.beside if other in maker and other != name]
        tables[name] = [other for other in others if maker[other] == maker[name]]
        beside = [maker[other] for other in others if maker[other] != maker[name]]
        files.setdefault(maker[name], []).extend(beside)
    for reads, advice in (
        (files, "tables, and those of a file are made together; make one file of them"),
        (tables, "rows, and a table is made after those that it reads"),
    ):
        try:
            TopologicalSorter(reads).prepare()
        except CycleError as cycle:
            where = os.path.relpath(analyses[0].path.parent)
            yield f"{where}: {', '.join(sorted({*cycle.args[1]}))} read each other's {advice}"


def _of_reference(files: list[str], names: Names) -> Iterator[str]:
    tables = [name for name in names.known["raw table"] if name.startswith(REFERENCE)]
    # An analysis can do without a public file that could not be fetched.
    tables += [*names.known["public file"], AREAS]
    yield from filter(None, (wrong_name("table of reference", file, tables) for file in files))


def _of_survey(table: TableOfOwn, names: Names) -> Iterator[str]:
    yield from filter(None, (names.unknown("question", question) for question in table.answers))


def _across(table: TableOfOwn, across: OpenSurvey) -> Iterator[str]:
    """Return what an analysis across surveys names in error: answers, and unknown tables."""
    if table.answers:
        yield "an analysis across surveys reads protected tables, no answers; leave `answers` out"
    for name in table.surveys:
        survey = open_survey(name, across.folder.parent, across.root)
        if not (survey.folder / "settings.yaml").is_file():
            yield f"there is no survey {name!r}; tables across surveys are named 'survey/table'"
            continue
        parts = [path.split("/") for path in table.reads if path.startswith(f"{name}/")]
        named = dict.fromkeys(clustering for _, *above, _ in parts for clustering in above)
        of = [wrong_name(f"clustering of {name}", n, survey.plan.clusterings) for n in named]
        yield from filter(None, of)


def _of_figure(analysis: AnalysisFile, name: str, names: Names) -> Iterator[str]:
    figure = analysis.figures[name]
    if isinstance(figure.of, TableOfOwn):
        if figure.table not in analysis.tables:
            yield "`of` names no table of this file"
    elif mistake := names.unknown("table of the release", figure.table):
        yield mistake
    if [*names.known["exhibit"]].count(name) > 1:
        yield f"there is an exhibit {name!r} already"
