"""What is known of units besides the answers that make classes: how they answered, who they are.

The first kind tells artefacts: classes that merely follow the language, the channel, the date or
how much was answered. The second kind are external variables.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

from cyberstudy.declare.plan.clusterings import Known
from surveyanswers.tables.storage import read_text_table
from surveyanswers.tables.waves import of_wave

#: How a unit answered; made from what it sent.
ARTEFACTS = ("answered_items", "answered_share", "submissions", "language", "channel", "sent_on")
SEVERAL = "several"  # of a unit that sent more than one submission, where they differ
#: Standing that makes a treaty count.
PARTY = "party"


def artefacts_of(units: pl.DataFrame, submissions: pl.DataFrame) -> pl.DataFrame:
    """Return how each unit answered.

    Parameters
    ----------
    units, submissions
        `tables.Units`, `tables.Submissions`.

    Returns
    -------
    pl.DataFrame
        unit_id, answered_share (of all questions that applied to it), submissions, language and
        channel (``several`` where its current submissions differ), sent_on (a date: the last one,
        null where no collector tells).
    """
    current = submissions.filter(pl.col("standing") == "current")
    one = [
        pl.when(pl.col(name).n_unique() == 1)
        .then(pl.col(name).first())
        .otherwise(pl.lit(SEVERAL))
        .alias(name)
        for name in ("language", "channel")
    ]
    sent = pl.col("submitted_on").str.slice(0, 10).str.to_date(strict=False).max()
    how = current.group_by("unit_id").agg(*one, sent_on=sent)
    rows = units.select("unit_id", "answered_share", "submissions")
    return rows.join(how, on="unit_id", how="left").sort("unit_id")


def read_treaties(paths: Sequence[str]) -> pl.DataFrame:
    """Read who is party to what, if a variable asks for it."""
    if paths:
        return read_text_table(paths[0])
    return pl.DataFrame(schema=dict.fromkeys(("instrument", "iso3", "status"), pl.String))


def known_of(
    entries: Mapping[str, Known],
    *,
    units: pl.DataFrame,
    submissions: pl.DataFrame,
    frame: pl.DataFrame | None,
    answers: pl.DataFrame,
    countries: pl.DataFrame,
    treaties: pl.DataFrame,
    wave: str | None = None,
) -> pl.DataFrame:
    """Return how each unit answered, and what is known of it from other sources.

    Parameters
    ----------
    entries
        Variables, as the plan declares them.
    units, submissions
        As for `artefacts_of`.
    frame, answers, countries, treaties
        Where variables come from.
    wave
        Of answers, units and submissions; the latest by default.

    Returns
    -------
    pl.DataFrame
        The columns of `artefacts_of`, and a column of text a variable; null where not known.
    """
    table = artefacts_of(of_wave(units, wave), of_wave(submissions, wave))
    answers = of_wave(answers, wave)
    regions = dict(zip(countries["iso3"], countries["region"], strict=True))
    for name, entry in entries.items():
        if entry.frame:
            assert frame is not None  # an entry of another column is refused when it is read
            variable = frame.select("unit_id", value=pl.col(entry.frame).cast(pl.String))
        elif entry.treaty:
            # Assume: the reference lists every party; a State that it does not list is none.
            parties = treaties.filter(instrument=entry.treaty, status=PARTY)["iso3"].to_list()
            party = pl.when(pl.col("unit_id").is_in(parties)).then(pl.lit(PARTY))
            variable = table.select("unit_id", value=party.otherwise(pl.lit("not party")))
        else:
            valid_answers = answers.filter(question=entry.question, status="valid")
            value = pl.col("value")
            if entry.by == "region":
                value = value.replace_strict(regions, default=None)
            variable = valid_answers.select("unit_id", value=value).unique("unit_id", keep="first")
        variable = variable.rename({"value": name})
        table = table.join(variable, on="unit_id", how="left", maintain_order="left")
    return table
