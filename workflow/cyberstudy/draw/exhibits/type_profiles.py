"""What classes answer: the probability of each answer in each class, with intervals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl
from matplotlib import pyplot as plt
from matplotlib.figure import Figure
from matplotlib.gridspec import SubplotSpec

from cyberstudy.declare.plan.exhibits import DeclaredTypeProfiles
from cyberstudy.draw.drawn import Drawn
from cyberstudy.draw.marks.axes import TICKS, bands, narrow_axis_of_shares
from cyberstudy.draw.marks.class_dots import class_dots, legend_of_classes
from cyberstudy.draw.marks.legends import legend_below
from cyberstudy.draw.marks.texts import folded, letters, name_rows
from cyberstudy.draw.style import width
from cyberstudy.draw.text_only import sentences
from cyberstudy.wording.alternative_text import in_sentences
from cyberstudy.wording.alternative_text.dots import likeliest_answers
from cyberstudy.wording.captions.clusterings import caption_of_answers
from cyberstudy.wording.clustering_view import Clustering, clustering_of
from cyberstudy.wording.questions import labelled
from cyberstudy.wording.speech import Speech
from cyberstudy.wording.typologies import many_units
from cyberstudy.wording.view import View

NAME, NAME_ALONE = 22, 40  # letters in a line of a row's name, beside several panels and one
HEAD = 15  # letters in a line of a panel's title, of four
TALLEST = 7.6  # inches of all rows: a page has room for no more
ROW, DODGE = 0.11, 0.085  # inches of a row, and what each class adds
NO = "no"  # of two answers, the one that goes without saying

Answer = tuple[str, str]  # an item and an option


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

    columns: Sequence[tuple[str, Mapping[int, Answer]]]
    rows: Sequence[str]


def draw(view: View[DeclaredTypeProfiles]) -> Drawn:
    """Draw a mark a class for each answer to each item."""
    found, say = clustering_of(view), view.say
    if found.verdict["contender"] == 1:
        return _one_class(found)
    data = _with_labels(view, found)
    classes = data.unique("type", maintain_order=True).sort("type")
    blocks = _blocks(say, data)
    line = min(ROW + DODGE * classes.height, TALLEST / sum(len(block.rows) for block in blocks))
    heights = [0.3 + line * len(block.rows) for block in blocks]
    figure = plt.figure(figsize=(width(), 0.7 + sum(heights)))
    grid = figure.add_gridspec(len(blocks), 1, height_ratios=heights)
    for place, block in enumerate(blocks):
        _draw_block(figure, grid[place], block, data, classes["type"].to_list(), say)
    labels, told = [], []
    for name, base, reason in classes.select("type", "base", "reason").iter_rows():
        units = many_units(say, base)
        why = say.reason(reason) if reason else ""
        labels.append(say("{type} ({told})", type=name, told=why or units))
        head = say("Class {type}, {units}", type=name, units=units)
        own = data.filter(type=name).drop_nulls("probability")
        likeliest = why if own.is_empty() else likeliest_answers(say, own, without_saying=NO)
        told.append(labelled(say, head, likeliest))
    handles = legend_of_classes(labels, say, confidence=found.confidence)
    legend_below(
        figure, handles, 4, fontsize=6.5, title=found.note, title_fontsize=7, handletextpad=0.3
    )
    head = say("Dot plot of the answers of {count} classes.", count=classes.height)
    return Drawn(
        figure=figure,
        data=data,
        alt=say.text([head, found.note_in_a_sentence, *in_sentences(say, told)]),
        **caption_of_answers(found),
    )


def _one_class(found: Clustering) -> Drawn:
    view, verdict = found.view, found.verdict
    why = view.say("The tests stop at one class: there are no profiles to compare.")
    data = pl.DataFrame(
        {
            "clustering": [found.name],
            "verdict": [verdict["verdict"]],
            "classes": [verdict["contender"]],
            "units": [verdict["units"]],
        }
    )
    said = [found.note_in_a_sentence, why]
    return sentences(view, said, data=data, question=found.made_of(), base=found.who())


def _with_labels(view: View[DeclaredTypeProfiles], found: Clustering) -> pl.DataFrame:
    """Return the profiles with items and answers named for readers."""
    table, named = found.table("profiles"), view.entry.labels
    countries = {}
    if found.of_names:
        countries = dict(view.table("index").select("iso3", "country").iter_rows())

    def item_and_answer(item: str, option: str) -> tuple[str, str]:
        if found.of_items:
            return view.label(item), named.get(option) or _wording(view, item, option)
        if found.of_names:
            return countries.get(item, item), named.get(option) or view.say.group(option)
        return "", named.get(option) or view.parts[option]

    keys = table.unique(["item", "option"], maintain_order=True).select("item", "option")
    said = [item_and_answer(*key) for key in keys.iter_rows()]
    words = keys.hstack(pl.DataFrame(said, schema=["label", "answer"], orient="row"))
    return table.join(words, on=["item", "option"], how="left", maintain_order="left").select(
        *("type", "item", "label", "option", "answer"),
        *("probability", "low", "high", "base", "reason"),
    )


def _wording(view: View[DeclaredTypeProfiles], item: str, option: str) -> str:
    """Word an answer as the form does; what the plan put together has a name of its own."""
    form = view.survey.questionnaire
    options = form.options_of(form.questions[item])
    if option not in options.codes:
        return view.say.group(option)
    labels = {language: named[option] for language, named in options.labels.items()}
    return view.say.wording(labels)


def _blocks(say: Speech, data: pl.DataFrame) -> list[Block]:
    """Put together items with the same answers; of two answers one tells all."""
    answers = {key[:2]: key[2] for key in data.select("item", "option", "answer").iter_rows()}
    labels = dict(data.select("item", "label").iter_rows())
    options = {item: [option for own, option in answers if own == item] for item in labels}
    if len(labels) == 1:
        return [Block([("", dict(enumerate(answers)))], list(answers.values()))]
    blocks: list[Block] = []
    shown: dict[str, str] = {}
    for longest, items in _alike(options):
        if len(longest) > 2:
            columns = [_column(option, items, answers) for option in longest]
            blocks.append(Block(columns, [labels[item] for item in items]))
        else:
            shown |= dict.fromkeys(items, next((o for o in longest if o != NO), longest[0]))
    two = [key for item in labels if (key := (item, shown.get(item, ""))) in answers]
    if two:
        alike = len({answers[key] for key in two}) == 1
        title = answers[two[0]] if alike else ""
        names = [labels[item] for item, _ in two]
        if not alike:
            names = [labelled(say, labels[key[0]], answers[key]) for key in two]
        blocks.append(Block([(title, dict(enumerate(two)))], names))
    return blocks


def _alike(options: Mapping[str, list[str]]) -> list[tuple[list[str], list[str]]]:
    """Put together items one of whose lists of options holds the other: options, and items.

    An answer that nobody gave is in no table, so lists that differ may be the same.
    """
    groups: list[tuple[list[str], list[str]]] = []
    for item, own in options.items():
        for longest, items in groups:
            if set(own) <= set(longest) or set(longest) <= set(own):
                longest[:] = own if len(own) > len(longest) else longest
                items.append(item)
                break
        else:
            groups.append((list(own), [item]))
    return groups


def _column(
    option: str, items: Sequence[str], answers: Mapping[Answer, str]
) -> tuple[str, Mapping[int, Answer]]:
    """Return the panel of one option: its title, and by row the items that have it."""
    rows = {n: (item, option) for n, item in enumerate(items) if (item, option) in answers}
    return answers[next(iter(rows.values()))], rows


def _draw_block(
    figure: Figure,
    where: SubplotSpec,
    block: Block,
    data: pl.DataFrame,
    classes: Sequence[str],
    say: Speech,
) -> None:
    count = len(block.columns)
    inner = where.subgridspec(1, count)
    width = NAME if count > 1 else NAME_ALONE
    for number, (title, shown) in enumerate(block.columns):
        axes = figure.add_subplot(inner[number])
        keys = [(place, *key) for place, key in shown.items()]
        rows = pl.DataFrame(keys, schema=["place", "item", "option"], orient="row")
        bands(axes, len(block.rows))
        class_dots(
            axes,
            rows.join(data, on=["item", "option"], how="left", maintain_order="left"),
            classes=classes,
            value="probability",
        )
        narrow_axis_of_shares(axes, say, (0, 0.5, 1) if count > 1 else TICKS)
        axes.set_ylim(len(block.rows) - 0.5, -0.5)
        if title:
            room = HEAD * 4 // count
            head = title if letters(title) <= room else folded(title, room)
            axes.set_title(head, loc="center", fontsize=7)
        if number:
            axes.set_yticks([])
        else:
            name_rows(axes, range(len(block.rows)), [folded(name, width) for name in block.rows])
