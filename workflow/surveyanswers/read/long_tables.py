"""Long tables: a row a unit, item and wave, as official statistics are published (SDMX-CSV).

Cells of such a table are those of any other; what differs is whose answer a value is, which the
item beside it tells, and that a form is all the rows of one unit and wave.
"""

from __future__ import annotations

import polars as pl

from surveyanswers.instrument.exports import Export
from surveyanswers.tables.answers import METADATA, WAVE
from surveyanswers.tables.cell_columns import TextSheet, cells_of, scattered
from surveyanswers.tables.problems import SurveyError, listed


def by_item(sheet: TextSheet, export: Export) -> list[TextSheet]:
    """Return values with their question, those of a unit and wave as one record.

    Parameters
    ----------
    sheet
        A record a row of the file.

    Returns
    -------
    list of TextSheet
        As many cells: the values, a column an item, and what stands beside them. `record` is the
        first row of the unit and wave; a value's header is its item; values of items that are left
        out are metadata.

    Raises
    ------
    SurveyError
        A row without unit, wave or item, an item that layout.yaml does not know, or a second
        value of one unit, item and wave.
    """
    long = export.long
    assert long is not None  # who calls has looked
    name = sheet.texts["sheet"][0]
    where = f"{export.file}, sheet {name}" if name else export.file
    held = next((header for header, role in export.roles.items() if role == WAVE), None)
    names = {"unit": export.unit, "item": long.item} | ({"wave": held} if held else {})
    rows = sheet.texts.select(
        row="record",
        **{
            key: pl.col(sheet.named(header=header)[0]).cast(pl.String).str.strip_chars()
            for key, header in names.items()
        },
    )
    if held is None:
        rows = rows.with_columns(wave=pl.lit(export.wave))
    problems = [
        f"row {row}: nothing in column {names[name]}"
        for name in names
        for row in rows.filter(pl.col(name).is_null())["row"]
    ]
    declared_items = {*export.columns, *long.leave_out}
    strangers = rows.filter(
        pl.col("item").is_not_null(), ~pl.col("item").is_in(list(declared_items))
    )
    problems += [
        f"row {row}, column {long.item}: {item!r} is not in the layout; name it under columns, or "
        f"under long.leave_out ({count} rows)"
        for item, row, count in strangers.group_by("item", maintain_order=True)
        .agg(pl.col("row").first(), count=pl.len())
        .iter_rows()
    ]
    twice = rows.drop_nulls().filter(pl.struct("unit", "wave", "item").is_duplicated())
    problems += [
        f"rows {', '.join(map(str, rows_of))}: {item} of {unit}{wave and f' in {wave}'} stands "
        f"more than once; expected one value"
        for unit, wave, item, rows_of in twice.group_by("unit", "wave", "item", maintain_order=True)
        .agg("row")
        .iter_rows()
    ]
    missing = sorted(declared_items - set(rows["item"].drop_nulls()))
    problems += [f"no row is of the item {item!r}; expected at least one" for item in missing]
    if problems:
        raise SurveyError(f"{where}:{listed(problems)}")
    questions = {item: place.question for item, place in export.columns.items()}
    numbered_rows = rows.with_columns(
        record=pl.col("row").first().over("unit", "wave"),
        asked=pl.col("item").replace_strict(questions, default=None, return_dtype=pl.String),
    )
    value = pl.col("header") == long.value
    values = (
        cells_of([sheet], value)
        .drop("record", "header", "question")
        .join(numbered_rows.select("row", "record", header="item", question="asked"), on="row")
        .with_columns(
            role=pl.when(pl.col("question").is_null()).then(pl.lit(METADATA)).otherwise("role")
        )
        .sort("record", "row")
    )
    beside = sheet.texts.drop("record", sheet.named(header=long.value)).with_columns(
        numbered_rows.select("record", "row")
    )
    return [*scattered(values), TextSheet(sheet.file, sheet.columns.filter(~value), beside)]
