"""A question by groups, such as those of another question, as a table that is tested."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import polars as pl

from cyberstudy.declare.plan.exhibits import Group
from cyberstudy.declare.plan.kinds.shares import CrossTable
from cyberstudy.draw.drawn import Drawn
from cyberstudy.draw.families.shares.answered import SHARES, Asked, read_asked
from cyberstudy.draw.families.shares.captions import WEIGHTED, too_few, with_caption
from cyberstudy.draw.marks.matrices import annotated_matrix
from cyberstudy.draw.marks.texts import folded, height_of, narrowed
from cyberstudy.draw.style import new_figure
from cyberstudy.statistics.differences import Association, adjusted, association
from cyberstudy.wording.alternative_text import by_panel, valued
from cyberstudy.wording.questions import groups_from_above, labelled, share_in_words
from cyberstudy.wording.translator import Translator
from cyberstudy.wording.view import View
from cyberstudy.wording.words import name_of_grouping
from surveyanswers.instrument.counting import CONFIDENTIAL
from surveyanswers.tables.statuses import ASIDE

NAME, HEADS = 28, 70  # letters in a line of a row's name, and of all columns' names
PERMUTATIONS = 20_000
LEAST = 0.001  # smaller p-values are not told
KEYS = ("grouping", "group", "label")


def cross_table(view: View[CrossTable]) -> Drawn:
    """Draw a row a group and a column an option: the share of the row, and how many they are."""
    say, table, entry = view.say, view.table("estimates"), view.entry
    groups = groups_from_above(say, entry.across, table)
    asked = [
        read_asked(view, table, entry.question, Group(grouping=by, group=group, who=entry.who))
        for by, group in groups.select("grouping", "group").iter_rows()
    ]
    cells = [one.options.select("label", "count", "share").rows() for one in asked]
    divided = _divided(say, groups)
    called = [
        labelled(say, divided[by], label) if len(divided) > 1 and by in divided else label
        for by, label in groups.select("grouping", "label").iter_rows()
    ]
    names = [
        f"{folded(label, narrowed(NAME))}\n{_base(say, one)}"
        for label, one in zip(called, asked, strict=True)
    ]
    figure, axes = new_figure(0.9 + height_of(names, 0.11, 0.14))
    annotated_matrix(
        axes,
        pl.DataFrame([[share for *_, share in row] for row in cells], orient="row"),
        columns=[folded(label, HEADS // len(cells[0])) for label, *_ in cells[0]],
        rows=names,
        told=[[_cell(say, count, share) for _, count, share in row] for row in cells],
        highest=1,
    )
    for row, starts in enumerate(groups["grouping"] != groups["grouping"].shift()):
        if starts:
            axes.axhline(row, color="white", lw=5)
    axes.set_xlabel(asked[0].label)
    axes.xaxis.set_label_position("top")
    axes.set_ylabel("".join(divided.values()) if len(divided) == 1 else "")
    tests = _tested(view, groups, asked)
    keys = groups.select(KEYS).rows()
    data = pl.concat(_numbers(key, one, tests) for key, one in zip(keys, asked, strict=True))
    said = {divided[by]: _in_words(say, found, asked[0].confidence) for by, found in tests.items()}
    several, alone = asked[0].question.type == "select_multiple", len(said) < 2
    method = [
        say("Each cell: share and number of the row’s substantive answers."),
        say("Several answers may be chosen.") if several else "",
        say(WEIGHTED) if asked[0].design else "",
        too_few(say, entry.minimum_base),
        *(found if alone else labelled(say, by, found) for by, found in said.items()),
        "" if alone else say("p-values are adjusted for the tests of this table (Holm)."),
    ]
    told = [
        (name, [valued(say, o, share_in_words(say, n, one.base, s, one.why)) for o, n, s in row])
        for name, one, row in zip(called, asked, cells, strict=True)
    ]
    alt = by_panel(say, say("Cross table of shares by group."), told)
    return with_caption(view, figure, data, asked, method=method, alt=alt)


def _divided(say: Translator, groups: pl.DataFrame) -> dict[str, str]:
    """Name the groupings that have several rows."""
    counts = groups.group_by("grouping", maintain_order=True).len().filter(pl.col("len") > 1)
    return {by: say.word(name_of_grouping(by)) for by in counts["grouping"]}


def _base(say: Translator, asked: Asked) -> str:
    return asked.why if asked.withheld else say("n = {base}", base=asked.base)


def _cell(say: Translator, count: int | None, share: float | None) -> str:
    if count is None:
        return ""
    return say.count(count) if share is None else f"{say.percent(share)}\n{say.count(count)}"


def _tested(
    view: View[CrossTable], groups: pl.DataFrame, asked: Sequence[Asked]
) -> dict[str, Association | str]:
    """Test each grouping of several rows: what was found, p adjusted, or why there is no test.

    Assume: who gave no opinion on the question that divides, and groups with too small a base, are
    no part of a test. Of a confidential survey contrasts alone are, which the audit takes.
    """
    found: dict[str, Association | str] = {}
    tested = view.entry.test and view.survey.settings.protection != CONFIDENTIAL
    for (by,), rows in groups.with_row_index("row").group_by("grouping", maintain_order=True):
        if rows.height < 2 or not tested:
            continue
        if asked[0].design:
            found[str(by)] = view.say("No test here: contrasts test with the sample's design.")
            continue
        if asked[0].question.type == "select_multiple":
            found[str(by)] = view.say("No test: several answers may be chosen.")
            continue
        own = [asked[n] for n, group in rows.select("row", "group").rows() if group not in ASIDE]
        known = [one for one in own if not one.withheld and (one.base or 0) >= one.minimum]
        result = association(
            np.array([one.options["count"].to_list() for one in known], dtype=int).reshape(
                len(known), asked[0].options.height
            ),
            confidence=asked[0].confidence,
            permutations=PERMUTATIONS,
            rng=np.random.default_rng(0),  # the same p-value whenever it is drawn
        )
        few = view.say("No test: fewer than two groups or options with enough answers.")
        found[str(by)] = result or few
    made = {by: one for by, one in found.items() if isinstance(one, Association)}
    p = adjusted(np.array([one.p for one in made.values()]), "confirmatory")
    return found | {
        by: replace(one, p=float(value)) for (by, one), value in zip(made.items(), p, strict=True)
    }


def _in_words(say: Translator, found: Association | str, confidence: float) -> str:
    """Say what a test found, or why there is none."""
    if isinstance(found, str):
        return found
    p = say("p = {p}", p=say.decimal(found.p, 3))
    value, low, high = (say.decimal(number, 2) for number in found.effect)
    return say(
        "{method}, {units} in rows with enough answers: {p}; Cramer\u2019s V {value} "
        "({confidence} interval {low} to {high}).",
        method=_method(say, found),
        units=found.units,
        p=p if found.p >= LEAST else say("p under {p}", p=say.plain(LEAST)),
        value=value,
        confidence=say.percent(confidence),
        low=low,
        high=high,
    )


def _method(say: Translator, found: Association) -> str:
    if found.method == "chi-squared":
        degrees = {"value": say.decimal(found.statistic, 2), "degrees": found.degrees}
        return say("Chi-squared test ({value}, {degrees} degrees of freedom)", **degrees)
    if found.method == "exact":
        return say("Exact test of Fisher, Freeman and Halton (mid-p)")
    return say("Permutation test of chi-squared ({count} tables, mid-p)", count=PERMUTATIONS)


def _numbers(key: Sequence[str], asked: Asked, tests: dict[str, Association | str]) -> pl.DataFrame:
    """One row an option of a group, with the test of its grouping."""
    found = tests.get(key[0])
    tested = found if isinstance(found, Association) else None
    value, low, high = tested.effect if tested else (None, None, None)
    return asked.options.select(
        *(pl.lit(text).alias(name) for name, text in zip(KEYS, key, strict=True)),
        pl.lit(asked.question.name).alias("question"),
        "option",
        pl.col("label").alias("option_label"),
        "count",
        pl.lit(asked.base, dtype=pl.Int64).alias("base"),
        *SHARES,
        reason=pl.lit(asked.reason),
        test=pl.lit(tested and tested.method, dtype=pl.String),
        chi_squared=pl.lit(tested and tested.statistic, dtype=pl.Float64),
        degrees=pl.lit(tested and tested.degrees, dtype=pl.Int64),
        p_adjusted=pl.lit(tested and tested.p, dtype=pl.Float64),
        cramers_v=pl.lit(value, dtype=pl.Float64),
        v_low=pl.lit(low, dtype=pl.Float64),
        v_high=pl.lit(high, dtype=pl.Float64),
    )
