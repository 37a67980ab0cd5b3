"""What questions, their options and groups are called, who was asked, what stands beside marks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import polars as pl

from cyberstudy.wording.numbers import ends, places_for, range_of
from cyberstudy.wording.translator import Translator
from surveyanswers.instrument.questionnaire import Options, Question
from surveyanswers.tables.phrases import phrase
from surveyanswers.tables.statuses import BY_NAME, SAID_INSTEAD

if TYPE_CHECKING:
    from cyberstudy.declare.plan.exhibits import Rows
    from cyberstudy.wording.view import View

WITHHELD = phrase("withheld")
# Translators: stands in a figure beside a mark, so it must be short
BESIDE = phrase("{count} of {base}   {share}")
IN_A_SENTENCE = phrase("{count} of {base} ({share})")
#: Questions told of one by one in a caption; of more, the range.
FEW = 4
GAP = 0.6  # between groupings, in rows


def options_in_words(
    view: View[Any], question: Question, labels: Mapping[str, str]
) -> dict[str, str]:
    """Return what a question's options are called, in the form's order: `labels`, or the form's."""
    listed = view.survey.questionnaire.options_of(question)
    return {
        code: labels.get(code) or wording_of(view.say, listed, code)
        for code in listed.codes
        if code not in SAID_INSTEAD
    }


def wording_of(say: Translator, listed: Options, code: str) -> str:
    """Return what the form calls an option."""
    return say.wording(
        {language: named[code] for language, named in listed.labels.items() if code in named}
    )


def groups_from_above(say: Translator, across: Sequence[Rows], table: pl.DataFrame) -> pl.DataFrame:
    """Return the groups in their order: grouping, group, label, place; the absent keep theirs."""
    rows: list[tuple[str, str, str, float]] = []
    for number, entry in enumerate(across):
        groups = table.filter(grouping=entry.grouping)["group"].unique().to_list()
        in_form = [group for group in say.groups.get(entry.grouping, ()) if group in groups]
        for group in dict.fromkeys([*entry.order, *in_form, *sorted(groups)]):
            label = entry.labels.get(group) or say.group(group, entry.grouping)
            rows.append((entry.grouping, group, label, number * GAP + len(rows)))
    names = ("grouping", "group", "label")
    schema = {**dict.fromkeys(names, pl.String), "place": pl.Float64}
    return pl.DataFrame(rows, schema=schema, orient="row")


def beside(
    say: Translator,
    count: int | None,
    base: int | None,
    share: float | None,
    why: str,
    pattern: str = BESIDE,
) -> str:
    """Write what stands beside a mark: "n of N", and the share unless these are too few."""
    if count is None:
        return why
    if share is None:
        return say("{count} of {base}", count=count, base=base)
    return say(pattern, count=count, base=base, share=say.percent(share))


def share_in_words(say: Translator, row: Mapping[str, Any]) -> str:
    """Write the same for a sentence, from a row with a column for each."""
    values = {name: row[name] for name in ("count", "base", "share", "why")}
    return beside(say, **values, pattern=IN_A_SENTENCE)


def labelled(say: Translator, label: str, text: str) -> str:
    """Return a text after its label."""
    # Translators: joins what something is called with what is told of it
    return say("{label}: {told}", label=label, told=text)


def first_capital(text: str) -> str:
    """Return `text` with a capital at its beginning, the rest as it stands."""
    return text[:1].upper() + text[1:]


def scale_of(
    view: View[Any], questions: Iterable[str], numbers: Iterable[float] = ()
) -> tuple[tuple[float, float], int]:
    """Return the ends of an axis of what questions allow, and places at which numbers differ."""
    form = view.survey.questionnaire.questions
    low_high = range_of([form[question] for question in questions], numbers)
    return low_high, places_for(*low_high)


def questions_asked(view: View[Any], questions: Sequence[str] | pl.Series, who: str) -> str:
    """Return who was asked what; for many questions, where they are named."""
    say = view.say
    if len(questions) > FEW:
        return say("Questions to {who}: {count}, named on the left.", who=who, count=len(questions))
    wordings = say.clauses(view.wording(question) for question in questions)
    return say("Question to {who}: {questions}.", who=who, questions=wordings)


def of_listed(say: Translator, rows: Sequence[Mapping[str, Any]], who: str) -> str:
    """Return how many answered, and of how many on the list if there is one."""
    base = ends(say, [row["base"] for row in rows])
    lists = [row["listed"] for row in rows if row["listed"] is not None]
    if not lists:
        return say("{base} {who}", base=base, who=who)
    return say("{base} of {listed} {who}", base=base, listed=max(lists), who=who)


def in_plain_words(say: Translator, status: str) -> str:
    """Return what readers are told of a status; what is none stays as it is."""
    return say(BY_NAME[status].word) if status in BY_NAME else status


def as_heading(say: Translator, status: str) -> str:
    """Return the same at the head of a column."""
    text = in_plain_words(say, status).replace("_", " ")
    return text[:1].upper() + text[1:]
