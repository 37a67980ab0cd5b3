"""Stage 6, protect: tables in, tables that may be seen out, with a report of what was withheld.

Closed by default: a table passes by its contract, which says of every column what part it has in
disclosure (`cyberstudy.tables.disclosure`); one that has no contract, or a column that declares
no part, stops the run.

The profile ``public`` is for answers that their authors published: tables pass through, and
answers that describe persons or hold free text stay behind. The profile ``confidential`` lets
aggregated tables alone through, column by column (`passing`): what is told of a group's answers to
a question passes where suppression lets it (`suppress`), and an audit of the tables as they were
written stops the run where something withheld follows from the rest (`audit`). Names of files and
sheets, which may name a State, give way to the channel that they came through.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import polars as pl

from cyberstudy.declare.confidential import small_groups, unfit_protection
from cyberstudy.declare.plan.analyses import RESPONDENTS
from cyberstudy.declare.survey import Survey
from cyberstudy.protect.audit import audit, stop_at
from cyberstudy.protect.cells import divided as divided_questions
from cyberstudy.protect.passing import Passing
from cyberstudy.protect.published import Release
from cyberstudy.protect.suppress import Suppression, suppress
from cyberstudy.tables.answers import Answers, Receipt
from cyberstudy.tables.description import seen_columns
from cyberstudy.tables.disclosure import INSIDE, Part, disclosure_of, part_of
from cyberstudy.tables.nominations import index_contracts
from cyberstudy.tables.problems import StudyProblem, listed
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
    divided: Sequence[str] = (),
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
    divided
        Of a confidential survey with estimates: `tables.Memberships` and `tables.Said`.

    Returns
    -------
    dict
        The report: profile, tables let through, questions kept in, and counts of both.

    Raises
    ------
    StudyProblem
        A table has no contract, other columns than its contract, or one that declares no part in
        disclosure; registered answers with a profile that is too weak; or the audit found that
        something withheld follows from what is published.
    """
    if unfit := list(unfit_protection(survey)):
        raise StudyProblem(f"{survey.folder / 'settings.yaml'}:{listed(unfit)}")
    target = Path(folder)
    target.mkdir(parents=True)
    door = _Door(survey, target, suppressed_in(divided, survey))
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
    if door.suppression and "estimates.parquet" in door.passed:
        report = _proved(door, *map(read_table, divided))
    told: dict[str, object] = {}
    for given in answers:
        visible, told = visible_answers(
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
        **told,
    }


def suppressed_in(divided: Sequence[str], survey: Survey) -> Suppression | None:
    """Choose what a confidential survey withholds of every question.

    Raises
    ------
    StudyProblem
        A group is too fine to be published, and no list was there to tell.
    """
    if not divided or survey.settings.protection != CONFIDENTIAL:
        return None
    memberships, said = map(read_table, divided)
    if unfit := list(small_groups(memberships, survey.settings)):
        raise StudyProblem(f"{survey.folder / 'settings.yaml'}:{listed(unfit)}")
    cells = divided_questions(memberships, said, survey.settings.minimum_base or 0)
    return suppress(cells, survey.questionnaire, survey.codebook, survey.settings)


def _proved(door: _Door, memberships: pl.DataFrame, said: pl.DataFrame) -> dict[str, object]:
    """Audit what was written, and say in counts what is withheld."""
    settings, suppression = door.survey.settings, door.suppression
    estimates = read_table(str(door.target / "estimates.parquet"))
    found = audit(
        [Release(estimates, memberships, said)],
        minimum=settings.minimum_base or 0,
        width=settings.disclosure.width,
        coalition=settings.disclosure.coalition,
    )
    stop_at(found)
    assert suppression is not None
    groups = estimates.select("wave", "grouping", "group", "question").n_unique()
    return {
        "suppression": {
            "groups_of_questions": groups,
            "primary": len(suppression.primary),
            "complementary": len(suppression.withheld - suppression.primary),
        },
        "audit": found.report(),
    }


class _Door:
    """What passes of a survey, by its profile and by the contracts of its tables."""

    def __init__(self, survey: Survey, target: Path, suppression: Suppression | None) -> None:
        self.survey, self.target, self.suppression = survey, target, suppression
        self.confidential = survey.settings.protection == CONFIDENTIAL
        self.minimum = survey.settings.minimum_base or 0  # every confidential survey has one
        plan = survey.plan
        self.passing = Passing(
            self.minimum,
            suppression,
            whole=[RESPONDENTS, *(n for n, d in survey.groupings.items() if d.by is None)],
            everybody=plan.indices.of if plan.indices else "",
        )
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
            table, held_back = self.passing.of(table, seen)
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
