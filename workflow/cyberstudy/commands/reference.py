"""Write what is generated from the code: ``python -m cyberstudy.commands.reference``.

JSON schemas of all declarations for editors (``workflow/schemas/``); for people a page on the keys
of a survey's files (``docs/declarations.md``) and one on tables (``docs/tables.md``).
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml
from pydantic.json_schema import GenerateJsonSchema
from pydantic_core import core_schema

from cyberstudy.declare.chapters import Story
from cyberstudy.declare.plan.whole import Plan
from cyberstudy.declare.study import DeclaredStudy
from cyberstudy.tables.records import RECORDS
from cyberstudy.tables.registry import OF_CLUSTERING, OF_SURVEY
from cyberstudy.wording.modes import WITHOUT_REPLIES
from surveyanswers.instrument.entry import Entry
from surveyanswers.instrument.layout_keys import Layout
from surveyanswers.instrument.raw_files import Sources
from surveyanswers.instrument.settings import Settings
from surveyanswers.tables.contract import Contract
from surveyanswers.tables.description import seen_columns
from surveyanswers.tables.disclosure import MEANINGS
from surveyanswers.tables.statuses import BY_NAME

#: File name of a schema -> the class, and the file that it is of.
DECLARED: Mapping[str, tuple[type[Entry], str]] = {
    "config": (DeclaredStudy, "config.yaml"),
    "settings": (Settings, "<survey>/settings.yaml"),
    "chapters": (Story, "chapters.yaml"),
    "layout": (Layout, "<survey>/layout.yaml"),
    "plan": (Plan, "<survey>/plan.yaml"),
    "sources": (Sources, "data/raw/sources.yaml"),
}
#: Those of which the page tells.
OF_A_SURVEY = ("settings", "layout", "plan")
COMMAND = "python -m cyberstudy.commands.reference"
KEYS, TABLES = Path("docs/declarations.md"), Path("docs/tables.md")
HEAD = f"""# Declarations: every key of a survey's files

Written by `{COMMAND}` from the classes in `workflow/cyberstudy/declare/`; change those, not this
page. If a key is unknown, or a name does not exist, the run stops when it is planned and reports
all mistakes at once. The surveys in the folder `config/surveys/` are examples. The schemas in
`workflow/schemas/` list the keys of `config.yaml`, `chapters.yaml` and `sources.yaml`.
"""
HEAD_OF_TABLES = f"""# Tables

Written by `{COMMAND}` from the contracts in `workflow/cyberstudy/tables/`; change those, not this
page. The files are in `results/<survey>/`; some are made only if a section of the survey's plan
asks for them. The columns are named as in a release. Each release describes them in `columns.csv`:
type, possible values, whether a cell may be empty, part in disclosure, and meaning.

In the CSV files of a release and of figures an apostrophe precedes a text that a spreadsheet would
take for a formula: one that begins with `=`, `+`, `-` or `@` (of full width too), a tab or an end
of line, or has one of these signs after a tab, an end of line or a semicolon; blanks, quotes and
apostrophes before the sign do not count. Numbers have none. If you remove one apostrophe at such a
place, you have the original text; `surveyanswers.tables.spreadsheets.restored` does it for a whole
table, and the Parquet files contain the original text.
"""
TABLE = "| key | what it holds | default | meaning |\n|---|---|---|---|"
_LIMITS = {
    "minimum": "from {}",
    "exclusiveMinimum": "over {}",
    "maximum": "to {}",
    "exclusiveMaximum": "under {}",
    "minItems": "at least {}",
    "maxItems": "at most {}",
    "minProperties": "at least {}",
}


class Schema(GenerateJsonSchema):
    """JSON schema in which a key that may be left out has no null."""

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> dict[str, Any]:
        """Leave out a default of nothing, and null with it."""
        inner = schema["schema"]
        if schema.get("default", ...) is None and inner["type"] == "nullable":
            return self.generate_inner(inner["schema"])
        return super().default_schema(schema)


def json_schema_of(kind: type[Entry], title: str) -> dict[str, Any]:
    """Return the JSON schema of a declaration."""
    schema = kind.model_json_schema(schema_generator=Schema)
    for model in [schema, *schema.get("$defs", {}).values()]:
        model.pop("title", None)
        for key in model.get("properties", {}).values():
            key.pop("title", None)
    _close(schema)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$comment": f"written by `{COMMAND}` from workflow/cyberstudy/declare/",
        "title": title,
        **schema,
    }


def _close(part: object) -> None:
    """Close mappings whose names have a pattern."""
    if isinstance(part, dict) and "patternProperties" in part:
        part.setdefault("additionalProperties", False)
    for inside in (
        part.values() if isinstance(part, dict) else part if isinstance(part, list) else ()
    ):
        _close(inside)


def page_of_keys() -> str:
    """Return the page on all keys of a survey's files."""
    parts = [HEAD]
    for kind, file in map(DECLARED.__getitem__, OF_A_SURVEY):
        schema = json_schema_of(kind, file)
        parts += [f"## `{file}`\n", f"{schema['description']}\n", _keys(schema), ""]
        for name, model in schema.get("$defs", {}).items():
            parts += [f"### {name}\n", f"{model.get('description', '').strip()}\n"]
            parts += [_alternatives(model), _keys(model), ""]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(parts)).rstrip() + "\n"


def _alternatives(model: Mapping[str, Any]) -> str:
    if "oneOf" not in model:
        return ""
    choices = " or ".join(
        " with ".join(f"`{key}`" for key in one["required"]) for one in model["oneOf"]
    )
    return f"Either {choices}.\n"


def _keys(model: Mapping[str, Any]) -> str:
    needed = model.get("required", [])
    rows = [
        f"| `{name}` | {_holds(key)} | {_default(key, needed=name in needed)} "
        f"| {_cell(key.get('description', ''))} |"
        for name, key in model.get("properties", {}).items()
    ]
    return "\n".join([TABLE, *rows]) if rows else ""


def _default(key: Mapping[str, Any], *, needed: bool) -> str:
    if needed:
        return "must be given"
    return f"`{json.dumps(key['default'])}`" if key.get("default") not in (None, [], {}) else ""


def _holds(key: Mapping[str, Any]) -> str:
    """Return in a few words what a key holds."""
    return _cell("; ".join(_said(key)))


def _said(key: Mapping[str, Any]) -> Iterator[str]:
    if "$ref" in key:
        name = key["$ref"].rpartition("/")[2]
        yield f"[{name}](#{name.lower()})"
    elif "x-name-of" in key:
        yield f"name: {key['x-name-of']}"
    elif "const" in key or "enum" in key:
        possible = key.get("enum", [key.get("const")])
        yield "one of " + ", ".join("`no`" if v is False else f"`{v}`" for v in possible)
    elif "anyOf" in key or "oneOf" in key:
        kinds = key.get("anyOf") or key["oneOf"]
        yield " or ".join(dict.fromkeys("; ".join(_said(kind)) for kind in kinds))
    elif key.get("type") == "array":
        yield f"list of: {'; '.join(_said(key['items']))}"
    elif key.get("type") == "object":
        inside = next(iter(key.get("patternProperties", {}).values()), None)
        inside = inside or key.get("additionalProperties")
        yield f"names to: {'; '.join(_said(inside))}" if isinstance(inside, Mapping) else "keys"
    else:
        yield {"string": "text", "integer": "whole number", "boolean": "true or false"}.get(
            str(key.get("type")), str(key.get("type", "anything"))
        )
    limits = [text.format(key[limit]) for limit, text in _LIMITS.items() if limit in key]
    if limits:
        yield " ".join(limits)


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def page_of_tables() -> str:
    """Return the page on tables, records, parts of columns in disclosure, and statuses."""
    lines = [HEAD_OF_TABLES]
    for title, contracts in (("Of a survey", OF_SURVEY), ("Of a clustering", OF_CLUSTERING)):
        lines += [f"## {title}", "", "| table | content | file | made for | columns |"]
        lines += ["|---|---|---|---|---|", *(_row(*entry) for entry in contracts.items()), ""]
    lines += ["## Records of a clustering (JSON)", ""]
    for name, record in RECORDS.items():
        lines += [f"### {name}.json", "", record.meaning, "", "| key | meaning |", "|---|---|"]
        lines += [*(f"| `{key}` | {meaning} |" for key, meaning in record.keys.items()), ""]
    lines += ["## Parts in disclosure", "", "The part of a column decides whether it is released."]
    lines += ["A table or a column that declares none stops the run.", "", "| part | meaning |"]
    lines += ["|---|---|", *(f"| {part} | {meaning} |" for part, meaning in MEANINGS.items()), ""]
    lines += [
        "## Statuses of answers",
        "",
        "| status | name for readers | of a record | in estimates |",
    ]
    lines += ["|---|---|---|---|"]
    for name, status in BY_NAME.items():
        of_record = WITHOUT_REPLIES.get(status.word, status.word)
        lines += [f"| `{name}` | {status.word} | {of_record} | {status.units} |"]
    return "\n".join(lines) + "\n"


def _row(name: str, contract: type[Contract]) -> str:
    meaning = (contract.__doc__ or "").strip().partition("\n")[0]
    place = contract.place
    section = f"`{place.asked_by}`" if place.asked_by else ""
    columns = ", ".join(f"`{column}`" for column in seen_columns(contract))
    return f"| {name} | {_cell(meaning)} | `{place.file}` | {section} | {columns} |"


def generated(root: Path) -> dict[Path, str]:
    """Return all generated files, by path."""
    folder = root / "workflow" / "schemas"
    files = {
        folder / f"{name}.schema.yaml": yaml.safe_dump(
            json_schema_of(kind, file), sort_keys=False, allow_unicode=True, width=100
        )
        for name, (kind, file) in DECLARED.items()
    }
    return files | {root / KEYS: page_of_keys(), root / TABLES: page_of_tables()}


def main(arguments: list[str] | None = None) -> int:
    """Write schemas and pages, or with ``--check`` only compare them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--root", type=Path, default=Path(), help="the study's folder")
    parser.add_argument("--check", action="store_true", help="write nothing")
    options = parser.parse_args(arguments)
    stale = {
        path: text
        for path, text in generated(options.root).items()
        if not path.is_file() or path.read_text(encoding="utf-8") != text
    }
    for path, text in stale.items():
        if options.check:
            print(f"{path} is out of date: {COMMAND}", file=sys.stderr)
        else:
            path.write_text(text, encoding="utf-8")
    return int(options.check and bool(stale))


if __name__ == "__main__":
    sys.exit(main())
