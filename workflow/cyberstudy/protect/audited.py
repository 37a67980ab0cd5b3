"""The audit of all tables that leave: what is taken from each column, or why nothing follows of it.

The counts of a release are audited by programs (`disclosure.suppression_audit`); all else that
leaves is looked at here, in the files as they were written. What is computed of a question must
follow from its published counts, and what is computed of scores from means that are published.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from cyberstudy.protect.release_filter import MEANS, SCORED, Passing
from cyberstudy.statistics.poststratified_means import LEAST
from cyberstudy.statistics.weighting import collapsed
from cyberstudy.tables.estimates import AND, BESIDE
from cyberstudy.tables.nonresponse import POSTSTRATIFIED, NonresponseEstimates
from disclosure.cells import Group
from disclosure.derived_numbers import (
    Derived,
    DerivedNumbers,
    follows_from,
    mean_of_few,
    tells_of_units,
)
from disclosure.published import Release
from disclosure.suppression_audit import Audit
from surveyanswers.tables.disclosure import MEANINGS, WITHHELD, Part

#: What the audit takes from a column of a table of counts, and of others.
FACTS = "a fact of the programs, or what rounding leaves of one"
COMPUTED = "computed of counts that are published: the audit finds that they are"
LARGE = (
    "of enough units, in this row; those of the same published groups weigh the same, so that each "
    "may have the score of any other; from those that are shown follows none that is withheld, and "
    "none of few"
)
KNOWS_STRATA = "a reader of means who knows who is in which stratum"
#: Kinds of numbers of which a report says how many were judged, even if there is none.
KINDS = ("nonresponse_estimates", "index_groups", "contrasts", "findings")
#: What a report says of a kind of number that no released table has.
NOTHING = "none is to be published"
#: What it says of means by the design of a sample: `release_filter.Passing.sampled`.
OF_SAMPLE = "not judged: nobody outside knows who was drawn and with which weight"
#: Weighted shares, and what is known of weights.
WEIGHTED = Path(NonresponseEstimates.place.file).name
_WEIGHTS = dict.fromkeys(("wave", "strata", "unit_id"), pl.String) | {"weight": pl.Float64}
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
    written: list[Written],
    release: Release,
    passing: Passing,
    weights: pl.DataFrame | None = None,
    scores: pl.DataFrame | None = None,
) -> tuple[Audit, dict[str, tuple[int, int]]]:
    """Find what follows from tables beside the counts of a release, or from rows of few units.

    Parameters
    ----------
    weights, scores
        From `weights_of_units`; and `tables.IndexScores`.

    Returns
    -------
    Audit, dict
        What follows; and of each kind of number how many are shown, and how many were judged.
    """
    findings, numbers = Audit(), dict.fromkeys(KINDS, (0, 0))
    derived_numbers, scored = DerivedNumbers(release), set[tuple[str, ...]]()
    for table in (table for table in written if table.name == WEIGHTED):
        shown = table.table.drop_nulls("share")
        known = pl.concat(_weights(shown, release.memberships))
        findings.determined += derived_numbers.telling_shares(shown, known)
        numbers[Path(table.name).stem] = (shown.height, derived_numbers.judged)
    computed = [t for t in written if t.columns(Part.CELL) and not t.counts]
    means = [table for table in written if table.columns(Part.MEAN) and "group" in table.parts]
    for table in means:
        findings.determined += _means(table, release, passing)
        if "index" in table.parts:
            shown = table.shown(Part.MEAN)
            scored |= {*shown.select(SCORED).iter_rows()}
            if not passing.sampled:
                told = [] if scores is None else [*_tell_of_units(table, release, weights, scores)]
                findings.determined += [(index, KNOWS_STRATA) for index, tells in told if tells]
                numbers[Path(table.name).stem] = (shown.height, len(told))
    for table in computed:
        rows, who, judged = table.shown(Part.CELL), f"a reader of {table.name}", 0
        for row in rows.iter_rows(named=True):
            derived = _derived(table.name, row, release, passing)
            findings.determined += derived_numbers.telling(derived)
            of_index = not derived and bool(row.get("index"))
            if of_index and not passing.scores_of(row) <= scored:
                findings.determined.append((row["index"], who))
            of_replies = not derived and not of_index and _is_of_replies(row, release, passing)
            judged += bool(derived) + of_index + of_replies
        numbers[table.name.rpartition(".")[0]] = (rows.height, judged)
    for table in written:
        findings.determined += _of_few(table, passing.minimum)
    return findings, numbers


def _weights(shares: pl.DataFrame, memberships: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """Yield what units stand for: wave, strata, unit_id, weight, of shares by groups."""
    yield pl.DataFrame(schema=_WEIGHTS)
    for wave, strata in shares.select("wave", "strata").unique().sort("wave", "strata").rows():
        for stratum in strata.split(BESIDE):
            named = pl.col("group").is_in(stratum.split(AND))
            units = memberships.filter(named, wave=wave).unique("unit_id")
            weight = pl.col("in_frame").sum() / pl.col("replied").sum()
            of = {"wave": pl.lit(wave), "strata": pl.lit(strata)}
            yield units.select("unit_id", weight=weight, **of).select(*_WEIGHTS)


def weights_of_units(weights: pl.DataFrame, units: pl.DataFrame) -> pl.DataFrame:
    """Return what each listed unit stands for, and its stratum: the number of its first cell."""
    ways = ["wave", "method"]
    cells = weights.with_columns(place=pl.int_range(pl.len()).over(ways))
    cells = cells.with_columns(stratum=pl.col("place").min().over(*ways, "stratum"))
    return units.join(cells, on=["wave", "cell"])


def _derived(
    table: str, row: Mapping[str, Any], release: Release, passing: Passing
) -> list[Derived]:
    """Return what a row discloses that is computed from answers to questions."""
    waves = (
        [row["wave"]] if "wave" in row else release.estimates["wave"].unique().sort().to_list()[-1:]
    )
    questions = (row.get("question") or row.get("questions") or "").split()
    options = tuple(row.get("options", "").split())
    return [
        Derived(table, wave, tuple(units), tuple(questions), options)
        for units in (passing.units_of(row) if questions else ())
        for wave in waves
    ]


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


def _tell_of_units(
    written: Written,
    release: Release,
    weights: pl.DataFrame | None,
    scores: pl.DataFrame,
) -> Iterator[tuple[str, bool]]:
    """Yield the index of each mean that is shown, and whether it tells of single units."""
    for row in written.shown(Part.MEAN).iter_rows(named=True):
        of_index = scores.filter(wave=row["wave"], index=row["index"]).drop_nulls("score")
        members = release.memberships.filter(
            **{key: row[key] for key in ("wave", "grouping", "group")}
        )
        weighed = _weighed(members, of_index, weights if row["listed"] else None)
        yield row["index"], tells_of_units(release, row["wave"], weighed, row["mean"])


def _weighed(
    members: pl.DataFrame, scores: pl.DataFrame, weights: pl.DataFrame | None
) -> pl.DataFrame:
    """Return the score of each unit of a group that has one, and how many units it stands for."""
    replied = members.filter("replied").join(scores, on=["wave", "unit_id"])
    if weights is None:
        return replied.select("unit_id", "score", weight=1.0)
    strata = weights.filter(method=POSTSTRATIFIED).join(members, on=["wave", "unit_id"], how="semi")
    strata = strata.join(replied.select("unit_id", "score"), on="unit_id", how="left")
    sizes = strata.group_by("stratum").agg(listed=pl.len(), scored=pl.col("score").count())
    sizes = sizes.sort("stratum")
    near = [(place,) for place in sizes["stratum"]]
    sizes = sizes.with_columns(joint=collapsed(near, sizes["scored"].to_numpy(), LEAST))
    weight = pl.col("listed").sum().over("joint") / pl.col("scored").sum().over("joint")
    weighed = strata.join(sizes.with_columns(each=weight), on="stratum").drop_nulls("score")
    return weighed.select("unit_id", "score", weight="each")


def _is_of_replies(row: Mapping[str, Any], release: Release, passing: Passing) -> bool:
    """Whether a row without a question counts who replied, which the list of replies says."""
    groups = pl.DataFrame(
        [group for groups in passing.units_of(row) for group in groups],
        schema=["grouping", "group"],
        orient="row",
    )
    replied = release.memberships.filter("replied").join(groups, on=groups.columns, how="semi")
    return row.get("question") == "" and row.get("count") == replied["unit_id"].n_unique()


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
