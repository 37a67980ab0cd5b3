"""Whether what leaves is what protection wrote: by checksums, by name, and by its certificate.

And whether exhibits and notebooks are what is made again of it.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from cyberstudy.declare.survey import Survey
from cyberstudy.tables.estimates import Memberships
from cyberstudy.tables.files import read_table
from disclosure.check_certificate import check
from surveyanswers.instrument.counting import CONFIDENTIAL
from surveyanswers.instrument.data_access import ledger_of, releases_in
from surveyanswers.tables.checksums import by_file, checksums_of, differences, is_result

ESTIMATES, MEANS, ITEMS = "estimates.parquet", "index_groups.csv", "index_items.csv"


def altered_tables(
    survey: Survey, tables: str, report: Mapping[str, Any], others: Sequence[str]
) -> list[str]:
    """Return how protected tables differ from those that their job sealed, listed and proved.

    Parameters
    ----------
    survey
        Its settings say what a certificate has to prove.
    tables
        The folder that `protect` wrote.
    report
        Of `protect`: what passed.
    others
        Its report; and of a confidential survey with estimates the certificate, and who is in which
        group.
    """
    named = [os.path.relpath(path, survey.root) for path in (tables, *others)]
    problems = [
        line for path in named if is_result(path) for line in differences(path, survey.root)
    ]
    if problems or survey.settings.protection != CONFIDENTIAL:
        return problems
    folder = Path(tables)
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("[!.]*.*")}
    strange = files.symmetric_difference(report.get("passed", ()))
    problems = [f"{tables}/{name}: is not what the report lists" for name in sorted(strange)]
    problems += _means_of_withheld_items(folder)
    return problems + _unproved(survey, folder / ESTIMATES, report, others[1:])


def altered_exhibits(shown: Sequence[str], again: str) -> list[str]:
    """Return which files of exhibits and notebooks are not what protected tables make.

    Parameters
    ----------
    shown
        What is to leave: a folder of exhibits in each language, of notebooks, and the form.
    again
        The folder where each was made again, under the same name.
    """
    problems = []
    for path in map(Path, shown):
        both = (by_file(checksums_of(place, place)) for place in (path, Path(again, path.name)))
        to_leave, expected = (sums.items() for sums in both)
        differing = sorted({name for name, _ in to_leave ^ expected})
        problems += [(path / name).as_posix() for name in differing]
    return problems


def _means_of_withheld_items(folder: Path) -> list[str]:
    """Return which means are shown of groups of which an item of the index is withheld."""
    means, items = folder / MEANS, folder / ITEMS
    if not (means.is_file() and items.is_file()):
        return []
    about = read_table(str(items)).select("wave", "index", "question")
    counts = read_table(str(folder / ESTIMATES)).join(about, on=["wave", "question"])
    withheld = counts.filter(pl.col("count").is_null(), (pl.col("base") != 0).fill_null(value=True))
    keys = ["wave", "index", "grouping", "group"]
    shown = read_table(str(means)).drop_nulls("mean").join(withheld, on=keys, how="semi")
    rows = shown.select(keys).iter_rows()
    return [f"{means}: has a mean of withheld answers: {' '.join(row).strip()}" for row in rows]


def _unproved(
    survey: Survey, estimates: Path, report: Mapping[str, Any], proof: Sequence[str]
) -> list[str]:
    """Return why withheld counts are not proved to be open."""
    if not estimates.is_file():
        return []
    if len(proof) < 2:
        return [f"{estimates}: there is no certificate"]
    certificate, units = map(Path, proof)
    if report.get("release", {}).get("stays"):  # its numbers are those of the last release
        ledger = ledger_of(survey.name, survey.root)
        units = ledger / f"{releases_in(ledger)[-1]}" / Path(Memberships.place.file).name
    counted = read_table(str(estimates))
    if survey.settings.design:  # shares of weights, which no table of counts adds up to
        counted = counted.drop("share", "bound_low", "bound_high")
    proved = check(
        counted,
        *(read_table(str(path)) for path in (units, certificate)),
        width=survey.settings.disclosure.width,
        minimum=survey.settings.minimum_base,
    )
    return [f"{certificate}: {problem}" for problem in proved.problems]
