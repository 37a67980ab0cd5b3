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
    "option_label": phrase("Answer"),
    "answer": phrase("Answer"),
    "section": phrase("Section"),
    "panel": phrase("Part of the figure"),
    "asked": phrase("Asked"),
    "hardly": phrase("Hardly begun"),
    "none": phrase("No reply"),
    "blank": phrase("Left blank"),
    "unsaid": phrase("Do not know or declined"),
    "missing": phrase("Missing"),
    "invalid": phrase("Invalid"),
    "conflict": phrase("In conflict"),
    "blank_share": phrase("Left blank, share"),
    "unsaid_share": phrase("Do not know or declined, share"),
    "missing_share": phrase("Missing, share"),
    "invalid_share": phrase("Invalid, share"),
    "conflict_share": phrase("In conflict, share"),
    "section_blank": phrase("Left blank in the section, share"),
    "all files": phrase("All files"),
    "before": phrase("Before"),
    "after": phrase("After"),
    "median_before": phrase("Median before"),
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
