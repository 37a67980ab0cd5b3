"""What classes answer: the probability of each answer in each class, with intervals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import polars as pl
from matplotlib import pyplot as plt
from matplotlib.figure import Figure
from matplotlib.gridspec import SubplotSpec

from cyberstudy.declare.plan.clusterings import ByMethod, CountMixture
from cyberstudy.declare.plan.exhibits import CODES
from cyberstudy.declare.plan.kinds.types import DeclaredTypeProfiles
from cyberstudy.draw.drawn import Drawn
from cyberstudy.draw.marks.axes import TICKS, bands, narrow_axis_of_shares
from cyberstudy.draw.marks.intervals import INTERVALS
from cyberstudy.draw.marks.legends import legend_below
from cyberstudy.draw.marks.sides import dots_of_sides
from cyberstudy.draw.marks.texts import folded, letters, name_rows
from cyberstudy.draw.style import width
from cyberstudy.draw.text_only import sentences
from cyberstudy.wording.alternative_text import in_sentences
from cyberstudy.wording.questions import labelled, wording_of
from cyberstudy.wording.translator import Translator
from cyberstudy.wording.typologies import TYPES, judged
from cyberstudy.wording.view import View, needed
from surveyanswers.tables.storage import read_text_table

NAME, NAME_ALONE = 22, 40  # letters in a line of a row's name, beside several panels and one
HEAD = 15  # letters in a line of a panel's title, of four
TALLEST = 7.6  # inches of all rows: a page has room for no more
ROW, DODGE = 0.11, 0.085  # inches of a row, and what each class adds
NO = "no"  # of two answers, the one that goes without saying

Answer = tuple[str, str]  # an item and an option


@dataclass(frozen=True)
class Block:
    """Items that are shown alike: a column for each answer, or one for all items."""

    columns: Sequence[tuple[str, Mapping[int, Answer]]]  # title, and the answer shown by row
    rows: Sequence[str]


def type_profiles(view: View[DeclaredTypeProfiles]) -> Drawn:
    """Draw a mark a class for each answer to each item."""
    say, entry = view.say, view.entry
    verdict = view.json(f"{entry.clustering}/verdict")
    plan = view.survey.plan.clusterings[entry.clustering]
    note = _verdict_noted(say, verdict)
    noted = say("{clauses}.", clauses=note)
    if verdict["contender"] == 1:
        return sentences(
            view,
            [noted, say("The tests find only one class, so there are no profiles to compare.")],
            data=pl.DataFrame(
                {
                    "clustering": [entry.clustering],
                    "verdict": [verdict["verdict"]],
                    "classes": [1],
                    "units": [verdict["units"]],
                }
            ),
            question=_made_of(view, plan, verdict["items"], named=False),
            base=say("{units} {who}, all in one class.", units=verdict["units"], who=entry.who),
        )
    data = _with_labels(view, plan)
    classes = data.unique("type", maintain_order=True).sort("type")
    blocks = _blocks(say, data)
    line = min(ROW + DODGE * classes.height, TALLEST / sum(len(block.rows) for block in blocks))
    heights = [0.3 + line * len(block.rows) for block in blocks]
    figure = plt.figure(figsize=(width(), 0.7 + sum(heights)))
    grid = figure.add_gridspec(len(blocks), 1, height_ratios=heights)
    confidence = say.percent(needed(view.survey.plan.types).confidence)
    labels, texts = {}, []
    for name, base, reason in classes.select("type", "base", "reason").iter_rows():
        units = say("{units} {who}", units=base, who=entry.who)
        why = say.reason(reason) if reason else ""
        labels[name] = say("class {type} ({told})", type=name, told=why or units)
        head = say("Class {type}, {units}", type=name, units=units)
        rows = data.filter(type=name).drop_nulls("probability")
        texts.append(labelled(say, head, why if rows.is_empty() else _likeliest_answers(say, rows)))
    interval = say(INTERVALS, confidence=confidence)
    for place, block in enumerate(blocks):
        _draw_block(figure, grid[place], block, data, labels, say, interval)
    legend_below(figure, columns=4, title=note, title_fontsize=7, handletextpad=0.3)
    head = say("Dot plot of the answers of {count} classes.", count=classes.height)
    stability = view.table(f"{entry.clustering}/stability").select("type", "base").iter_rows()
    sizes = [say("{type} {count}", type=name, count=count) for name, count in stability]
    # Of counts resamples draw those who named, not those who were named.
    counts = isinstance(plan, CountMixture)
    return Drawn(
        figure=figure,
        data=data,
        question=_made_of(view, plan, verdict["items"], named=True),
        base=say(
            "{units} {who} by most likely class: {sizes}.",
            units=verdict["units"],
            who=entry.who,
            sizes=say.listed(sizes),
        ),
        method=say(
            "Mark: estimated probability of the answer in the class. Line: middle {confidence} "
            "of the share in the best-matching class when {who} are resampled; there is no line "
            "where all or none of a class gave the answer, because resampling cannot show what "
            "did not occur. Classes were built to differ in these answers, so it is no finding "
            "that they differ.",
            confidence=confidence,
            who=say.word(view.survey.settings.respondents) if counts else entry.who,
        ),
        alt=say.text([head, noted, *in_sentences(say, texts)]),
    )


def _verdict_noted(say: Translator, verdict: Mapping[str, Any]) -> str:
    """Return the verdict in a line, which says if the classes shown are not types."""
    judgement = judged(say, verdict)
    if verdict["verdict"] == TYPES or verdict["contender"] == 1:
        return say("Verdict: {verdict}", verdict=judgement)
    if verdict["evidence"][TYPES]["speaks"] == "open":
        return say("Verdict: {verdict}, and not claimed as types", verdict=judgement)
    return say("Verdict: {verdict}; the classes shown are not types", verdict=judgement)


def _made_of(
    view: View[DeclaredTypeProfiles], plan: ByMethod, countries: int, *, named: bool
) -> str:
    """Return what the classes are based on, and what was asked; if `named`, with the questions."""
    say = view.say
    if isinstance(plan, CountMixture):
        basis = say("Classes are based on how often a country was named for each type of crime.")
    elif plan.items is None:
        basis = say.many(
            "Classes are based on whether {count} country was named.",
            "Classes are based on whether each of {count} countries was named.",
            countries,
            count=countries,
        )
    else:
        labels = [view.label(item) for item in plan.items["main"]]
        if not named:
            return say("Classes are based on the answers to {count} questions.", count=len(labels))
        return say(
            "Classes are based on the answers to {count} questions: {labels}.",
            count=len(labels),
            labels=say.clauses(labels),
        )
    analyses = (analysis.tables.get(needed(plan.table)) for analysis in view.survey.analyses)
    questions = next(filter(None, analyses)).answers
    sentence = say(
        "Answers to {count} questions, of which the first is: {wording}.",
        count=len(questions),
        wording=view.wording(questions[0]),
    )
    return say.text([sentence, basis])


def _with_labels(view: View[DeclaredTypeProfiles], plan: ByMethod) -> pl.DataFrame:
    """Return the profiles with items and answers named for readers."""
    say, form, named = view.say, view.survey.questionnaire, view.entry.labels
    of_items = not isinstance(plan, CountMixture) and plan.items is not None
    countries = {}
    if not of_items and not isinstance(plan, CountMixture):
        country_names = read_text_table(view.survey.root / CODES).select("iso3", country="label_en")
        countries = dict(view.naming_countries(country_names).iter_rows())

    def item_and_answer(item: str, option: str) -> tuple[str, str]:
        if isinstance(plan, CountMixture):
            return "", named.get(option) or say.group(option)
        if not of_items:
            return countries.get(item, item), named.get(option) or say.group(option)
        options = form.options_of(form.questions[item])
        # What the plan put together has a name of its own.
        in_form = option in options.codes
        wording = wording_of(say, options, option) if in_form else say.group(option)
        return view.label(item), named.get(option) or wording

    table = view.table(f"{view.entry.clustering}/profiles")
    keys = table.unique(["item", "option"], maintain_order=True).select("item", "option")
    names = [item_and_answer(*key) for key in keys.iter_rows()]
    words = keys.hstack(pl.DataFrame(names, schema=["label", "answer"], orient="row"))
    return table.join(words, on=["item", "option"], how="left", maintain_order="left").select(
        *("type", "item", "label", "option", "answer"),
        *("probability", "low", "high", "base", "reason"),
    )


def _likeliest_answers(say: Translator, rows: pl.DataFrame) -> str:
    """Return the likeliest answer to each item; of two answers the one shown, of one item all."""
    pairs: list[tuple[str, float]] = []
    for (_,), rows_of_item in rows.group_by("item", maintain_order=True):
        if rows["item"].n_unique() == 1:
            pairs += rows_of_item.select("answer", "probability").iter_rows()
            continue
        order = "probability" if rows_of_item.height > 2 else pl.col("option") != NO
        top = rows_of_item.sort(order, descending=True, maintain_order=True).row(0, named=True)
        pairs.append((labelled(say, top["label"], top["answer"]), top["probability"]))
    return say.clauses(
        say("{answer} {share}", answer=answer, share=say.percent(share)) for answer, share in pairs
    )


def _blocks(say: Translator, data: pl.DataFrame) -> list[Block]:
    """Return items in blocks with the same answers; of two answers only one is shown."""
    answers = {key[:2]: key[2] for key in data.select("item", "option", "answer").iter_rows()}
    labels = dict(data.select("item", "label").iter_rows())
    options = {item: [option for name, option in answers if name == item] for item in labels}
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
    """Return groups of items whose lists of options include each other: options, and items.

    An answer that nobody gave is in no table, so lists that differ may be the same.
    """
    groups: list[tuple[list[str], list[str]]] = []
    for item, options_of_item in options.items():
        for longest, items in groups:
            if set(options_of_item) <= set(longest) or set(longest) <= set(options_of_item):
                longest[:] = options_of_item if len(options_of_item) > len(longest) else longest
                items.append(item)
                break
        else:
            groups.append((list(options_of_item), [item]))
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
    classes: Mapping[str, str],
    say: Translator,
    interval: str,
) -> None:
    """Draw a panel an answer, and on every row a mark a class, the largest class uppermost."""
    count = len(block.columns)
    inner = where.subgridspec(1, count)
    width = NAME if count > 1 else NAME_ALONE
    for number, (title, shown) in enumerate(block.columns):
        axes = figure.add_subplot(inner[number])
        keys = [(place, *key) for place, key in shown.items()]
        rows = pl.DataFrame(keys, schema=["place", "item", "option"], orient="row")
        bands(axes, len(block.rows))
        of_classes = [
            (label, rows.join(data.filter(type=name), on=["item", "option"], how="left"))
            for name, label in classes.items()
        ]
        sides = [
            (label, class_rows.sort("place").select("low", "high", share="probability"))
            for label, class_rows in of_classes
        ]
        dots_of_sides(axes, sides, rows["place"].to_list(), joined=False, interval=interval)
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
