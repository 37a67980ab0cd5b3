"""What classes answer: the probability of each answer in each class, with intervals."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import polars as pl
from matplotlib import pyplot as plt
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.gridspec import SubplotSpec

from cyberstudy.declare.plan.exhibits import TypeProfiles
from cyberstudy.draw.drawn import Drawn
from cyberstudy.draw.marks.axes import bands, narrow_axis_of_shares
from cyberstudy.draw.marks.intervals import class_dots, legend_of_classes
from cyberstudy.draw.marks.legends import legend_below
from cyberstudy.draw.marks.texts import folded, letters, name_rows
from cyberstudy.draw.style import COLUMN
from cyberstudy.draw.text_only import one_class
from cyberstudy.tables.phrases import phrase
from cyberstudy.wording.questions import labelled
from cyberstudy.wording.speech import Speech
from cyberstudy.wording.typologies import Clustering, clustering_of, many_units
from cyberstudy.wording.view import View

NAME, NAME_ALONE = 22, 40  # letters in a line of a row's name, beside several panels and one
HEAD = 15  # letters in a line of a panel's title, of four
TALLEST = 7.6  # inches of all rows: a page has room for no more
ROW, DODGE = 0.11, 0.085  # inches of a row, and what each class adds
NO = "no"  # of two answers, the one that goes without saying


@dataclass(frozen=True)
class Block:
    """Items that are shown alike: a column for each answer, or one for all items.

    Attributes
    ----------
    columns
        Panels from the left: title and, by row, the answer shown.
    rows
        Names of the rows from above.
    """

    columns: Sequence[tuple[str, Mapping[int, tuple[str, str]]]]
    rows: Sequence[str]


def draw(view: View[TypeProfiles]) -> Drawn:
    """Draw a mark a class for each answer to each item."""
    found = clustering_of(view)
    say, table = view.say, found.table("profiles")
    if found.verdict["contender"] == 1:
        return one_class(
            found, phrase("The tests stop at one class: there are no profiles to compare.")
        )
    data = _with_labels(found, table)
    classes = data.unique("type", maintain_order=True).sort("type")
    blocks = _blocks(found, data)
    line = min(ROW + DODGE * classes.height, TALLEST / sum(len(block.rows) for block in blocks))
    heights = [0.3 + line * len(block.rows) for block in blocks]
    figure = plt.figure(figsize=(COLUMN, 0.7 + sum(heights)))
    grid = figure.add_gridspec(len(blocks), 1, height_ratios=heights)
    for place, block in enumerate(blocks):
        _draw_block(figure, grid[place], found, block, data, classes["type"].to_list())
    handles = legend_of_classes(_classes_in_legend(say, classes), say, confidence=found.confidence)
    legend_below(
        figure, handles, 4, fontsize=6.5, title=found.note, title_fontsize=7, handletextpad=0.3
    )
    return Drawn(
        figure=figure,
        data=data.drop("place"),
        question=found.made_of(named=True),
        base=found.who(),
        method=say(
            "Mark: probability of the answer in the class, as the model estimates it; line: middle "
            "{confidence} of the share in the class that matches best when {who} are drawn again; "
            "without a line all or none of a class said so, and drawing again cannot show what did "
            "not occur. Classes were made to differ in these answers, so that they do is no "
            "finding.",
            confidence=found.confidence,
            who=found.drawn_again(),
        ),
        alt=_in_words(found, data, classes),
    )


def _classes_in_legend(say: Speech, classes: pl.DataFrame) -> list[str]:
    """Name every class with its units, or why these are not told."""
    return [
        say(
            "{type} ({told})",
            type=name,
            told=say.reason(reason) if reason else many_units(say, base),
        )
        for name, base, reason in classes.select("type", "base", "reason").iter_rows()
    ]


def _with_labels(found: Clustering, table: pl.DataFrame) -> pl.DataFrame:
    """Name items and answers for readers."""
    view = found.view
    named = view.entry.labels
    item: Callable[[str], str]
    option: Callable[[str, str], str]
    if "named" in found.plan:
        countries = dict(view.table("index").select("iso3", "country").iter_rows())
        item, option = lambda code: countries.get(code, code), lambda _, code: view.say.group(code)
    elif "items" in found.plan:
        item, option = view.label, lambda code, answer: _wording(view, code, answer)
    else:
        item, option = lambda _: "", lambda _, code: view.parts[code]
    keys = table.unique(["item", "option"], maintain_order=True).select("item", "option")
    words = keys.with_columns(
        label=pl.Series([item(code) for code in keys["item"]], dtype=pl.String),
        answer=pl.Series(
            [named.get(code) or option(question, code) for question, code in keys.iter_rows()],
            dtype=pl.String,
        ),
        place=pl.int_range(pl.len()),
    )
    joined = table.join(words, on=["item", "option"], how="left", maintain_order="left")
    numbers = ("probability", "low", "high", "base", "reason")
    return joined.select("type", "item", "label", "option", "answer", *numbers, "place")


def _wording(view: View[TypeProfiles], item: str, option: str) -> str:
    """Word an answer as the form does; what the plan put together has a name of its own."""
    form = view.survey.questionnaire
    options = form.options_of(form.questions[item])
    if option not in options.codes:
        return view.say.group(option)
    labels = {language: named[option] for language, named in options.labels.items()}
    return view.say.wording(labels)


def _blocks(found: Clustering, data: pl.DataFrame) -> list[Block]:
    """Put together items with the same answers; of two answers one tells all."""
    say = found.view.say
    lists = data.group_by("item", maintain_order=True).agg(
        pl.col("label").first(), pl.col("option").unique(maintain_order=True)
    )
    answers = {
        (item, option): answer
        for item, option, answer in data.select("item", "option", "answer").iter_rows()
    }
    if lists.height == 1:
        item, _, options = lists.row(0)
        rows = {place: (item, option) for place, option in enumerate(options)}
        return [Block([("", rows)], [answers[key] for key in rows.values()])]
    # An answer that nobody gave is in no table: those lists are one that hold one another.
    groups: list[tuple[list[str], list[tuple[str, str]]]] = []
    for item, label, options in lists.iter_rows():
        for longest, items in groups:
            if set(options) <= set(longest) or set(longest) <= set(options):
                longest[:] = options if len(options) > len(longest) else longest
                items.append((item, label))
                break
        else:
            groups.append((list(options), [(item, label)]))
    blocks, two = [], []
    for options, items in groups:
        if len(options) <= 2:
            shown = _shown(options)
            two += [(item, shown, label) for item, label in items if (item, shown) in answers]
            continue
        columns = [
            (
                next(answers[item, option] for item, _ in items if (item, option) in answers),
                {
                    place: (item, option)
                    for place, (item, _) in enumerate(items)
                    if (item, option) in answers
                },
            )
            for option in options
        ]
        blocks.append(Block(columns, [label for _, label in items]))
    if two:
        order = lists["item"].to_list()
        two.sort(key=lambda one: order.index(one[0]))
        alike = len({answers[item, shown] for item, shown, _ in two}) == 1
        names = [
            label if alike else labelled(say, label, answers[item, shown])
            for item, shown, label in two
        ]
        title = answers[two[0][0], two[0][1]] if alike else ""
        rows = {place: (item, shown) for place, (item, shown, _) in enumerate(two)}
        blocks.append(Block([(title, rows)], names))
    return blocks


def _draw_block(
    figure: Figure,
    where: SubplotSpec,
    found: Clustering,
    block: Block,
    data: pl.DataFrame,
    classes: Sequence[str],
) -> None:
    count = len(block.columns)
    inner = where.subgridspec(1, count)
    first: Axes | None = None
    width = NAME if count > 1 else NAME_ALONE
    for number, (title, shown) in enumerate(block.columns):
        axes = figure.add_subplot(inner[number])
        rows = pl.DataFrame(
            [(place, item, option) for place, (item, option) in shown.items()],
            schema=["place", "item", "option"],
            orient="row",
        ).join(data.drop("place"), on=["item", "option"], how="left", maintain_order="left")
        bands(axes, len(block.rows))
        class_dots(axes, rows, classes=classes, value="probability")
        ticks = (0, 0.5, 1) if count > 1 else (0, 0.25, 0.5, 0.75, 1)
        narrow_axis_of_shares(axes, found.view.say, ticks)
        axes.set_ylim(len(block.rows) - 0.5, -0.5)
        if title:
            room = HEAD * 4 // count
            head = title if letters(title) <= room else folded(title, room)
            axes.set_title(head, loc="center", fontsize=7)
        if first is None:
            first = axes
            name_rows(axes, range(len(block.rows)), [folded(name, width) for name in block.rows])
        else:
            axes.set_yticks([])


def _in_words(found: Clustering, data: pl.DataFrame, classes: pl.DataFrame) -> str:
    """Say the likeliest answer of each class to each item, and what was withheld."""
    say = found.view.say
    each = []
    for name, base, reason in classes.select("type", "base", "reason").iter_rows():
        head = say("Class {type}, {units}", type=name, units=many_units(say, base))
        own = data.filter(type=name).drop_nulls("probability")
        if own.is_empty():
            each.append(labelled(say, head, say.reason(reason)))
            continue
        answers = [
            say("{answer} {share}", answer=answer, share=say.percent(share))
            for answer, share in _likeliest(say, own)
        ]
        each.append(labelled(say, head, say.clauses(answers)))
    return say.text(
        [
            say("Dot plot of the answers of {count} classes.", count=classes.height),
            found.note_in_a_sentence,
            *(say("{clauses}.", clauses=told) for told in each),
        ]
    )


def _likeliest(say: Speech, own: pl.DataFrame) -> Iterator[tuple[str, float]]:
    """Return the likeliest answer to each item; of two answers the one shown, of one item all."""
    items = own.group_by("item", maintain_order=True)
    alone = own["item"].n_unique() == 1
    for _, rows in items:
        if alone:
            yield from rows.select("answer", "probability").iter_rows()
            continue
        if rows.height > 2:
            top = rows.sort("probability", descending=True, maintain_order=True).row(0, named=True)
        else:
            top = rows.filter(option=_shown(rows["option"].to_list())).row(0, named=True)
        yield labelled(say, top["label"], top["answer"]), top["probability"]


def _shown(options: Sequence[str]) -> str:
    """Choose which of two answers is shown: the first that does not go without saying."""
    return next((option for option in options if option != NO), options[0])
