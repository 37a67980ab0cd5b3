"""The audit of figures: the numbers beside each drawing are those of the tables that were audited.

Words of figures are filled from the same tables (`cyberstudy.wording.messages`), and no declared
text may hold a number; so what is drawn and said of a confidential survey rests on its tables.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import polars as pl

from cyberstudy.declare.counting import CONFIDENTIAL
from cyberstudy.declare.survey import Survey
from cyberstudy.tables.problems import StudyProblem, listed
from cyberstudy.tables.storage import read_table
from cyberstudy.tables.waves import of_wave

GROUP = ("grouping", "group", "question")
COUNTS = ("count", "base", "r")
NUMBERS = (*COUNTS, "share", "low", "high", "bound_low", "bound_high")


def stop_withheld(folder: Path, survey: Survey) -> None:
    """Stop where a figure of a confidential survey has numbers that its tables have not.

    Parameters
    ----------
    folder
        Of a release, with ``tables/`` and ``figures/<language>/``.

    Raises
    ------
    StudyProblem
        Naming the figures' files, and what is wrong with their rows.
    """
    counts = folder / "tables" / "estimates.parquet"
    if survey.settings.protection != CONFIDENTIAL or not counts.is_file():
        return
    estimates = read_table(str(counts))
    found = [
        f"{path.relative_to(folder).as_posix()}: {what}"
        for path in sorted(folder.glob("figures/*/*.csv"))
        for what in told(pl.read_csv(path, infer_schema_length=None), estimates)
    ]
    if found:
        raise StudyProblem(
            f"{survey.name}: figures show what the audited tables do not{listed(found)}\nNothing "
            "was released. Draw figures of tables in protect/ alone."
        )


def told(numbers: pl.DataFrame, estimates: pl.DataFrame) -> Iterator[str]:
    """Say what a figure's numbers tell that the counts of a release do not.

    Parameters
    ----------
    numbers
        The file beside a figure. Rows that name a grouping, group and question are compared.
    estimates
        `tables.Estimates` as it left, null where it is withheld.
    """
    if not {*GROUP} <= {*numbers.columns}:
        return
    waves = ["wave"] if "wave" in numbers.columns else []
    estimates = estimates if waves else of_wave(estimates)
    own = numbers.with_columns(pl.col(*waves, *GROUP).cast(pl.String))
    said = pl.any_horizontal(pl.col(n).is_not_null() for n in NUMBERS if n in own.columns)
    withheld = estimates.filter(pl.col("count").is_null()).select(*waves, *GROUP).unique()
    if rows := own.join(withheld, on=[*waves, *GROUP]).filter(said).height:
        yield f"numbers of a withheld group in {rows} rows"
    option = next((name for name in ("option", "answer") if name in own.columns), None)
    if option is None:
        return
    both = own.with_columns(pl.col(option).cast(pl.String)).join(
        estimates,
        left_on=[*waves, *GROUP, option],
        right_on=[*waves, *GROUP, "option"],
        suffix="_told",
    )
    for name in COUNTS:
        if name in own.columns and f"{name}_told" in both.columns:
            shown = pl.col(name, f"{name}_told").is_not_null()
            if rows := both.filter(shown, pl.col(name) != pl.col(f"{name}_told")).height:
                yield f"another {name} than the table's in {rows} rows"
