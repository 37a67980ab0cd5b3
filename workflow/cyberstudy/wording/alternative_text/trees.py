"""Trees, in words."""

from __future__ import annotations

import polars as pl

from cyberstudy.wording.questions import labelled
from cyberstudy.wording.speech import Speech


def tree(say: Speech, leaves: pl.DataFrame) -> str:
    """Tell of leaves, of label and type, in which class each is."""
    classes = leaves.sort("type").group_by("type", maintain_order=True)
    held = [labelled(say, name, say.listed(rows["label"].sort())) for (name,), rows in classes]
    return say.text(
        [
            say("Tree of {count} countries.", count=leaves.height),
            say("Classes: {classes}.", classes=say.clauses(held)),
        ]
    )
