"""Stage 6, protect: tables in, tables that may be seen out, with a report of what was withheld.

Closed by default: a table passes by its contract, which says of every column what part it has in
disclosure (`cyberstudy.tables.disclosure`); one that has no contract, or a column that declares
no part, stops the run.

The profile ``public`` is for answers that their authors published: tables pass through, and
answers that describe persons or hold free text stay behind. The profile ``confidential`` lets
aggregated tables alone through, empties rows of too few units, and names of files and sheets,
which may name a State, give way to the channel that they came through.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from cyberstudy.declare.survey import Survey
from cyberstudy.tables.answers import Answers, Receipt
from cyberstudy.tables.description import seen_columns
from cyberstudy.tables.disclosure import INSIDE, WITHHELD, Part, disclosure_of, part_of
from cyberstudy.tables.nominations import index_contracts
from cyberstudy.tables.problems import StudyProblem
from cyberstudy.tables.registry import SIMULATED, contract_of, record_of
from cyberstudy.tables.storage import read_json, read_table, write_table

if TYPE_CHECKING:
    import dataframely as dy

CONFIDENTIAL = "confidential"
MULTIVERSE = "multiverse"
STAYS_IN = ("identity", "personal", "free_text")


def protect_survey(
    tables: Sequence[str],
    *,
    clustered: Sequence[str],
    frozen: Sequence[str],
    answers: Sequence[str],
    receipt: str,
    survey: Survey,
    folder: str,
) -> dict[str, object]:
    """Write the tables that may be seen into `folder`.

    Parameters
    ----------
    tables
        Aggregated tables; each keeps its file's name.
    clustered
        A clustering's tables and records, each in a folder with the clustering's name. Of a
        confidential survey models with a small class stay inside, too.
    frozen
        Published records of long runs: ``calibration.csv``, which is of simulated truth and passes
        as it is, and ``multiverse/<clustering>.csv`` and ``.json``, which join the clustering's
        tables and pass as they do.
    answers
        `tables.Answers`, of which only the questions that may be seen pass; nothing of what lies
        across surveys.
    receipt
        `tables.Receipt`: whether the answers are simulated follows from it alone.
    survey
        Its codebook says which questions those are, its settings the profile.

    Returns
    -------
    dict
        The report: profile, tables let through, questions kept in, and counts of both.

    Raises
    ------
    StudyProblem
        A table has no contract, other columns than its contract, or one that declares no part in
        disclosure.
    """
    target = Path(folder)
    target.mkdir(parents=True)
    door = _Door(survey, target)
    for path in map(Path, [*tables, receipt]):
        door.table(path, path.name)
    for path in map(Path, clustered):
        door.of_clustering(path, f"{path.parent.name}/{path.name}")
    for path in map(Path, frozen):
        if path.parent.name == MULTIVERSE:
            door.of_clustering(path, f"{path.stem}/{MULTIVERSE}{path.suffix}")
        else:
            door.table(path, path.name, as_it_is=True)
    report: dict[str, object] = {}
    for given in answers:
        visible, report = visible_answers(
            read_table(given, Answers), survey.codebook, survey.settings.protection
        )
        if visible.height:
            write_table(visible, str(target / "answers.parquet"), Answers)
            door.passed.append("answers.parquet")
    made_up = [
        name
        for name in SIMULATED
        if f"{name}.csv" in door.passed and read_table(str(target / f"{name}.csv")).height
    ]
    files = {export.file for export in survey.exports}
    received = read_table(receipt, Receipt).filter(pl.col("file").is_in(files))
    return {
        "survey": survey.name,
        "profile": survey.settings.protection,
        "simulated": bool(received["simulated"].any()),
        "passed": sorted(door.passed),
        "held_in": sorted(door.held_in),
        "rows_withheld": door.withheld,
        **({"simulated_tables": made_up} if made_up else {}),
        **report,
    }


class _Door:
    """What passes of a survey, by its profile and by the contracts of its tables."""

    def __init__(self, survey: Survey, target: Path) -> None:
        self.survey, self.target = survey, target
        self.confidential = survey.settings.protection == CONFIDENTIAL
        self.minimum = survey.settings.minimum_base or 0  # every confidential survey has one
        self.sources = sources_of(survey)
        self.passed: list[str] = []
        self.held_in: list[str] = []
        self.withheld: dict[str, int] = {}

    @cached_property
    def made(self) -> dict[str, type[dy.Schema]]:
        """Contracts that follow from the plan."""
        index = self.survey.plan.index
        return {} if index is None else index_contracts(index.ratings, index.parts)

    def table(
        self, path: Path, name: str, *, clustering: bool = False, as_it_is: bool = False
    ) -> None:
        """Let a table through as far as its contract allows."""
        contract = contract_of(Path(name).stem, clustering=clustering, made=self.made)
        parts = disclosure_of(contract)
        table = read_table(str(path))
        if strangers := [column for column in table.columns if column not in parts]:
            raise StudyProblem(
                f"table {name}: its contract {contract.__name__} does not know the columns "
                f"{', '.join(strangers)}"
            )
        if self.confidential and not INSIDE.isdisjoint(parts.values()):
            self.held_in.append(name)
            return
        if as_it_is or (clustering and not self.confidential):
            self._copy(path, name)
            return
        (self.target / name).parent.mkdir(exist_ok=True)
        hidden = self.survey.name if self.confidential else ""
        table = without_files(table, self.sources, survey=hidden)
        # Sums over sheets come first: a sum of what is withheld would be 0. Without rows a CSV
        # tells no types, and holds nothing to withhold.
        if self.confidential and not table.is_empty():
            seen = {
                name: part_of(name, declared, contract.__name__)
                for name, declared in seen_columns(contract).items()
            }
            table, held_back = withhold(table, seen, self.minimum)
            if held_back:
                self.withheld[name.removesuffix(path.suffix)] = held_back
        write_table(table, str(self.target / name))
        self.passed.append(name)

    def of_clustering(self, path: Path, name: str) -> None:
        """Let a table or a record of a clustering through."""
        if path.suffix != ".json":
            self.table(path, name, clustering=True)
            return
        record = record_of(Path(name).stem)
        if strangers := set(read_json(path)) - set(record.keys):
            raise StudyProblem(
                f"record {name}: its contract does not know the keys {', '.join(sorted(strangers))}"
            )
        part = record.part
        few = part is Part.WITHIN and _smallest(path) < self.minimum
        if self.confidential and (few or part in INSIDE - {Part.WITHIN}):
            self.held_in.append(name)
        else:
            self._copy(path, name)

    def _copy(self, path: Path, name: str) -> None:
        (self.target / name).parent.mkdir(exist_ok=True)
        shutil.copyfile(path, self.target / name)
        self.passed.append(name)


def _smallest(record: Path) -> int:
    """Units in the smallest class of the clustering that a record is of."""
    return min(read_json(record.with_name("verdict.json")).get("sizes", []), default=0)


def sources_of(survey: Survey) -> dict[str, str]:
    """Name each export for readers: by its file, or where that may not be seen by its channel."""
    if survey.settings.protection != CONFIDENTIAL:
        return {export.file: export.file for export in survey.exports}
    seen: dict[str, int] = {}
    named = {}
    for export in survey.exports:
        name = f"{export.channel}, {export.format}"
        seen[name] = seen.get(name, 0) + 1
        named[export.file] = f"{name} ({seen[name]})"
    once = {name for name, count in seen.items() if count == 1}
    return {
        file: name.removesuffix(" (1)") if name.removesuffix(" (1)") in once else name
        for file, name in named.items()
    }


def without_files(
    table: pl.DataFrame, sources: Mapping[str, str], *, survey: str = ""
) -> pl.DataFrame:
    """Put a column ``source`` in the place of ``file`` and ``sheet``, adding up what then agrees.

    Reference tables keep their names. A file of the survey that is no export is named for what it
    is, and a table that tells of a file where it came from (``source``) keeps its column ``file``.

    Parameters
    ----------
    sources
        From `sources_of`.
    survey
        Whose folder's other files are to be hidden; "" for none.
    """
    if "file" not in table.columns:
        return table
    file = pl.col("file").replace(sources)
    if survey:
        other = pl.col("file").str.starts_with(f"{survey}/") & (file == pl.col("file"))
        file = pl.when(other).then(pl.lit("another file of the survey")).otherwise(file)
    if "source" in table.columns:
        return table.with_columns(file=file)
    named = table.with_columns(source=file)
    numbers = [name for name, kind in named.schema.items() if kind.is_numeric()]
    keys = [name for name in named.columns if name not in ("file", "source", "sheet", *numbers)]
    return named.group_by("source", *keys, maintain_order=True).agg(pl.col(numbers).sum())


def withhold(
    table: pl.DataFrame, parts: Mapping[str, Part], minimum_base: int
) -> tuple[pl.DataFrame, int]:
    """Empty the rows of an aggregated table that speak of too few units.

    Parameters
    ----------
    table
        Aggregated, with what `parts` names.
    parts
        Of its columns in disclosure.
    minimum_base
        Rows with a smaller base keep their keys and the base, and say why the rest is gone.

    Returns
    -------
    table, int
        What may be seen, and how many rows were emptied.
    """
    # Assume: the number of units behind a row may be known, since who replied may be; what
    # they said may not. Complementary suppression comes with its proof in a later stage.
    named: dict[Part, list[str]] = {}
    for name in table.columns:
        named.setdefault(parts[name], []).append(name)
    bases, frequencies = named.get(Part.BASE, []), named.get(Part.FREQUENCY, [])
    counts = [*frequencies, *named.get(Part.COUNT, [])]
    inside = [name for name in table.columns if parts[name] in WITHHELD]
    small = pl.any_horizontal(pl.lit(False), *(pl.col(name) < minimum_base for name in bases))
    # Nobody is said of none: a frequency of 0 picks out no unit.
    few = pl.any_horizontal(
        pl.lit(False), *(pl.col(name).is_between(1, minimum_base - 1) for name in frequencies)
    )
    small, few = small.fill_null(False), few.fill_null(False)
    why = pl.lit(f"withheld: base under {minimum_base}")
    seen = table.with_columns(
        *(pl.when(~small).then(name).alias(name) for name in inside if name not in counts),
        *(
            pl.when(~(few | small) if name in inside else ~few).then(name).alias(name)
            for name in counts
        ),
        *(
            pl.when(small).then(why).otherwise(name).alias(name)
            for name in named.get(Part.REASON, [])
        ),
    )
    emptied = (small | few) if inside or frequencies else pl.lit(False)
    return seen, int(table.select(emptied.sum()).item()) if table.height else 0


def visible_answers(
    answers: pl.DataFrame, codebook: pl.DataFrame, profile: str
) -> tuple[pl.DataFrame, dict[str, object]]:
    """Keep answers whose question neither describes a person nor holds free text.

    With all personal questions gone, no two of them can be put together for one person. Of a
    confidential survey no answer of any unit is let through.
    """
    inside = codebook.filter(
        pl.col("sensitivity").is_in(STAYS_IN) | pl.lit(profile == CONFIDENTIAL)
    )
    kept = answers.join(inside, on="question", how="anti", maintain_order="left")
    return kept, {
        "questions_withheld": dict(inside.select("question", "sensitivity").iter_rows()),
        "answers_passed": kept.height,
        "answers_withheld": answers.height - kept.height,
    }
