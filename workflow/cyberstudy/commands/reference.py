"""Write what is generated from the code: ``python -m cyberstudy.commands.reference``.

JSON schemas of all declarations (``workflow/schemas/``) and a page on tables (``docs/tables.md``).
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
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
COMMAND = "python -m cyberstudy.commands.reference"
TABLES = Path("docs/tables.md")
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
    return files | {root / TABLES: page_of_tables()}


def main(arguments: list[str] | None = None) -> int:
    """Write schemas and the page, or with ``--check`` only compare them."""
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
