"""Which questions of an earlier release are those of today, by whatever names and codes they go.

A form that was renamed or whose options were recoded asks what it asked, and whoever keeps both
releases can subtract them. So a question is known by its wording, or else by its answers: where
nearly all who answered twice fall into the same parts, it is the same one. Options are paired so
that as few units as possible have changed their answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import polars as pl

from disclosure.cells import BETWEEN, Replies
from disclosure.published import Release
from surveyanswers.instrument.matching import normalised
from surveyanswers.instrument.questionnaire import Questionnaire

#: Of each question its wordings, and of each option its labels: what is recorded of a form.
Contents = Mapping[str, Mapping[str, Sequence[str]]]
Texts = Sequence[str]
#: What the wordings of a question stand under; no option is called so.
ASKED = ""
#: Whatever pairs of options agree in as many units, those that read the same are the pair.
_SAME_LABEL, _SAME_CODE = 0.5, 0.25


def contents_of(questionnaire: Questionnaire, names: Iterable[str]) -> Contents:
    """Return how questions and their options read in every language, in the form's order."""
    contents = {}
    wanted = {*names}
    for question in (one for one in questionnaire.questions.values() if one.name in wanted):
        read = {ASKED: sorted({*map(_plain, question.labels.values())} - {""})}
        if question.choices:
            options = questionnaire.options_of(question)
            for code in options.codes:
                labels = {_plain(text[code]) for text in options.labels.values() if code in text}
                read[code] = sorted(labels - {""})
        contents[question.name] = read
    return contents


@dataclass(frozen=True)
class EarlierRelease:
    """An earlier release in today's names.

    Attributes
    ----------
    release
        Questions and options that nobody asks any longer have names that nothing has today.
    otherwise
        Questions that are called otherwise today, or whose options are, or that are asked no
        longer.
    asked
        How many of its questions are asked today, of how many.
    units
        How many units replied both times, of how many then.
    new
        How many replied today and not then.
    """

    release: Release
    otherwise: Sequence[str]
    asked: tuple[int, int]
    units: tuple[int, int]
    new: int

    @property
    def units_renamed(self) -> int:
        """How many units may be earlier ones with other ids, since most of those are gone."""
        both, then = self.units
        return self.new if 2 * both <= then else 0

    @property
    def is_of_these(self) -> bool:
        """Whether most of its units were asked most of its questions again.

        Assume: a release of another survey of which that holds is an earlier one of this.
        """
        return all(2 * now > then for now, then in (self.asked, self.units))


def recognised(
    before: Release, read_before: Contents, now: Release, read_now: Contents, minimum: int
) -> EarlierRelease:
    """Find the questions of an earlier release among today's, and call them as today.

    Parameters
    ----------
    before, now
        Releases.
    read_before, read_now
        How their questions read.
    minimum
        Two questions that fewer units answered differently are one, however they read.
    """
    before = _in_waves(before, now)
    partners = _by_wording(read_before, read_now)
    units = _in_both(before, now)
    partners |= _by_answers(
        _said(before, [name for name in read_before if name not in partners], units),
        _said(now, [name for name in read_now if name not in partners.values()], units),
        min(minimum, units.height),
    )
    # Names and codes have no blanks, so nothing that is asked today is called so.
    names = {name: partners.get(name, f"{name} (no longer asked)") for name in read_before}
    codes = {
        name: _options(
            _said(before, [name], units)[name],
            read,
            _said(now, [names[name]], units)[names[name]],
            read_now.get(names[name], {}),
        )
        for name, read in read_before.items()
    }
    otherwise = [
        name
        for name, codes_now in codes.items()
        if names[name] != name or any(code != other for code, other in codes_now.items())
    ]
    then, today = (
        release.memberships.filter("replied").select("wave", "unit_id").n_unique()
        for release in (before, now)
    )
    return EarlierRelease(
        _called(before, names, codes),
        otherwise,
        asked=(len(partners), len(names)),
        units=(units.height, then),
        new=today - units.height,
    )


def _plain(text: str) -> str:
    return re.sub(r"\W+", " ", normalised(text)).strip()


def _by_wording(before: Contents, now: Contents) -> dict[str, str]:
    """Pair questions that read the same in any language; of several the nearest such."""
    partners: dict[str, str] = {}
    taken: set[str] = set()
    places = {name: place for place, name in enumerate(now)}
    for place, (name, read) in enumerate(before.items()):
        labels = _labels(read)

        def far(other: str, labels: object = labels, place: int = place) -> tuple[bool, int]:
            return labels != _labels(now[other]), abs(places[other] - place)

        same = [n for n in now if n not in taken and not {*read[ASKED]}.isdisjoint(now[n][ASKED])]
        if same:
            partners[name] = min(same, key=far)
            taken.add(partners[name])
    return partners


def _labels(read: Mapping[str, Sequence[str]]) -> list[tuple[str, ...]]:
    return sorted(tuple(labels) for code, labels in read.items() if code != ASKED)


def _by_answers(
    before: Mapping[str, Texts], now: Mapping[str, Texts], minimum: int
) -> dict[str, str]:
    """Pair questions by which units said the same: those first that differ in the fewest."""
    one, other = ({name: _parts(texts) for name, texts in side.items()} for side in (before, now))
    pairs = sorted(
        (differ, abs(place - beside), name, today)
        for place, (name, old) in enumerate(one.items())
        for beside, (today, new) in enumerate(other.items())
        if (differ := _differing(old, new)) < minimum
    )
    partners: dict[str, str] = {}
    for _, _, name, today in pairs:
        if name not in partners and today not in partners.values():
            partners[name] = today
    return partners


def _in_both(before: Release, now: Release) -> pl.DataFrame:
    keys = ["wave", "unit_id"]
    one, other = (r.memberships.filter("replied").select(keys).unique() for r in (before, now))
    return one.join(other, on=keys).sort(keys)


def _in_waves(before: Release, now: Release) -> Release:
    """Call waves that have another name today as those in which most of their units replied."""
    then, today = (
        {
            str(wave): {*rows["unit_id"]}
            for (wave,), rows in release.memberships.filter("replied").group_by("wave")
        }
        for release in (before, now)
    )
    called: dict[str, str] = {}
    for wave in sorted(then.keys() - today.keys()):
        if left := sorted(today.keys() - then.keys() - {*called.values()}):
            called[wave] = max(left, key=lambda other: len(then[wave] & today[other]))
    if not called:
        return before
    first = {other: wave for wave, other in called.items()}
    replies = before.replies
    tables = {
        name: getattr(before, name).with_columns(pl.col("wave").replace(called))
        for name in ("estimates", "memberships")
    }
    replies_now = Replies(
        {(called.get(wave, wave), name): codes for (wave, name), codes in replies.options.items()},
        lambda wave, question: replies.said(first.get(wave, wave), question),
    )
    return replace(before, said=replies_now, **tables)


def _said(release: Release, questions: Iterable[str], units: pl.DataFrame) -> dict[str, Texts]:
    """Return what each unit answered to questions, or in brackets why it did not."""
    chosen = pl.when(pl.col("given") != "").then("given")
    text = pl.coalesce(chosen, pl.format("({})", "status")).cast(pl.String)
    waves = units["wave"].unique().sort()

    def texts(question: str) -> Texts:
        replies = [release.replies.said(wave, question) for wave in waves]
        tables = [
            answers.select(pl.col("unit_id").cast(pl.String), text=text, wave=pl.lit(wave))
            for wave, answers in zip(waves, replies, strict=True)
        ]
        if not tables:
            return []
        joined = units.join(pl.concat(tables), ["wave", "unit_id"], "left", maintain_order="left")
        return joined["text"].fill_null("").to_list()

    return {question: texts(question) for question in questions}


def _parts(texts: Texts) -> np.ndarray:
    return np.unique(np.array(texts, dtype=str), return_inverse=True)[1]


def _differing(one: np.ndarray, other: np.ndarray) -> int:
    """Count units that no pairing of what was said explains."""
    if not one.size:
        return 0
    from scipy.optimize import linear_sum_assignment  # only where there is an earlier release

    agree = np.zeros((one.max() + 1, other.max() + 1))
    np.add.at(agree, (one, other), 1)
    return int(one.size - agree[linear_sum_assignment(agree, maximize=True)].sum())


def _options(
    texts: Texts,
    read: Mapping[str, Sequence[str]],
    texts_now: Texts,
    now: Mapping[str, Sequence[str]],
) -> dict[str, str]:
    """Pair options so that the fewest units have changed; what is left has a name of its own."""
    codes, others = ([code for code in offered if code != ASKED] for offered in (read, now))
    ticked, ticked_now = (
        np.array(
            [[code in text.split(BETWEEN) for code in offered] for text in answers], dtype=float
        ).reshape(len(answers), len(offered))
        for answers, offered in ((texts, codes), (texts_now, others))
    )
    agree = ticked.T @ ticked_now + (1 - ticked.T) @ (1 - ticked_now)
    for place, code in enumerate(codes):
        for beside, other in enumerate(others):
            alike = not {*read[code]}.isdisjoint(now[other])
            agree[place, beside] += _SAME_LABEL * alike + _SAME_CODE * (code == other)
    from scipy.optimize import linear_sum_assignment

    pairs = zip(*linear_sum_assignment(agree, maximize=True), strict=True)
    partners = {codes[place]: others[beside] for place, beside in pairs}
    return {code: partners.get(code, f"{code} (no longer offered)") for code in codes}


def _called(
    before: Release, names: Mapping[str, str], codes: Mapping[str, Mapping[str, str]]
) -> Release:
    """Return a release with the names and codes of today."""
    called = pl.DataFrame(
        [(q, o, names[q], other) for q, offered in codes.items() for o, other in offered.items()],
        schema=dict.fromkeys(("question", "option", "name", "code"), pl.String),
        orient="row",
    )

    def recode(table: pl.DataFrame) -> pl.DataFrame:
        joined = table.join(called, on=["question", "option"], how="left", maintain_order="left")
        new = {"question": pl.coalesce("name", "question"), "option": pl.coalesce("code", "option")}
        return joined.with_columns(**new).select(table.columns)

    first = {other: name for name, other in names.items()}

    def reply(wave: str, question: str) -> pl.DataFrame:
        replies = before.replies.said(wave, first[question])
        called = codes[first[question]]
        anew = {
            text: BETWEEN.join(sorted(called.get(code, code) for code in text.split(BETWEEN)))
            for text in replies["given"].drop_nulls().unique()
        }
        return replies.with_columns(pl.col("given").replace(anew))

    options = {
        (wave, names[question]): [codes[question][code] for code in offered]
        for (wave, question), offered in before.replies.options.items()
    }
    return replace(before, estimates=recode(before.estimates), said=Replies(options, reply))
