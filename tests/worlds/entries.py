"""Entries of exhibits as plans declare them, so that a test gives only the keys it is about."""

from collections.abc import Callable
from typing import Any

from cyberstudy.declare.plan.exhibits import DeclaredExhibit
from cyberstudy.declare.plan.kinds import KINDS


def entry_of(kind: Callable[..., Any], keys: dict[str, Any], **default: Any) -> DeclaredExhibit:
    """Parse an entry of the kind that a function draws; `default` keys only where it has them."""
    name = kind.__name__
    known = {key: value for key, value in default.items() if key in KINDS[name].model_fields}
    return KINDS[name].model_validate(
        {"area": "Category", "title": "Title", **known, **keys, "kind": name}
    )
