"""Who replied, of those listed, and who they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl
from matplotlib.patches import Patch

from cyberstudy.declare.plan.kinds.replies import ExpertCoverage, Panel, ResponseBars
from cyberstudy.draw.drawn import Drawn
from cyberstudy.draw.marks.axes import panels_from_above
from cyberstudy.draw.marks.bars import bars_with_counts, stacked_bars
from cyberstudy.draw.marks.legends import legend_below
from cyberstudy.draw.marks.missing_answers import HATCHED, NO_REPLY
from cyberstudy.draw.marks.texts import (
    behind_bar,
    folded,
    lines_of,
    name_rows,
    narrowed,
    rows_from_above,
)
from cyberstudy.draw.style import HUES, MUTED, lacking
from cyberstudy.wording.alternative_text import by_panel, panel, valued
from cyberstudy.wording.questions import (
    BESIDE,
    IN_A_SENTENCE,
    beside,
    first_capital,
    wording_of,
)
from cyberstudy.wording.references import CellReference, computed
from cyberstudy.wording.statuses import in_plain_words
from cyberstudy.wording.translator import Translator
from cyberstudy.wording.view import View
from surveyanswers.tables.extremes import highest, total
from surveyanswers.tables.phrases import phrase
from surveyanswers.tables.statuses import STATUSES

Looks = dict[str, tuple[str, dict[str, Any]]]
#: What a listed unit did, from the axis outwards, and how it looks.
BARS: Looks = {
    "complete": (phrase("complete"), {"facecolor": HUES[0]}),
    "partial": (phrase("partial"), {"facecolor": HUES[4]}),
    "hardly": (phrase("hardly anything answered"), HATCHED),
    "either": (phrase("complete or partial"), {"facecolor": HUES[2]}),
}
NAME, FEWEST = 40, 22  # letters in a line of a row's name; however narrow the figure
TITLE = 72  # letters in a line of a panel's title


def response_bars(view: View[ResponseBars]) -> Drawn:
    """Draw one panel a column of the list, with "n of N" and the response rate beside each bar."""
    say, minimum = view.say, view.entry.minimum_base
    panels = [_replies_of_panel(view, entry) for entry in view.entry.panels]
    data = pl.concat(panels).drop("told")
    heights = [rows.height for rows in panels]
    figure, grid = panels_from_above(1.1 + 0.2 * sum(heights) + 0.3 * len(panels), heights)
    for axes, rows in zip(grid, panels, strict=True):
        parts = [("", look, rows[kind].to_list()) for kind, (_, look) in BARS.items()]
        listed = rows["listed"].fill_null(0).to_list()
        stacked_bars(axes, range(rows.height), parts, height=0.72, edge=0.4, whole=listed)
        ends = rows.select(pl.max_horizontal("listed", "replied"), "told").iter_rows()
        for place, (end, text) in enumerate(ends):
            behind_bar(axes, place, end, text)
        names = [folded(label, max(FEWEST, narrowed(NAME))) for label in rows["label"]]
        rows_from_above(axes, names, top=-0.55, below=0.55)
        axes.tick_params(axis="y", length=0)
        axes.set_title(folded(rows["panel"][0], narrowed(TITLE)))
    below = grid[-1]
    widest = max(highest(data["listed"]) or 0, highest(data["replied"]), 1)
    below.set_xticks([tick for tick in below.get_xticks() if tick <= widest])
    # Room for what stands beside the longest bar, which a narrow figure has less of.
    below.set_xlim(0, (1.33 + 0.25 * lacking()) * widest)
    below.set_xlabel(say("Number of replies, out of those listed"))
    drawn = [look for kind, look in BARS.items() if data[kind].sum() or kind != "either"]
    handles = [Patch(label=say(words), **look) for words, look in drawn]
    handles.append(Patch(label=say("listed, no reply"), **NO_REPLY))
    legend_below(figure, handles, fontsize=7)
    alt = [say("Bar charts of replies.")]
    for entry, rows in zip(view.entry.panels, panels, strict=True):
        cited_rows = [*view.citing(rows.with_columns(by=pl.lit(entry.by)), "response")]
        lines = [valued(say, row["label"], _reply(say, row, IN_A_SENTENCE)) for row in cited_rows]
        alt.append(panel(say, rows["panel"][0], lines))
        alt.append(rates_compared(say, [(row["label"], row["rr2"]) for row in cited_rows]))
    respondents = view.table("response").filter(by="respondents")
    unlisted = respondents.filter(pl.col("listed").is_null())
    base = []
    if unlisted.height < respondents.height:
        base.append(_listed_and_replied(view, respondents.drop_nulls("listed")))
    if unlisted.height:
        more = total(unlisted["replied"])
        base.append(
            say.many(
                "{count} respondents who are on no list also replied.",
                "{count} respondents who are on no list also replied.",
                more,
                count=more,
            )
        )
    return Drawn(
        figure=figure,
        data=data,
        question=say("If there is a list of respondents, everybody on it was asked to reply."),
        base=say.text(base),
        method=say(
            "At the right of each bar: complete and partial replies out of those listed and, "
            "where at least {minimum} are listed, the response rate (AAPOR RR2; the table also "
            "has RR1, which counts only complete replies). Groups without a list have no rate.",
            minimum=minimum,
        ),
        alt=say.text(alt),
    )


def _replies_of_panel(view: View[ResponseBars], entry: Panel) -> pl.DataFrame:
    """Return a row a group, in its order, with what is told of it beside its bar."""
    say = view.say
    groups_in_table = view.table("response").filter(by=entry.by)["group"]
    groups = [*entry.order, *sorted({*groups_in_table} - {*entry.order})]
    labels = {group: entry.labels.get(group) or say.group(group) for group in groups}
    # Assume: a rate of few is no rate.
    enough = pl.col("listed") >= view.entry.minimum_base
    replies = (
        _counted(view, entry.by, groups)
        .with_columns(
            pl.when(enough).then(pl.col("rr1", "rr2").cast(pl.Float64)),
            panel=pl.lit(entry.title),
            label=pl.col("group").replace(labels),
        )
        .select("panel", "group", "label", "listed", "replied", *BARS, "rr1", "rr2")
    )
    texts = [_reply(say, row, BESIDE) for row in replies.iter_rows(named=True)]
    return replies.with_columns(told=pl.Series(texts, dtype=pl.String))


def _reply(say: Translator, row: Mapping[str, Any], pattern: str) -> str:
    """Return how many of a group replied, and of how many, if there is a list."""
    number = row["complete"] + row["partial"] + row["either"]
    columns = ("rr2", "listed") if row["either"] else ("complete", "partial")
    count = computed(number, row["replied"], columns)
    if row["listed"] is None:
        return say("{count} replied (no list, so no rate)", count=count)
    return beside(say, count, row["listed"], row["rr2"], "", pattern)


def _counted(view: View[Any], by: str, groups: Sequence[str]) -> pl.DataFrame:
    """Return replies of groups in their order; a group that is not there counts nothing."""
    # Of respondents some groups may have no list; a column of the list has only listed units.
    absent = pl.lit(None if by == "respondents" else 0, dtype=pl.Int64)
    replies = view.table("response").filter(by=by)
    return (
        pl.DataFrame({"group": groups}, schema={"group": pl.String})
        .join(replies, on="group", how="left", maintain_order="left")
        .with_columns(
            pl.col("listed").cast(pl.Int64).fill_null(absent),
            pl.col("replied").cast(pl.Int64).fill_null(0),
            # Of few units it is withheld who answered how much.
            either=pl.when(pl.col("complete").is_null())
            .then(pl.coalesce(pl.col("rr2") * pl.col("listed"), "replied").round())
            .cast(pl.Int64)
            .fill_null(0),
        )
        .with_columns(pl.col("complete", "partial").cast(pl.Int64).fill_null(0))
        .with_columns(hardly=pl.col("replied") - pl.sum_horizontal("complete", "partial", "either"))
    )


def rates_compared(say: Translator, rows: Sequence[tuple[str, float | None]]) -> str:
    """Name the rows, of label and rate, that have the highest and the lowest rate."""
    rated = [(label, rate) for label, rate in rows if rate is not None]
    if len(rated) < 2:
        return ""
    low, high = (choice(rate for _, rate in rated) for choice in (min, max))
    if low == high:
        return say("The rate is {rate} for each.", rate=say.percent(high))
    return say(
        "The rate is highest for “{most}” ({highest}) and lowest for “{least}” ({lowest}).",
        most=say.listed(label for label, rate in rated if rate == high),
        highest=say.percent(high),
        least=say.listed(label for label, rate in rated if rate == low),
        lowest=say.percent(low),
    )


def _listed_and_replied(view: View[ResponseBars], rows: pl.DataFrame) -> str:
    sums = {
        name: view.cited(
            total(rows[name]), CellReference("response", {"by": "respondents"}, name, "sum")
        )
        for name in ("listed", "replied")
    }
    return view.say("{listed} were listed; {replied} of them replied.", **sums)


def expert_coverage(view: View[ExpertCoverage]) -> Drawn:
    """Draw one panel a question, counts beside the bars, missing answers in grey."""
    say, data = view.say, _named(view, view.table("coverage"))
    groups = data.group_by("question", maintain_order=True)
    panels = {str(question): rows for (question,), rows in groups}
    names = [[folded(label, NAME) for label in rows["label"]] for rows in panels.values()]
    heights = [lines_of(labels) for labels in names]
    figure, grid = panels_from_above(1.0 + 0.2 * sum(heights) + 0.3 * len(panels), heights)
    for axes, (question, rows), shown in zip(grid, panels.items(), names, strict=True):
        colours = [MUTED if group in STATUSES else HUES[0] for group in rows["group"]]
        bars_with_counts(axes, rows["count"].to_list(), colours, say)
        name_rows(axes, range(rows.height), shown)
        axes.invert_yaxis()
        axes.tick_params(axis="y", length=0)
        axes.set_title(view.label(question), fontsize=8.5)
    who = say.word(view.survey.settings.respondents)
    grid[-1].set_xlabel(say("{who}, of {all}", who=first_capital(who), all=view.units))
    texts = [
        (
            view.label(name),
            [valued(say, row["label"], row["count"]) for row in view.citing(rows, "coverage")],
        )
        for name, rows in panels.items()
    ]
    return Drawn(
        figure=figure,
        data=data,
        question=say("Questions: {questions}.", questions=say.clauses(map(view.wording, panels))),
        base=say(
            "All {count} {who}; grey: no answer, refused or not applicable.",
            count=view.units,
            who=who,
        ),
        method=say(
            "Bars show counts. Countries are grouped by region (UN standard M49). If a "
            "respondent gave several answers, each is counted."
        ),
        alt=by_panel(say, say("Bar charts of who answered."), texts),
    )


def _named(view: View[ExpertCoverage], data: pl.DataFrame) -> pl.DataFrame:
    """Call options as the plan or else the questionnaire does, statuses and regions by words."""
    form, labels = view.survey.questionnaire, []
    for question, group, label in data.select("question", "group", "label").iter_rows():
        options = form.options_of(form.questions[question])
        if group in STATUSES:
            labels.append(first_capital(in_plain_words(view.say, group)))
        elif group in view.entry.labels:
            labels.append(view.entry.labels[group])
        elif group in options.codes:
            labels.append(wording_of(view.say, options, group))
        else:
            labels.append(view.say.word(label))
    return data.with_columns(label=pl.Series(labels, dtype=pl.String))
