"""Banner tables: shares of questions' options by groups, as CSV and as a workbook to read.

They are made of the protected estimates alone: what was withheld there is withheld here, and tests
see nothing but the counts that stand in the table.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import combinations
from pathlib import Path
from typing import Any
from unicodedata import east_asian_width

import numpy as np
import polars as pl

from cyberstudy.declare.plan.banners import DeclaredBanner
from cyberstudy.declare.survey import Survey
from cyberstudy.statistics.differences import adjusted, exact_mid_p
from cyberstudy.tables.estimates import Banner
from cyberstudy.wording.banners import BASE, CONTENTS, HIGHER, notes_of
from cyberstudy.wording.questions import WITHHELD, groups_from_above, wording_of
from cyberstudy.wording.translator import Translator, speaking_of
from surveyanswers.instrument.languages import RIGHT_TO_LEFT
from surveyanswers.tables.spreadsheets import letters_of
from surveyanswers.tables.statuses import ASIDE
from surveyanswers.tables.waves import of_wave

#: Below it an adjusted p-value gives a letter.
LEVEL = 0.05
#: Assume: who gave no opinion on a question that divides is shown, and compared with nobody.
COMPARED = ~pl.col("group").is_in(list(ASIDE))
#: Of every workbook, so that a table is the same bytes on every run.
_CREATED = datetime(2000, 1, 1)
_GROUP = ["grouping", "group"]
_HEAD = 6  # rows above the first option
_STUB, _KIND, _COLUMN = 46, 12, 14  # widths, in letters
_LINE = 15  # points a line of text takes


def banner_of(
    banner: DeclaredBanner, estimates: pl.DataFrame, survey: Survey, say: Translator | None = None
) -> pl.DataFrame:
    """Look up a banner table's cells, and compare each two columns of a grouping.

    Parameters
    ----------
    banner
        The plan's entry, in the language of `say`.
    estimates
        The protected estimates.
    survey
        For wordings.
    say
        Language of the labels, by default English.

    Returns
    -------
    polars.DataFrame
        `Banner`, questions and options in the form's order, columns from A on.
    """
    say, form = say or speaking_of(survey, "en"), survey.questionnaire
    short = dict(survey.codebook.select("question", "short_label").iter_rows())
    order = {question: place for place, question in enumerate(banner.questions)}
    tables = of_wave(estimates, banner.wave).filter(pl.col("question").is_in(list(order)))
    columns = groups_from_above(say, banner.across, tables).join(
        tables, on=_GROUP, how="semi", maintain_order="left"
    )
    columns = columns.select(
        *_GROUP,
        group_label="label",
        letter=pl.Series(map(letters_of, range(columns.height)), dtype=pl.String),
        column=pl.int_range(pl.len()),
    )
    asked = tables.select("question", "option").unique(maintain_order=True).with_row_index("place")
    options = asked.with_columns(
        label=pl.col("question").replace_strict({name: say.word(short[name]) for name in order}),
        option_label=pl.Series(
            [
                wording_of(say, form.options_of(form.questions[question]), option)
                for question, option in asked.select("question", "option").iter_rows()
            ],
            dtype=pl.String,
        ),
    )
    table = (
        tables.join(columns, on=_GROUP)
        .join(options, on=["question", "option"])
        .sort(pl.col("question").replace_strict(order), "place", "column")
    )
    # Assume: an exact test of counts is none of a sample that was drawn by a design.
    tested = survey.settings.design is None
    table = table.with_columns(
        _compared(table)
        if tested
        else [pl.lit(None).alias(name) for name in ("higher_than", "p_adjusted")]
    )
    return Banner.validate(table.select(Banner.column_names()), cast=True)


def _compared(table: pl.DataFrame) -> list[pl.Series]:
    """Test each two columns of a grouping; a pair without two shares counts as a test."""
    pairs, p = [], []
    cells = ("row", "count", "base", "share")
    for _, rows in (
        table.with_row_index("row")
        .filter(COMPARED)
        .group_by("question", "option", "grouping", maintain_order=True)
    ):
        for pair in combinations(rows.select(cells).rows(named=True), 2):
            pairs.append(pair)
            p.append(_p(*pair))
    letters = table["letter"].to_list()
    lower: dict[int, list[str]] = {}
    least: dict[int, list[float]] = {}
    for pair, value in zip(pairs, adjusted(np.array(p), "confirmatory"), strict=True):
        if np.isnan(value):
            continue
        low, high = sorted(pair, key=lambda cell: cell["share"])
        for row in (low["row"], high["row"]):
            least.setdefault(row, []).append(value)
        if value < LEVEL:
            lower.setdefault(high["row"], []).append(letters[low["row"]])
    rows_of_table = range(table.height)
    higher = [" ".join(lower.get(row, [])) if row in least else None for row in rows_of_table]
    return [
        pl.Series("higher_than", higher, dtype=pl.String),
        pl.Series("p_adjusted", [min(least.get(r, []), default=None) for r in rows_of_table]),
    ]


def _p(one: Mapping[str, Any], other: Mapping[str, Any]) -> float:
    """Test whether two columns differ; nan where one has no share."""
    if None in (one["count"], other["count"], one["share"], other["share"]):
        return float("nan")
    chosen, sizes = [one["count"], other["count"]], [one["base"], other["base"]]
    if sum(chosen) in (0, sum(sizes)):  # all alike, whoever is in which group
        return 1.0
    # All tables of two groups are listed, so that none is drawn.
    nothing = np.random.default_rng(0)
    return exact_mid_p(chosen, sizes, permutations=0, rng=nothing, limit=max(sizes) + 1)[0]


def write_banner(
    banner: DeclaredBanner,
    table: pl.DataFrame,
    survey: Survey,
    say: Translator,
    path: Path,
    notes: Sequence[str] = (),
) -> None:
    """Write a banner table as a workbook: a list of the questions, then a sheet each.

    A column a group, with its letter and base; of each option per cent, count and the letters of
    columns with a lower share. Where there is no share the cell says why.

    Parameters
    ----------
    banner, table
        The plan's entry, and what `banner_of` made of it in the same language.
    survey, say
        For wordings.
    path
        Where the workbook goes.
    notes
        They stand on every sheet, since sheets are passed on by themselves.
    """
    from xlsxwriter import Workbook

    form = survey.questionnaire
    # Text that looks like a formula or an address stays the text that it is.
    plain = {"strings_to_formulas": False, "strings_to_urls": False}
    with Workbook(path, plain) as book:
        book.set_properties({"title": banner.title, "created": _CREATED})
        looks, comparisons = _looks(book), _comparisons(table)
        contents = book.add_worksheet(say(CONTENTS))
        contents.set_column(0, 0, 6)
        contents.set_column(1, 1, 100)
        contents.write_string(0, 0, banner.title, looks["title"])
        for (question,), cells in table.group_by("question", maintain_order=True):
            number = len(book.worksheets())
            name = f"{number} {question}"[:31]  # as many letters as Excel takes
            asked = form.questions[question]
            wording = " ".join(say.wording(asked.labels).split())
            contents.write_url(number, 0, f"internal:'{name}'!A1", string=str(number))
            contents.write_string(number, 1, wording)
            read = notes_of(
                say,
                comparisons=comparisons,
                level=LEVEL,
                several=asked.type == "select_multiple",
                weighted=survey.settings.design is not None,
            )
            sheet = book.add_worksheet(name)
            sheet.write_string(0, 0, banner.title, looks["title"])
            kinds = ["%", "n"] + ([say(HIGHER)] if comparisons else [])
            end = _write_question(sheet, looks, say, cells, wording=wording, kinds=kinds)
            for y, note in enumerate([*read, *filter(None, notes)], start=end + 1):
                sheet.write_string(y, 0, note)
        if say.language in RIGHT_TO_LEFT:
            for sheet in book.worksheets():
                sheet.right_to_left()


def _comparisons(table: pl.DataFrame) -> int:
    """Count the comparisons of columns that the table makes; 0 where none was tested."""
    if not table["p_adjusted"].count():
        return 0
    compared = table.filter(COMPARED).group_by("question", "option", "grouping").len()
    columns = compared["len"].cast(pl.Int64)
    return int((columns * (columns - 1) // 2).sum())


def _looks(book: Any) -> dict[str, Any]:
    """Return how cells look."""
    head = {"bold": True, "text_wrap": True, "valign": "vcenter"}
    looks = {
        "title": {"bold": True},
        "wording": {"text_wrap": True, "valign": "top"},
        "head": head | {"align": "center", "bottom": 1},
        "letter": {"align": "center", "bottom": 1},
        "base": {"bold": True, "num_format": "#,##0", "bottom": 1},
        "option": {"text_wrap": True, "valign": "top"},
        "percent": {"num_format": "0%"},
        "count": {"num_format": "#,##0"},
        "why": {"italic": True, "align": "right", "text_wrap": True},
        "higher": {"align": "right"},
        "kind": {"font_color": "#5f6368"},
    }
    return {name: book.add_format(look) for name, look in looks.items()}


def _write_question(
    sheet: Any,
    looks: Mapping[str, Any],
    say: Translator,
    cells: pl.DataFrame,
    *,
    wording: str,
    kinds: Sequence[str],
) -> int:
    """Write one question: heads, bases, and a row a kind of each option; return the row below."""
    columns = cells.unique("letter", maintain_order=True)
    places = {letter: x for x, letter in enumerate(columns["letter"], start=2)}
    last = max(places.values())
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(2, _HEAD - 1)
    sheet.freeze_panes(_HEAD, 2)
    sheet.set_column(0, 0, _STUB)
    sheet.set_column(1, 1, _KIND)
    sheet.set_column(2, last, _COLUMN)
    end = min(last, 5)
    sheet.merge_range(1, 0, 1, end, wording, looks["wording"])
    sheet.set_row(1, _LINE * _lines(wording, _STUB + _KIND + _COLUMN * (end - 1)))
    sheet.set_row(3, _LINE * max(_lines(label, _COLUMN) for label in columns["group_label"]))
    for (grouping,), groups in columns.group_by("grouping", maintain_order=True):
        ends = [places[groups["letter"][place]] for place in (0, -1)]
        name = say.group(str(grouping))
        if ends[0] < ends[1]:
            sheet.merge_range(2, ends[0], 2, ends[1], name, looks["head"])
        elif groups["group_label"][0] != name:
            sheet.write_string(2, ends[0], name, looks["head"])
    sheet.write_string(5, 0, say(BASE), looks["base"])
    sheet.write_blank(5, 1, None, looks["base"])
    for row in columns.iter_rows(named=True):
        x = places[row["letter"]]
        sheet.write_string(3, x, row["group_label"], looks["head"])
        sheet.write_string(4, x, row["letter"], looks["letter"])
        _number(sheet, 5, x, row["base"], looks["base"])
    y = _HEAD
    for (_, option), own in cells.group_by("option", "option_label", maintain_order=True):
        sheet.write_string(y, 0, option, looks["option"])
        reasons = [say.reason(why) for why in own["reason"].unique() if why]
        most = max([_lines(option, _STUB), *(_lines(why, _COLUMN) for why in reasons)])
        sheet.set_row(y, _LINE * most)
        for below, kind in enumerate(kinds):
            sheet.write_string(y + below, 1, kind, looks["kind"])
        for row in own.iter_rows(named=True):
            x = places[row["letter"]]
            if row["share"] is None:
                sheet.write_string(y, x, say.reason(row["reason"] or WITHHELD), looks["why"])
            else:
                sheet.write_number(y, x, row["share"], looks["percent"])
            _number(sheet, y + 1, x, row["count"], looks["count"])
            if row["higher_than"]:
                sheet.write_string(y + 2, x, row["higher_than"], looks["higher"])
        y += len(kinds)
    return y


def _number(sheet: Any, y: int, x: int, value: float | None, look: object) -> None:
    if value is not None:
        sheet.write_number(y, x, value, look)


def _lines(text: str, width: int) -> int:
    """Lines that a text takes in a column of that many letters, or one more."""
    letters = sum(1 + (east_asian_width(letter) in "WF") for letter in text)
    return letters * 6 // (width * 5) + 1  # a sixth is left where words break
