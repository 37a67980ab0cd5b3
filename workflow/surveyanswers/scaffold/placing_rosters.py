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


def place_rosters(found: Recognised, form: Form, placed: Placement) -> None:
    """Say of every column of each roster what it is; one whose forms can't be told is left out."""
    if not found.rosters:
        return
    parent = _parent(found)
    if not parent:
        names = [grid.sheet for grid in found.rosters]
        left_out = [*found.export.leave_out_sheets, *names]
        found.export = replace(found.export, leave_out_sheets=left_out)
        found.rosters = []
        why = "rosters left out, because no column says to which form their rows belong"
        form.look_at("", f"{why}: {', '.join(names)}")
        return
    if parent != FORMATS[found.export.format].parent and placed.submission != parent:
        kept = {placed.submission or parent} - {parent}
        placed.metadata = [*(h for h in placed.metadata if h != parent), *kept]
        placed.submission, placed.numbered = parent, False
    inside = _inside(form)
    for grid in found.rosters:
        _place_columns(grid, form, placed, inside, parent)
        at = unique_headers(grid.headers).index(parent)
        turns = Counter(text for text in grid.body.to_series(at) if text)
        for row in (row for row in form.rows if row["name"] == grid.sheet):
            told = row.get("repeat_count", "")
            most = max([*turns.values(), int(told) if told.isdecimal() else 1])
            row["repeat_count"] = str(most)


def _parent(found: Recognised) -> str:
    """Find the column that names in each roster the form that its rows belong to."""
    own = FORMATS[found.export.format].parent or ""
    shared = set[str].intersection(*({*grid.headers} for grid in found.rosters))
    if own in shared:
        return own
    for header, values in found.columns.items():
        unique = len({*values}) == len(values) == found.grid.body.height
        if header in shared and unique and all(_names(g, header, {*values}) for g in found.rosters):
            return header
    return ""


def _names(grid: Grid, header: str, forms: set[str]) -> bool:
    texts = grid.body.to_series(grid.headers.index(header))
    return texts.null_count() == 0 and {*texts} <= forms


def _inside(form: Form) -> dict[str, str]:
    """Say of each question which repeat it stands in, the outermost first."""
    inside: list[str] = []
    found: dict[str, str] = {}
    repeats = {*form.repeats()}
    for row in form.rows:
        if row["type"].startswith("begin_"):
            inside.append(row["name"])
        elif row["type"].startswith("end_"):
            inside.pop()
        else:
            found[row["name"]] = next((name for name in inside if name in repeats), "")
    return found


def _place_columns(
    grid: Grid, form: Form, placed: Placement, inside: dict[str, str], parent: str
) -> None:
    known = FORMATS["kobo"]
    patterns = {*known.metadata, *known.personal}
    own = {parent, *known.roles, *known.metadata, *known.personal}
    there = {*placed.columns, *placed.metadata, *placed.personal}
    for header, texts in zip(unique_headers(grid.headers), grid.body.iter_columns(), strict=True):
        if not header or header in own or header in there or fits(header, patterns):
            continue
        place = form.find(header)
        if place and inside.get(place.question) == grid.sheet:
            placed.columns[header] = place
            separator = form.separators.get(place.question)
            if separator and not place.option:
                placed.separators[header] = separator
            said = form.codes.get(place.question, {})
            if own_codes := sorted(said.keys() & {*texts.drop_nulls()}):
                placed.codes[header] = {code: said[code] for code in own_codes}
        elif header in form.personal:
            placed.personal.append(header)
        else:
            placed.metadata.append(header)
    placed.set_joined_aside()
