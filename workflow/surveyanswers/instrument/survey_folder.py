"""What a survey's folder says of its form, its exports and its units, read as it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

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
from surveyanswers.instrument.parsing import load
from surveyanswers.instrument.questionnaire import Questionnaire
from surveyanswers.instrument.questionnaire_sheets import load_codebook, load_questionnaire
from surveyanswers.instrument.raw_files import Source, references_in, sources_of
from surveyanswers.instrument.settings import Settings
from surveyanswers.instrument.settled import Settled
from surveyanswers.tables.problems import SurveyError, listed
from surveyanswers.tables.storage import read_text_table


@dataclass(frozen=True)
class SurveyFolder(Settled):
    """One survey's declarations. Each file is read when it is first asked for."""

    @cached_property
    def settings(self) -> Settings:
        """Title, unit, protection, tables that options come from."""
        return load(self.folder / "settings.yaml", Settings)

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
        registered_layout = self.root / CONFIDENTIAL / self.name / LAYOUT
        return registered_layout if registered_layout.is_file() else self.folder / LAYOUT

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
        groups = {name: g for name, g in self.settings.groups.items() if g.by in frame.columns}
        for name, group in groups.items():
            merged = {value: whole for whole, values in group.merge.items() for value in values}
            frame = frame.with_columns(pl.col(group.by).replace(merged).alias(name))
        return frame

    def _questions_by_group(self) -> dict[str, list[str]]:
        """Questions that each group of respondents is asked, by the codebook's ``groups``."""
        if "groups" not in self.codebook.columns:
            return {}
        questions_by_group: dict[str, list[str]] = {}
        for question, groups in self.codebook.select("question", "groups").iter_rows():
            for group in (groups or "").split() if question in self.questionnaire.questions else ():
                questions_by_group.setdefault(group, []).append(question)
        return questions_by_group

    def _crosswalk(self, name: str) -> dict[tuple[str, str], str]:
        """A collector's codes: (question, option or "") -> code."""
        table = self.table(name)
        if missing := [c for c in ("question", "option", "code") if c not in table.columns]:
            raise SurveyError(f"{self.folder / name}: columns {missing} are missing")
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
            raise SurveyError(
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
        raise SurveyError(f"{path}: the column unit_id names no units, {declared.unit} does")
    frame = table.rename({declared.unit: "unit_id"})
    for more in declared.joined:
        path = root / more.path
        joined_table = _a_row_a_unit(path, more.by, *more.columns)
        if frame.join(joined_table, left_on="unit_id", right_on=more.by, how="semi").is_empty():
            some = ", ".join(map(repr, frame["unit_id"].head(3)))
            raise SurveyError(
                f"{path}, column {more.by}: names none of the units ({some} ...); give "
                f"`by` in frame.joined of settings.yaml the column that does"
            )
        joined_table = joined_table.select(pl.col(more.by).alias("unit_id"), *more.columns)
        frame = frame.join(joined_table, on="unit_id", how="left", maintain_order="left")
        frame = frame.with_columns(pl.col(more.columns).fill_null("none"))
    return frame


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
        raise SurveyError(f"{path}, column {unit}:{listed(lines)}")
    return table
