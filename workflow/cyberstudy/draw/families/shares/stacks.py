"""Several questions with the same options: how many gave each answer, and how many gave none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import itemgetter
from typing import Any

import polars as pl
from matplotlib.axes import Axes
from matplotlib.patches import Patch

from cyberstudy.declare.plan.kinds import AnswerStacks, DeclaredStack, Together
from cyberstudy.draw.drawn import Drawn
from cyberstudy.draw.families.shares.answered import Asked, citing_shares, read_asked
from cyberstudy.draw.families.shares.captions import WEIGHTED, with_caption
from cyberstudy.draw.marks.axes import panels_from_above
from cyberstudy.draw.marks.bars import Part, counts_inside, stacked_bars
from cyberstudy.draw.marks.legends import legend_below, legend_of_panel
from cyberstudy.draw.marks.missing_answers import BESIDE_ANSWERS
from cyberstudy.draw.marks.texts import above_column, beside_rows, folded, letters, rows_from_above
from cyberstudy.draw.style import BAND, lacking, leading, narrower, shades, tallness, width
from cyberstudy.wording.alternative_text import by_panel, valued
from cyberstudy.wording.questions import (
    WITHHELD,
    beside,
    first_capital,
    labelled,
    share_in_words,
)
from cyberstudy.wording.references import computed
from cyberstudy.wording.translator import Translator
from cyberstudy.wording.view import View
from surveyanswers.instrument.shared_beginnings import parted
from surveyanswers.tables.problems import SurveyError

LINES = {1: 0.19, 2: 0.235, 3: 0.33}  # inches from bar to bar, by lines of the longest name
NAME = 27  # letters in a line of a row's name
HEAD = 17  # letters in a line of what stands above the column of shares
ROOM = 1.42  # of it, with what stands beside


@dataclass(frozen=True)
class Stack:
    """Rows with the same options, in one panel."""

    title: str
    rows: list[Asked]
    names: list[str]
    colours: tuple[str, ...]
    together: Together | None


def answer_stacks(view: View[AnswerStacks]) -> Drawn:
    """Draw one panel a list of options, one bar a question and group; counts stand inside."""
    say, table = view.say, view.table("estimates")
    stacks = [_stack(view, table, entry) for entry in view.entry.stacks]
    # Captions quote questions in the order of the plan, whatever the shares.
    order = [question for entry in view.entry.stacks for question in entry.questions]
    everything = [row for stack in stacks for row in stack.rows]
    everything.sort(key=lambda row: order.index(row.question.name))
    greys = _greys(view, everything)
    lines = max(name.count("\n") for stack in stacks for name in stack.names) + 1
    pitch = LINES.get(lines, 0.11 * lines) * (tallness() if lines > 1 else 1)
    figure, grid = panels_from_above(
        0.7 + sum(_height(stack, pitch) for stack in stacks),
        [len(stack.rows) + 0.1 for stack in stacks],
    )
    longest = max(row.asked for row in everything) or 1
    for axes, stack in zip(grid, stacks, strict=True):
        _draw_panel(axes, say, stack, greys, longest)
    # A narrow figure has less room, and the band of simulated answers stands there.
    grid[0].set_xlim(0, (ROOM + 0.08 * lacking()) * longest)
    handles = [
        Patch(label=say(BESIDE_ANSWERS[key].words), **BESIDE_ANSWERS[key].look) for key in greys
    ]
    legend_below(figure, handles, fontsize=6.5)
    data = pl.concat(
        _parts_of_bars(say, stack, greys, panel) for panel, stack in enumerate(stacks, start=1)
    )
    method = [
        say(
            "Bars show counts. Percentages are of all substantive answers (n), shown where n is "
            "at least {minimum}; n excludes the grey and white segments. Labels that do not fit "
            "are in the table.",
            minimum=view.entry.minimum_base,
        )
    ]
    if everything[0].design:
        method.append(say(WEIGHTED))
    return with_caption(
        view,
        figure,
        data,
        everything,
        method=method,
        alt=_stacks_in_words(view, data, [stack.title for stack in stacks]),
    )


def _stack(view: View[AnswerStacks], table: pl.DataFrame, entry: DeclaredStack) -> Stack:
    groups = view.entry.answered_by
    rows = [
        read_asked(view, table, question, group) for question in entry.questions for group in groups
    ]
    options = rows[0].options["option"].to_list()
    for row in rows:
        if row.options["option"].to_list() != options:
            raise SurveyError(
                f"{row.question.name} has other options than {rows[0].question.name}: "
                "they cannot share a panel"
            )
        if row.question.type != "select_one":
            raise SurveyError(f"{row.question.name}: several answers do not stack")
    one, alone = len(entry.questions) == 1, len(groups) == 1
    if alone and (together := entry.together):
        rows.sort(key=lambda row: -(row.together(together.options)["share"] or 0))
    beginning, endings = parted([row.label for row in rows])
    if not alone:  # what is taken off a row's name stands above the rows
        endings = [row.label for row in rows]
    elif view.entry.title.startswith(beginning.removesuffix("...")):
        beginning = ""
    names = [
        name if alone else first_capital(row.who) if one else labelled(view.say, row.label, row.who)
        for row, name in zip(rows, endings, strict=True)
    ]
    above = beginning if alone else rows[0].label if one else ""
    return Stack(
        title=above,
        rows=rows,
        names=[folded(name, NAME) for name in names],
        colours=shades(len(options), entry.against),
        together=entry.together,
    )


def _height(stack: Stack, pitch: float) -> float:
    """Inches of a panel: its bars, its title or what stands in its place, and its legend."""
    legend = 0.14 * -(-len(stack.colours) // _columns(stack))
    above = 0.26 if stack.title or stack.together else 0.12
    return pitch * (len(stack.rows) + 0.1) + legend + above


def _columns(stack: Stack) -> int:
    """How many options stand beside each other in the legend."""
    longest = max(map(letters, stack.rows[0].options["label"]))
    names = max(letters(part) for name in stack.names for part in name.split("\n"))
    room = width() - (BAND if lacking() else 0.062 * names)
    return max(1, min(len(stack.colours), int(room / (0.3 + 0.056 * longest))))


def _draw_panel(axes: Axes, say: Translator, stack: Stack, greys: list[str], longest: int) -> None:
    released = [(place, row) for place, row in enumerate(stack.rows) if not row.withheld]
    places, rows = [place for place, _ in released], [row for _, row in released]
    options = zip(stack.rows[0].options["label"], stack.colours, strict=True)
    parts: list[Part] = [
        (label, {"facecolor": colour}, [row.options["count"][number] for row in rows])
        for number, (label, colour) in enumerate(options)
    ]
    handles = [Patch(label=label, **look) for label, look, _ in parts]
    missing_parts: list[Part] = [
        (say(BESIDE_ANSWERS[key].words), BESIDE_ANSWERS[key].look, _grey(rows, key))
        for key in greys
    ]
    shares = [[row.options["share"][n] for row in rows] for n in range(len(parts))]
    bars = parts + missing_parts
    stacked_bars(axes, places, bars, height=0.76, edge=0.5)
    counts_inside(axes, places, bars, say, longest=longest, shares=shares)
    right = (1 + 0.02 * narrower() ** 2) * longest
    beside_rows(
        axes,
        range(len(stack.rows)),
        [_counted_beside(say, row, stack) for row in stack.rows],
        x=right,
        muted=[row.withheld for row in stack.rows],
    )
    if stack.together:
        label = folded(stack.together.label, HEAD)
        above_column(axes, label, x=right, place=-0.62)
    axes.set_title(stack.title)
    rows_from_above(axes, stack.names, top=-0.6, linespacing=leading())
    axes.tick_params(length=0, labelbottom=False)
    axes.spines["bottom"].set_visible(False)
    legend_of_panel(axes, handles, _columns(stack))


def _greys(view: View[AnswerStacks], everything: list[Asked]) -> list[str]:
    """Name the greys that can be: of what only an option says, where there is such an option."""
    forms = view.survey.questionnaire
    can = {code for row in everything for code in forms.options_of(row.question).codes}
    return [
        key
        for key, (statuses, _, _) in BESIDE_ANSWERS.items()
        if key == "unanswered" or can & set(statuses) or any(_grey(everything, key))
    ]


def _grey(rows: list[Asked], key: str) -> list[int]:
    return [sum(a.statuses.get(status, 0) for status in BESIDE_ANSWERS[key].statuses) for a in rows]


def _counted_beside(say: Translator, row: Asked, stack: Stack) -> str:
    """Return how many gave a substantive answer, or how many of these gave one of some answers."""
    if row.withheld:
        return row.why
    if not stack.together:
        return say("n = {base}", base=row.base)
    combined = row.together(stack.together.options)
    return beside(say, combined["count"], row.base, combined["share"], row.why)


def _parts_of_bars(say: Translator, stack: Stack, greys: list[str], panel: int) -> pl.DataFrame:
    """One row a bar's part: options, some of them together, then the greys."""
    rows: list[dict[str, Any]] = []
    for name, row in zip(stack.names, stack.rows, strict=True):
        about = {"panel": panel, "row": " ".join(name.split()), "question": row.question.name}
        about |= {"grouping": row.grouping, "group": row.group}
        columns = {"answer": "option", "label": "label", "count": "count", "share": "share"}
        parts = [{"part": "option"} | part for part in row.options.select(**columns).to_dicts()]
        if stack.together:
            options, label = stack.together.options, stack.together.label
            sums = row.together(options)
            part = {"part": "together", "answer": " ".join(options), "label": label}
            parts.append(part | {name: sums[name] for name in ("count", "share")})
        for key in greys:
            part = {"part": "no answer", "answer": key, "label": say(BESIDE_ANSWERS[key].words)}
            parts.append(part | {"count": _grey([row], key)[0], "share": None})
        hidden = {"count": None, "share": None, "asked": None} if row.withheld else {}
        ends = {name: getattr(row, name) for name in ("base", "asked", "replied", "reason")}
        rows += [about | part | ends | hidden for part in parts]
    numbers = dict.fromkeys(("panel", "count", "base", "asked", "replied"), pl.Int64)
    return pl.DataFrame(rows, schema_overrides=numbers | {"share": pl.Float64})


def _stacks_in_words(view: View[AnswerStacks], data: pl.DataFrame, titles: Sequence[str]) -> str:
    """Return the text of every bar, with the panel's title before its first bar."""
    say = view.say
    bars_in_words: list[tuple[str, list[str]]] = []
    last_panel = 0
    keys = ("panel", "row", "question", "grouping", "group")
    rows = citing_shares(view, data.rename({"answer": "option", "reason": "why"}))
    for (number, name, *_), bar in groupby(rows, itemgetter(*keys)):
        title = titles[number - 1] if number > last_panel else ""
        heading = labelled(say, title, "").strip() if title else ""
        bars_in_words.append((say.text([heading, name]), _bar_in_words(say, [*bar])))
        last_panel = number
    return by_panel(say, say("Stacked bar charts of counts."), bars_in_words)


def _bar_in_words(say: Translator, rows: Sequence[dict[str, Any]]) -> list[str]:
    """Return each answer's count, how many answered, combined answers, and how many gave none."""
    base, *_ = rows
    if any(row["count"] is None for row in rows):
        return [say.reason(base["why"] or WITHHELD)]
    for row in (row for row in rows if row["part"] == "no answer"):
        statuses = BESIDE_ANSWERS[row["option"]].statuses
        row["count"] = computed(row["count"], base["base"], statuses)
    options, none = (
        say.listed(valued(say, row["label"], row["count"]) for row in rows if row["part"] == part)
        for part in ("option", "no answer")
    )
    together = [
        labelled(say, row["label"], share_in_words(say, row))
        for row in rows
        if row["part"] == "together"
    ]
    return [options, say("n {base}", base=base["base"]), *together, none]
