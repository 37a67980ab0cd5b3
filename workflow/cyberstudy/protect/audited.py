"""The audit of all tables that leave: what is taken from each column, or why nothing follows of it.

The counts of a release are audited by programs (`disclosure.suppression_audit`); all else that
leaves is looked at here, in the files as they were written. What is computed of a question must
follow from its published counts, and what is computed of scores from means that are published.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import polars as pl

from cyberstudy.protect.class_tables import ClassTables
from cyberstudy.protect.release_filter import MEANS, Passing
from disclosure.cells import Group
from disclosure.derived_numbers import Derived, DerivedNumbers, follows_from, mean_of_few
from disclosure.published import Release
from disclosure.suppression_audit import Audit
from surveyanswers.tables.disclosure import MEANINGS, WITHHELD, Part

#: What the audit takes from a column of a table of counts, and of others.
FACTS = "a fact of the programs, or what rounding leaves of one"
COMPUTED = "computed of counts that are published: the audit finds that they are"
LARGE = (
    "of enough units, in this row; from those that are shown follows none that is withheld, and "
    "none of few"
)
NEAR = 1e-9  # shares are written with all their digits
_TOLD = {
    Part.CELL: COMPUTED,
    Part.GROUPS: FACTS,
    Part.NONRESPONSE: FACTS,
    Part.MEAN: LARGE,
    **dict.fromkeys((Part.BASE, Part.FREQUENCY, *WITHHELD), "of enough units, in this row"),
}


@dataclass(frozen=True)
class Written:
    """A table as it leaves."""

    name: str
    table: pl.DataFrame
    parts: Mapping[str, Part]

    def columns(self, *parts: Part) -> list[str]:
        """Name the columns that have one of these parts in disclosure."""
        return [name for name in self.table.columns if self.parts[name] in parts]

    @property
    def counts(self) -> bool:
        """Whether its rows are counts, or weighted shares, of one option."""
        return "option" in self.table.columns and "question" in self.table.columns

    @property
    def taken(self) -> dict[str, list[str]]:
        """What the audit took -> the columns that it took it from."""
        columns_of: dict[str, list[str]] = {}
        for name in self.table.columns:
            part = self.parts[name]
            how = FACTS if part is Part.CELL and self.counts else _TOLD.get(part, MEANINGS[part])
            columns_of.setdefault(how, []).append(name)
        return columns_of

    def shown(self, *parts: Part) -> pl.DataFrame:
        """Return the rows that have a number in one of the columns of these parts."""
        numbers = [name for name in self.columns(*parts) if self.table.schema[name].is_numeric()]
        return self.table.filter(pl.any_horizontal(pl.lit(False), pl.col(numbers).is_not_null()))


def audit_tables(
    written: list[Written], release: Release, passing: Passing, classes: ClassTables
) -> Audit:
    """Find what follows from tables beside the counts of a release, or from rows of few units."""
    findings = Audit()
    derived = [row for table in written for row in _derived(table, release, passing)]
    findings.determined += DerivedNumbers(release).telling(derived)
    means = [table for table in written if table.columns(Part.MEAN) and "group" in table.parts]
    for table in means:
        findings.determined += _means(table, release, passing)
    shown = {key for table in means if "index" in table.parts for key in _scored(table)}
    for table in written:
        findings.determined += _of_classes(table, classes)
        findings.determined += _of_scores(table, passing, shown)
        findings.determined += _of_few(table, passing.minimum)
    return findings


def _derived(written: Written, release: Release, passing: Passing) -> Iterator[Derived]:
    """Return what rows disclose that are computed from answers to questions."""
    if written.counts or not written.columns(Part.CELL):
        return
    waves = release.estimates["wave"].unique().sort().to_list()
    for row in written.shown(Part.CELL).iter_rows(named=True):
        questions = (row.get("question") or row.get("questions") or "").split()
        for units in passing.units_of(row) if questions else ():
            for wave in [row["wave"]] if "wave" in row else waves[-1:]:
                options = tuple(row.get("options", "").split())
                yield Derived(written.name, wave, tuple(units), tuple(questions), options)


def _scored(written: Written) -> Iterator[tuple[str, str, str, str]]:
    """List of which groups a mean of an index is shown."""
    yield from written.shown(Part.MEAN).select("wave", "index", "grouping", "group").iter_rows()


def _means(written: Written, release: Release, passing: Passing) -> Iterator[tuple[str, str]]:
    """Find means of few, those that follow from others, and withheld ones that do."""
    least, what = MEANS * passing.minimum, "index" if "index" in written.parts else "question"
    who = f"a reader of {written.name}"
    for row in written.shown(Part.MEAN).iter_rows(named=True):
        if any(row[base] is None or row[base] < least for base in written.columns(Part.BASE)):
            yield row[what], who
    for (wave, name), rows in written.table.group_by("wave", what, maintain_order=True):
        shown = rows.drop_nulls(["mean", "base"]).select("grouping", "group", "base").iter_rows()
        bases = {(by, group): base for by, group, base in shown}
        if bases and mean_of_few(release, str(wave), bases, least):
            yield str(name), who
        named = rows.select("grouping", "group", pl.col("mean").is_null()).iter_rows()
        groups: dict[bool, list[Group]] = {True: [], False: []}
        for by, group, withheld in named:
            groups[withheld].append((by, group))
        for group in groups[True]:
            replied = release.memberships.filter(
                "replied", wave=wave, grouping=group[0], group=group[1]
            )
            if replied.height and follows_from(release, str(wave), groups[False], [group]):
                yield str(name), who


def _of_scores(
    written: Written, passing: Passing, shown: set[tuple[str, str, str, str]]
) -> Iterator[tuple[str, str]]:
    """Find comparisons of an index of groups that no mean of it is shown of."""
    if not {"index", "members"} <= {*written.table.columns}:
        return
    for row in written.shown(Part.CELL).filter(pl.col("index") != "").iter_rows(named=True):
        named = {group for groups in passing.units_of(row) for group in groups}
        if not {(row["wave"], row["index"], *group) for group in named} <= shown:
            yield row["index"], f"a reader of {written.name}"


def _of_classes(written: Written, classes: ClassTables) -> Iterator[tuple[str, str]]:
    """Find numbers of a class that are not those of a table of counts that was audited."""
    if not {"type", "item", "option"} <= {*written.table.columns}:
        return
    counted = classes.counts.filter(grouping=written.name.partition("/")[0])
    counts = counted.group_by("group", "question", "category", "base").agg(pl.col("count").sum())
    audited = {(*key, base): count for *key, base, count in counts.iter_rows()}
    for row in written.shown(Part.STATISTIC, Part.ORDER).iter_rows(named=True):
        count = audited.get((row["type"], row["item"], row["option"], row["base"]))
        if count is None or abs(count - row["probability"] * row["base"]) > NEAR:
            yield row["item"], f"a reader of {written.name}"


def _of_few(written: Written, minimum: int) -> Iterator[tuple[str, str]]:
    """Find rows that say something of fewer units than the minimum base."""
    low = pl.any_horizontal(pl.lit(False), pl.col(written.columns(Part.BASE)) < minimum)
    few = pl.any_horizontal(
        pl.lit(False), pl.col(written.columns(Part.FREQUENCY)).is_between(1, minimum - 1)
    )
    numbers = written.shown(*WITHHELD).filter(low.fill_null(False))
    counted = written.table.filter(few.fill_null(False))
    for row in pl.concat([numbers, counted]).iter_rows(named=True):
        about = next((str(row[name]) for name in written.columns(Part.KEY)), "")
        yield about, f"a reader of {written.name}"
