"""Write what the classes of declarations say: JSON schemas for editors, and a page for people."""

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
PAGE = Path("docs/declarations.md")
HEAD = """# Declarations: every key

Written by `make reference` from the classes in `workflow/cyberstudy/declare/`; change those, not
this page. A key without a value counts as left out; an unknown key, or a name that does not exist,
stops the run when it is planned, and all mistakes are told at once. Examples are the surveys in
the folder `config/surveys/`.
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
    found = kind.model_json_schema(schema_generator=Schema)
    for model in [found, *found.get("$defs", {}).values()]:
        model.pop("title", None)
        for key in model.get("properties", {}).values():
            key.pop("title", None)
    _close(found)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$comment": "written by `make reference` from workflow/cyberstudy/declare/",
        "title": title,
        **found,
    }


def _close(part: object) -> None:
    """Let mappings whose names have a form take no others."""
    if isinstance(part, dict) and "patternProperties" in part:
        part.setdefault("additionalProperties", False)
    for inside in (
        part.values() if isinstance(part, dict) else part if isinstance(part, list) else ()
    ):
        _close(inside)


def page() -> str:
    """Write the page on all keys of all declarations."""
    parts = [HEAD]
    for kind, file in DECLARED.values():
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
    """Say in a few words what a key holds."""
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


def generated(root: Path) -> dict[Path, str]:
    """Return all files that are made of the classes, by path."""
    folder = root / "workflow" / "schemas"
    files = {
        folder / f"{name}.schema.yaml": yaml.safe_dump(
            json_schema_of(kind, file), sort_keys=False, allow_unicode=True, width=100
        )
        for name, (kind, file) in DECLARED.items()
    }
    return files | {root / PAGE: page()}


def main(arguments: list[str] | None = None) -> int:
    """Write schemas and page, or with ``--check`` only say whether they are up to date."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--root", type=Path, default=Path())
    parser.add_argument("--check", action="store_true")
    given = parser.parse_args(arguments)
    stale = [
        path
        for path, text in generated(given.root).items()
        if not path.is_file() or path.read_text(encoding="utf-8") != text
    ]
    for path in stale:
        if given.check:
            print(f"{path} is out of date: make reference", file=sys.stderr)
        else:
            path.write_text(generated(given.root)[path], encoding="utf-8")
    return int(given.check and bool(stale))


if __name__ == "__main__":
    sys.exit(main())
