"""An XLSForm as form tools keep it: one workbook, or its sheets as CSV files in a folder."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from surveyanswers.instrument.exports import Place
from surveyanswers.instrument.languages import LANGUAGES
from surveyanswers.instrument.matching import normalised, visible
from surveyanswers.instrument.questionnaire import TYPES
from surveyanswers.instrument.questionnaire_sheets import LABEL, SHEETS
from surveyanswers.scaffold.form import Form, Row, label_column, name_of
from surveyanswers.tables.problems import SurveyError

#: What the form tool fills in itself, and what names people.
_METADATA = ("start", "end", "today", "audit", "calculate", "hidden", "xml-external")
_PERSONAL = (
    *("deviceid", "phonenumber", "subscriberid", "simserial", "username", "email", "gps"),
    *("geopoint", "geotrace", "geoshape", "start-geopoint", "background-geopoint", "location"),
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
_REFERENCE = re.compile(r"\$\{\s*([^}\s]+)\s*\}")
_LABELLED = re.compile(
    r"label(?:::?\s*([^()]*?)\s*(?:\(([A-Za-z]{2})[A-Za-z-]*\))?)?", re.IGNORECASE
)
#: Columns of files are named by questions and options, and may have 127 letters.
_LONGEST = 56
#: What is calculated of what is calculated is put in its place so many times, at most so long.
_TURNS, _LONGEST_CONDITION = 6, 4000


def read(path: Path) -> Form:
    """Read a workbook, the folder of its sheets, or the CSV of its questions beside the others."""
    sheets = dict(_of_workbook(path) if path.suffix.lower() in _WORKBOOKS else _of_folder(path))
    if not {"survey", "choices"} <= sheets.keys():
        raise SurveyError(f"{path}: no XLSForm; expected the sheets survey and choices")
    title = next(iter(sheets.get("settings", [])), {}).get("form_title", "")
    form = Form(title=title or path.stem)
    form.choices = _choices(form, sheets["choices"])
    inside: list[str] = []
    long: dict[str, str] = {}  # a name that is too long -> the one that stands for it
    calculated: dict[str, str] = {}
    for row in sheets["survey"]:
        kind = _OLDER.sub(r"\1_\2", row.get("type", ""), count=1).strip()
        kind, _, argument = kind.partition(" ")
        name = row.get("name", "")
        if kind in {"", "note"}:
            continue
        if kind == "calculate":
            calculated[name] = row.get("calculation", "")
        if kind in {*_METADATA, *_PERSONAL}:
            headings = form.metadata if kind in _METADATA else form.personal
            headings |= {name, "/".join([*inside, name])}
            continue
        if kind in _NEAREST:
            if kind == "rank":
                form.ranked.add(name)
            else:
                form.look_at(name, f"the form has {kind}; taken as {_NEAREST[kind]}")
            kind = _NEAREST[kind]
        if kind.removesuffix("_from_file") not in TYPES and not kind.startswith(("begin_", "end_")):
            form.look_at("", f"{name}: the type {kind} is not known; its column is kept")
            form.metadata.add(name)
            continue
        kept = {"name": name} | _plain(row, _KEPT)
        kept["type"] = f"{kind} {argument.split(' ')[0]}".strip()
        if len(name) > _LONGEST:
            kept["name"] = long[name] = name_of(name[:_LONGEST], form.names)
        if "or_other" in argument:
            form.look_at(name, "or_other: the text of other has a column of its own")
        turns = kept.get("repeat_count", "")
        if kind == "begin_repeat" and not turns.isdecimal():
            kept["repeat_count"] = "1"
        form.rows.append(kept)
        form.names.add(kept["name"])
        if kind in {"begin_group", "begin_repeat"}:
            inside.append(name)
        elif kind.startswith("end_"):
            inside[-1:] = []
        else:
            _place(form, kept, name, inside)
    for row in form.rows:
        _fit(row, calculated, long)
    if calculated:
        form.look_at("", f"calculated, and kept beside the answers: {', '.join(calculated)}")
    return form


def _choices(form: Form, sheet: list[Row]) -> list[Row]:
    """Read lists of options; of two with one code the first, of two with one label both.

    Assume: two options of the same label differ by their codes, which exports hold.
    """
    choices: list[Row] = []
    taken: dict[str, dict[str, str]] = {}  # list -> what is read -> code
    for row in (row for row in sheet if any(row.values())):
        of = row.get("list_name") or row.get("list name") or ""
        code = row.get("name") or row.get("value") or ""
        kept = {"list_name": of} | _plain(row | {"name": code}, ("name",))
        texts = taken.setdefault(of, {})
        if not code or texts.get(normalised(code)) == code:
            twice = f"list {of}: the option {code!r} stands twice: the first is taken"
            form.look_at("", twice if code else f"list {of}: an option without a name is left out")
            continue
        texts[normalised(code)] = code
        for key in (key for key in kept if LABEL.match(key)):
            if texts.setdefault(normalised(kept[key]), code) != code:
                kept[key] += f" ({code})"
                texts[normalised(kept[key])] = code
        choices.append(kept)
    return choices


def _fit(row: Row, calculated: Mapping[str, str], long: Mapping[str, str]) -> None:
    """Replace calculated names in conditions by what they stand for, and names in labels.

    Assume: a label that quotes an answer is read without it: the place is shown by three points.
    """

    def meant(match: re.Match[str]) -> str:
        name = match[1]
        if calculated.get(name):
            return f"({calculated[name]})"
        return f"${{{long.get(name, name)}}}"

    for key in ("relevant", "constraint"):
        for _ in range(_TURNS):
            condition = row.get(key, "")
            if (
                not (expression := _REFERENCE.sub(meant, condition))
                or len(expression) > _LONGEST_CONDITION
            ):
                break
            row[key] = expression
            if expression == condition:
                break
    for key in (key for key in row if LABEL.match(key) or key == "constraint_message"):
        row[key] = _REFERENCE.sub("\u2026", row[key])


def _place(form: Form, row: Row, name: str, inside: list[str]) -> None:
    """Set which headings a question's columns may have: its name, its label, within its groups."""
    question = row["name"]
    kind, _, options = row["type"].partition(" ")
    stems = [name, *("/".join([*inside[at:], name]) for at in range(len(inside)))]
    stems += ["-".join([*inside, name]), *_labels(row)]
    form.place(stems, Place(question))
    if not kind.startswith("select_multiple"):
        return
    form.separators[question] = " "
    for option in (option for option in form.choices if option["list_name"] == options):
        ends = [end for t in (option["name"], *_labels(option)) for end in (f"/{t}", f" [{t}]")]
        form.tick(question, option["name"], [f"{stem}{end}" for stem in stems for end in ends])


def _labels(row: Row) -> list[str]:
    return [text for key, text in row.items() if LABEL.match(key)]


def _plain(row: Row, kept: tuple[str, ...]) -> Row:
    """Keep what the study reads of a row, its labels in languages named by two letters."""
    cells = {key: text for key, text in row.items() if text and key in kept}
    labels: Row = {}
    for key, text in row.items():
        if (match := _LABELLED.fullmatch(key)) and text:
            name, code = (match[1] or "").casefold(), (match[2] or "").lower()
            code = code or next((c for c, its in LANGUAGES.items() if its.name.lower() == name), "")
            labels.setdefault(label_column(code) if code else key, text)
    wordings = {key: text for key, text in labels.items() if LABEL.match(key)}
    wordings.setdefault(label_column("en"), labels.get("label") or next(iter(labels.values()), ""))
    return {key: text for key, text in (cells | wordings).items() if text}


_WORKBOOKS = (".xlsx", ".xls")


def _of_folder(path: Path) -> Iterator[tuple[str, list[Row]]]:
    """Read CSV files of sheets, whatever parts their cells; of one file, those that lie beside."""
    begin = "" if path.is_dir() else path.stem.removesuffix("survey")
    for name in SHEETS:
        for file in sorted(
            (path if path.is_dir() else path.parent).glob(f"{begin or '*'}{name}.csv")
        ):
            content = file.read_bytes()
            try:
                text = content.decode("utf-8-sig")
            except UnicodeDecodeError:
                text = content.decode("cp1252", "replace")
            mark = max(",;\t", key=text.partition("\n")[0].count)
            rows = csv.DictReader(io.StringIO(text, newline=""), delimiter=mark, restval="")
            yield name, [_tidy({k: v for k, v in row.items() if k}) for row in rows]


def _of_workbook(path: Path) -> Iterator[tuple[str, list[Row]]]:
    """Read the sheets of a workbook as pyxform does.

    Raises
    ------
    SurveyError
        It is no workbook, or two columns of a sheet have one heading.
    """
    from pyxform.errors import PyXFormError
    from pyxform.xls2json_backends import xls_to_dict, xlsx_to_dict

    try:
        book = (xls_to_dict if path.suffix.lower() == ".xls" else xlsx_to_dict)(path)
    except (PyXFormError, ValueError) as problem:
        raise SurveyError(f"{path}: can't be read as a workbook: {problem}") from None
    for name in SHEETS:
        yield from [(name, [_tidy(row) for row in book[name]])] if name in book else []


def _tidy(row: Row) -> Row:
    """Take out what nobody sees at the ends of headings and cells, and ``.0`` of codes."""
    cells = {visible(key): (text or "").strip() for key, text in row.items()}
    for key in ("name", "value"):
        cells |= {key: re.sub(r"^(\d+)\.0$", r"\1", cells[key])} if key in cells else {}
    return {key: text for key, text in cells.items() if key}
