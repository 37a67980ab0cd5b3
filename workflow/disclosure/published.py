"""What a release says of a question, as a reader would read it; and what it adds to an earlier."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field

import polars as pl

from disclosure.cells import Group

#: What units may have said, besides the options: any of them, or why they said none.
ANSWERED, UNANSWERED = "(answered)", "(unanswered)"
#: Units, what they said, and how many of them did.
Fact = tuple[Group, str, int]
#: A weighted share: each unit's weight, the option, and the least and the most that it can be.
Band = tuple[Mapping[str, float], str, float, float]
#: What a share in whole per cent may be off by.
ROUNDED = 0.005 + 1e-9
AS_ANSWERED = "as_answered"  # the method of shares that are not weighted


@dataclass(frozen=True)
class Release:
    """What one release published, and whom it was about.

    Attributes
    ----------
    estimates
        What left, null where it is withheld; a row a wave, question, grouping, group and option:
        listed, replied, base, count, bound_low, bound_high, and a column a status.
    memberships, said
        As in `cells.divided`. Whoever attacks knows who is in which group; that the same answer
        stands in two releases; and of himself what he said.
    weighted, weights
        Weighted shares as they left (wave, method, question, option, share) and what each unit
        stands for (wave, method, strata, cell, weight; groups of a cell are joined by "; "); None
        where there are none.
    open_statuses
        As in `cells.divided`.
    """

    estimates: pl.DataFrame
    memberships: pl.DataFrame
    said: pl.DataFrame
    weighted: pl.DataFrame | None = None
    weights: pl.DataFrame | None = None
    open_statuses: Collection[str] = field(kw_only=True)


@dataclass(frozen=True)
class OfQuestion:
    """One question of a release.

    Attributes
    ----------
    options
        Codes.
    groups
        Of each unit that replied, its groups that have a table.
    answers
        Of each unit, its status and the options that it chose.
    facts
        Published numbers.
    withheld
        Groups whose numbers are not.
    bands
        Weighted shares, within what rounding leaves open.
    open_statuses
        As in `cells.divided`.
    """

    options: list[str]
    groups: dict[str, frozenset[Group]]
    answers: dict[str, tuple[str, tuple[str, ...]]]
    facts: list[Fact]
    withheld: list[Group]
    bands: list[Band]
    open_statuses: Collection[str]

    def count(self, group: Group, option: str) -> int:
        """How many of a group truly chose an option."""
        return sum(
            option in given
            for unit, (_, given) in self.answers.items()
            if group in self.groups.get(unit, ())
        )


def of_question(release: Release, wave: str, question: str) -> OfQuestion:
    """Read one question of a release."""
    where = {"wave": wave, "question": question}
    rows = release.estimates.filter(**where)
    seen = {(row["grouping"], row["group"]) for row in rows.iter_rows(named=True)}
    members = release.memberships.filter(pl.col("replied"), wave=wave)
    groups: dict[str, set[Group]] = {}
    for unit, grouping, name in members.select("unit_id", "grouping", "group").iter_rows():
        if (grouping, name) in seen:
            groups.setdefault(unit, set()).add((grouping, name))
    answers = {
        unit: (status, tuple(sorted(given)))
        for unit, status, given in release.said.filter(**where)
        .group_by("unit_id", maintain_order=True)
        .agg(pl.col("status").first(), pl.col("option").filter("chosen"))
        .iter_rows()
        if unit in groups
    }
    facts: list[Fact] = []
    withheld = []
    for (by, part), own in rows.group_by("grouping", "group", maintain_order=True):
        group = (str(by), str(part))
        facts += _facts(group, own, release.open_statuses)
        if own["count"].null_count():
            withheld.append(group)
    return OfQuestion(
        options=rows["option"].unique(maintain_order=True).to_list(),
        groups={unit: frozenset(own) for unit, own in groups.items()},
        answers=answers,
        facts=facts,
        withheld=withheld,
        bands=[*_bands(release, wave, question, groups)],
        open_statuses=release.open_statuses,
    )


def _bands(
    release: Release, wave: str, question: str, groups: Mapping[str, set[Group]]
) -> Iterator[Band]:
    """Say of each weighted share which sums over units it depends on, and between what they lie."""
    if release.weighted is None or release.weights is None:
        return
    weighted = pl.col("share").is_not_null() & (pl.col("method") != AS_ANSWERED)
    told = release.weighted.filter(weighted, wave=wave, question=question)
    for (method,), rows in told.group_by("method", maintain_order=True):
        cells = release.weights.filter(wave=wave, method=method)
        strata = cells["strata"][0].split("; ")
        weight_of = dict(cells.select("cell", "weight").iter_rows())
        cell_of = {u: "; ".join(dict(own).get(n, "") for n in strata) for u, own in groups.items()}
        weight = {u: weight_of[cell] for u, cell in cell_of.items() if cell in weight_of}
        for option, share in rows.select("option", "share").iter_rows():
            yield weight, option, share - ROUNDED, share + ROUNDED


def _facts(group: Group, rows: pl.DataFrame, open_statuses: Collection[str]) -> Iterator[Fact]:
    for row in rows.iter_rows(named=True):
        if row["count"] is not None:
            yield (group, row["option"], row["count"])
    row = rows.row(0, named=True)
    if row["base"] is not None:
        yield (group, ANSWERED, row["base"])
    if row["refused"] is not None:
        yield (group, UNANSWERED, sum(row[status] for status in open_statuses if status in row))
    elif (unanswered := _told_by_bounds(rows)) is not None:
        yield (group, UNANSWERED, unanswered)


def _told_by_bounds(rows: pl.DataFrame) -> int | None:
    """How many were asked and did not answer; worst-case bounds are shares of them and the base."""
    for row in rows.iter_rows(named=True):
        if row["bound_high"] is None or row["count"] is None:
            continue
        if row["bound_low"]:
            asked = row["count"] / row["bound_low"]
        elif row["bound_high"] < 1:
            asked = row["base"] / (1 - row["bound_high"])
        else:
            continue
        never_replied = 0 if row["listed"] is None else row["listed"] - row["replied"]
        return round(asked) - row["base"] - never_replied
    return None


def changed_units(before: Release, now: Release) -> pl.DataFrame:
    """List units that answered differently, or only one of the times: wave, unit_id."""
    keys = ["wave", "unit_id"]
    parts = []
    for old, new, columns in (
        (before.said, now.said, ["question", "option", "status", "chosen"]),
        (before.memberships, now.memberships, ["replied"]),
    ):
        one, other = (table.select(*keys, *columns).unique() for table in (old, new))
        on = [*keys, *columns]
        parts += [one.join(other, on=on, how="anti"), other.join(one, on=on, how="anti")]
    return pl.concat([part.select(keys) for part in parts]).unique().sort(keys)


def why_it_stays(before: Release, now: Release, minimum: int) -> str:
    """Say why the old numbers stay; "" where new ones may be given."""
    units = changed_units(before, now)
    if units.is_empty():
        return ""
    if units.height < minimum:
        return f"fewer than {minimum} units answered differently since"
    groups = (
        pl.concat([before.memberships, now.memberships])
        .select("wave", "unit_id", "grouping", "group")
        .unique()
        .join(units, on=["wave", "unit_id"])
        .group_by("grouping", "group")
        .len()
    )
    if (groups["len"] < minimum).any():
        return f"in a group that is published fewer than {minimum} units answered differently since"
    return ""
