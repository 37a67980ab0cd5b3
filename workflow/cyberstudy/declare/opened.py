"""Resolve a survey's declarations: what its folder says, read together, for planner and commands.

Steps of the workflow are given the sections that were written here (`Declared`).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from pathlib import Path
from typing import Any

import polars as pl

from cyberstudy import fence
from cyberstudy.analysis_descriptions import described, descriptions, plain
from cyberstudy.analysis_files import AnalysisFile, files_in
from cyberstudy.declare.declared import ACROSS, folder_of
from cyberstudy.declare.plan.analyses import DeclaredIndices
from cyberstudy.declare.plan.clusterings import Clustering
from cyberstudy.declare.plan.estimates import Division
from cyberstudy.declare.plan.exhibits import DeclaredExhibit
from cyberstudy.declare.plan.whole import Plan
from cyberstudy.declare.survey import Survey
from surveyanswers.instrument.analyst_decisions import COLUMNS
from surveyanswers.instrument.exports import Export
from surveyanswers.instrument.names import Names, wrong_name
from surveyanswers.instrument.parsing import load, parsed
from surveyanswers.instrument.questionnaire import Questionnaire
from surveyanswers.instrument.questionnaire_sheets import (
    CODEBOOK,
)
from surveyanswers.instrument.raw_files import Source, sources_of
from surveyanswers.instrument.survey_folder import SurveyFolder
from surveyanswers.tables.checksums import RESULTS, write_sealed
from surveyanswers.tables.problems import SurveyError, listed


@dataclass(frozen=True)
class OpenSurvey(SurveyFolder, Survey):
    """One survey's declarations. Each file is read when it is first asked for."""

    @cached_property
    def plan(self) -> Plan:
        """Indices, clusterings and exhibits, decided before looking; those of analyses, too."""
        written = load(self.folder / "plan.yaml", Plan)
        exhibits: dict[str, Any] = dict(written.exhibits)
        for analysis in self.analyses:
            exhibits |= self.exhibits_of(analysis)
        return written.model_copy(update={"exhibits": exhibits}) if self.analyses else written

    @property
    def indices(self) -> DeclaredIndices | None:
        """Indices of scored items."""
        return self.plan.indices

    @property
    def clusterings(self) -> Mapping[str, Clustering]:
        """Clusterings, by name."""
        return self.plan.clusterings

    @property
    def runs_code(self) -> bool:
        """Whether analyses and notebooks may run here: of a confidential survey behind a fence."""
        return not self.counting.confidential or fence.version() > 0

    @cached_property
    def analyses(self) -> list[AnalysisFile]:
        """Analyses of one's own, a file each, by what they say of themselves."""
        return described(files_in(self.folder)) if self.runs_code else []

    def exhibits_of(
        self, analysis: AnalysisFile, names: Names | None = None
    ) -> Mapping[str, DeclaredExhibit]:
        """Figures of an analysis as exhibits; of a confidential survey its own tables stay inside.

        Raises
        ------
        SurveyError
            What a figure declares is none of what exhibits have; with file and line.
        """
        exhibits: dict[str, DeclaredExhibit] = {}
        for name, figure in analysis.seen(inside=self.counting.confidential).items():
            about = {"kind": "own", "file": analysis.path.as_posix(), "table": figure.table}
            written = {"exhibits": {name: {**about, "figure": name, **figure.declared}}}
            exhibits |= parsed(written, Plan, where=analysis.line(name), names=names).exhibits
        return exhibits

    @cached_property
    def groupings(self) -> Mapping[str, Division]:
        """The plan's ways of dividing units, those by a group of what forms tell written out."""
        listed = () if self.frame is None else self.frame.columns
        coarse = {n: g.plain() for n, g in self.settings.groups.items() if g.by not in listed}
        return {
            name: Division(**division.plain() | coarse.get(division.by or "", {}))
            for name, division in self.plan.groupings.items()
        }


@dataclass(frozen=True)
class Across(OpenSurvey):
    """What lies across surveys: settings and a plan, no questionnaire and no answers."""

    @cached_property
    def questionnaire(self) -> Questionnaire:
        """Nothing was asked."""
        return Questionnaire({}, {}, {}, self.settings.title)

    @cached_property
    def sources(self) -> list[Source]:
        """It may rest on every one of them."""
        return sources_of("", self.root)

    @cached_property
    def codebook(self) -> pl.DataFrame:
        """So there are no questions."""
        return pl.DataFrame(schema=dict.fromkeys(CODEBOOK, pl.String))

    @cached_property
    def exports(self) -> list[Export]:
        """Nothing came in."""
        return []

    @property
    def crosswalks(self) -> list[str]:
        """No collector has codes."""
        return []


def check_folders(surveys: Iterable[str], config: Path) -> None:
    """Stop at surveys in the list of those that are run that have no folder."""
    folders = sorted(path.name for path in (config / "surveys").glob("*/"))
    lacking = [name for name in surveys if not folder_of(name, config).is_dir()]
    if gone := [str(wrong_name("survey", name, folders)) for name in lacking]:
        raise SurveyError(
            f"config/config.yaml, surveys:{listed(gone)}\nCorrect the name, take it out of "
            f"`surveys`, or put its folder into {config}/surveys."
        )


def describe_analyses(surveys: Iterable[OpenSurvey]) -> None:
    """Have analyses of several surveys described by one process, which takes as long as for one."""
    files: list[Path] = []
    for survey in surveys:
        with suppress(SurveyError):  # of settings that can't be read, which is said elsewhere
            files += files_in(survey.folder) if survey.runs_code else []
    with suppress(SurveyError):  # of one file, which is said where its survey is checked
        descriptions(files)


def files_read(surveys: Iterable[OpenSurvey]) -> set[str]:
    """Return which tables and files beside the answers the analyses of some surveys read."""
    read: set[str] = set()
    for survey in surveys:
        with suppress(SurveyError):  # of what can't be read, which is said where it is checked
            tables = chain.from_iterable(file.tables.values() for file in survey.analyses)
            read.update(chain.from_iterable(table.beside for table in tables))
    return read


def open_survey(name: str, config: Path, root: Path = Path()) -> OpenSurvey:
    """Open a survey, or what lies across surveys, by its name in the folder of all declarations."""
    return (Across if name == ACROSS else OpenSurvey)(folder_of(name, config), root)


def open_surveys(names: Iterable[str], config: str | Path) -> list[OpenSurvey]:
    """Open several of them."""
    return [open_survey(name, Path(config)) for name in names]


#: Sections that are none of the plan's, each as plain data.
SECTIONS: Mapping[str, Callable[[OpenSurvey], object]] = {
    "settings": lambda survey: survey.settings.plain(),
    "cleaning": lambda survey: survey.cleaning.plain(),
    "counting": lambda survey: survey.counting.plain(),
    "questionnaire": lambda survey: survey.questionnaire.plain(),
    "groupings": lambda survey: {n: each.plain() for n, each in survey.groupings.items()},
    "exports": lambda survey: [export.plain() for export in survey.exports],
    "analyses": lambda survey: {
        each.path.as_posix(): plain(each) | {"figures": {}, "lines": {}} for each in survey.analyses
    },
    "analyst_decisions": lambda survey: {
        name: survey.analyst_decision_path(name).as_posix() for name in COLUMNS
    },
    "data_access": lambda survey: survey.data_access.plain(),
    "rights": lambda survey: [source.plain() for source in survey.sources],
    "references": lambda survey: survey.references,
}
TABLES: Mapping[str, Callable[[OpenSurvey], pl.DataFrame | None]] = {
    "frame": lambda survey: survey.frame,
    "codebook": lambda survey: survey.codebook,
}


def _of_plan(plan: Mapping[str, Any], section: str) -> object:
    """Return a section of a plan, or what stands for one that is left out."""
    return plan.get(section, Plan.model_fields[section].default)


def section_file(survey: str, name: str) -> str:
    """Name the file of a section of a survey, from the study's folder."""
    return f"{RESULTS}/{survey}/declared/{name}.{'csv' if name in TABLES else 'json'}"


def write_section(survey: OpenSurvey, name: str, plan: Mapping[str, Any]) -> None:
    """Write one section of a survey, unless it stands there so.

    Parameters
    ----------
    name
        One of `SECTIONS` and `TABLES`, ``plan`` for the whole plan, or a section of the plan.
    plan
        The survey's plan as plain data, in the study's style.
    """
    if name in TABLES:
        text = "" if (table := TABLES[name](survey)) is None else table.write_csv()
    else:
        maker = SECTIONS.get(name)
        content = maker(survey) if maker else plan if name == "plan" else _of_plan(plan, name)
        # The order of questions, options and columns tells: keys are not sorted.
        text = json.dumps(content, indent=1, ensure_ascii=False) + "\n"
    write_sealed(section_file(survey.name, name), text, survey.root)
