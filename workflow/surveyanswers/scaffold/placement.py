"""Where each column of a file belongs, and who is counted, as far as it can be told."""

from __future__ import annotations

from dataclasses import dataclass, field

from surveyanswers.instrument.exports import Place


@dataclass
class Placement:
    """Where each column of a file belongs.

    Attributes
    ----------
    columns
        Heading -> place of its answers.
    separators
        Question with several answers in one cell -> what parts them.
    metadata, personal
        Headings that are kept beside the answers, and that are dropped when the file is read.
    submission, unit
        Columns (or the question) that name a form, and whom it speaks for. A `submission` of None
        is the format's own, and without a `unit` each form speaks for a unit of its own.
    numbered
        Whether no column names a form, so that the row's number must.
    country
        The question that names the unit's or the respondent's country, and by which names.
    states
        Whether the units are countries.
    silent
        Whether some that were to answer may have no row.
    wave
        Column of the wave.
    waves
        Waves in order.
    put_together
        Question -> texts that too few units gave to be options: they stand for other.
    rankings
        Heading of a column of rankings -> what parts its options.
    codes, marks, blanks
        Heading -> codes of missing answers with their status, the decimal mark, and what a blank
        cell says, of this column alone.
    design
        How a sample was drawn: part of `instrument.counting.Design` -> column or question.
    left_out
        Column -> texts by which rows are left out.
    scores
        Question -> scores of its options, by their text.
    doubts
        Column's heading -> what it may be else.
    undecided
        Columns that a person must decide on before a run.
    """

    columns: dict[str, Place] = field(default_factory=dict)
    separators: dict[str, str] = field(default_factory=dict)
    metadata: list[str] = field(default_factory=list)
    personal: list[str] = field(default_factory=list)
    submission: str | None = None
    numbered: bool = False
    unit: str = ""
    country: str | None = None
    country_names: list[str] = field(default_factory=list)
    states: bool = False
    listed_states: bool = False
    silent: bool = False
    wave: str | None = None
    waves: list[str] = field(default_factory=list)
    missing: dict[str, str] = field(default_factory=dict)
    decimal_mark: str | None = None
    date_order: str | None = None
    fielded_where: dict[str, str] = field(default_factory=dict)
    ordered: set[str] = field(default_factory=set)
    put_together: dict[str, list[str]] = field(default_factory=dict)
    rankings: dict[str, str] = field(default_factory=dict)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    marks: dict[str, str] = field(default_factory=dict)
    blanks: dict[str, str] = field(default_factory=dict)
    design: dict[str, str] = field(default_factory=dict)
    left_out: dict[str, list[str]] = field(default_factory=dict)
    scores: dict[str, dict[str, str]] = field(default_factory=dict)
    doubts: dict[str, list[str]] = field(default_factory=dict)
    undecided: set[str] = field(default_factory=set)

    @property
    def counted(self) -> tuple[str, str]:
        """What a unit is called, and all of them."""
        return ("state", "States") if self.states else ("respondent", "respondents")

    def set_joined_aside(self) -> None:
        """Of a question with a column an option, leave out the column that says it all again."""
        ticked = {place.question for place in self.columns.values() if place.option}
        for header, place in [*self.columns.items()]:
            if place.question in ticked and not place.option:
                del self.columns[header]
                self.separators.pop(header, None)
                self.metadata.append(header)
