"""What a release says of a question, as a reader would read it; and what it adds to an earlier."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import polars as pl

from disclosure.cells import BETWEEN, Group, Replies, kinds_of

#: What units may have said, besides the options: any of them, or why they said none.
ANSWERED, UNANSWERED = "(answered)", "(unanswered)"
#: Kinds of units, as `cells.kinds_of` gives them.
Kinds = tuple[pl.DataFrame, list[tuple[Group, ...]]]
#: Units, what they said, and how many of them did.
Fact = tuple[Group, str, int]


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
    open_statuses
        As in `cells.divided`.
    """

    estimates: pl.DataFrame
    memberships: pl.DataFrame
    said: pl.DataFrame | Replies
    open_statuses: Collection[str] = field(kw_only=True)
    _known: dict[tuple[str, frozenset[Group]], Kinds] = field(default_factory=dict, init=False)

    @cached_property
    def replies(self) -> Replies:
        """What units said, one question at a time."""
        return Replies.of(self.said)

    def kinds(self, wave: str, visible: frozenset[Group]) -> Kinds:
        """Return kinds of units by those of their groups that are visible, as `cells.kinds_of`."""
        if (wave, visible) not in self._known:
            self._known[wave, visible] = kinds_of(self.memberships, wave, visible)
        return self._known[wave, visible]


@dataclass(frozen=True)
class OfQuestion:
    """One question of a release.

    Units that are alike in all releases, by their groups and by what they said, are one kind of
    unit: a number, and how many there are.

    Attributes
    ----------
    options
        Codes.
    alike
        How many units are of each kind.
    groups
        Of each kind that replied, its groups that have a table.
    answers
        Of each kind, its status and the options that it chose.
    facts
        Published numbers.
    withheld
        Groups whose numbers are not.
    open_statuses
        As in `cells.divided`.
    """

    options: list[str]
    alike: Sequence[int]
    groups: dict[int, frozenset[Group]]
    answers: dict[int, tuple[str, tuple[str, ...]]]
    facts: list[Fact]
    withheld: list[Group]
    open_statuses: Collection[str]

    def count(self, group: Group, option: str) -> int:
        """How many of a group truly chose an option."""
        return sum(
            self.alike[unit]
            for unit, (_, chosen) in self.answers.items()
            if option in chosen and group in self.groups.get(unit, ())
        )


def of_question(releases: Sequence[Release], wave: str, question: str) -> list[OfQuestion]:
    """Read one question of releases."""
    held = [_held(release, wave, question) for release in releases]
    units = held[0][0]
    for other, _ in held[1:]:
        units = units.join(
            other, on="unit_id", how="full", coalesce=True, maintain_order="left_right"
        )
    units = units.drop("unit_id")
    counts = units.group_by(units.columns, maintain_order=True).len("alike").rows()
    return [
        _of_question(
            release, wave, question, kinds, [(*row[3 * n : 3 * n + 3], row[-1]) for row in counts]
        )
        for n, (release, (_, kinds)) in enumerate(zip(releases, held, strict=True))
    ]


def _held(release: Release, wave: str, question: str) -> Kinds:
    """Return each respondent's kind, status and choices; and the kinds' groups."""
    rows = release.estimates.filter(wave=wave, question=question)
    visible = frozenset(rows.select("grouping", "group").iter_rows())
    units, kinds = release.kinds(wave, visible)
    answers = release.replies.said(wave, question)
    return units.join(answers, on="unit_id", how="left", maintain_order="left"), kinds


def _of_question(
    release: Release,
    wave: str,
    question: str,
    kinds: Sequence[tuple[Group, ...]],
    counts: Sequence[tuple[int | None, str | None, str | None, int]],
) -> OfQuestion:
    """Read one release, of which it was counted who said what: kind, status, given, n."""
    rows = release.estimates.filter(wave=wave, question=question)
    groups = {
        unit: frozenset(kinds[kind]) for unit, (kind, *_) in enumerate(counts) if kind is not None
    }
    answers = {
        unit: (status, tuple(sorted(chosen.split(BETWEEN))) if chosen else ())
        for unit, (_, status, chosen, _) in enumerate(counts)
        if unit in groups and status is not None
    }
    facts: list[Fact] = []
    withheld = []
    for (by, part), rows_of_group in rows.group_by("grouping", "group", maintain_order=True):
        group = (str(by), str(part))
        facts += _facts(group, rows_of_group, release.open_statuses)
        if rows_of_group["count"].null_count():
            withheld.append(group)
    return OfQuestion(
        options=rows["option"].unique(maintain_order=True).to_list(),
        alike=[n for *_, n in counts],
        groups=groups,
        answers=answers,
        facts=facts,
        withheld=withheld,
        open_statuses=release.open_statuses,
    )


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
            total = row["count"] / row["bound_low"]
        elif row["bound_high"] < 1:
            total = row["base"] / (1 - row["bound_high"])
        else:
            continue
        never_replied = 0 if row["listed"] is None else row["listed"] - row["replied"]
        return round(total) - row["base"] - never_replied
    return None


def changed_units(before: Release, now: Release) -> pl.DataFrame:
    """List who answered what differently, or replied only one of the times.

    Returns
    -------
    pl.DataFrame
        wave, question, unit_id, of the questions that both releases have; a unit that replied only
        one of the times stands under the question "", too.
    """
    keys = ["wave", "unit_id"]
    one, other = (side.memberships.select(*keys, "replied").unique() for side in (before, now))
    on = [*keys, "replied"]
    replied = [one.join(other, on=on, how="anti"), other.join(one, on=on, how="anti")]
    parts = [part.with_columns(question=pl.lit("")) for part in replied]
    # What was asked once alone has no number to be subtracted from.
    for wave, question in (key for key in before.replies.options if key in now.replies.options):
        old, new = (side.replies.said(wave, question) for side in (before, now))
        both = old.join(new, on="unit_id", how="full", coalesce=True, suffix="_now")
        same = [pl.col(name).eq_missing(pl.col(f"{name}_now")) for name in ("status", "given")]
        changed = both.filter(~pl.all_horizontal(same))
        parts.append(changed.select("unit_id", wave=pl.lit(wave), question=pl.lit(question)))
    columns = ["wave", "question", "unit_id"]
    return pl.concat([part.select(columns) for part in parts]).unique().sort(columns)


def why_it_stays(before: Release, now: Release, minimum: int) -> str:
    """Return why the old numbers stay; "" where new ones may be released.

    Each question is looked at by itself, since its tables alone are subtracted: many who answered
    one differently hide nobody in another.
    """
    units = changed_units(before, now)
    changes = units.group_by("wave", "question").len()
    if (changes["len"] < minimum).any():
        return f"fewer than {minimum} units answered a question differently since"
    groups = (
        pl.concat([before.memberships, now.memberships])
        .select("wave", "unit_id", "grouping", "group")
        .unique()
        .join(units, on=["wave", "unit_id"])
        .group_by("wave", "question", "grouping", "group")
        .len()
    )
    if (groups["len"] < minimum).any():
        return (
            f"in a group that is published fewer than {minimum} units answered a question "
            "differently since"
        )
    return ""
