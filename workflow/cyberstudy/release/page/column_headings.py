"""What columns of the numbers beside figures are called for readers."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from cyberstudy.tables.registry import TABLES, labels_of
from cyberstudy.wording.statuses import as_heading
from cyberstudy.wording.translator import Translator
from surveyanswers.tables.phrases import phrase

#: Column -> heading: as contracts have it, and here what figures alone have. Columns that are named
#: after data (channels, questions) have none.
HEADS = labels_of(TABLES.values()) | {
    "row": phrase("Row"),
    "edition": phrase("Edition"),
    "country": phrase("Country"),
    "index": phrase("Index"),
    "rank": phrase("Rank"),
    "score": phrase("Score"),
    "population": phrase("Population"),
    "label": phrase("Answer or group"),
    "answer": phrase("Answer"),
    "panel": phrase("Part of the figure"),
    "asked": phrase("Asked"),
    "hardly": phrase("Hardly begun"),
    "none": phrase("No reply"),
    "before": phrase("Before"),
    "after": phrase("After"),
    "all_countries": phrase("All countries together"),
    "told": phrase("In words"),
    "no structure": phrase("No structure"),
}


def heading(column: str, say: Translator, labels: Mapping[str, str] = MappingProxyType({})) -> str:
    """Return a column's heading, by `labels` first; columns named after data keep their names."""
    head = labels.get(column) or HEADS.get(column)
    if not head and not column.isidentifier():
        return column
    return say.word(head) if head else as_heading(say, column)
