"""One sheet of all columns of an export: what `make survey` takes them for, and what a person says.

A row in which a person changed anything is that person's: later runs keep it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from surveyanswers.tables.problems import SurveyError
from surveyanswers.tables.storage import read_text_table

FILE = "columns.csv"
#: What a column may be. A tick is one text beside blanks, which then say that it was not chosen.
KINDS = (
    *("names", "steps", "tick", "several", "number", "date", "text", "id", "wave", "weight"),
    *("stratum", "cluster", "population", "personal", "aside"),
)
#: How sure a guess is: DOUBTFUL is for a person to read, and UNDECIDED stops a run.
SURE, DOUBTFUL, UNDECIDED, DECIDED = "yes", "doubtful", "undecided", "decided"
#: What a text says of its row, in place of a status: it is nobody's.
LEFT_OUT = "left_out"
#: What a person writes there who has changed the declarations themselves.
BY_HAND = "by hand"
_BETWEEN = " | "


@dataclass
class ColumnRow:
    """A column of an export, as the sheet has it.

    Attributes
    ----------
    column, wording, question
        Its heading, what it asks, and the question that its cells answer.
    kind
        One of `KINDS`.
    codes
        Options with their labels, and how many cells have each.
    missing, scores
        Texts that stand for a missing answer, with the status they mean, and options with their
        scores: ``9=no_answer | -1=refused``. A text may also mean that its row is left out.
    decimal_mark
        What parts decimals, where the numbers alone do not say it.
    sure, evidence
        How sure the guess is, and what the file says to it.
    taken
        The cells that the declarations follow, as JSON: a person's differ from them at first.
    """

    column: str
    wording: str = ""
    kind: str = ""
    codes: str = ""
    missing: str = ""
    scores: str = ""
    decimal_mark: str = ""
    sure: str = SURE
    evidence: str = ""
    question: str = ""
    taken: str = ""

    @property
    def cells(self) -> str:
        """What a person may correct, as JSON."""
        names = ("kind", "missing", "scores", "decimal_mark")
        cells = {name: getattr(self, name).strip() for name in names}
        return json.dumps(cells, ensure_ascii=False)

    @property
    def by_person(self) -> bool:
        """Whether a person changed or confirmed it."""
        return self.cells != self.taken or self.sure not in {SURE, DOUBTFUL, UNDECIDED}


COLUMNS = tuple(field.name for field in fields(ColumnRow))


def written_pairs(pairs: Mapping[str, object]) -> str:
    """Write texts and what each means into a cell."""
    return _BETWEEN.join(f"{text}={meaning}" for text, meaning in pairs.items())


def pairs_in(cell: str, otherwise: str = "") -> dict[str, str]:
    """Read a cell of `written_pairs`; a text alone means what is meant `otherwise`."""
    pairs = [part.strip().rpartition("=") for part in cell.split("|") if part.strip()]
    return {text or last: last if text else otherwise for text, _, last in pairs}


def column_rows(folder: Path) -> list[ColumnRow]:
    """Read the sheet of a survey; none where it has none."""
    path = folder / FILE
    if not path.is_file():
        return []
    table = read_text_table(path, COLUMNS).select(COLUMNS).fill_null("")
    return [ColumnRow(**row) for row in table.to_dicts()]


def sheet_rows(rows: Sequence[ColumnRow]) -> list[dict[str, str]]:
    """Return rows for writing, those that a person must look at first."""
    order = {UNDECIDED: 0, DOUBTFUL: 1, SURE: 2}
    ranked = sorted(rows, key=lambda row: (order.get(row.sure, 3), not row.evidence))
    return [asdict(row) for row in ranked]


def undecided(folder: Path, *, accepted: bool) -> Iterator[str]:
    """Yield what stops a run: who answered, weights and what names people, while nobody decided.

    They do not where the survey's settings have the guesses `accepted`.
    """
    for number, row in enumerate(column_rows(folder), start=2):
        where = f"row {number}, {row.column}: "
        if row.kind not in {*KINDS, ""}:
            yield f"{where}{row.kind!r} is no kind of column; expected {' or '.join(KINDS)}"
        elif row.cells != row.taken and row.sure != BY_HAND:
            yield (
                f"{where}the change is not taken up yet: give the command make survey again, as it "
                f"was given first; or change the declarations, and write {BY_HAND} into sure"
            )
        elif row.sure == UNDECIDED and not accepted:
            yield (
                f"{where}{row.evidence}. It is taken for {row.kind}: write {DECIDED} into sure, or "
                f"change kind, and give the command make survey again"
            )


def check_decided(folder: Path, *, accepted: bool) -> None:
    """Raise `SurveyError` with every column that is undecided, and what the file says to it."""
    if messages := [*undecided(folder, accepted=accepted)]:
        lines = "".join(f"\n  - {message}" for message in messages)
        raise SurveyError(
            f"{folder / FILE}: columns are for a person to decide on:{lines}\nTo run with all "
            f"guesses as they are write guesses: accepted into settings.yaml; page and release "
            f"then say so."
        )
