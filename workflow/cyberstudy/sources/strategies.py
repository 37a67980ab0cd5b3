"""The list of days of first national strategies (Kostyuk), read with every row accounted for."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from pathlib import Path

import polars as pl

from surveyanswers.tables.problems import SurveyError, listed
from surveyanswers.tables.storage import read_text_table

CODE, DAY, HAS = "Countries", "DATE", "cyb_strategy"
NONE = "NA"
DAYS = {"iso3": pl.String, "day": pl.Date}


def read_strategies(path: Path, countries: Collection[str]) -> pl.DataFrame:
    """Read the day of each State's first national cybersecurity strategy.

    Parameters
    ----------
    path
        A row a State: code of three letters, day as YYYYMMDD or ``NA``, 1 or 0.
    countries
        Codes that there are.

    Returns
    -------
    pl.DataFrame
        iso3 and day, sorted by iso3; day is null where there was none.

    Raises
    ------
    SurveyError
        Every row that is not of that form: a code that there is not, or that stands twice, no day,
        or a day that its flag denies.
    """
    table = read_text_table(path, (CODE, DAY, HAS))
    rows, problems, codes = [], [], set()
    for number, (code, day, has) in enumerate(table.select(CODE, DAY, HAS).iter_rows(), start=2):
        if code not in countries or code in codes:
            problems.append(f"row {number}: {code!r}, expected a country's code, once")
        codes.add(code)
        try:
            first_day = None if day == NONE else datetime.strptime(day or "", "%Y%m%d").date()
        except ValueError:
            problems.append(f"row {number}: {day!r}, expected a day as YYYYMMDD, or {NONE}")
            continue
        if has != str(int(first_day is not None)):
            problems.append(f"row {number}: {HAS} is {has!r} beside the day {day}")
        rows.append((code, first_day))
    if problems:
        raise SurveyError(f"{path}:{listed(problems)}")
    return pl.DataFrame(rows, schema=DAYS, orient="row").sort("iso3")


def years_of(days: pl.DataFrame | None) -> pl.DataFrame:
    """Return `tables.across.FirstStrategies`, without rows where the list could not be had."""
    strategies = pl.DataFrame(schema=DAYS) if days is None else days
    return strategies.select("iso3", year=pl.col("day").dt.year())
