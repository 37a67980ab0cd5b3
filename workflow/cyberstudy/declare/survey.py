"""A whole survey: what drawing, telling and releasing rest on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from cyberstudy.declare.declared import DeclaredSurvey
from surveyanswers.instrument.data_access import DataAccess
from surveyanswers.instrument.settled import Settled

if TYPE_CHECKING:
    from cyberstudy.analysis_files import AnalysisFile
    from cyberstudy.declare.plan.analyses import DeclaredIndices
    from cyberstudy.declare.plan.clusterings import Clustering
    from cyberstudy.declare.plan.whole import Plan
    from surveyanswers.instrument.raw_files import Source
    from surveyanswers.tables.contract import Contract

#: Said wherever answers are shown that a generator made.
GUESSED = "How some columns are to be read was guessed, and no person has confirmed it."
MADE_UP = "All answers are simulated and describe no real State or person."


@dataclass(frozen=True)
class Survey(Settled, DeclaredSurvey):
    """All sections of a survey's declarations.

    What a section is made of is imported when it is read: few steps read the whole plan.
    """

    @cached_property
    def plan(self) -> Plan:
        """Indices, clusterings and exhibits, decided before looking."""
        from cyberstudy.declare.plan.whole import Plan

        return self.section("plan", Plan)

    @cached_property
    def indices(self) -> DeclaredIndices | None:
        """The plan's indices, for a step that needs no more of it: headlines are of no concern."""
        from cyberstudy.declare.plan.analyses import DeclaredIndices

        return self.section("indices", DeclaredIndices) if self.plain("indices") else None

    @cached_property
    def clusterings(self) -> Mapping[str, Clustering]:
        """Its clusterings, alike."""
        from cyberstudy.declare.plan.clusterings import Clustering

        return self.section("clusterings", dict[str, Clustering])

    @cached_property
    def data_access(self) -> DataAccess:
        """Where the answers lie: in the open, or registered as confidential."""
        return DataAccess.of(self.plain("data_access"))

    @cached_property
    def sources(self) -> list[Source]:
        """Public files of others that its results rest on, with what may be done with them."""
        from surveyanswers.instrument.raw_files import Source

        return self.section("rights", list[Source])

    @cached_property
    def references(self) -> Mapping[str, Mapping[str, str]]:
        """Tables of reference that others made, with makers, citation and licence."""
        return self.section("references", dict[str, dict[str, str]])

    @cached_property
    def analyses(self) -> list[AnalysisFile]:
        """Analyses of one's own, a file each, by what their tables declare."""
        if not (files := self.plain("analyses")):
            return []
        from cyberstudy.analysis_descriptions import of_plain  # a survey without any pays nothing

        return [of_plain(Path(file), description) for file, description in files.items()]

    @cached_property
    def made(self) -> Mapping[str, type[Contract]]:
        """Contracts of tables that analyses make."""
        return {
            n: table.contract for analysis in self.analyses for n, table in analysis.tables.items()
        }

    def __getstate__(self) -> dict[str, object]:
        """Leave out contracts of analyses: the process that it is handed to makes them itself."""
        return {k: v for k, v in self.__dict__.items() if k not in ("analyses", "made")}

    def published_by(self, publication: Mapping[str, str]) -> Mapping[str, str]:
        """Return what the survey's own release, pages and figures say about who publishes it.

        Nothing where nobody has said what survey it is: it goes out under no terms but its own.
        """
        from surveyanswers.instrument.study_facts import StudyFacts

        return {} if self.asks and self.settings.study == StudyFacts() else publication

    @property
    def may_pass_on(self) -> bool:
        """Whether files of its units may be handed on; what is our own may, as settings.yaml says.

        Assume: files that a manifest lists are ours to carry, or the repository would not.
        """
        return all(source.pass_on for source in self.sources)
