"""What archives ask of a survey as a whole and no file of answers knows, said once.

The words are those of DDI's description of a study. What nobody has said is left out.
"""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import Field

from surveyanswers.instrument.entry import Entry


class StudyFacts(Entry):
    """Facts of a survey as a whole."""

    makers: str = Field(default="", description="Who made the survey; several with `; ` between.")
    funding: str = Field(default="", description="Who paid for it.")
    universe: str = Field(default="", description="Whom or what it is about.")
    coverage: str = Field(default="", description="Of which countries or places.")
    frame: str = Field(
        default="", description="From which list units come, and how they were drawn."
    )
    collection: str = Field(default="", description="How data came about: the mode of collection.")
    collected: str = Field(
        default="", description="When: a day, month or year, or two with ` to `."
    )
    kind: str = Field(default="", description="Kind of data.")
    response: str = Field(
        default="", description="How many were asked and replied, as its makers say."
    )

    def told(self) -> Mapping[str, str]:
        """Return the facts that are known: label -> fact."""
        return {label: fact for key, label in LABELS.items() if (fact := getattr(self, key))}


#: What readers are told each fact is.
LABELS = {
    "makers": "Survey made by",
    "funding": "Funding",
    "universe": "Universe",
    "coverage": "Coverage",
    "frame": "List and selection",
    "collection": "Mode of collection",
    "collected": "Collected",
    "kind": "Kind of data",
    "response": "Response",
}
