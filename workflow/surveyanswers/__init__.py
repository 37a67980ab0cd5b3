"""Exports of survey programs and their forms in; answers with value, status and source out."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from surveyanswers.one_export import clean_table

__all__ = ["clean_table"]


def __getattr__(name: str) -> object:
    """Import `clean_table` when it is first used: whoever reads tables does without."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.one_export"), name)
