"""What of a confidential survey's tables passes, column by column, by their parts in disclosure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

import polars as pl

from cyberstudy.declare.plan.estimates import RESPONDENTS
from cyberstudy.protect.shown_contrasts import DECIMALS, adjusted_anew, without_means
from cyberstudy.tables.estimates import AND, BESIDE, NO_TEST, RELATIONS
from cyberstudy.tables.files import read_table
from cyberstudy.tables.indices import IndexGroups
from disclosure.cells import Group
from disclosure.suppress import Suppression, beside
from surveyanswers.tables.disclosure import WITHHELD, Part, disclosure_of
from surveyanswers.tables.problems import SurveyError

#: Means come from so many times the minimum base, nonresponse from so many.
MEANS, STATUS_COUNTS = 2, 4
PAIR = 2  # items whose correlation, or mean and interval, give how many said what to both
#: Digits of what is computed of shares, in tables that have one of these columns.
DIGITS, EFFECTS = 3, frozenset({"effect", "difference", "explained", "alpha"})
#: What stands in columns that always say something, where it is withheld.
NOTHING = {"decision": NO_TEST, "relation": RELATIONS[-1]}
NOTHING |= dict.fromkeys(("highest", "lowest", "left_out", "measure", "method", "meaning"), "")
WITHHELD_HERE = "withheld: confidential"
EFFECTIVE = "effective"  # base of a mean, which decides although it stays inside
OF_ASKED = ("low", "high", "bound_low", "bound_high")  # computed of how many were asked
SCORED = ["wave", "index", "grouping", "group"]  # whose mean of which score a row is


@dataclass(frozen=True)
class Passing:
    """The rules of a confidential survey.

    Attributes
    ----------
    minimum
        Units behind a number, at least.
    suppression
        From `disclosure.suppress`; None where the survey has no estimates.
    whole
        Ways of dividing units whose groups are whole groups of respondents.
    everybody
        The group of respondents that indices are of.
    items
        The questions that each index is made of.
    scored
        Groups whose mean of an index leaves: wave, index, grouping and group.
    known
        All groups of units.
    by_several
        Questions of which the answers to several others together decide who is asked.
    sampled
        Numbers are by weights of a sample. Assume: nobody outside knows these, or who was drawn.
    """

    minimum: int
    suppression: Suppression | None
    whole: Collection[str] = (RESPONDENTS,)
    everybody: str = ""
    items: Mapping[str, Sequence[str]] = field(default_factory=dict)
    scored: Collection[tuple[str, str, str, str]] = ()
    known: Collection[Group] = ()
    by_several: Collection[str] = ()
    sampled: bool = False

    def of_units(self, memberships: pl.DataFrame, tables: Iterable[str]) -> Passing:
        """Return the rules for these groups and tables."""
        named = memberships.select("grouping", "group").unique().iter_rows()
        passing = replace(self, known=frozenset((by, g) for by, g in named))
        for path in tables:
            if Path(path).stem == IndexGroups.place.name:
                means = read_table(path)
                shown, _ = passing.of(means, disclosure_of(IndexGroups))
                keys = shown.drop_nulls("mean").select(SCORED)
                passing = replace(passing, scored=frozenset(keys.iter_rows()))
        return passing

    def of(self, table: pl.DataFrame, parts: Mapping[str, Part]) -> tuple[pl.DataFrame, int]:
        """Return what may be released of an aggregated table.

        Parameters
        ----------
        table, parts
            What it holds, and the part of each column in disclosure.

        Returns
        -------
        table, int
            What may be seen, and how many rows lost a number.
        """
        if self.suppression and {"option", "group"} <= {*table.columns}:
            table = table.filter(~self._of_keys(table, self.suppression.needless))
        named: dict[Part, list[str]] = {}
        for name in table.columns:
            named.setdefault(parts[name], []).append(name)
        bases = [n for n in table.columns if parts[n] is Part.BASE or n == EFFECTIVE]
        reliability = (Part.STATISTIC,) if "alpha" in table.columns else ()
        rules: Sequence[tuple[Callable[[pl.DataFrame], pl.Series], Collection[Part]]] = (
            (self._suppressed, (Part.CELL,)),
            (self._parts_of_respondents, (Part.NONRESPONSE,)),
            # How many have a score where no mean leaves would tell which groups are the small ones.
            (
                partial(self._few_scores, base=bases),
                (Part.MEAN, Part.BASE) if Part.MEAN in named else (),
            ),
            (lambda rows: ~_nowhere(rows), (Part.ORDER,)),
            (lambda rows: self._of_withheld_items(rows) | (rows["items"] <= PAIR), reliability),
            (partial(self._few_of_all, named=named), (Part.FREQUENCY,)),
        )
        rows_emptied = _nowhere(table)
        shown = table
        if {"option", *OF_ASKED} <= {*table.columns}:
            # How many of a group were not asked is a count of two questions together.
            joint = pl.col("question").is_in(list(self.by_several))
            joint &= ~pl.col("grouping").is_in(list(self.whole))
            shown = table.with_columns(pl.when(~joint).then(pl.col(OF_ASKED)).name.keep())
        for rule, which in rules:
            columns = [name for part in which for name in named.get(part, ())]
            if not columns:
                continue
            hidden = rule(table)
            if not {Part.CELL, Part.MEAN, *WITHHELD}.isdisjoint(which):
                filled = pl.any_horizontal(pl.col(columns).is_not_null())
                rows_emptied |= hidden & table.select(filled).to_series()
            shown = shown.with_columns(
                pl.when(~hidden).then(pl.col(name)).otherwise(pl.lit(NOTHING.get(name))).alias(name)
                for name in columns
            )
        means = [n for n in named.get(Part.MEAN, ()) if shown.schema[n].is_numeric()]  # else empty
        shown = shown.with_columns(
            pl.col(means).round(DECIMALS),
            *(
                pl.when(rows_emptied).then(pl.lit(WITHHELD_HERE)).otherwise(name).alias(name)
                for name in named.get(Part.REASON, ())
            ),
        )
        if not EFFECTS.isdisjoint(shown.columns):
            computed = [*named.get(Part.CELL, ()), *named.get(Part.STATISTIC, ())]
            floats = [name for name in computed if shown.schema[name].is_float()]
            shown = shown.with_columns(pl.col(floats).round_sig_figs(DIGITS))
        if {"family", "p", "p_adjusted"} <= set(shown.columns):
            shown = adjusted_anew(without_means(shown))
        shown = withhold(shown, parts, self.minimum)
        lost = (table[name].is_not_null() & shown[name].is_null() for name in shown.columns)
        few = pl.select(pl.any_horizontal(*lost).sum()).item()
        if frequency := named.get(Part.FREQUENCY):
            # In the order of true counts, withheld ones would stand between their neighbours.
            gone = shown.select(pl.any_horizontal(pl.col(frequency).is_null())).to_series()
            shown = pl.concat([shown.filter(~gone), shown.filter(gone).sort(named[Part.KEY])])
        if "status" in shown.columns:
            # A row of a status says by itself that somebody had it.
            shown = shown.filter(pl.any_horizontal(pl.col(named[Part.NONRESPONSE]).is_not_null()))
        if Part.MEAN in named and "question" in shown.columns:
            shown = shown.filter(~self._routed(table))  # its base would be visible as well
        return shown, few

    def _suppressed(self, table: pl.DataFrame) -> pl.Series:
        """Rows about a group of a question that is withheld, or about several of which one is."""
        if self.suppression is None:
            return pl.repeat(True, table.height, eager=True)
        return pl.Series(
            [self._hidden(row) for row in table.iter_rows(named=True)], dtype=pl.Boolean
        )

    def _hidden(self, row: Mapping[str, str]) -> bool:
        suppression = self.suppression
        assert suppression is not None
        waves = [row["wave"]] if "wave" in row else suppression.waves
        if "type" in row:
            # Assume: nothing that a class answered leaves, since classes divide the units of
            # published groups once more. Whoever knows most answers of a unit knows its class.
            return True
        if "option" in row:
            group = row["grouping"], row["group"]
            return any(suppression.hides(wave, group, row["question"]) for wave in waves)
        about = self.units_of(row)
        if row.get("index") and not row.get("question"):
            return not self.scores_of(row) <= {*self.scored}
        questions = row.get("question", row.get("questions", "")).split()
        options = row.get("options", "").split()
        return not all(
            self._follows(wave, groups, questions, options) for wave in waves for groups in about
        )

    def scores_of(self, row: Mapping[str, str]) -> set[tuple[str, ...]]:
        """Return of which means of an index a row is: wave, index, grouping and group."""
        named = {group for groups in self.units_of(row) for group in groups}
        return {(row["wave"], row["index"], *group) for group in named}

    def units_of(self, row: Mapping[str, str]) -> list[list[Group]]:
        """Return the sets of units that a row is about, each as the groups that make it up.

        What a plan calls them plays no part: a comparison says by `members` which groups it has
        put together.

        Raises
        ------
        SurveyError
            The row names a group that there is not: nobody knows then whom it is about.
        """
        by = row.get("grouping", RESPONDENTS)
        names = row.get("members", row.get("groups", self.everybody))
        about = [[(by, group) for group in one.split(AND)] for one in names.split(BESIDE)]
        if strange := {group for groups in about for group in groups} - {*self.known}:
            named = ", ".join(sorted(group for _, group in strange))
            raise SurveyError(
                f"a number is to leave of {by}: {named}, which is no group of this survey, so that "
                f"nobody can tell whom it is about. Groups whose name holds {BESIDE!r} or {AND!r} "
                "need another name in settings.yaml."
            )
        return about

    def _follows(
        self, wave: str, units: Sequence[Group], questions: Sequence[str], options: Sequence[str]
    ) -> bool:
        """Whether what units said follows from published counts.

        Assume: it does not where two questions are put to the same units, or several options of a
        question that takes more than one: no table says who chose either.
        """
        suppression = self.suppression
        assert suppression is not None
        put = [name for name in questions if suppression.put(wave, name, units)]
        several = [suppression.questions[wave, name][0].question.several for name in put]
        if len(put) > 1 or (any(several) and len(options) > 1):
            return False
        return all(suppression.follows(wave, name, units) for name in put)

    def _parts_of_respondents(self, table: pl.DataFrame) -> pl.Series:
        """Rows of parts of a group of respondents, of small groups, and of whom routing tells.

        How many were not asked a question is how many did not choose what opens it. And of groups
        whose counts are withheld: with their base, the reason could only be that all agree.
        """
        units = "replied" if "replied" in table.columns else "base"
        small = pl.col(units) < STATUS_COUNTS * self.minimum
        for by in {"grouping", "by"} & {*table.columns}:
            small |= ~pl.col(by).is_in(list(self.whole))
        suppression = self.suppression
        keys = suppression.inherited | suppression.withheld if suppression else ()
        return table.select(small.fill_null(True)).to_series() | self._of_keys(table, keys)

    def _routed(self, table: pl.DataFrame) -> pl.Series:
        """Rows of which it is withheld who was asked."""
        return self._of_keys(table, self.suppression.inherited if self.suppression else ())

    def _of_keys(self, table: pl.DataFrame, keys: Collection[tuple[str, ...]]) -> pl.Series:
        """Rows of these waves, ways of dividing, groups and questions."""
        are_these = [
            (row["wave"], row.get("grouping", RESPONDENTS), row["group"], row.get("question"))
            in keys
            for row in table.iter_rows(named=True)
        ]
        return pl.Series(are_these, dtype=pl.Boolean)

    def _few_scores(self, table: pl.DataFrame, base: Sequence[str]) -> pl.Series:
        """Rows of few units, and of others with them, so that subtraction gives no few."""
        what = [name for name in ("wave", "index", "question", "grouping") if name in table.columns]
        more = pl.concat([table, self._in_no_group(table, base[0], what)], how="diagonal_relaxed")
        least = MEANS * self.minimum
        # Of a mean that hangs on the weight of few, the effective base is small, too.
        small = [pl.col(name) < least for name in base]
        if "quartile_1" in table.columns:  # most gave one number, which the mean then tells
            small.append(pl.col("quartile_1") == pl.col("quartile_3"))
        few = more.select(pl.any_horizontal(small).fill_null(value=False)).to_series()
        few |= self._routed(more) | self._of_withheld_items(more)
        return beside(more, base[0], what, least, few=few).head(table.height)

    def _of_withheld_items(self, table: pl.DataFrame) -> pl.Series:
        """Rows of an index of two items, or of which an item is withheld, of a group or of any.

        The mean less the items that are shown is that of the withheld ones. Alpha and its interval
        nearly give how many said what to all items, and so which of joined groups said it to one.
        """
        if "index" not in table.columns:
            return _nowhere(table)
        chosen = self.suppression
        hidden = chosen.withheld - chosen.needless if chosen else frozenset()
        apart = hidden | {(wave, item) for wave, *_, item in hidden}
        keys = [name for name in SCORED if name in table.columns]
        tells = [
            0 < len(items := self.items.get(index, ())) <= PAIR
            or any((wave, *group, item) in apart for item in items)
            for wave, index, *group in table.select(keys).iter_rows()
        ]
        return pl.Series(tells, dtype=pl.Boolean)

    def _in_no_group(self, table: pl.DataFrame, base: str, what: Sequence[str]) -> pl.DataFrame:
        """Return rows for units in no group of a way of dividing: its total less its groups."""
        if "grouping" not in what:
            return table.clear()
        of = [name for name in what if name != "grouping"]
        whole = pl.col("grouping").is_in(list(self.whole))
        totals = table.filter(whole).select(*of, total=pl.col(base).cast(pl.Int64))
        sums = table.filter(~whole).group_by(what).agg(pl.col(base).sum().cast(pl.Int64))
        return (
            sums.join(totals, on=of)
            .filter(pl.col("total") > pl.col(base))
            .group_by(what)
            .agg(pl.col("total").min() - pl.col(base).first())
            .rename({"total": base})
        )

    def _few_of_all(self, table: pl.DataFrame, named: Mapping[Part, Sequence[str]]) -> pl.Series:
        """Rows of few of those who answered a question, and others that hide them in its total."""
        if "question" not in table.columns or Part.BASE not in named:
            return _nowhere(table)
        within = [name for name in ("wave", "question") if name in table.columns]
        return beside(table, named[Part.FREQUENCY][0], within, self.minimum)


def _nowhere(table: pl.DataFrame) -> pl.Series:
    return pl.repeat(False, table.height, eager=True)


def withhold(table: pl.DataFrame, parts: Mapping[str, Part], minimum_base: int) -> pl.DataFrame:
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
    table
        What may be seen.
    """
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
    return table.with_columns(
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
