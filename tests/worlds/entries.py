"""Entries of exhibits as plans declare them, so that a test gives only the keys it is about."""

from types import ModuleType
from typing import Any

from cyberstudy.declare.plan.exhibits_of_answers import DeclaredExhibit
from cyberstudy.draw.exhibits import KINDS


def entry_of(kind: ModuleType, keys: dict[str, Any], **default: Any) -> DeclaredExhibit:
    """Parse an entry of the kind that a module draws; `default` keys only where it has them."""
    name = kind.__name__.rpartition(".")[2]
    known = {key: value for key, value in default.items() if key in KINDS[name].model_fields}
    return KINDS[name].model_validate(
        {"area": "Category", "title": "Title", **known, **keys, "kind": name}
    )
