"""Banner tables: shares of questions' options by groups, as CSV and as a workbook to read.

They are made of the protected estimates alone: what was withheld there is withheld here, and tests
see nothing but the counts that stand in the table.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
import polars as pl

from cyberstudy.declare.plan.banners import DeclaredBanner
from cyberstudy.declare.survey import Survey
from cyberstudy.statistics.differences import adjusted, exact_mid_p
from cyberstudy.tables.estimates import Banner
from cyberstudy.tables.waves import of_wave

#: Tables drawn for a test where there are too many to list.
PERMUTATIONS = 20_000
#: Of every workbook, so that a table is the same bytes on every run.
_CREATED = datetime(2000, 1, 1)
_TESTED = (
    "p: do the groups with a share differ? Exact test (mid-p), adjusted for all tests of this "
    "table (Holm)."
)
_ROW = ("question", "option", "grouping")
WITHHELD = "withheld"
_TOP = 3  # rows above the first question


def banner_of(
    banner: DeclaredBanner, estimates: pl.DataFrame, survey: Survey, *, seed: int
) -> pl.DataFrame:
    """Look up a banner table's cells, and test whether groups differ.

    Parameters
    ----------
    banner
        The plan's entry.
    estimates
        The protected estimates.
    survey
        For wordings.
    seed
        Where tables are too many to list, they are drawn from it.

    Returns
    -------
    polars.DataFrame
        `Banner`, questions and options in the form's order. Groups without a share are left out of
        a test; with fewer than two others there is none.
    """
    short = dict(survey.codebook.select("question", "short_label").iter_rows())
    tables = of_wave(estimates, banner.wave)
    found, tests = [], []
    for question in banner.questions:
        form = survey.questionnaire
        labels = form.options_of(form.questions[question]).labels.get("en", {})
        own = tables.filter(question=question)
        for option in own["option"].unique(maintain_order=True):
            for grouping in banner.by:
                cells = own.filter(option=option, grouping=grouping).select(
                    *_ROW, "group", "count", "base", "share", "reason"
                )
                found.append(
                    cells.with_columns(
                        label=pl.lit(short[question]),
                        option_label=pl.lit(labels.get(option, option)),
                    )
                )
                name = crc32(f"{question} {option} {grouping}".encode())
                p = _p(cells, np.random.default_rng([seed, name])) if banner.test else None
                if cells.height > 1:  # a grouping of one group tells nothing apart
                    tests.append((question, option, grouping, p))
    tested = pl.DataFrame(
        tests, orient="row", schema=dict.fromkeys(_ROW, pl.String) | {"p": pl.Float64}
    )
    all_p = tested["p"].fill_null(np.nan).to_numpy()
    holm = pl.Series(adjusted(all_p, "confirmatory")).fill_nan(None)
    tested = tested.with_columns(p_adjusted=holm)
    table = pl.concat(found).join(tested, on=[*_ROW], how="left", maintain_order="left")
    return Banner.validate(table.select(Banner.column_names()), cast=True)


def _p(cells: pl.DataFrame, rng: np.random.Generator) -> float | None:
    """Test whether groups with a share differ in it; None if there is nothing to tell apart."""
    kept = cells.drop_nulls(["count", "share"])
    chosen, sizes = kept["count"].to_list(), kept["base"].to_list()
    if kept.height < 2 or sum(chosen) in (0, sum(sizes)):
        return None
    return exact_mid_p(chosen, sizes, permutations=PERMUTATIONS, rng=rng)[0]


def write_banner(
    banner: DeclaredBanner, table: pl.DataFrame, path: Path, notes: Sequence[str] = ()
) -> None:
    """Write a banner table as a workbook: a row an option, two columns a group, p a grouping.

    A row with the bases stands above each question's options. Where a count is withheld the cell
    says so; where the base is too small for a share that cell is empty.
    `notes` stand below the table, since a workbook is passed on by itself.
    """
    from xlsxwriter import Workbook

    columns = table.select("grouping", "group").unique(maintain_order=True)
    # Text that looks like a formula or an address stays the text that it is.
    plain = {"strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(path, plain) as book:
        book.set_properties({"title": banner.title, "created": _CREATED})
        bold, percent, small = (
            book.add_format(look)
            for look in ({"bold": True}, {"num_format": "0%"}, {"num_format": "0.000"})
        )
        sheet = book.add_worksheet("banner")
        sheet.set_column(0, 0, 42)
        sheet.freeze_panes(_TOP, 1)
        sheet.write_string(0, 0, banner.title, bold)
        place: dict[tuple[str, str], int] = {}
        x = 1
        for grouping in banner.by:
            sheet.write_string(1, x, _words(grouping), bold)
            groups = columns.filter(grouping=grouping)["group"]
            for group in groups:
                place[grouping, group] = x
                sheet.write_string(2, x, f"{_words(group)}, n", bold)
                sheet.write_string(2, x + 1, "%", bold)
                x += 2
            if banner.test and len(groups) > 1:
                place[grouping, ""] = x
                sheet.write_string(2, x, "p (Holm)", bold)
                x += 1
        y = _TOP
        for (_, label), asked in table.group_by("question", "label", maintain_order=True):
            sheet.write_string(y, 0, f"{label}: answered", bold)
            for row in asked.unique(["grouping", "group"], maintain_order=True).iter_rows(
                named=True
            ):
                x = place[row["grouping"], row["group"]]
                _cell(sheet, y, x, row["base"], bold)
            for (_, option), cells in asked.group_by("option", "option_label", maintain_order=True):
                y += 1
                sheet.write_string(y, 0, f"  {option}")
                for row in cells.iter_rows(named=True):
                    x = place[row["grouping"], row["group"]]
                    _cell(sheet, y, x, row["count"], blank=WITHHELD)
                    _cell(sheet, y, x + 1, row["share"], percent)
                    if p := place.get((row["grouping"], "")):
                        _cell(sheet, y, p, row["p_adjusted"], small)
            y += 1
        for number, note in enumerate(filter(None, [_TESTED if banner.test else "", *notes])):
            sheet.write_string(y + 1 + number, 0, note)


def _words(name: str) -> str:
    return name.replace("_", " ")


def _cell(
    sheet: Any, y: int, x: int, value: float | None, look: object = None, blank: str = ""
) -> None:
    if value is not None:
        sheet.write_number(y, x, value, look)
    elif blank:
        sheet.write_string(y, x, blank)
