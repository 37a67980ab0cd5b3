"""How a group answered a question, and what a caption says of it.

Everything comes from the protected estimates and the questionnaire. What was withheld stays null.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

import polars as pl

from cyberstudy.draw.view import View
from cyberstudy.problems import StudyProblem
from cyberstudy.questionnaire import Question
from cyberstudy.statuses import SAID_INSTEAD

#: Why somebody who was asked gave no answer in substance, and how a caption says it.
SILENCES = {
    "dont_know": "did not know",
    "refused": "declined",
    "not_applicable": "said that it does not apply",
    "no_answer": "left it blank",
    "not_submitted": "sent no such part",
    "invalid": "gave an invalid answer",
    "conflict": "in conflict",
}
#: Of these it is open what the answer would have been.
OPEN = [status for status in SILENCES if status != "not_applicable"]
SHARES = ("share", "low", "high", "bound_low", "bound_high")
#: Questions told of one by one in a caption; of more, the range.
FEW = 4


@dataclass(frozen=True)
class Asked:
    """One question as one group answered it."""

    question: Question
    grouping: str
    group: str
    number: str  # as captions name it
    label: str
    who: str
    options: pl.DataFrame  # option, label, count and SHARES in the form's order; null: withheld
    base: int | None  # with an answer in substance
    r: int | None  # answers that they gave
    listed: int | None
    replied: int
    statuses: Mapping[str, int] | None  # also of those not asked; None: withheld
    reason: str  # why no share is given
    minimum: int  # below this base no share is shown
    confidence: float

    @property
    def withheld(self) -> bool:
        """Whether not all counts may be seen."""
        return self.statuses is None or self.options["count"].null_count() > 0

    @property
    def asked(self) -> int:
        """How many were asked, of those that replied; the base where the rest is withheld."""
        return (self.base or 0) + sum((self.statuses or {}).get(key, 0) for key in SILENCES)

    @property
    def why(self) -> str:
        """Why nothing is shown, for readers."""
        return self.reason or "withheld"

    def together(self, options: Sequence[str]) -> dict[str, float | int | None]:
        """Count those who chose any of `options`, with the share, its interval and its bounds.

        Raises
        ------
        StudyProblem
            Where several of these may be chosen at once, so that counts cannot be added.
        """
        rows = self.options.filter(pl.col("option").is_in(options))
        if rows.height != len(options):
            raise StudyProblem(f"{self.question.name} has not all of the options {list(options)}")
        if rows.height == 1:
            return rows.select("count", *SHARES).row(0, named=True)
        if self.question.type == "select_multiple":
            raise StudyProblem(f"{self.question.name}: options of several answers do not add up")
        if self.withheld:
            return dict.fromkeys(("count", *SHARES))
        return self.counted(rows["count"].sum())

    def counted(self, count: int) -> dict[str, float | int | None]:
        """Give the share of `count`, with its interval and bounds, where the base is enough."""
        if self.withheld or self.base < self.minimum:
            return {"count": count} | dict.fromkeys(SHARES)
        # Here, not above: most exhibits add nothing up and need not wait for scipy.
        from cyberstudy.describe.estimates import wilson

        counts, bases = pl.Series([count]).to_numpy(), pl.Series([self.base]).to_numpy()
        outside = self.statuses["not_asked"] + self.statuses["not_applicable"]
        size = pl.Series([(self.listed or outside) - outside]).to_numpy()
        low, high = wilson(counts, bases, confidence=self.confidence, population=size)
        unknown = sum(self.statuses[status] for status in OPEN)
        unknown += (self.listed or self.replied) - self.replied
        return {
            "count": count,
            "share": count / self.base,
            "low": float(low[0]),
            "high": float(high[0]),
            "bound_low": count / (self.base + unknown),
            "bound_high": (count + unknown) / (self.base + unknown),
        }


def read_asked(
    view: View, table: pl.DataFrame, question: str, *, grouping: str, group: str, who: str
) -> Asked:
    """Look up one question and group in `table`, the protected estimates.

    An option that nobody chose, and a group that nobody is in, keep their places.
    """
    asked = view.survey.questionnaire.questions[question]
    listed = view.survey.questionnaire.options_of(asked)
    labels = listed.labels["en"] | view.entry.get("labels", {})
    codes = [code for code in listed.codes if code not in SAID_INSTEAD]
    rows = table.filter(grouping=grouping, group=group, question=question)
    first = rows.row(0, named=True) if rows.height else None
    options = (
        pl.DataFrame({"option": codes}, schema={"option": pl.String})
        .join(
            rows.select("option", pl.col("count").cast(pl.Int64), *SHARES),
            on="option",
            how="left",
            maintain_order="left",
        )
        .with_columns(label=pl.col("option").replace(labels))
        .select("option", "label", "count", *SHARES)
    )
    minimum = view.entry["minimum_base"]
    if first is None:
        options = options.with_columns(count=pl.lit(0, dtype=pl.Int64))
        first = dict.fromkeys([*SILENCES, "not_asked", "base", "replied", "r"], 0)
        first |= {"listed": None, "reason": "nobody asked"}
    if first["base"] is None or first["base"] < minimum:
        options = options.with_columns(pl.lit(None, dtype=pl.Float64).alias(c) for c in SHARES)
    statuses = {key: first[key] for key in (*SILENCES, "not_asked")}
    short = dict(view.survey.codebook.select("question", "short_label").iter_rows())
    return Asked(
        question=asked,
        grouping=grouping,
        group=group,
        number=number(question, short),
        label=short[question],
        who=who,
        options=options,
        base=first["base"],
        r=first["r"],
        listed=first["listed"],
        replied=first["replied"],
        statuses=None if None in statuses.values() else statuses,
        reason=first["reason"],
        minimum=minimum,
        confidence=view.survey.plan["estimates"]["confidence"],
    )


def number(question: str, labels: Mapping[str, str]) -> str:
    """Return the number that a question's name begins with, as in ``Q017``; else its label."""
    found = re.match(r"q\d+", question)
    return found[0].upper() if found else labels[question]


def beside(count: int | None, base: int | None, share: float | None, why: str) -> str:
    """Write what stands beside a mark: "n of N", and the share unless these are too few."""
    if count is None:
        return why
    return f"{count} of {base}" + (" (few)" if share is None else f"   {share:.0%}")


def in_words(count: int | None, base: int | None, share: float | None, why: str) -> str:
    """Write the same for a sentence."""
    if count is None:
        return why
    return f"{count} of {base}" + ("" if share is None else f" ({share:.0%})")


# What captions say


def put_to(view: View, everything: Sequence[Asked]) -> str:
    """Say who was asked what, with every question's number and wording."""
    groups: dict[str, list[str]] = {}
    for asked in everything:
        who = groups.setdefault(asked.question.name, [])
        if asked.who not in who:
            who.append(asked.who)
    sentences = []
    for who, names in groupby(groups, key=lambda name: _and(groups[name])):
        questions = [next(a for a in everything if a.question.name == name) for name in names]
        sentences.append(f"Asked of {who}: {_wordings(view, questions)}.")
    return " ".join(sentences)


def _wordings(view: View, questions: Sequence[Asked]) -> str:
    """Quote the questions; those that differ before a colon only are quoted in full once."""
    parts = [asked.question.labels["en"].partition(": ") for asked in questions]
    if len(questions) > 2 and len({tail for _, _, tail in parts}) == 1 and parts[0][2]:
        first, *others = questions
        rest = "; ".join(
            f"{asked.number} \u201c{head}\u201d"
            for asked, (head, _, _) in zip(others, parts[1:], strict=True)
        )
        return f"{first.number} {view.wording(first.question.name)}, and likewise {rest}"
    return "; ".join(f"{asked.number} {view.wording(asked.question.name)}" for asked in questions)


def who_answered(view: View, everything: Sequence[Asked]) -> str:
    """Say how many replied, were asked and answered, and what the others did."""
    replied = dict.fromkeys(_replied(asked) for asked in everything)
    several = len(everything) > FEW
    return " ".join([*replied, _range(everything) if several else _each(view, everything)])


def _replied(asked: Asked) -> str:
    if asked.listed is None:
        return f"{asked.replied} {asked.who} replied; there is no list of them."
    return f"{asked.replied} of {asked.listed} {asked.who} replied."


def _each(view: View, everything: Sequence[Asked]) -> str:
    several = len({asked.who for asked in everything}) > 1
    return " ".join(_one(view, asked, named=several) for asked in everything)


def _one(view: View, asked: Asked, *, named: bool) -> str:
    name = f"{asked.number}, {asked.who}" if named else asked.number
    if asked.withheld:
        return f"{name}: {asked.why}."
    several = asked.question.type == "select_multiple"
    said = f"{name}: n = {asked.base} of {asked.asked} asked"
    said += f", r = {asked.r} answers" if several else ""
    silent = [f"{asked.statuses[key]} {word}" for key, word in SILENCES.items()]
    silent = [words for words in silent if not words.startswith("0 ")]
    said += "; " + (", ".join(silent) if silent else "nobody else was silent")
    if asked.statuses["not_asked"]:
        said += f"; {asked.statuses['not_asked']} were not asked{_routing(view, [asked])}"
    return f"{said}."


def _range(everything: Sequence[Asked]) -> str:
    seen = [asked for asked in everything if not asked.withheld]
    hidden = len(everything) - len(seen)
    sentences = []
    if seen:
        lowest, highest = _ends([a.base for a in seen]), _ends([a.asked for a in seen])
        silent = [
            f"{_ends([a.statuses[key] for a in seen])} {word}"
            for key, word in SILENCES.items()
            if any(a.statuses[key] for a in seen)
        ]
        sentences.append(f"In each row n = {lowest} of {highest} asked; {', '.join(silent)}.")
    if hidden:
        sentences.append(f"Withheld rows: {hidden}.")
    return " ".join(sentences)


def _ends(numbers: Sequence[int]) -> str:
    low, high = min(numbers), max(numbers)
    return f"{low}" if low == high else f"{low} to {high}"


def _routing(view: View, everything: Sequence[Asked]) -> str:
    """Name the questions that decide who is asked, other than those that say who replies."""
    book = view.survey.codebook
    identity = book.filter(sensitivity="identity")["question"].to_list()
    labels = dict(book.select("question", "short_label").iter_rows())
    named = [
        number(name, labels)
        for asked in everything
        for name in dict.fromkeys(re.findall(r"\$\{(\w+)\}", asked.question.relevant or ""))
        if name not in identity
    ]
    if not named:
        return ""
    # Of many in a row the first and the last tell enough.
    names = f"{named[0]} to {named[-1]}" if len(named) > FEW else _and(named)
    return f", which depends on {names}"


def how_intervals(everything: Sequence[Asked]) -> str:
    """Say how intervals and bounds are made, and what has none."""
    first = everything[0]
    lists = {asked.listed is not None for asked in everything}
    where = " where there is a list" if len(lists) > 1 else ""
    correction = f" with finite population correction{where}" if True in lists else ""
    drawn = "drawn at random" + (" from very many" if lists == {False} else "")
    who = "all that are silent and blank answers" if True in lists else "blank answers"
    return (
        f"Wilson {first.confidence:.0%} interval{correction}, as if those who replied had been "
        f"{drawn}; thin line: worst-case (Manski) bounds over {who}. "
        f"No share is shown of fewer than {first.minimum}."
    )


def first_capital(text: str) -> str:
    """Return `text` with a capital at its beginning, the rest as it stands."""
    return text[:1].upper() + text[1:]


def _and(names: Iterable[str]) -> str:
    *most, last = names
    return f"{', '.join(most)} and {last}" if most else last
