"""An XLSForm as form tools keep it: one workbook, or its sheets as CSV files in a folder."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from cyberstudy.declare.exports import Export, Place
from cyberstudy.declare.questionnaire import TYPES
from cyberstudy.declare.questionnaire_sheets import LABEL, SHEETS
from cyberstudy.read.inspection import inspect
from cyberstudy.read.workbooks import read_grids
from cyberstudy.scaffold.form import Form, Row, label_column
from cyberstudy.tables.problems import StudyProblem
from cyberstudy.tables.storage import read_text_table

#: What the form tool fills in itself, and what names people.
_METADATA = ("start", "end", "today", "audit", "calculate", "hidden", "xml-external")
_PERSONAL = (
    *("deviceid", "phonenumber", "subscriberid", "simserial", "username", "email"),
    *("geopoint", "geotrace", "geoshape", "start-geopoint", "background-geopoint"),
    *("image", "audio", "video", "file", "background-audio"),
)
#: Kinds that the study does not have, with the nearest that it has.
_NEAREST = {
    "rank": "select_multiple",
    "range": "decimal",
    "time": "text",
    "dateTime": "text",
    "datetime": "text",
    "barcode": "text",
    "acknowledge": "text",
    "int": "integer",
    "string": "text",
}
#: Older spellings of kinds, whose parts are joined today.
_OLDER = re.compile(r"(select|begin|end) (one|multiple|group|repeat)")
_KEPT = (
    *("type", "name", "relevant", "constraint", "constraint_message", "repeat_count", "parameters"),
)


def read(path: Path) -> Form:
    """Read a workbook, or the folder of its sheets."""
    sheets = dict(_of_folder(path) if path.is_dir() else _of_workbook(path))
    if not {"survey", "choices"} <= sheets.keys():
        raise StudyProblem(f"{path}: no XLSForm; expected the sheets survey and choices")
    title = next(iter(sheets.get("settings", [])), {}).get("form_title", "")
    form = Form(title=title or path.stem)
    form.choices = [
        {"list_name": row.get("list_name") or row.get("list name", "")} | _plain(row, ("name",))
        for row in sheets["choices"]
        if any(row.values())
    ]
    inside: list[str] = []
    for row in sheets["survey"]:
        kind = _OLDER.sub(r"\1_\2", row.get("type", ""), count=1).strip()
        kind, _, argument = kind.partition(" ")
        name = row.get("name", "")
        if kind in {"", "note"}:
            continue
        if kind == "calculate":
            form.look_at("", f"{name} is calculated: kept beside the answers")
        if kind in {*_METADATA, *_PERSONAL}:
            told = form.metadata if kind in _METADATA else form.personal
            told |= {name, "/".join([*inside, name])}
            continue
        if kind in _NEAREST:
            form.look_at(name, f"the form has {kind}; taken as {_NEAREST[kind]}")
            kind = _NEAREST[kind]
        if kind.removesuffix("_from_file") not in TYPES and not kind.startswith(("begin_", "end_")):
            form.look_at("", f"{name}: the type {kind} is not known; its column is kept")
            form.metadata.add(name)
            continue
        kept = {"name": name} | _plain(row, _KEPT)
        kept["type"] = f"{kind} {argument.split(' ')[0]}".strip()
        if "or_other" in argument:
            form.look_at(name, "or_other: the text of other has a column of its own")
        turns = kept.get("repeat_count", "")
        if kind == "begin_repeat" and not turns.isdecimal():
            form.look_at(name, f"repeat_count {turns!r}: how many instances are there at most?")
            kept["repeat_count"] = "1"
        form.rows.append(kept)
        form.names.add(name)
        if kind in {"begin_group", "begin_repeat"}:
            inside.append(name)
        elif kind.startswith("end_"):
            inside[-1:] = []
        else:
            _place(form, kept, inside)
    return form


def _place(form: Form, row: Row, inside: list[str]) -> None:
    """Say which headings a question's columns may have: its name, its label, within its groups."""
    name = row["name"]
    kind, _, options = row["type"].partition(" ")
    stems = [name, *("/".join([*inside[at:], name]) for at in range(len(inside)))]
    stems += ["-".join([*inside, name]), *_labels(row)]
    form.place(stems, Place(name))
    if not kind.startswith("select_multiple"):
        return
    form.separators[name] = " "
    for option in (option for option in form.choices if option["list_name"] == options):
        ends = [end for t in (option["name"], *_labels(option)) for end in (f"/{t}", f" [{t}]")]
        form.tick(name, option["name"], [f"{stem}{end}" for stem in stems for end in ends])


def _labels(row: Row) -> list[str]:
    return [text for key, text in row.items() if LABEL.match(key)]


def _plain(row: Row, kept: tuple[str, ...]) -> Row:
    """Keep what the study reads of a row, its labels in languages named by two letters."""
    found = {key: text for key, text in row.items() if text and (key in kept or LABEL.match(key))}
    found.setdefault(
        label_column("en"),
        row.get("label")
        or next((text for key, text in row.items() if key.startswith("label") and text), ""),
    )
    return {key: text for key, text in found.items() if text}


def _of_folder(folder: Path) -> Iterator[tuple[str, list[Row]]]:
    for name in SHEETS:
        for path in sorted(folder.glob(f"*{name}.csv")):
            yield name, read_text_table(path).fill_null("").to_dicts()


def _of_workbook(path: Path) -> Iterator[tuple[str, list[Row]]]:
    export = Export(path.name, "kobo", "", "en", "", (), merged_cells="first")
    strange = [name for name in inspect(path, export) if name.lower() not in SHEETS]
    export = replace(export, leave_out_sheets=strange)
    for grid in read_grids(path, export):
        if grid.headers:
            headings = [heading.strip() for heading in grid.headers]
            rows = grid.body.fill_null("").iter_rows()
            yield grid.sheet.lower(), [dict(zip(headings, row, strict=True)) for row in rows]
