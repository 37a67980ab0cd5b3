"""What clusterings are made of: answers as codes, a row a unit, and nominations as counts.

An item's categories are its options in the form's order, those that the plan merges put together;
of a number they are the intervals of a coding.
Everything that is not a valid answer is missing: it adds nothing to the likelihood.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np
import polars as pl

from cyberstudy.declare.plan.clusterings import MadeOf, NumberInterval
from cyberstudy.statistics.sparse_means import added_up
from cyberstudy.tables.files import read_table
from latentclass.items import MISSING
from surveyanswers.instrument.questionnaire import Questionnaire
from surveyanswers.tables.answers_by_question import AnswerColumns
from surveyanswers.tables.problems import SurveyError
from surveyanswers.tables.statuses import SAID_INSTEAD
from surveyanswers.tables.waves import of_wave

#: Assume: of more units classes are found on as many of them, drawn at random and always the same
#: ones. Contests draw and fit tables hundreds of times, 25 at once, and stability leaves units out
#: one by one; so many tell classes from gradients, and the model that is written classifies all.
MOST_UNITS = 10_000
MAIN_SET = "main"  # of items, and of codings; the others are alternatives
NAMED = ("no", "yes")  # whether an expert named a country


@dataclass(frozen=True)
class CodedAnswers:
    """Units and what they answered.

    Attributes
    ----------
    units
        Who, sorted by name unless put in another order.
    options
        item -> its categories in the order of their codes.
    codes
        Units x items, int64; -1 is missing.
    ordered
        Whether every item's categories go from low to high.
    """

    units: tuple[str, ...]
    options: Mapping[str, tuple[str, ...]]
    codes: np.ndarray
    ordered: bool = False

    def only(self, rows: np.ndarray) -> CodedAnswers:
        """Return some of the units: places, or one truth a unit."""
        kept = np.arange(len(self.units))[rows]
        return replace(self, units=tuple(self.units[i] for i in kept), codes=self.codes[kept])

    def without_names(self, variables: pl.DataFrame, *, confidential: bool = True) -> CodedAnswers:
        """Return confidential units in an order of answers, and of variables where these agree.

        Random draws go by rows: in the order of names, what follows from them would depend on who
        gave which answer.
        """
        if not confidential:
            return self
        rows = pl.DataFrame(self.codes).with_columns(unit_id=pl.Series(self.units))
        rows = rows.with_row_index("row").join(variables, on="unit_id", how="left")
        return self.only(rows.sort(pl.exclude("row", "unit_id"))["row"].to_numpy())


@dataclass(frozen=True)
class NominationCounts:
    """Who named which country for what.

    Attributes
    ----------
    countries
        Codes, sorted.
    parts
        Types of crime.
    values
        How often, experts x countries x parts; experts in an order of no meaning.
    """

    countries: tuple[str, ...]
    parts: tuple[str, ...]
    values: np.ndarray

    @property
    def table(self) -> np.ndarray:
        """Counts of all experts together, countries x parts."""
        return self.values.sum(axis=0).astype(np.int64)


def data_digest(
    units: Sequence[str], options: Mapping[str, Sequence[str]], table: np.ndarray
) -> str:
    """Return a digest of the data behind a result, whatever the order: units, items and codes."""
    order = np.argsort(units)
    named = tuple(sorted(units)), {item: tuple(codes) for item, codes in options.items()}
    digest = hashlib.sha256(repr(named).encode())
    digest.update(table[order].astype("<i8").tobytes())
    return digest.hexdigest()


def answered(
    answers: AnswerColumns,
    units: pl.DataFrame,
    questionnaire: Questionnaire,
    *,
    of: str,
    items: Sequence[str],
    minimum_answered: float,
    merge: Mapping[str, Sequence[str]] = MappingProxyType({}),
    coding: Mapping[str, str] | None = None,
) -> CodedAnswers:
    """Code the answers to questions with one answer each, or with a number each.

    Parameters
    ----------
    answers, units
        Answers, of which one item's are held, and `tables.Units`.
    of
        The group of respondents; those who sent nothing are left out.
    items
        Questions.
    merge
        Name of a category -> options that are put together in it, in every item that has them.
    minimum_answered
        Units that gave a valid answer to a smaller share of the items are left out.
    coding
        Of numbers: category -> interval (`in_categories`); items are numbers if it is given.

    Raises
    ------
    SurveyError
        A number lies in no category.
    """
    # Assume: who does not know says nothing about its type, so "don't know" is missing here.
    options = (
        _categories(questionnaire, items, merge)
        if coding is None
        else dict.fromkeys(items, tuple(coding))
    )
    unit_ids = units.filter(pl.col("group") == of, pl.col("submissions") > 0)["unit_id"].sort()
    into = {option: name for name, old in merge.items() for option in old}
    codes = np.full((len(unit_ids), len(items)), MISSING)
    row = unit_ids.to_frame("unit_id").with_row_index("row")
    for column, item in enumerate(items):
        rows = answers.long([item]).filter(status="valid")
        rows = rows.join(row, on="unit_id", maintain_order="left")
        if coding is not None:
            places = in_categories(rows["number"].to_numpy(), coding)
        else:
            place = {code: n for n, code in enumerate(options[item])}
            value = rows["value"].replace(into)
            places = value.replace_strict(place, return_dtype=pl.Int64).to_numpy()
        codes[rows["row"], column] = places
    enough = np.flatnonzero((codes != MISSING).mean(axis=1) >= minimum_answered)
    if len(enough) > MOST_UNITS:
        logging.info("classes are of %s units out of %s, drawn at random", MOST_UNITS, len(enough))
        drawn = np.random.default_rng(len(enough)).choice(enough, MOST_UNITS, replace=False)
        enough = np.sort(drawn)
    return CodedAnswers(tuple(unit_ids), options, codes, coding is not None).only(enough)


def in_categories(values: np.ndarray, coding: Mapping[str, str]) -> np.ndarray:
    """Return the place of each number's category, from 0.

    Parameters
    ----------
    values
        Numbers, none missing.
    coding
        Category -> interval (`codings.NumberInterval`), from low to high.

    Raises
    ------
    SurveyError
        A number lies in no category.
    """
    inside = np.array([NumberInterval.of(written).holds(values) for written in coding.values()])
    if (outside := values[~inside.any(axis=0)]).size:
        raise SurveyError(f"{outside[0]:g} lies in no category: {', '.join(coding.values())}")
    return inside.argmax(axis=0)


def _categories(
    questionnaire: Questionnaire, items: Sequence[str], merge: Mapping[str, Sequence[str]]
) -> dict[str, tuple[str, ...]]:
    into = {option: name for name, old in merge.items() for option in old}
    options = {item: questionnaire.options_of(questionnaire.questions[item]) for item in items}
    return {
        item: tuple(
            dict.fromkeys(into.get(code, code) for code in each.codes if code not in SAID_INSTEAD)
        )
        for item, each in options.items()
    }


def named(nominations: pl.DataFrame, experts: Sequence[str], *, minimum: int) -> CodedAnswers:
    """Code whom experts named at all, for whatever it was.

    Parameters
    ----------
    nominations
        A row each, of an analysis's table: unit_id, iso3, part.
    experts
        Everybody who answered, also those who named nobody.
    minimum
        A country that fewer experts named is no item.
    """
    pairs = nominations.select("unit_id", "iso3").unique()
    often = pairs.group_by("iso3").len().filter(pl.col("len") >= minimum)
    items = often.sort(-pl.col("len").cast(pl.Int64), "iso3")["iso3"].to_list()
    units = sorted(experts)
    chosen = set(pairs.rows())
    codes = np.array([[int((unit, item) in chosen) for item in items] for unit in units])
    return CodedAnswers(tuple(units), dict.fromkeys(items, NAMED), codes)


def read_nominations(folders: Sequence[str], table: str | None) -> pl.DataFrame | None:
    """Read the table that says whom units name, if the clustering is made of one."""
    return read_table(f"{folders[0]}/{table}.parquet") if table else None


def counted(nominations: pl.DataFrame, *, parts: Sequence[str], minimum: int) -> NominationCounts:
    """Count who named whom for what.

    Parameters
    ----------
    nominations
        A row each, of an analysis's table: unit_id, iso3, part.
    parts
        Names of the parts (types of crime), in the order wanted.
    minimum
        A country with fewer nominations is left out.
    """
    often = nominations.group_by("iso3").len().filter(pl.col("len") >= minimum)
    countries = tuple(often["iso3"].sort())
    experts = nominations["unit_id"].unique().sort()
    rows = nominations.filter(pl.col("iso3").is_in(countries)).with_columns(times=1)
    axes: dict[str, Sequence[str] | pl.Series] = {"unit_id": experts, "iso3": countries}
    axes["part"] = parts
    return NominationCounts(countries, tuple(parts), added_up(rows, "times", axes))


def coded_of(
    entry: MadeOf,
    answers: AnswerColumns,
    units: pl.DataFrame,
    questionnaire: Questionnaire,
    nominations: pl.DataFrame | None,
    *,
    items: str = MAIN_SET,
    coding: str = MAIN_SET,
) -> CodedAnswers:
    """Code what an entry of the plan's clusterings is made of.

    Parameters
    ----------
    entry
        With ``items`` (name of a set -> questions) or ``named`` (whom at least so many named).
    nominations
        As `named` takes them, where the entry asks for who is named.
    items
        Which set of items; every set has a name, and the main one is ``main``.
    coding
        Which coding, where items are numbers.
    """
    units = of_wave(units, entry.wave)
    if entry.named is not None:
        assert nominations is not None  # an entry without a table is refused when it is read
        experts = units.filter(pl.col("submissions") > 0)["unit_id"].to_list()
        return named(nominations, experts, minimum=entry.named[items])
    # An entry without one of these is refused when it is read.
    assert entry.of and entry.items and entry.minimum_answered
    return answered(
        answers.of_wave(entry.wave),
        units,
        questionnaire,
        of=entry.of,
        items=entry.items[items],
        merge=entry.merge,
        minimum_answered=entry.minimum_answered,
        coding=entry.codings[coding] if entry.codings else None,
    )
