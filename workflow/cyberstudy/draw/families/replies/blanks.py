"""Along the questionnaire: of those asked, who left a question blank, or said nothing to it."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.patches import Patch

from cyberstudy.draw.drawn import Drawn
from cyberstudy.draw.families.replies.entry import ItemNonresponse
from cyberstudy.draw.marks import thin_bars
from cyberstudy.draw.marks.axes import percentages
from cyberstudy.draw.marks.bars import stacked_bars
from cyberstudy.draw.marks.legends import legend_below
from cyberstudy.draw.marks.missing_answers import BY_REASON
from cyberstudy.draw.marks.texts import folded
from cyberstudy.draw.style import leading, new_figure
from cyberstudy.draw.text_only import sentences
from cyberstudy.tables.extremes import highest, lowest
from cyberstudy.wording.alternative_text import valued
from cyberstudy.wording.translator import Translator
from cyberstudy.wording.view import View

LENGTH = 5.0  # inches that all questions together take, if they are many
THIN, THICK = 0.05, 0.14  # inches a question, at least and at most
LINE = 0.115  # inches a question's name takes
GAP = 1.6  # between sections, in questions
SECTION = 18  # letters in a line of a section's name
NAMED = 8  # questions named at most
FEW = 3  # that are named in words; of more it is said how many they are


def item_nonresponse(view: View[ItemNonresponse]) -> Drawn:
    """Draw one thin bar a question in the form's order, with the sections beside."""
    say, minimum = view.say, view.entry.minimum_base
    data = _shares(view, minimum)
    if data.is_empty():
        why = say("Each question was put to fewer than {minimum}.", minimum=minimum)
        return sentences(view, [why], data=data)
    place = pl.int_range(pl.len()) + GAP * (pl.col("section").rle_id())
    placed = data.with_columns(place=place)
    last = highest(placed["place"])
    pitch = min(max(LENGTH / data.height, THIN), THICK)
    figure, axes = new_figure(1.0 + pitch * (last + 1))
    _draw_bars(axes, say, placed, LINE / pitch)
    names = {}
    for (name,), rows in placed.group_by("section", maintain_order=True):
        low, high = lowest(rows["place"]), highest(rows["place"])
        thin_bars.section(axes, low, high, rows["section_blank"][0])
        names[(low + high) / 2] = folded(say.group(name), SECTION)
    axes.set_yticks(list(names), list(names.values()), linespacing=leading())
    axes.set_ylim(last + 1, -1)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    axes.xaxis.set_major_formatter(percentages(say))
    axes.set_xlabel(say("Share of those asked"), loc="left")
    axes.grid(axis="x")
    totals = {key: int(data[key].sum()) for key in BY_REASON}
    handles: list[Artist] = [
        Patch(label=say("{label} ({count})", label=say(words), count=totals[key]), **look)
        for key, (_, words, look) in BY_REASON.items()
    ]
    few = placed.filter(pl.col("asked") < minimum)
    if few.height:
        thin_bars.crosses(axes, few["place"].to_list())
    handles += thin_bars.legend_of_sections(
        say("left blank, whole section"),
        say("put to fewer than {minimum}", minimum=minimum) if few.height else None,
    )
    legend_below(figure, handles, 3, fontsize=6.5)
    who = view.entry.who or view.entry.group.replace("_", " ")
    counts = {say(words): totals[key] for key, (_, words, _) in BY_REASON.items()}
    return Drawn(
        figure=figure,
        data=data,
        question=say.many(
            "The one question of the form for {who}.",
            "All {count} questions of the form for {who}, in the form\u2019s order.",
            data.height,
            count=data.height,
            who=who,
        ),
        base=say(
            "{replied} {who} replied; each question was put to {least} to {most} of them.",
            replied=highest(data["base"]),
            who=who,
            least=lowest(data["asked"]),
            most=highest(data["asked"]),
        ),
        method=say(
            "Bars: share of those asked (all who replied, minus those for whom routing skips the "
            "question); in brackets, the number of answers. “Does not apply” counts as an answer. "
            "Where part of a form never arrived, its questions count as asked. Lines: answers "
            "left blank out of all requested in a section."
        ),
        alt=left_blank(say, data, counts, minimum),
    )


def _shares(view: View[ItemNonresponse], minimum: int) -> pl.DataFrame:
    """Return each question's counts, those asked, and shares where enough were asked."""
    table = view.spoken(view.table("nonresponse").filter(group=view.entry.group))
    questions = view.survey.questionnaire.questions
    section = {name: questions[name].section or "" for name in table["question"].unique()}

    def counted(*statuses: str) -> pl.Expr:
        return pl.col("count").filter(pl.col("status").is_in(statuses)).sum()

    # Assume: whoever says that a question does not apply has answered it; and where part of a form
    # never came, its questions were asked.
    wide = (
        table.group_by("order", "question", "label", "base")
        .agg(
            asked=pl.col("base").first() - counted("not_asked"),
            **{key: counted(*statuses) for key, (statuses, _, _) in BY_REASON.items()},
        )
        .sort("order")
        .with_columns(section=pl.col("question").replace_strict(section, return_dtype=pl.String))
    )
    enough = pl.col("asked") >= minimum
    of_section = pl.col("asked").sum().over("section")
    return wide.with_columns(
        *(pl.when(enough).then(pl.col(k) / pl.col("asked")).alias(f"{k}_share") for k in BY_REASON),
        section_blank=pl.when(of_section >= minimum).then(
            pl.col("blank").sum().over("section") / of_section
        ),
    ).select("section", pl.exclude("section"))


def _draw_bars(axes: Axes, say: Translator, placed: pl.DataFrame, line: float) -> None:
    """Draw the bars, and name the questions most left blank, `line` places apart at least."""
    shown = placed.filter(pl.col("blank_share").is_not_null())
    parts = [
        (say(words), look, shown[f"{key}_share"].to_list())
        for key, (_, words, look) in BY_REASON.items()
    ]
    ends = stacked_bars(axes, shown["place"].to_list(), parts, height=0.9, edge=0.3)
    end = max(*ends, 0.1) if ends else 0.1
    axes.set_xlim(0, 1.9 * end)
    axes.spines["bottom"].set_bounds(0, end)
    axes.set_xticks([tick / 10 for tick in range(11) if tick / 10 <= end])
    named = (
        shown.with_columns(end=pl.col("blank_share"))
        .filter(pl.col("blank") > 0)
        .sort("blank_share", "order", descending=[True, False])
        .head(NAMED)
        .sort("place")
    )
    texts = [
        say("{label} {count}", label=label, count=say.percent(share))
        for label, share in named.select("label", "blank_share").iter_rows()
    ]
    thin_bars.named_at_right(
        axes,
        named.with_columns(text=pl.Series(texts, dtype=pl.String)),
        head=say("Left blank most often (dots)"),
        end=end,
        apart=line,
        last=highest(placed["place"]) + 0.5,
    )


def left_blank(
    say: Translator, rows: pl.DataFrame, reasons: Mapping[str, int], minimum: int
) -> str:
    """Describe bars along a form: totals, the questions most and least left blank, and sections."""
    pooled = rows.unique("section", maintain_order=True)
    counts = [valued(say, reason, count) for reason, count in reasons.items()]
    first = [
        say(
            "Bar chart of {questions} questions in {sections} sections.",
            questions=rows.height,
            sections=pooled.height,
        ),
        say("Answers in all: {counts}.", counts=say.listed(counts)),
    ]
    shown = rows.drop_nulls("blank_share")
    if shown.is_empty():
        return say.text(
            [*first, say("Each question was put to fewer than {minimum}.", minimum=minimum)]
        )
    low, high = lowest(shown["blank_share"]), highest(shown["blank_share"])
    most_and_least = say(
        "Left blank most: {most}, {high} of those asked; least: {least}, {low}.",
        most=_named_or_counted(say, shown.filter(blank_share=high)),
        high=say.percent(high),
        least=_named_or_counted(say, shown.filter(blank_share=low)),
        low=say.percent(low),
    )
    by_section = [
        valued(say, say.group(section), say.percent(blank))
        for section, blank in pooled.drop_nulls("section_blank")
        .select("section", "section_blank")
        .iter_rows()
    ]
    sections = say("Left blank by section, in order: {sections}.", sections=say.clauses(by_section))
    return say.text([*first, most_and_least, sections])


def _named_or_counted(say: Translator, rows: pl.DataFrame) -> str:
    """Name questions with how many left them blank, or count them where they are many."""
    if rows.height > FEW:
        return say.many("{count} question", "{count} questions", rows.height, count=rows.height)
    return say.listed(
        say("{label} ({count} of {base})", label=label, count=blank, base=asked)
        for label, blank, asked in rows.select("label", "blank", "asked").iter_rows()
    )
