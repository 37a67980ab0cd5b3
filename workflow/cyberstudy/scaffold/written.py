"""The YAML of a new survey, with remarks where a person must look."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

import yaml

from cyberstudy.declare.formats import FORMATS
from cyberstudy.declare.layout import Place
from cyberstudy.declare.settings import BadCells
from cyberstudy.scaffold.countries import REFERENCE
from cyberstudy.scaffold.form import TO_REVIEW, Form
from cyberstudy.scaffold.placement import Placement
from cyberstudy.scaffold.recognise import Recognised
from cyberstudy.tables.storage import read_text_table

WIDTH = 96
_SHORT = 70


class _Plain(yaml.SafeDumper):
    """Writes what stands twice twice, not as an alias."""

    def ignore_aliases(self, data: Any) -> bool:
        """Say so of everything."""
        return True

    def represent_mapping(
        self, tag: str, mapping: Any, flow_style: bool | None = None
    ) -> yaml.MappingNode:
        """Write a short mapping of plain values in one line, any other a key a line."""
        node = super().represent_mapping(tag, mapping, flow_style)
        parts = [part for pair in node.value for part in pair]
        plain = all(isinstance(part, yaml.ScalarNode) for part in parts)
        node.flow_style = plain and sum(len(str(part.value)) + 2 for part in parts) < _SHORT
        return node


def in_yaml(content: Any) -> str:
    """Write a part of a declaration."""
    return yaml.dump(
        content,
        Dumper=_Plain,
        sort_keys=False,
        allow_unicode=True,
        width=WIDTH,
        default_flow_style=None,
    )


def one_line(content: Any) -> str:
    """Write a text, a list or a mapping in one line."""
    text = yaml.safe_dump(
        content, sort_keys=False, allow_unicode=True, width=10**9, default_flow_style=True
    )
    return text.removesuffix("\n").removesuffix("\n...").strip()


def remark(what: str) -> str:
    """Write a remark that asks a person to look, on one line."""
    return f"# {TO_REVIEW}: {' '.join(what.split())}"


def settings_of(placed: Placement, form: Form, *, public: bool, received: str, stop: bool) -> str:
    """Write ``settings.yaml``."""
    title = form.title
    lines = [f"title: {one_line(title)}  {remark('the name for readers')}"]
    unit, who = ("state", "States") if placed.states else ("respondent", "respondents")
    lines += [
        f"unit: {unit}  {remark('what one row of units is')}",
        f"respondents: {who}  {remark('what all who answered are called together')}",
        f"citation: {one_line(f'{title}, received on {received}.')}  "
        + remark("how to cite the answers"),
    ]
    if public:
        lines.append("protection: public")
    else:
        lines += [
            remark("who may see these answers; confidential lets aggregated tables alone through"),
            "protection: confidential",
        ]
    lines += _choice_files(placed, form)
    reference = REFERENCE.as_posix()
    if placed.listed_states:
        lines += [
            remark("most units are Member States of the United Nations: were these to answer?"),
            f"frame: {{path: {reference}/member_states.csv, unit: iso3, others: observer}}",
        ]
    lines += ["# What an unacceptable cell does: stop ends the run with a list of such cells."]
    if not stop:
        lines.append(remark("there are such cells; correct them (make check-survey), then: stop"))
    lines += ["bad_cells:"]
    lines += [f"  {kind}: {'stop' if stop else 'invalid'}" for kind in BadCells.model_fields]
    lines += [
        f"minimum_base: 5  {remark('no share is given of fewer')}",
        f"completeness: {{complete: 0.8, partial: 0.5}}  {remark('shares of questions')}",
    ]
    return "\n".join(lines) + "\n"


def _choice_files(placed: Placement, form: Form) -> list[str]:
    """Say where the tables are that options come from; those of the reference lie there."""
    lines: list[str] = []
    reference = REFERENCE.as_posix()
    for row in form.rows:
        kind, _, file = row["type"].partition(" ")
        if not kind.endswith("_from_file") or f"  {file}:" in lines:
            continue
        asked = dict(re.findall(r"(\w+)\s*=\s*(\S+)", row.get("parameters", "")))
        path, label = REFERENCE / file, asked.get("label", "label")
        labels = [label]
        if placed.country and file == "countries.csv":
            labels = placed.country_names
        elif path.is_file():
            columns = read_text_table(path).columns
            labels += [c for c in columns if c[:-2] == label[:-2] and c != label]
        lines += [
            f"  {file}:",
            f"    path: {path.as_posix()}"
            + ("" if path.is_file() else f"  {remark('is it here?')}"),
            f"    code: {asked.get('value', 'name')}",
            f"    labels: [{', '.join(labels)}]",
        ]
        if asked.get("value") == "iso3":
            lines += [
                f"    aliases: {reference}/aliases.csv",
                f"    refused: {reference}/refused_aliases.csv",
            ]
    return ["choice_files:", *lines] if lines else []


def layout_of(
    found: Recognised,
    placed: Placement,
    file: str,
    *,
    not_fielded: Iterable[str],
    remarks: Iterable[str],
) -> str:
    """Write ``layout.yaml``, with every column placed."""
    export = found.export
    lines = [remark(each) for each in remarks]
    lines += [
        "exports:",
        f"  - file: {one_line(file)}",
        f"    format: {export.format}",
        f"    channel: export  {remark('how these answers came')}",
        f"    language: {export.language}  {remark('of the labels in the file')}",
    ]
    shape = {
        "encoding": (export.encoding, "utf-8"),
        "separator": (export.separator, ","),
        "heading_rows": (export.heading_rows, 1),
        "leave_out_sheets": (list(export.leave_out_sheets), []),
        "merged_cells": (export.merged_cells, None),
        "decimal_mark": (placed.decimal_mark, None),
        "date_order": (placed.date_order, FORMATS[export.format].date_order),
    }
    lines += [
        f"    {key}: {one_line(value)}" for key, (value, usual) in shape.items() if value != usual
    ]
    if placed.submission:
        lines += [f"    submission: {one_line(placed.submission)}  " + remark("names each row")]
    if placed.unit:
        lines += [f"    unit: {one_line(placed.unit)}  {remark('names whom a row speaks for')}"]
    if placed.wave:
        lines += [f"    roles: {{{one_line(placed.wave)}: wave}}  {remark('several waves?')}"]
    if export.long:
        long = {"item": export.long.item, "value": export.long.value}
        lines.append(f"    long: {one_line(long)}")
    if placed.fielded_where:
        lines += [f"    {remark('a row has the questions of a form where this is filled')}"]
        lines += ["    fielded_where:"]
        lines += [
            f"      {one_line(header)}: [{group}]" for header, group in placed.fielded_where.items()
        ]
    if placed.missing:
        lines += ["    missing:"]
        lines += [
            f"      {one_line(text)}: {status}  {remark('why there is no answer')}"
            for text, status in sorted(placed.missing.items())
        ]
    if silent := list(not_fielded):
        lines += [f"    {remark('no column holds these')}", f"    not_fielded: {one_line(silent)}"]
    for key, headers, why in (
        ("metadata", placed.metadata, "kept beside the answers"),
        (
            "personal",
            placed.personal,
            "dropped at the door; is there nothing else that names people?",
        ),
    ):
        if headers:
            lines += [f"    {key}:  {remark(why)}"]
            lines += [
                f"      - {one_line(header)}{_said(placed.review, header)}" for header in headers
            ]
    lines += ["    columns:"]
    lines += [
        f"      {one_line(header)}: {_place(where, placed.separators.get(header))}"
        f"{_said(placed.review, header)}"
        for header, where in placed.columns.items()
    ]
    return "\n".join(lines) + "\n"


def _said(review: Mapping[str, str], header: str) -> str:
    return f"  {remark(review[header])}" if header in review else ""


def _place(where: Place, separator: str | None) -> str:
    if not where.option and separator is None:
        return one_line(where.question)
    told = {"question": where.question, "option": where.option, "separator": separator}
    return one_line({key: value for key, value in told.items() if value})
