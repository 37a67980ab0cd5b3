"""The simulation's margins compared with their targets."""

from __future__ import annotations

import polars as pl

from surveyanswers.instrument.questionnaire import Questionnaire
from surveyanswers.simulation.assumptions import Assumptions
from surveyanswers.tables.statuses import SAID_INSTEAD

#: Columns of the population that an assumption's group may be a value of.
GROUPINGS = ("group", "region", "law", "channel")


def margins_of(
    people: pl.DataFrame, truth: pl.DataFrame, form: Questionnaire, assumptions: Assumptions
) -> pl.DataFrame:
    """Compare each assumed share with the share that came out.

    Parameters
    ----------
    people, truth
        The population and what it would answer, row by row the same units.

    Returns
    -------
    pl.DataFrame
        question, group, option, target, standing and source of the assumption; asked (units that
        respond, are asked and give a substantive answer), count and share among them; population
        (the share among all units of the frame that would be asked).
    """
    rows = []
    table = people.hstack(truth.drop("unit"))
    shares = assumptions.table.filter(pl.col("kind") == "share").filter(
        pl.col("question").is_in([n for n in form.questions if truth[n].null_count() < len(truth)])
    )
    for row in shares.iter_rows(named=True):
        inside = _inside(row["group"], row["question"], assumptions)
        answering_units = table.filter(inside).filter(
            pl.col(row["question"]).is_not_null() & ~pl.col(row["question"]).is_in(SAID_INSTEAD)
        )
        padded = pl.concat_str(pl.lit(" "), row["question"], pl.lit(" "))
        ticked = padded.str.contains(f" {row['option']} ", literal=True)
        replied = answering_units.filter("responded")
        rows.append(
            {
                **{key: row[key] for key in ("question", "group", "option")},
                "target": row["value"],
                "standing": row["standing"],
                "source": row["source"],
                "asked": replied.height,
                "count": replied.filter(ticked).height,
                "share": _share(replied.select(ticked).to_series()),
                "population": _share(answering_units.select(ticked).to_series()),
            }
        )
    return pl.DataFrame(rows, infer_schema_length=None)


def _inside(group: str, question: str, assumptions: Assumptions) -> pl.Expr:
    """Units that the rows of a group speak for; the general rows are for those without any."""
    if group:
        return pl.any_horizontal(pl.col(name) == group for name in GROUPINGS).fill_null(False)
    special = assumptions.table.filter(question=question, kind="share")["group"].unique()
    named = [name for name in special if name]
    return ~pl.any_horizontal(pl.col(name).is_in(named).fill_null(False) for name in GROUPINGS)


def _share(ticked: pl.Series) -> float | None:
    share = ticked.mean()
    return round(share, 4) if isinstance(share, float) else None
