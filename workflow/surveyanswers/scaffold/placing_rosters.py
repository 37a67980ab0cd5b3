"""Place the columns of sheets that hold the instances of a form's repeats: rosters."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

from surveyanswers.instrument.formats import FORMATS, fits
from surveyanswers.read.columns import unique_headers
from surveyanswers.read.grid import Grid
from surveyanswers.scaffold.form import Form
from surveyanswers.scaffold.placement import Placement
from surveyanswers.scaffold.recognise import Recognised


def place_rosters(recognised: Recognised, form: Form, placed: Placement) -> None:
    """Place every column of each roster; without a column that names forms they are left out."""
    if not recognised.rosters:
        return
    parent = _parent(recognised)
    if not parent:
        names = [grid.sheet for grid in recognised.rosters]
        left_out = [*recognised.export.leave_out_sheets, *names]
        recognised.export = replace(recognised.export, leave_out_sheets=left_out)
        recognised.rosters = []
        why = "rosters left out, because no column says to which form their rows belong"
        form.look_at("", f"{why}: {', '.join(names)}")
        return
    if parent != FORMATS[recognised.export.format].parent and placed.submission != parent:
        kept = {placed.submission or parent} - {parent}
        placed.metadata = [*(h for h in placed.metadata if h != parent), *kept]
        placed.submission, placed.numbered = parent, False
    inside = form.repeat_of()
    for grid in recognised.rosters:
        _place_columns(grid, form, placed, inside, parent)
        at = unique_headers(grid.headers).index(parent)
        turns = Counter(text for text in grid.body.to_series(at) if text)
        for row in (row for row in form.rows if row["name"] == grid.sheet):
            repeat_count = row.get("repeat_count", "")
            most = max([*turns.values(), int(repeat_count) if repeat_count.isdecimal() else 1])
            row["repeat_count"] = str(most)


def _parent(recognised: Recognised) -> str:
    """Find the column that names in each roster the form that its rows belong to."""
    form_column = FORMATS[recognised.export.format].parent or ""
    shared = set[str].intersection(*({*grid.headers} for grid in recognised.rosters))
    if form_column in shared:
        return form_column
    for header, values in recognised.columns.items():
        unique = len({*values}) == len(values) == recognised.grid.body.height
        if (
            header in shared
            and unique
            and all(_names(g, header, {*values}) for g in recognised.rosters)
        ):
            return header
    return ""


def _names(grid: Grid, header: str, forms: set[str]) -> bool:
    texts = grid.body.to_series(grid.headers.index(header))
    return texts.null_count() == 0 and {*texts} <= forms


def _place_columns(
    grid: Grid, form: Form, placed: Placement, inside: dict[str, str], parent: str
) -> None:
    file_format = FORMATS["kobo"]
    patterns = {*file_format.metadata, *file_format.personal}
    program_headers = {parent, *file_format.roles, *file_format.metadata, *file_format.personal}
    placed_headers = {*placed.columns, *placed.metadata, *placed.personal}
    for header, texts in zip(unique_headers(grid.headers), grid.body.iter_columns(), strict=True):
        if (
            not header
            or header in program_headers
            or header in placed_headers
            or fits(header, patterns)
        ):
            continue
        place = form.find(header)
        if place and inside.get(place.question) == grid.sheet:
            placed.columns[header] = place
            separator = form.separators.get(place.question)
            if separator and not place.option:
                placed.separators[header] = separator
            statuses = form.codes.get(place.question, {})
            if own_codes := sorted(statuses.keys() & {*texts.drop_nulls()}):
                placed.codes[header] = {code: statuses[code] for code in own_codes}
        elif header in form.personal:
            placed.personal.append(header)
        else:
            placed.metadata.append(header)
    placed.set_joined_aside()
