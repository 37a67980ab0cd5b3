"""What was answered: counts first, shares with their base, intervals and worst-case bounds.

The units of a frame are a census with nonresponse, not a sample. An interval (Wilson 1927, with
the finite population correction) is shown as a model: as if those who answered had been drawn at
random within their group; where all of a group answered there is none. The bounds (Manski 1989)
need no model: all who did not answer might have said no, or yes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl

from cyberstudy.declare.plan.estimates import DeclaredDivision, Division
from cyberstudy.describe.by_group import (
    counted_by_group,
    groups_of_answers,
    printed,
    sizes_of,
    unit_column,
)
from cyberstudy.describe.designs import drawn, weighted_shares
from cyberstudy.statistics.intervals import share_interval
from surveyanswers.instrument.questionnaire import SELECTS, Questionnaire
from surveyanswers.tables.answers_by_question import AnswerColumns
from surveyanswers.tables.problems import SurveyError
from surveyanswers.tables.statuses import COUNTED, NOT_CONCERNED, OPEN, SAID_INSTEAD
from surveyanswers.tables.waves import WAVE, of_wave

TOTAL = "total"
_KEYS = ["grouping", "group", "question", "option"]


def estimate_all(
    answers: AnswerColumns,
    memberships: pl.DataFrame,
    questionnaire: Questionnaire,
    *,
    minimum_base: int,
    confidence: float,
    sample: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """Estimate every option's share in every group at once.

    Parameters
    ----------
    memberships
        From `memberships_of`: who belongs to which group.
    questionnaire
        For the options of select questions; other questions have no shares.
    minimum_base
        Below it no share is printed.
    confidence
        Of the intervals.
    sample
        From `designs.sample_of`; shares, intervals and bounds are then by the design of the sample.

    Returns
    -------
    pl.DataFrame
        `tables.Estimates`, one row a wave, grouping, group, question and option.
        `base` are the units with a substantive answer, `r` the answers they gave (more than one
        each where several may be chosen), `count` those that chose the option.
    """
    parts, questions = [], questionnaire.of_type(*SELECTS)
    for wave in answers.waves:
        held, members = answers.of_wave(wave), memberships.filter(wave=wave).drop(WAVE)
        table = _counts(counted_by_group(held, members, questions), members, questionnaire)
        if sample is None:
            shares = _shares(table, confidence)
        else:
            tables = held, members, of_wave(sample, wave)
            table, shares = _of_sample(table, *tables, questionnaire, confidence)
        laid = _laid_out(table.hstack(shares), questionnaire, minimum_base)
        parts.append(laid.select(pl.lit(wave).alias(WAVE), pl.all()))
    return pl.concat(parts)


def _counts(
    counts: pl.DataFrame, memberships: pl.DataFrame, questionnaire: Questionnaire
) -> pl.DataFrame:
    """Count units by option and status, and of whom it is known how many there are."""
    n = pl.col("n")
    statuses = (
        said_of(counts, questionnaire)
        .group_by(_KEYS)
        .agg(
            base=n.filter(status="valid").sum(),
            count=n.filter("chosen").sum(),
            fielded=n.filter(pl.col("status") != "not_fielded").sum(),
            **{name: n.filter(status=name).sum() for name in COUNTED},
        )
    )
    groups = ["grouping", "group"]
    table = statuses.filter(pl.col("fielded") > 0).join(sizes_of(memberships), on=groups)
    return table.with_columns(
        r=pl.col("count").sum().over("grouping", "group", "question"),
        # Assume: who is known not to have been asked is not of the population of the question;
        # of nonrespondents nobody knows, so all of them are.
        population=pl.col("listed") - _sum_of(NOT_CONCERNED),
        unknown=nonrespondents(),
    )


def _of_sample(
    table: pl.DataFrame,
    answers: AnswerColumns,
    memberships: pl.DataFrame,
    sample: pl.DataFrame,
    questionnaire: Questionnaire,
    confidence: float,
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Weigh shares one question at a time; return the table in their order, and them."""
    places = sample.select("unit_id").with_row_index("place")
    groups = memberships.filter("replied").select("unit_id", "grouping", "group")
    groups = groups.join(places, on="unit_id")
    tables, shares, design = [table.clear()], [table.clear()], drawn(sample)
    for (question,), entries in table.group_by("question", maintain_order=True):
        estimates = entries.select(_KEYS).with_row_index("estimate")
        said = said_of(answers.long([str(question)]), questionnaire)
        rows = said.join(groups, on="unit_id").join(estimates, on=_KEYS)
        rows = rows.sort("estimate", "place", "instance")  # so that sums are the same
        tables.append(entries)
        shares.append(weighted_shares(entries, rows, design, confidence=confidence))
    return pl.concat(tables), pl.concat(shares[1:] or shares)


def _laid_out(table: pl.DataFrame, questionnaire: Questionnaire, minimum_base: int) -> pl.DataFrame:
    """Return counts with their shares, where enough units answered, in the form's order."""
    bounded = pl.col("base") + pl.col("unknown") > 0
    return (
        printed(table, ("share", "low", "high"), minimum_base)
        .with_columns(
            pl.when(bounded).then(pl.col("bound_low", "bound_high")),
            place=_place(questionnaire),
        )
        .sort("grouping", "group", "place")
        .drop("fielded", "population", "unknown", "place")
    )


def _shares(table: pl.DataFrame, confidence: float) -> pl.DataFrame:
    """Shares of a census with nonresponse, with their intervals and bounds."""
    count, base = table["count"].to_numpy(), table["base"].to_numpy()
    population = table["population"].fill_null(0).to_numpy()
    low, high = share_interval(count, base, confidence=confidence, population=population)
    whole = (population > 0) & (base >= population)  # nothing is left to estimate
    low, high = np.where(whole, np.nan, low), np.where(whole, np.nan, high)
    eligible = pl.col("base") + pl.col("unknown")
    return table.select(
        share=pl.col("count") / pl.col("base"),
        low=pl.Series(low).fill_nan(None),
        high=pl.Series(high).fill_nan(None),
        bound_low=pl.col("count") / eligible,
        bound_high=(pl.col("count") + pl.col("unknown")) / eligible,
    )


def memberships_of(
    units: pl.DataFrame,
    frame: pl.DataFrame | None,
    groupings: Mapping[str, Division],
    answers: AnswerColumns | None = None,
) -> pl.DataFrame:
    """Return which groups each unit belongs to.

    Parameters
    ----------
    frame
        The list of those who were to answer, with the columns that groupings name; or None.
    groupings
        Name -> ``of`` (the group of respondents that it divides), ``by`` (a column of the frame
        or, where that has none, of what forms say of their unit, or a question) and optionally
        ``merge`` (new name -> values that it combines).
    answers
        By which questions divide units; those of a confidential survey divide none.

    Returns
    -------
    pl.DataFrame
        wave, unit_id, grouping, group, in_frame, replied. The grouping ``respondents`` divides all
        units by group of respondents.
    """
    base = units.select(
        "wave", "unit_id", "in_frame", replied=pl.col("submissions") > 0, of="group"
    )
    parts = [base.with_columns(grouping=pl.lit("respondents"), group=pl.col("of"))]
    for name, entry in groupings.items():
        members = base.filter(of=entry.of).with_columns(grouping=pl.lit(name))
        merge = {value: new for new, values in entry.merge.items() for value in values}
        if entry.by is None:
            members = members.with_columns(group=pl.lit(TOTAL))
        elif frame is None or entry.by not in frame.columns:
            # Whom such a column would name among nonrespondents nobody knows: there is no list.
            items = {} if answers is None else answers.items
            if answers and entry.by in items.get(entry.by.partition("/")[0], ()):
                group, keys = groups_of_answers(answers, entry.by), ["wave", "unit_id"]
                members = members.filter("replied")
            else:
                group, keys = unit_column(units, entry.by), ["unit_id"]
            group = group.select(*keys, group=pl.col("value").replace(merge)).unique()
            members = members.join(group, on=keys, how="left").with_columns(in_frame=pl.lit(False))
        else:
            group = frame.select("unit_id", group=pl.col(entry.by).replace(merge))
            members = members.join(group, on="unit_id", how="left")
        parts.append(members.select(parts[0].columns))
    return pl.concat(parts).drop("of").drop_nulls("group")


def with_joined(
    memberships: pl.DataFrame, groupings: Mapping[str, DeclaredDivision]
) -> pl.DataFrame:
    """Return memberships with those in groups that join others of their grouping.

    Raises
    ------
    SurveyError
        One joins a group that no unit is in.
    """
    parts = [memberships]
    for name, entry in groupings.items():
        members = memberships.filter(grouping=name)
        for group, joins in entry.joined.items():
            if strange := {*joins} - {*members["group"]}:
                raise SurveyError(
                    f"plan.yaml, estimates.groupings.{name}.joined.{group}: no unit is in "
                    f"{', '.join(sorted(strange))}"
                )
            rows = members.filter(pl.col("group").is_in(joins))
            parts.append(rows.with_columns(group=pl.lit(group)))
    return pl.concat(parts)


def said_of(answers: pl.DataFrame, questionnaire: Questionnaire) -> pl.DataFrame:
    """Return for every option of select questions whether it was chosen.

    Parameters
    ----------
    answers
        `tables.Answers`, or what was counted of them.

    Returns
    -------
    pl.DataFrame
        A row an answer and option: ``chosen`` in the place of value and number.
    """
    single = [q for q in questionnaire.questions.values() if q.type == "select_one" and q.choices]
    options = pl.DataFrame(
        [
            (q.name, code)
            for q in single
            for code in questionnaire.options_of(q).codes
            if code not in SAID_INSTEAD
        ],
        schema={"question": pl.String, "option": pl.String},
        orient="row",
    )
    # Lists from a file, such as of States, name the unit and have no shares.
    listed = [q.name for q in single if "." not in (q.choices or "")]
    one = (
        answers.filter(pl.col("option") == "", pl.col("question").is_in(listed))
        .drop("option")
        .join(options, on="question")
        .with_columns(chosen=(pl.col("value") == pl.col("option")).fill_null(False))
    )
    several = answers.filter(pl.col("option") != "").with_columns(
        chosen=(pl.col("number") == 1).fill_null(False)
    )
    columns = [name for name in several.columns if name not in ("value", "number")]
    return pl.concat([one.select(columns), several.select(columns)])


def nonrespondents() -> pl.Expr:
    """Count those of whom it is open what they would say, in rows of `tables.Estimates`."""
    return _sum_of(OPEN) + (pl.col("listed") - pl.col("replied")).fill_null(0)


def _sum_of(statuses: Sequence[str]) -> pl.Expr:
    """Add up those of some statuses that are counted at all."""
    return pl.sum_horizontal(name for name in statuses if name in COUNTED)


def _place(questionnaire: Questionnaire) -> pl.Expr:
    """Place of an option among those of all questions, so that rows stand in the form's order."""
    questions = (question for question in questionnaire.questions.values() if question.choices)
    options = [f"{q.name} {code}" for q in questions for code in questionnaire.options_of(q).codes]
    places = {option: place for place, option in enumerate(options)}
    return pl.concat_str("question", "option", separator=" ").replace_strict(places)
