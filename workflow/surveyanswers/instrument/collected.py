"""What reading and cleaning rest on besides: files as collectors wrote them, and their rules."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import polars as pl

from surveyanswers.instrument.analyst_decisions import read_analyst_decisions
from surveyanswers.instrument.cleaning import Cleaning
from surveyanswers.instrument.declared import Declared
from surveyanswers.instrument.exports import Export


@dataclass(frozen=True)
class Collected(Declared):
    """Sections that cells are read and cleaned by."""

    @cached_property
    def cleaning(self) -> Cleaning:
        """List of units, what bad cells do, and what is complete."""
        return self.section("cleaning", Cleaning)

    @cached_property
    def exports(self) -> list[Export]:
        """The files that the answers came in."""
        return [Export.of(plain) for plain in self.plain("exports")]

    def analyst_decisions(self, name: str) -> pl.DataFrame:
        """Read corrections.csv, reconciliation.csv or decisions.csv."""
        return read_analyst_decisions(Path(self.plain("analyst_decisions")[name]))
