"""Describe every column of an export for a person: what it is taken for, and how sure that is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from surveyanswers.instrument.column_sheet import (
    BY_HAND,
    DECIDED,
    DOUBTFUL,
    LEFT_OUT,
    UNDECIDED,
    ColumnRow,
    written_pairs,
)
from surveyanswers.instrument.exports import Place
from surveyanswers.instrument.formats import FORMATS, fits
from surveyanswers.scaffold.form import Form
from surveyanswers.scaffold.number_marks import as_number
from surveyanswers.scaffold.placement import Placement
from surveyanswers.scaffold.recognise import Recognised
from surveyanswers.scaffold.sample_design import PARTS
from surveyanswers.tables.answers import SUBMISSION

#: What a row is about that names no column.
WHOLE_FILE = "(file)"
_KINDS = {"select_multiple": "several", "integer": "number", "decimal": "number"}


def described_columns(
    recognised: Recognised,
    form: Form,
    placed: Placement,
    decided: Mapping[str, ColumnRow],
    *,
    public: bool,
) -> list[ColumnRow]:
    """Return a row a column, and one a note on what is no column.

    Counts, and the range of numbers, are of public answers alone.
    """
    looks: dict[str, list[str]] = {}
    for note, names in form.looks.items():
        for name in names or [WHOLE_FILE]:
            looks.setdefault(name, []).append(note)
    texts, wordings = recognised.columns, recognised.wordings
    rows = []
    for header in dict.fromkeys([*texts, *placed.columns]):
        where = placed.columns.get(header, Place(""))
        values = [text.strip() for text in texts.get(header, ())]
        notes = placed.doubts.get(header, []) + looks.pop(header, [])
        notes += looks.pop(where.question, [])
        mark = placed.separators.get(header)
        parts = [part for text in values for part in (text.split(mark) if mark else [text])]
        labels = form.labels_of(where.question) if where.question and not where.option else {}
        left_out = dict.fromkeys(placed.left_out.get(header, ()), LEFT_OUT)
        missing = {t: placed.missing[t] for t in sorted(placed.missing.keys() & {*values})}
        row = ColumnRow(
            header,
            wordings.get(header, header),
            _kind(header, where, recognised, form, placed),
            _codes(labels, parts, public=public),
            written_pairs(missing | placed.codes.get(header, {}) | left_out),
            written_pairs(placed.scores.get(where.question, {})),
            placed.marks.get(header, ""),
            evidence="; ".join(notes),
            question=where.question,
        )
        if header in placed.undecided or header in placed.doubts:
            row.sure = UNDECIDED if header in placed.undecided else DOUBTFUL
        if last := decided.get(header):
            row.kind, row.missing, row.decimal_mark = last.kind, last.missing, last.decimal_mark
            row.scores = (row.kind == "steps" and last.scores.strip()) or row.scores
            row.sure = BY_HAND if last.sure == BY_HAND else DECIDED
        rows.append(row)
    for name, notes in looks.items():
        rows += [ColumnRow(name, evidence=note) for note in notes]
    return [replace(row, taken=row.cells) for row in rows]


def _kind(header: str, where: Place, recognised: Recognised, form: Form, placed: Placement) -> str:
    file_format = FORMATS[recognised.export.format]
    design = {name: PARTS[part] for part, name in placed.design.items()}
    if part := design.get(where.question or header):
        return part
    if header in placed.personal or fits(header, file_format.personal):
        return "personal"
    identifies = {placed.submission, placed.unit} - {None, ""}
    if {header, where.question} & identifies or file_format.roles.get(header) == SUBMISSION:
        return "id"
    if not where.question:
        return "wave" if header == placed.wave else "aside"
    kind = form.kind_of(where.question).partition(" ")[0]
    if kind.startswith("select_one"):
        ordered = where.question in placed.ordered
        return "tick" if header in placed.blanks else "steps" if ordered else "names"
    return _KINDS.get(kind.removesuffix("_from_file"), kind)


def _codes(labels: Mapping[str, str], texts: Sequence[str], *, public: bool) -> str:
    """Return options with their labels and counts; without options, the range of numbers."""
    numbers = [number for text in texts if (number := as_number(text)) is not None]
    if public and not labels and len(numbers) * 2 > len(texts):
        return f"{min(numbers):g} to {max(numbers):g}"
    counts = Counter(text.strip() for text in texts)
    options = {
        (label if label in counts or code == label else f"{code} = {label}"): counts[label]
        or counts[code]
        for code, label in labels.items()
    }
    return " | ".join(f"{name} ({options[name]})" if public else name for name in options)
