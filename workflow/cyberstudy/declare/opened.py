"""Resolve a survey's declarations: what its folder says, read together, for planner and commands.

Steps of the workflow are given the sections that were written here (`Declared`).
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

import polars as pl
from surveyanswers.instrument.analyst_decisions import COLUMNS, read_analyst_decisions
from surveyanswers.instrument.cleaning import Frame
from surveyanswers.instrument.data_access import (
    CONFIDENTIAL,
    LAYOUT,
    MANIFEST,
    OF_CASES,
    RAW,
    DataAccess,
    data_access_of,
)
from surveyanswers.instrument.exports import Export
from surveyanswers.instrument.layout import load_exports
from surveyanswers.instrument.layout_keys import Layout
from surveyanswers.instrument.names import Names, wrong_name
from surveyanswers.instrument.parsing import load, parsed
from surveyanswers.instrument.questionnaire import Questionnaire
from surveyanswers.instrument.questionnaire_sheets import (
    CODEBOOK,
    load_codebook,
    load_questionnaire,
)
from surveyanswers.instrument.raw_files import Source, references_in, sources_of
from surveyanswers.instrument.settings import CoarseGroups, Settings
from surveyanswers.tables.checksums import RESULTS, write_sealed
from surveyanswers.tables.problems import StudyProblem, listed
from surveyanswers.tables.storage import read_text_table

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


@dataclass(frozen=True)
class OpenSurvey(Survey):
    """One survey's declarations. Each file is read when it is first asked for."""

    @cached_property
    def settings(self) -> Settings:
        """Title, unit, protection, tables that options come from."""
        return load(self.folder / "settings.yaml", Settings)

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
        StudyProblem
            What a figure declares is none of what exhibits have; with file and line.
        """
        found: dict[str, DeclaredExhibit] = {}
        for name, figure in analysis.seen(inside=self.counting.confidential).items():
            about = {"kind": "own", "file": analysis.path.as_posix(), "table": figure.table}
            written = {"exhibits": {name: {**about, "figure": name, **figure.declared}}}
            found |= parsed(written, Plan, where=analysis.line(name), names=names).exhibits
        return found

    @cached_property
    def questionnaire(self) -> Questionnaire:
        """What was asked."""
        folder = self.folder / "questionnaire"
        return load_questionnaire(folder, files=self.settings.choice_files, root=self.root)

    @cached_property
    def codebook(self) -> pl.DataFrame:
        """What analysts decided about each question."""
        return load_codebook(self.folder / "codebook.csv", self.questionnaire)

    @cached_property
    def data_access(self) -> DataAccess:
        """Where the answers lie: in the open, or registered as confidential."""
        return data_access_of(self.name, self.root)

    @cached_property
    def sources(self) -> list[Source]:
        """Public files of others that its results rest on, with what may be done with them."""
        return sources_of(self.name, self.root)

    @cached_property
    def references(self) -> Mapping[str, Mapping[str, str]]:
        """Tables of reference that others made, with makers, citation and licence."""
        return references_in(self.root / RAW / MANIFEST)

    @cached_property
    def exports(self) -> list[Export]:
        """The files that the answers came in."""
        declared = load_exports(
            self._layout,
            self.questionnaire,
            groups=self._questions_by_group(),
            codes={name: self._crosswalk(name) for name in self.crosswalks},
        )
        return [
            replace(export, file=self.data_access.named(export.file))
            for export in declared
            if self.data_access.holds(export.file)
        ]

    @property
    def declared_files(self) -> list[str]:
        """Every export that the layout declares, whether held or not."""
        return [entry.file for entry in self._layout.exports]

    @property
    def layout_path(self) -> Path:
        """The layout in use: whoever holds confidential exports may put one beside them."""
        own = self.root / CONFIDENTIAL / self.name / LAYOUT
        return own if own.is_file() else self.folder / LAYOUT

    @cached_property
    def _layout(self) -> Layout:
        return load(self.layout_path, Layout)

    @property
    def crosswalks(self) -> list[str]:
        """Names of the tables of collectors' codes that the layout names."""
        return sorted({entry.codes for entry in self._layout.exports if entry.codes})

    @cached_property
    def frame(self) -> pl.DataFrame | None:
        """Units that were to answer: unit_id and what is known of them; None without a list.

        Groups of settings.yaml that divide the list are columns of it.
        """
        declared = self.settings.frame
        if declared is None:
            return None
        frame = _listed_units(declared, self.root)
        own = {name: g for name, g in self.settings.groups.items() if g.by in frame.columns}
        return frame.with_columns(
            pl.col(group.by).replace(_merged(group)).alias(name) for name, group in own.items()
        )

    @cached_property
    def groupings(self) -> Mapping[str, Division]:
        """The plan's ways of dividing units, those by a group of what forms tell written out."""
        listed = () if self.frame is None else self.frame.columns
        told = {n: g for n, g in self.settings.groups.items() if g.by not in listed}
        return {
            name: division.model_copy(update=told[division.by].model_dump())
            if division.by in told
            else division
            for name, division in self.plan.groupings.items()
        }

    def _questions_by_group(self) -> dict[str, list[str]]:
        """Questions that each group of respondents is asked, by the codebook's ``groups``."""
        if "groups" not in self.codebook.columns:
            return {}
        found: dict[str, list[str]] = {}
        for question, groups in self.codebook.select("question", "groups").iter_rows():
            for group in (groups or "").split() if question in self.questionnaire.questions else ():
                found.setdefault(group, []).append(question)
        return found

    def _crosswalk(self, name: str) -> dict[tuple[str, str], str]:
        """A collector's codes: (question, option or "") -> code."""
        table = self.table(name)
        if missing := [c for c in ("question", "option", "code") if c not in table.columns]:
            raise StudyProblem(f"{self.folder / name}: columns {missing} are missing")
        rows = table.select("question", "option", "code").iter_rows()
        return {(question, option or ""): code for question, option, code in rows}

    def analyst_decisions(self, name: str) -> pl.DataFrame:
        """Read corrections.csv, reconciliation.csv or decisions.csv."""
        return read_analyst_decisions(self.analyst_decision_path(name))

    @property
    def analyst_decision_files(self) -> list[Path]:
        """Those of these files that there are."""
        return [path for name in COLUMNS if (path := self.analyst_decision_path(name)).exists()]

    def analyst_decision_path(self, name: str) -> Path:
        """Name the file of one: what is said of registered answers lies beside them."""
        declared = self.folder / name
        if self.data_access.registered is None or name not in OF_CASES:
            return declared
        beside = self.root / CONFIDENTIAL / self.name / name
        if (
            not beside.exists()
            and declared.exists()
            and not read_analyst_decisions(declared).is_empty()
        ):
            raise StudyProblem(
                f"{declared}: has rows, which are not applied to registered answers. Move those "
                f"that are of them to {beside}; if none is, register again (make register), which "
                f"begins that file"
            )
        return beside


def _listed_units(declared: Frame, root: Path) -> pl.DataFrame:
    """Read the list of units with the tables that are joined to it."""
    path = root / declared.path
    table = _a_row_a_unit(path, declared.unit)
    if "unit_id" in table.columns and declared.unit != "unit_id":
        raise StudyProblem(f"{path}: the column unit_id names no units, {declared.unit} does")
    frame = table.rename({declared.unit: "unit_id"})
    for more in declared.joined:
        path = root / more.path
        known = _a_row_a_unit(path, more.by, *more.columns)
        if frame.join(known, left_on="unit_id", right_on=more.by, how="semi").is_empty():
            some = ", ".join(map(repr, frame["unit_id"].head(3)))
            raise StudyProblem(
                f"{path}, column {more.by}: names none of the units ({some} ...); give "
                f"`by` in frame.joined of settings.yaml the column that does"
            )
        known = known.select(pl.col(more.by).alias("unit_id"), *more.columns)
        frame = frame.join(known, on="unit_id", how="left", maintain_order="left")
        frame = frame.with_columns(pl.col(more.columns).fill_null("none"))
    return frame


def _merged(group: CoarseGroups) -> dict[str, str]:
    """Say into which group each value goes that is put together with others."""
    return {value: name for name, values in group.merge.items() for value in values}


def _a_row_a_unit(path: Path, unit: str, *columns: str) -> pl.DataFrame:
    """Read a table of units, and stop where it does not name each of them once."""
    table = read_text_table(path, (unit, *columns))
    units = table[unit]
    odd = units.is_null() | units.is_duplicated()
    if odd.any():
        lines = [
            f"row {row}: {name!r}, expected a name that no other row has"
            for row, name in enumerate(units, start=2)
            if odd[row - 2]
        ]
        raise StudyProblem(f"{path}, column {unit}:{listed(lines)}")
    return table


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
    there = sorted(path.name for path in (config / "surveys").glob("*/"))
    lacking = [name for name in surveys if not folder_of(name, config).is_dir()]
    if gone := [str(wrong_name("survey", name, there)) for name in lacking]:
        raise StudyProblem(
            f"config/config.yaml, surveys:{listed(gone)}\nCorrect the name, take it out of "
            f"`surveys`, or put its folder into {config}/surveys."
        )


def describe_analyses(surveys: Iterable[OpenSurvey]) -> None:
    """Have analyses of several surveys described by one process, which takes as long as for one."""
    found: list[Path] = []
    for survey in surveys:
        with suppress(StudyProblem):  # of settings that can't be read, which is said elsewhere
            found += files_in(survey.folder) if survey.runs_code else []
    with suppress(StudyProblem):  # of one file, which is said where its survey is checked
        descriptions(found)


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
        known = SECTIONS.get(name)
        content = known(survey) if known else plan if name == "plan" else _of_plan(plan, name)
        # The order of questions, options and columns tells: keys are not sorted.
        text = json.dumps(content, indent=1, ensure_ascii=False) + "\n"
    write_sealed(section_file(survey.name, name), text, survey.root)
