"""What can be compared in a run: the crosswalk, surveys with their protected tables, and lists."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from cyberstudy.declare.crosswalk import CROSSWALK, Corresponding, read_crosswalk
from cyberstudy.declare.survey import Survey
from cyberstudy.sources.strategies import DAYS, read_strategies
from surveyanswers.tables.storage import read_text_table


@dataclass(frozen=True)
class AtHand:
    """What there is to compare.

    Attributes
    ----------
    crosswalk
        Which question of which source asks for what.
    surveys
        All that it names, whether they ran or not.
    protected
        Where `protect` wrote the tables of each public survey that ran.
    strategies
        From `read_strategies`; None where the list could not be had.
    names
        Of countries, by code.
    """

    crosswalk: Sequence[Corresponding]
    surveys: Mapping[str, Survey]
    protected: Mapping[str, Path]
    strategies: pl.DataFrame | None
    names: Mapping[str, str]

    @property
    def first_strategies(self) -> pl.DataFrame:
        """`tables.across.FirstStrategies`, without rows where the list could not be had."""
        days = self.strategies if self.strategies is not None else pl.DataFrame(schema=DAYS)
        return days.select("iso3", year=pl.col("day").dt.year())


def read_available(
    across: Survey,
    *,
    surveys: Sequence[Survey],
    protected: Sequence[str],
    strategies: Sequence[str],
) -> AtHand:
    """Read what a run has to compare.

    Parameters
    ----------
    across
        What lies across surveys.
    surveys
        Every survey that the crosswalk names, whether it ran or not.
    protected
        Folders that `protect` wrote, each in one that lies in its survey's.
    strategies
        The list of first strategies, or nothing.
    """
    countries = across.settings.choice_files["countries.csv"]
    table = read_text_table(across.root / countries.path)
    names = dict(table.select(countries.code, countries.labels[0]).iter_rows())
    return AtHand(
        crosswalk=read_crosswalk(across.folder / CROSSWALK),
        surveys={survey.name: survey for survey in surveys},
        protected={path.parents[1].name: path for path in map(Path, protected)},
        strategies=next((read_strategies(Path(path), names) for path in strategies), None),
        names=names,
    )
