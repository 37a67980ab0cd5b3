"""What lies across surveys: where two sources contradict each other, and all verdicts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import polars as pl
from matplotlib.figure import Figure

from cyberstudy.draw.drawn import Drawn
from cyberstudy.draw.families.across.entry import SourceContradictions, VerdictsOfSurveys
from cyberstudy.draw.marks.matrices import annotated_matrix
from cyberstudy.draw.marks.texts import above_column, beside_rows, folded, height_of, narrowed
from cyberstudy.draw.style import INK, MUTED, WARNING, leading, new_figure
from cyberstudy.draw.text_only import sentences
from cyberstudy.wording.alternative_text import by_panel, valued
from cyberstudy.wording.questions import first_capital, labelled
from cyberstudy.wording.speech import Speech
from cyberstudy.wording.typologies import (
    EXPLAINED,
    GRADIENT,
    NO_STRUCTURE,
    SPEAKS,
    STRUCTURES,
    TYPES,
    VERDICTS,
    judged,
    model_briefly,
)
from cyberstudy.wording.view import View

NAME, NAMES = 30, 76  # letters in a line of a pair's name, and of countries
LEFT = 0.29  # of the width, where names of countries begin
KEYS = ("construct", "title", "first", "first_year", "second", "second_year", "first_says")
#: Columns that the table in Methods shows.
IN_METHODS = (
    *("title", "contender", "p_no_structure", "p_gradient", "p_types"),
    *("choices", "same", "goes_with", "explained"),
)
ROW, ROWS, HEAD, TOLD = 0.36, 24, 12, 30  # inches, letters in a line of names, heads, verdicts
#: How dark a cell is, from what is ruled out to what is supported.
SHADES = {"against": 0.0, "open": 0.3, "for": 0.75}


def source_contradictions(view: View[SourceContradictions]) -> Drawn:
    """Write a row a pair of sources and direction: how many countries, and which."""
    say = view.say
    table = view.table("contradictions")
    if table.is_empty():
        why = [say("No two sources that are at hand say different things of a country.")]
        return sentences(view, why, data=table)
    data = table.group_by(*KEYS, maintain_order=True).agg(
        pl.len().alias("count"),
        pl.col("may_be_change").all(),
        pl.col("name").sort().str.join(say.listed(["", ""])).alias("countries"),
    )

    def named(source: str, year: int) -> str:
        survey = source.partition(" ")[0]
        # A year is a name, not a count: no language parts its thousands.
        return valued(say, view.entry.labels.get(survey, survey), str(year))

    heads, lists, told = [], [], []
    for row in data.iter_rows(named=True):
        both = named(row["first"], row["first_year"]), named(row["second"], row["second_year"])
        yes, no = both[:: 1 if row["first_says"] else -1]
        count = say("countries: {count}", count=row["count"])
        sides = [say("yes: {source}", source=yes), say("no: {source}", source=no)]
        told.append((say.word(row["title"]), [*sides, labelled(say, count, row["countries"])]))
        head = [say.word(row["title"]), *sides, count]
        head += [say("may have come in between")] if row["may_be_change"] else []
        heads.append("\n".join(folded(part, NAME) for part in head))
        lists.append(folded(row["countries"], NAMES))
    lines = [max(h.count("\n"), n.count("\n")) + 1 for h, n in zip(heads, lists, strict=True)]
    figure, axes = new_figure(0.35 + height_of(["\n" * (n - 1) for n in lines], 0.112, 0.12))
    axes.set_axis_off()
    axes.set(xlim=(0, 1), ylim=(sum(lines) + len(lines), 0))
    top = 0.0
    for name, names, height in zip(heads, lists, lines, strict=True):
        look = {"va": "top", "fontsize": 6.5, "linespacing": leading(1.25)}
        axes.text(0, top, name, color=MUTED, **look)
        axes.text(LEFT, top, names, color=INK, **look)
        top += height + 1
    return Drawn(
        figure=figure,
        data=data,
        question=say("Countries of which one source says yes and the other no."),
        base="",
        method=say(
            "{count} of {all} contradictions may be none: the later source says yes, so it may "
            "have come in between. The others tell that a source counts otherwise, or is wrong; "
            "not which.",
            all=table.height,
            count=table.filter("may_be_change").height,
        ),
        alt=by_panel(say, say("Lists of countries, a pair of sources and direction each."), told),
    )


def verdicts_of_surveys(view: View[VerdictsOfSurveys]) -> Drawn:
    """Draw the verdicts that are at hand in this run, in the order of the plan."""
    say = view.say
    rows = pl.DataFrame([row.plain() for row in view.entry.rows]).rename({"title": "row"})
    known = view.table("verdicts").drop(IN_METHODS)
    known = known.cast(dict.fromkeys(("simulated", "two_types_possible"), pl.Boolean))
    found = rows.join(known, on=("survey", "clustering"), how="inner", maintain_order="left")
    found = found.sort("simulated", maintain_order=True)
    if found.is_empty():
        return sentences(view, [say("No survey of this run has a verdict.")], data=known)
    found = found.rename({"no_structure": NO_STRUCTURE})
    told = [_judged_and_weakest(say, row) for row in found.iter_rows(named=True)]
    data = found.with_columns(
        pl.col("value", "low", "high", "chance").cast(pl.Float64), told=pl.Series(told)
    )
    accounts = {name: say(VERDICTS[name]) for name in STRUCTURES}
    # Counts have another rival.
    rivals = dict.fromkeys(model_briefly(say, name) for name in data["rival"])
    accounts[GRADIENT] = " / ".join(rivals)
    units, each = [], []
    for row in data.iter_rows(named=True):
        counted = say("{units} {who}.", units=row["units"], who=row["who"])
        units.append(say("{title}: {told}", title=row["row"], told=counted))
        verdict = say(
            "{row}: {verdict}, {units} in all",
            row=row["row"],
            verdict=row["told"],
            units=row["units"],
        )
        speaks = [valued(say, name, say(SPEAKS[row[key]])) for key, name in accounts.items()]
        each.append(say.listed([verdict, *speaks]))
    said = set(data["verdict"])
    method = [
        say(
            "Ruled out is what a test rejects in favour of a rival, supported what is not rejected "
            "while its rival is. The verdict stands on these tests and on others against further "
            "rivals, by rules that were written before looking. The weakest class is the one that "
            "comes back least over bootstrap resamples, by mean Jaccard similarity."
        ),
        *(say(meaning) for verdict, meaning in EXPLAINED.items() if verdict in said),
    ]
    if missed := data.filter(~pl.col("two_types_possible"))["row"].to_list():
        two_types = say(
            "Two types could not have been found for: {titles}. For items with two categories, or "
            "without an order, two classes are a special case of a gradient of any shape, which "
            "types have to be better than.",
            titles=say.clauses(missed),
        )
        method.append(two_types)
    return Drawn(
        figure=_figure(say, data, accounts, int(data["simulated"].sum())),
        data=data,
        question=say("Whether units come in types, differ by degrees, or neither."),
        base=say.text(units),
        method=say.text(method),
        alt=say("Table of verdicts. {each}.", each=say.clauses(each)),
        marked=True,
    )


def _judged_and_weakest(say: Speech, row: Mapping[str, Any]) -> str:
    """Say a verdict, and how alike the weakest class stays where types are supported."""
    told = judged(say, row)
    if row[TYPES] != "for" or row["value"] is None:
        return told
    return say(
        "{verdict} (weakest class {value}, {mark} needed)",
        verdict=told,
        value=say.decimal(row["value"], 2),
        mark=say.plain(row["required"]),
    )


def _figure(say: Speech, rows: pl.DataFrame, accounts: Mapping[str, str], simulated: int) -> Figure:
    """Draw a row a clustering and a column an account of it, with the verdict at the right.

    A band behind the last rows says which are `simulated`.
    """
    real = rows.height - simulated
    shown = rows.select("row", "told", *accounts)
    if simulated:
        head = pl.DataFrame({"row": [say("SIMULATED ANSWERS")], "told": [""]})
        shown = pl.concat([shown[:real], head, shown[real:]], how="diagonal")
    spoken = shown.select(*accounts)
    figure, axes = new_figure(0.7 + ROW * shown.height)
    annotated_matrix(
        axes,
        spoken.select(pl.all().replace_strict(SHADES, default=None, return_dtype=pl.Float64)),
        columns=[folded(first_capital(name), HEAD) for name in accounts.values()],
        rows=[folded(name, narrowed(ROWS)) for name in shown["row"]],
        told=[[say(SPEAKS[word]) if word else " " for word in row] for row in spoken.iter_rows()],
        highest=1,
    )
    axes.set_xlim(0, 1.68 * spoken.width)
    axes.set_xticks([number + 0.5 for number in range(spoken.width)])
    if simulated:
        # The band is as wide as the figure, and takes no room in it.
        look = {"color": WARNING, "lw": 0, "zorder": -2, "clip_on": False, "gid": "simulated"}
        axes.axhspan(real, shown.height, xmin=-2, xmax=2, **look).set_in_layout(False)
    beside_rows(
        axes,
        [place + 0.5 for place in range(shown.height)],
        [folded(told, TOLD) for told in shown["told"]],
        x=1.03 * spoken.width,
        muted=[False] * shown.height,
    )
    above_column(axes, say("Verdict"), x=1.03 * spoken.width, place=-0.09)
    return figure
