"""Write the JSON schemas of all declarations: ``python -m cyberstudy.commands.reference``."""

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
from surveyanswers.instrument.entry import Entry
from surveyanswers.instrument.layout_keys import Layout
from surveyanswers.instrument.raw_files import Sources
from surveyanswers.instrument.settings import Settings

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


def generated(root: Path) -> dict[Path, str]:
    """Return all generated files, by path."""
    folder = root / "workflow" / "schemas"
    return {
        folder / f"{name}.schema.yaml": yaml.safe_dump(
            json_schema_of(kind, file), sort_keys=False, allow_unicode=True, width=100
        )
        for name, (kind, file) in DECLARED.items()
    }


def main(arguments: list[str] | None = None) -> int:
    """Write schemas, or with ``--check`` only compare them."""
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
