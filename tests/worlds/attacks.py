"""Those who attack what a confidential survey publishes, written without regard to its protection.

Their model is of units, not of tables: a variable from 0 to 1 for each unit and option, which a
published number sums over some of them. They are taken to know who replied, which groups each unit
is in, and whom routing asks what.
"""

from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

import highspy
import numpy as np
import polars as pl
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array

OPEN = ("dont_know", "refused", "no_answer", "not_submitted", "invalid", "conflict")
NEAR = 1e-6


def subtraction(estimates, memberships, totals, columns=("count",)):
    """Recover numbers of groups that a total less the other groups gives.

    Returns {(column, grouping, group, question, option): number} of what is withheld. Ways of
    dividing that leave somebody out who replied do not add up.
    """
    replied = memberships.filter("replied")
    sizes = dict(replied.group_by("grouping").agg(pl.col("unit_id").n_unique()).iter_rows())
    whole = estimates.filter(pl.col("grouping") == totals).group_by("question", "option")
    whole = whole.agg(pl.col(column).drop_nulls().first() for column in columns)
    whole = {
        tuple(of): numbers
        for *of, numbers in whole.select("question", "option", pl.struct(columns)).iter_rows()
    }
    parts = estimates.filter(
        pl.col("grouping") != totals,
        pl.col("grouping").replace_strict(sizes) == sizes[totals],
    )
    found = {}
    for (grouping, question, option), rows in parts.group_by("grouping", "question", "option"):
        for column in columns:
            total = whole.get((question, option), {}).get(column)
            if total is None or not rows[column].null_count():
                continue
            hidden = rows.filter(pl.col(column).is_null())
            if column in ("count", "r"):  # those of nobody hide nothing
                hidden = hidden.filter((pl.col("base") != 0).fill_null(True))
            if hidden.height == 1:
                rest = total - rows[column].sum()
                found[column, grouping, hidden["group"][0], question, option] = rest
    return found


@dataclass(frozen=True)
class Question:
    """One question, as the form puts it."""

    name: str
    options: tuple[str, ...]
    several: bool = False
    asked_if: tuple[str, str] | None = None  # a question and the option that opens this one


class Units:
    """Every way in which units may have answered that agrees with what is published.

    Parameters
    ----------
    tables
        ``estimates`` and, if published, ``nonresponse``; ``nonresponse_estimates`` with
        ``nonresponse_weights``, whose shares are in whole per cent.
    memberships
        `tables.Memberships`: who is in which group.
    questions
        In the form's order.
    bases
        Whether bases of withheld groups are known, too: those of the true tables.
    only
        Facts of these ways of dividing alone.
    lists
        Who is in which stratum of the weights, as public lists say: (stratum, group) -> units. By
        default that of `memberships`.
    """

    def __init__(self, tables, memberships, questions, *, bases=None, only=None, lists=None):
        self.members, own = memberships, memberships.filter("replied")
        self.groups = {
            (grouping, group): frozenset(members)
            for grouping, group, members in own.group_by("grouping", "group")
            .agg("unit_id")
            .iter_rows()
        }
        self.lists = self.groups if lists is None else lists
        self.questions = questions
        self.units = sorted(set(own["unit_id"]))
        sorts = [(q.name, sort) for q in questions for sort in (*q.options, "(base)", "(open)")]
        self.place = {
            (unit, *sort): number
            for number, (unit, sort) in enumerate((u, s) for u in self.units for s in sorts)
        }
        self.rows, self.low, self.high = [], [], []
        for question in questions:
            self._form(question)
        self._published(tables, only)
        if bases is not None:
            self._bases(bases)

    def _add(self, parts, low, high):
        self.rows.append(parts)
        self.low.append(low)
        self.high.append(high)

    def _form(self, question):
        for unit in self.units:
            at = {
                s: self.place[unit, question.name, s]
                for s in (*question.options, "(base)", "(open)")
            }
            base, silent = at["(base)"], at["(open)"]
            chosen = [at[option] for option in question.options]
            most = np.inf if question.several else 0
            self._add([*((c, 1) for c in chosen), (base, -1)], 0, most)
            if question.several:
                for c in chosen:
                    self._add([(c, 1), (base, -1)], -np.inf, 0)
            if question.asked_if is None:
                self._add([(base, 1), (silent, 1)], 0, 1)
            else:
                opens = self.place[unit, *question.asked_if]
                self._add([(base, 1), (silent, 1), (opens, -1)], -np.inf, 0)

    def _sum(self, group, question, sort, number):
        members = self.groups.get(group, ())
        self._add([(self.place[u, question, sort], 1) for u in members], number, number)

    def _published(self, tables, only):
        options = {q.name: q for q in self.questions}
        silent = {}
        for row in tables["estimates"].iter_rows(named=True):
            group, question = (row["grouping"], row["group"]), options.get(row["question"])
            if question is None or (only and row["grouping"] not in only):
                continue
            if row["count"] is not None:
                self._sum(group, question.name, row["option"], row["count"])
            if row["base"] is not None:
                self._sum(group, question.name, "(base)", row["base"])
            self._routed(group, question, row)
            if all(row.get(s) is not None for s in OPEN):
                silent[group, question.name] = sum(row[s] for s in OPEN)
            elif (told := _unknown(row)) is not None:
                never = 0 if row["listed"] is None else row["listed"] - row["replied"]
                silent[group, question.name] = round(told) - never
        for (group, name), number in silent.items():
            self._sum(group, name, "(open)", number)
        for (group, name), rows in (
            tables.get("nonresponse", pl.DataFrame()).group_by("group", "question")
            if "nonresponse" in tables
            else ()
        ):
            if name in options and not (only and "respondents" not in only):
                self._statuses(("respondents", group), options[name], rows)

        if "nonresponse_estimates" in tables:
            weights = tables.get("nonresponse_weights")
            self._weighted(tables["nonresponse_estimates"], weights, options)

    def _weighted(self, shares, weights, options):
        """Read weighted shares: of each the least and the most before it was rounded.

        Weights are those of a table, or those of the groups that a share names as its strata.
        """
        cells = {
            (row["method"], row["cell"]): (row["strata"].split("; "), row["weight"])
            for row in ([] if weights is None else weights.iter_rows(named=True))
        }
        for row in shares.filter(pl.col("share").is_not_null()).iter_rows(named=True):
            if row["question"] not in options:
                continue
            weight = {}
            for (method, cell), (strata, each) in cells.items():
                if method == row["method"]:
                    sides = zip(strata, cell.split("; "), strict=True)
                    of = frozenset.intersection(*(self.lists[side] for side in sides))
                    weight |= dict.fromkeys(of & {*self.units}, each)
            for stratum in row["strata"].split("; ") if weights is None else ():
                members = self.members.filter(pl.col("group").is_in(stratum.split(" + ")))
                members = members.unique("unit_id")
                replied = members.filter("replied")["unit_id"]
                each = members["in_frame"].sum() / len(replied)
                weight |= dict.fromkeys({*replied} & {*self.units}, each)
            # An attack without weights would find nothing whatever is published.
            assert any(weight.values()), f"{row['question']}: no unit has a weight"
            for end, low, high in ((-0.005, 0, np.inf), (0.005, -np.inf, 0)):
                self._add(
                    [
                        part
                        for unit, each in weight.items()
                        for part in (
                            (self.place[unit, row["question"], row["option"]], each),
                            (
                                self.place[unit, row["question"], "(base)"],
                                -each * (row["share"] + end),
                            ),
                        )
                    ],
                    low,
                    high,
                )

    def _routed(self, group, question, row):
        if question.asked_if and row.get("not_asked") is not None:
            asked = row["replied"] - row["not_asked"]
            self._sum(group, *question.asked_if, asked)

    def _statuses(self, group, question, rows):
        """Read the table of nonresponse: a status that has no row is nobody's."""
        told = dict(rows.select("status", "count").iter_rows())
        size = len(self.groups.get(group, ()))
        if None not in told.values():
            self._sum(group, question.name, "(base)", told.get("valid", 0))
            self._sum(group, question.name, "(open)", sum(told.get(s, 0) for s in OPEN))
            if question.asked_if:
                self._sum(group, *question.asked_if, size - told.get("not_asked", 0))
            return
        if "valid" not in told:
            self._sum(group, question.name, "(base)", 0)
        if question.asked_if and "not_asked" not in told:
            self._sum(group, *question.asked_if, size)
        elif question.asked_if and set(told) == {"not_asked"}:
            self._sum(group, *question.asked_if, 0)

    def _bases(self, estimates):
        """Know every base, of groups too whose answers are withheld."""
        keys = ["grouping", "group", "question"]
        for grouping, group, question, base in (
            estimates.unique(keys).select(*keys, "base").iter_rows()
        ):
            if question in {q.name for q in self.questions}:
                self._sum((grouping, group), question, "(base)", base)

    @cached_property
    def _constraint(self):
        entries = [(r, c, v) for r, parts in enumerate(self.rows) for c, v in parts]
        row, column, value = (np.array(part) for part in zip(*entries, strict=True))
        shape = (len(self.rows), len(self.place))
        matrix = coo_array((value.astype(float), (row, column)), shape=shape).tocsr()
        return LinearConstraint(matrix, self.low, self.high)

    @cached_property
    def _program(self):
        """The program of parts of units: a solve begins where the one before it ended."""
        rule, size = self._constraint, len(self.place)
        numbers = (size, len(self.rows), rule.A.nnz)
        kinds = (highspy.MatrixFormat.kRowwise, highspy.ObjSense.kMinimize)
        zero, one = np.zeros(size), np.ones(size)
        matrix = (rule.A.indptr, rule.A.indices, rule.A.data)
        program = highspy._core._Highs()  # without what makes it print who it is
        program.setOptionValue("output_flag", False)
        program.setOptionValue("threads", 1)  # as all others: one process holds to one number
        program.passModel(
            *numbers, *map(int, kinds), 0.0, zero, zero, one, rule.lb, rule.ub, *matrix, zero
        )
        return program

    def _least(self, direction, known):
        least = np.zeros(len(self.place))
        most = np.ones(len(self.place))
        for key, value in known.items():
            least[self.place[key]] = most[self.place[key]] = value
        program, every = self._program, np.arange(len(self.place))
        program.changeColsBounds(len(every), every, least, most)
        program.changeColsCost(len(every), every, direction)
        program.run()
        found = np.array(program.getSolution().col_value)
        solved = program.getModelStatus() == highspy.HighsModelStatus.kOptimal
        if solved and np.abs(found - np.rint(found)).max() < NEAR:
            return np.rint(found)
        found = milp(
            direction,
            constraints=self._constraint,
            bounds=Bounds(least, most),
            integrality=np.ones(len(self.place)),
        ).x
        assert found is not None, "what is published agrees with no answers"
        return np.rint(found)

    def determined(self, targets, known=None):
        """Of sums over units, list those that only one number is possible for: name -> number.

        Targets are name -> [(unit, question, option)].
        """
        known = known or {}
        rows = {}
        for name, keys in targets.items():
            rows[name] = np.zeros(len(self.place))
            for key in keys:
                rows[name][self.place[key]] += 1
        if not rows:
            return {}
        left, names = dict(rows), list(rows)
        draws = np.random.default_rng(0).normal(size=(2, len(names)))
        seen = {name: set() for name in names}
        for weights in (*draws, *-draws):
            table = self._least(weights @ np.array([rows[name] for name in names]), known)
            for name in list(left):
                seen[name].add(round(rows[name] @ table))
                if len(seen[name]) > 1:
                    del left[name]
        found = {}
        for name, row in left.items():
            ends = {round(row @ self._least(sign * row, known)) for sign in (1, -1)} | seen[name]
            if len(ends) == 1:
                found[name] = ends.pop()
        return found


def _unknown(row):
    """How many were asked and not heard, of the worst-case bounds of a row."""
    if row["bound_high"] is None or row["count"] is None:
        return None
    if row["bound_low"]:
        return row["count"] / row["bound_low"] - row["base"]
    if row["bound_high"] < 1:
        return row["base"] / (1 - row["bound_high"]) - row["base"]
    return None


def chosen(said):
    """Give what each unit chose: (unit, question) -> options, of valid answers."""
    valid = said.filter(pl.col("status") == "valid")
    return {
        (unit, question): frozenset(options)
        for unit, question, options in valid.group_by("unit_id", "question")
        .agg(pl.col("option").filter("chosen"))
        .iter_rows()
    }


def withheld_targets(world, questions, estimates):
    """Every count of a withheld group that has answers."""
    truth = chosen(world.said)
    found = {}
    hidden = estimates.filter(pl.col("count").is_null())
    options = {q.name: q.options for q in questions}
    replied = world.memberships.filter("replied")
    for grouping, group, question in (
        hidden.select("grouping", "group", "question").unique(maintain_order=True).iter_rows()
    ):
        members = replied.filter(grouping=grouping, group=group)["unit_id"].to_list()
        if any((unit, question) in truth for unit in members):
            for option in options[question]:
                found[grouping, group, question, option] = [(u, question, option) for u in members]
    return found


def few_of_two_groups(world, questions):
    """Every count of few units that two groups, or their difference, pick out."""
    truth = chosen(world.said)
    replied = world.memberships.filter("replied")
    groups = {
        (grouping, group): frozenset(units)
        for grouping, group, units in replied.group_by("grouping", "group")
        .agg("unit_id")
        .iter_rows()
    }
    picked = {}
    for (one, first), (other, second) in combinations(sorted(groups.items()), 2):
        if one[0] != other[0]:
            parts = {"and": first & second, "less": first - second, "more": second - first}
            picked |= {(one, how, other): units for how, units in parts.items() if units}
    found, tried = {}, set()
    for name, units in picked.items():
        for question in questions:
            answered = [u for u in sorted(units) if (u, question.name) in truth]
            if not 0 < len(answered) < world.minimum or (units, question.name) in tried:
                continue
            tried.add((units, question.name))
            for option in question.options:
                found[*name, question.name, option] = [(u, question.name, option) for u in units]
    return found


def true_sum(truth, keys):
    """How many units truly chose it, by what each `chosen`."""
    return sum(option in truth.get((unit, question), ()) for unit, question, option in keys)
