"""The YAML of a new survey, with remarks on what its keys say."""

from __future__ import annotations

import re
from collections.abc import Iterable
from textwrap import indent
from typing import Any

import yaml

from surveyanswers.instrument.cleaning import BadCells
from surveyanswers.instrument.formats import FORMATS
from surveyanswers.instrument.settings import QUESTIONNAIRE, UNANIMITY
from surveyanswers.scaffold.countries import REFERENCE
from surveyanswers.scaffold.form import Form
from surveyanswers.scaffold.placement import Placement
from surveyanswers.scaffold.recognise import Recognised
from surveyanswers.tables.storage import read_text_table

WIDTH = 96
_SHORT = 70
#: Characters of a key that stands in the line of its value; YAML knows it up to 1024.
_LONGEST_KEY = 1000
_REMARKS = {
    "channel": "how these answers came",
    "language": "language of the labels in the file",
    "submission": "names each row",
    "numbered": "no column identifies the rows",
    "unit": "names whom a row speaks for",
    "roles": "what else columns say",
    "fielded_where": "a row has the questions of a form where this is filled",
    "not_fielded": "no column holds these",
    "metadata": "kept beside the answers",
    "missing": "texts that give the reason for a missing answer",
    "personal": "dropped when the file is read",
}


class _Plain(yaml.SafeDumper):
    """Writes what stands twice twice, not as an alias, and every text in one line."""

    def ignore_aliases(self, data: Any) -> bool:
        """Return True: nothing is written as an alias."""
        return True

    def represent_str(self, text: str) -> yaml.ScalarNode:
        """Escape what would end a line, or be lost at the end of one."""
        odd = not text.isprintable() or text != text.strip()
        return self.represent_scalar("tag:yaml.org,2002:str", text, '"' if odd else None)


class _Short(_Plain):
    """Writes short mappings in one line."""

    def represent_mapping(
        self, tag: str, mapping: Any, flow_style: bool | None = None
    ) -> yaml.MappingNode:
        """Write a short mapping of plain values in one line, any other a key a line."""
        node = super().represent_mapping(tag, mapping, flow_style)
        parts = [part for pair in node.value for part in pair]
        plain = all(isinstance(part, yaml.ScalarNode) for part in parts)
        node.flow_style = plain and sum(len(str(part.value)) + 2 for part in parts) < _SHORT
        return node


_Plain.add_representer(str, _Plain.represent_str)
_Short.add_representer(str, _Plain.represent_str)

#: Ways of dividing States that are coarse enough for confidential answers, as settings have them.
DIVISIONS = {
    "merged_region": {"by": "region", "merge": {"Asia and Oceania": ["Asia", "Oceania"]}},
    "least_developed": {"by": "ldc_2025"},
}


def in_yaml(content: Any) -> str:
    """Write a part of a declaration."""
    how: dict[str, Any] = {"sort_keys": False, "allow_unicode": True, "default_flow_style": None}
    return yaml.dump(content, Dumper=_Short, width=WIDTH, **how)


def one_line(content: Any) -> str:
    """Write a text, a list or a mapping in one line."""
    text = yaml.dump(
        content,
        Dumper=_Plain,
        sort_keys=False,
        allow_unicode=True,
        width=10**9,
        default_flow_style=True,
    )
    return text.removesuffix("\n").removesuffix("\n...")


def _line(key: str, value: Any = None, remark: str = "") -> str:
    """Write a key and its value, or one of a list, with a remark."""
    written = one_line(key)
    if value is None:
        line = f"- {written}"
    elif len(written) > _LONGEST_KEY:
        line = f"? {written}\n: {one_line(value)}"
    else:
        line = f"{written}: {one_line(value)}"
    return f"{line}  # {remark}" if remark else line


def _block(key: str, lines: Iterable[str], remark: str = "") -> list[str]:
    """Write lines below a key; nothing where there are none."""
    below = [indent(line, "  ") for line in lines]
    return [f"{key}:  # {remark}" if remark else f"{key}:", *below] if below else []


def settings_of(placed: Placement, form: Form, *, public: bool, received: str, stop: bool) -> str:
    """Write ``settings.yaml``."""
    unit, who = placed.counted
    lines = [
        _line("title", form.title, "the name for readers"),
        _line("unit", unit, "what one row of units is"),
        _line("respondents", who, "what respondents are called"),
        _line("citation", f"{form.title}, received on {received}.", "how to cite the answers"),
        _line("mode", QUESTIONNAIRE, "record, or scores, where the units themselves did not reply"),
    ]
    if not public:
        lines.append("# If answers are confidential, only aggregated tables are released.")
    lines.append(f"protection: {'public' if public else 'confidential'}")
    if not public:
        lines.append(_line("disclosure", {"unanimity": [*UNANIMITY]}))
    lines += _block("choice_files", _choice_files(placed, form))
    if placed.design:
        columns = [name for name in placed.design.values() if name in placed.metadata]
        lines += [_line("unit_columns", columns)] * bool(columns)
        lines.append(_line("design", placed.design))
    if placed.listed_states:
        path = f"{REFERENCE.as_posix()}/member_states.csv"
        lines += [
            _line("frame", {"path": path, "unit": "iso3", "others": "observer"}),
            "# Ways of dividing them, coarse enough to be published of confidential answers.",
        ]
        lines += _block("groups", [_line(name, group) for name, group in DIVISIONS.items()])
    lines.append("# What an unacceptable cell does: stop ends the run with a list of such cells.")
    if not stop:
        lines.append("# There are such cells, which make check-survey lists; once corrected: stop.")
    does = "stop" if stop else "invalid"
    lines += _block("bad_cells", [_line(kind, does) for kind in BadCells.model_fields])
    lines += [
        _line("minimum_base", 5, "no share is given of fewer"),
        _line("completeness", {"complete": 0.8, "partial": 0.5}, "shares of questions"),
    ]
    return "\n".join(lines) + "\n"


def _choice_files(placed: Placement, form: Form) -> list[str]:
    """Return lines on the tables that options come from, below the folder of the reference."""
    lines_by_file: dict[str, list[str]] = {}
    for row in form.rows:
        kind, _, file = row["type"].partition(" ")
        if not kind.endswith("_from_file") or file in lines_by_file:
            continue
        parameters = dict(re.findall(r"(\w+)\s*=\s*(\S+)", row.get("parameters", "")))
        path, label = REFERENCE / file, parameters.get("label", "label")
        code, labels = parameters.get("value", "name"), [label]
        if placed.country and file == "countries.csv":
            labels = placed.country_names
        elif path.is_file():
            columns = read_text_table(path).columns
            labels += [c for c in columns if c[:-2] == label[:-2] and c != label]
        lines_by_file[file] = [
            _line("path", path.as_posix()),
            _line("code", code),
            _line("labels", labels),
        ]
        if code == "iso3":
            for key in ("aliases", "refused"):
                name = {"refused": "refused_aliases"}.get(key, key)
                lines_by_file[file].append(_line(key, f"{REFERENCE.as_posix()}/{name}.csv"))
    return [line for file, lines in lines_by_file.items() for line in _block(file, lines)]


def layout_of(
    recognised: Recognised,
    placed: Placement,
    file: str,
    *,
    codes: str,
    not_fielded: Iterable[str],
) -> str:
    """Write ``layout.yaml``, with every column placed."""
    export = recognised.export
    long = {"item": export.long.item, "value": export.long.value} if export.long else None
    usual = {
        "encoding": "utf-8",
        "separator": ",",
        "heading_rows": 1,
        "date_order": FORMATS[export.format].date_order,
    }
    content = {
        "format": export.format,
        "channel": "export",
        "language": export.language,
        "encoding": export.encoding,
        "separator": export.separator,
        "heading_rows": export.heading_rows,
        "leave_out_sheets": list(export.leave_out_sheets),
        "merged_cells": export.merged_cells,
        "codes": codes,
        "decimal_mark": placed.decimal_mark,
        "date_order": placed.date_order,
        "submission": placed.submission,
        "numbered": placed.numbered,
        "unit": placed.unit,
        "roles": {placed.wave: "wave"} if placed.wave else None,
        "long": long,
    }
    lines = [
        _line(key, value, _REMARKS.get(key, ""))
        for key, value in content.items()
        if value and value != usual.get(key)
    ]
    missing = sorted(placed.missing.items())
    columns = {header: _place(header, placed) for header in placed.columns}
    by_format = FORMATS[export.format].leave_out_rows if placed.left_out else {}
    left_out = {h: [*texts] for h, texts in {**by_format, **placed.left_out}.items()}
    blocks = {
        "leave_out_rows": [_line(h, texts) for h, texts in left_out.items()],
        "fielded_where": [_line(h, [group]) for h, group in placed.fielded_where.items()],
        "missing": [_line(text, status) for text, status in missing],
        "not_fielded": [_line(name) for name in not_fielded],
        "rankings": [_line(header, mark) for header, mark in placed.rankings.items()],
        "metadata": map(_line, placed.metadata),
        "personal": map(_line, placed.personal),
        "columns": [_line(header, place) for header, place in columns.items()],
    }
    for key, below in blocks.items():
        lines += _block(key, below, _REMARKS.get(key, ""))
    begun = ["exports:", f"  - {_line('file', file)}"]
    return "\n".join([*begun, *(indent(line, "    ") for line in lines)]) + "\n"


def _place(header: str, placed: Placement) -> str | dict[str, Any]:
    where = placed.columns[header]
    properties = {
        "question": where.question,
        "option": where.option,
        "separator": placed.separators.get(header),
        "missing": placed.codes.get(header),
        "decimal_mark": placed.marks.get(header),
        "blank": placed.blanks.get(header),
    }
    properties = {key: value for key, value in properties.items() if value}
    return where.question if len(properties) == 1 else properties
