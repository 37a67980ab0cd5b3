"""Files as they were received: those that are fetched, `sources.yaml`, and those that are here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field

from cyberstudy.declare.entry import Entry, inside, load, parsed
from cyberstudy.declare.names import Problem
from cyberstudy.tables.problems import StudyProblem, listed
from cyberstudy.tables.storage import read_text_table

SOURCES = "sources.yaml"
_PATH = r"^[a-z][a-z0-9]*(/[A-Za-z0-9_][A-Za-z0-9_ .-]*)+$"


class Received(Entry):
    """What is known of a file that was received."""

    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")] = Field(description="Its checksum.")
    bytes: int = Field(ge=0, description="Its size.")
    received_on: Annotated[str, Field(pattern=r"^\d{4}-\d{2}-\d{2}$")] = Field(
        description="Day of receipt, YYYY-MM-DD."
    )
    source: Annotated[str, Field(min_length=1)] = Field(description="From where it came.")
    licence: Annotated[str, Field(min_length=1)] = Field(description="On what terms.")
    sensitivity: Annotated[str, Field(min_length=1)] = Field(
        description="public, personal or confidential."
    )
    simulated: bool = Field(description="Whether a generator made it.")


class Listed(Received):
    """A file that `MANIFEST.csv` lists, one row each."""

    file: Annotated[str, Field(min_length=1)] = Field(description="Path below the raw folder.")


class Source(Received):
    """A public file that the repository names but does not carry."""

    bytes: int = Field(gt=0, description="Its size; no more than that is taken from anywhere.")
    path: Annotated[str, Field(pattern=_PATH), AfterValidator(inside)] = Field(
        description="Path below data/raw and below the mirror: in the folder of its survey, or of "
        "what lies across surveys in another, such as reference; it can't lead out of it."
    )
    url: Annotated[str, Field(pattern=r"^https://[^\s/@\\]+/\S*$")] = Field(
        description="Address from which it can be fetched; no other protocol is spoken."
    )
    citation: Annotated[str, Field(min_length=1)] = Field(description="How to cite it.")

    @property
    def survey(self) -> str:
        """The survey that the file belongs to: the first part of its path."""
        return self.path.partition("/")[0]


class Sources(Entry):
    """The public files that the study names but does not carry, `data/raw/sources.yaml`."""

    sources: Sequence[Source] = Field(
        default=(),
        description="A file is looked for in data/raw, then in the folder that STUDY_MIRROR "
        "names, then at its address; another sha256 is refused.",
    )

    def contradictions(self) -> Iterator[Problem]:
        """Tell a file that is declared twice, also where capital letters make no difference."""
        paths = [source.path.lower() for source in self.sources]
        for number, path in enumerate(paths):
            if path in paths[:number]:
                yield f"sources.{number}.path", f"{path} is declared twice; expected once"


def read_manifest(path: Path) -> list[Listed]:
    """Read ``MANIFEST.csv``, one row a file.

    Raises
    ------
    StudyProblem
        All rows that do not say what is needed, each with its number.
    """
    columns = tuple(Listed.model_fields)
    table = read_text_table(path, columns)
    found, problems = [], []
    for number, row in enumerate(table.select(columns).iter_rows(named=True), start=2):
        size, simulated = row["bytes"] or "", row["simulated"]
        row["bytes"] = int(size) if size.isdecimal() and len(size) < 19 else size
        row["simulated"] = {"yes": True, "no": False}.get(simulated, simulated)
        try:
            found.append(parsed(row, Listed, where=f"row {number}"))
        except StudyProblem as problem:
            problems.append(str(problem).replace("\n  ", " "))
    names = table["file"]
    problems += [f"{name} stands twice" for name in names.filter(names.is_duplicated()).unique()]
    if problems:
        raise StudyProblem(f"{path}:{listed(problems)}")
    return found


def rows_of(survey: str, manifests: Sequence[str], sources: str) -> list[list[str]]:
    """List what is declared of a survey's files and of the reference, whatever it is worth.

    A list that can't be read says so instead, and is refused where the files are verified.
    """
    found: list[list[str]] = []
    for path in manifests:
        try:
            table = read_text_table(Path(path)).fill_null("")
            found += [list(row) for row in table.rows()]
        except StudyProblem as problem:
            found.append(["", str(problem)])
    declared = load(Path(sources), Sources).sources
    found += [[source.path, *map(str, source.plain().values())] for source in declared]
    own = (survey, "reference")
    return sorted(row for row in found if "/" not in row[0] or row[0].split("/")[0] in own)
