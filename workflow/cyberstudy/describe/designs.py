"""How the units of a survey that is a sample were drawn, and what follows for its estimates."""

from __future__ import annotations

import numpy as np
import polars as pl

from cyberstudy.describe.by_group import unit_column
from cyberstudy.statistics.designs import SampleDesign
from surveyanswers.instrument.counting import Counting, Design
from surveyanswers.tables.answers_by_question import AnswerColumns
from surveyanswers.tables.disclosure import rounded
from surveyanswers.tables.frame_schemas import dy
from surveyanswers.tables.problems import SurveyError, listed
from surveyanswers.tables.statuses import COUNTED, OPEN


def sample_of(
    design: Design | None,
    units: pl.DataFrame,
    answers: AnswerColumns,
    frame: pl.DataFrame | None,
) -> pl.DataFrame | None:
    """Return how every unit that replied was drawn; None where no design is declared.

    Parameters
    ----------
    units, answers, frame
        Where what it names may stand: in the list of units, in what forms say of their unit, or
        in an answer.

    Returns
    -------
    pl.DataFrame
        wave, unit_id, weight, stratum, cluster and population, which is infinite if not declared.

    Raises
    ------
    SurveyError
        Naming units whose weight is no number above 0, or that lack what the design names;
        strata of unequal or too small population, and those with one cluster.
    """
    if design is None:
        return None
    keys = ["wave", "unit_id"]
    sample = units.filter(pl.col("submissions") > 0).select(keys)
    for role, name in design.columns.items():
        if frame is not None and name in frame.columns:
            source, on = frame.select("unit_id", pl.col(name).alias(role)), ["unit_id"]
        elif name in answers.items:
            answered = answers.long([name]).filter(status="valid", option="")
            source, on = answered.select(*keys, pl.col("value").alias(role)), keys
        else:
            source, on = unit_column(units, name).select(*keys, pl.col("value").alias(role)), keys
        sample = sample.join(source, on=on, how="left")
    default = {"stratum": pl.lit(""), "cluster": pl.col("unit_id"), "population": pl.lit(np.inf)}
    undeclared = {role: column for role, column in default.items() if role not in design.columns}
    number = pl.col(Design.NUMBERS).cast(pl.Float64, strict=False)
    sample = sample.with_columns(**undeclared).with_columns(number).sort(keys)
    _check(sample, design)
    return sample.select(*keys, "weight", "stratum", "cluster", "population")


def _check(sample: pl.DataFrame, design: Design) -> None:
    fit = pl.col("weight").is_finite() & (pl.col("weight") > 0)
    lines = [
        f"{unit}: {design.weight} is {'blank or no number' if weight is None else weight}, "
        "expected a number above 0"
        for unit, weight in sample.filter(~fit.fill_null(False))
        .select("unit_id", "weight")
        .iter_rows()
    ]
    for role, name in design.columns.items():
        if role != "weight":
            without = sample.filter(pl.col(role).is_null())["unit_id"]
            lines += [f"{unit}: {name} is blank" for unit in without]
    strata = (
        sample.group_by("wave", "stratum", maintain_order=True)
        .agg(
            pl.col("cluster").n_unique(),
            sizes=pl.col("population").n_unique(),
            population=pl.col("population").min(),
        )
        .sort("wave", "stratum")
    )
    for row in () if lines else strata.iter_rows(named=True):
        where = f"stratum {row['stratum']!r}" if row["stratum"] else "the sample"
        if row["sizes"] > 1:
            lines.append(f"{where} has several values of {design.population}; expected one")
        elif row["population"] < row["cluster"]:
            lines.append(f"{where} has more clusters than the {row['population']:g} there are")
        elif row["cluster"] == 1 < row["population"] and design.lonely == "stop":
            lines.append(
                f"{where} has one cluster, which has no variance; put strata together, or "
                "declare `lonely: centre` in design"
            )
    if lines:
        raise SurveyError(f"settings.yaml, design: the sample can't be weighted:{listed(lines)}")


def drawn(sample: pl.DataFrame) -> SampleDesign:
    """Return a sample of one wave as arrays, in the order of its rows."""
    clusters = sample.select("stratum", "cluster").unique().sort("stratum", "cluster")
    strata = sample.group_by("stratum").agg(pl.col("population").first()).sort("stratum")
    places = strata.select("stratum").with_row_index("of")
    of = sample.join(
        clusters.with_row_index("place"),
        on=["stratum", "cluster"],
        how="left",
        maintain_order="left",
    )
    return SampleDesign(
        weight=sample["weight"].to_numpy(),
        cluster=of["place"].cast(pl.Int64).to_numpy(),
        stratum=clusters.join(places, on="stratum", how="left", maintain_order="left")["of"]
        .cast(pl.Int64)
        .to_numpy(),
        population=strata["population"].to_numpy(),
    )


def weighted_means(
    table: pl.DataFrame, answers: pl.DataFrame, sample: pl.DataFrame, value: str
) -> tuple[np.ndarray, np.ndarray]:
    """Return the mean and its standard error for each row of `table`, from what units said.

    Parameters
    ----------
    table
        Its columns that `answers` has, too, are the keys.
    answers
        One row a key and unit, with the column `value`; null is no answer.
    """
    keys = [name for name in table.columns if name in answers.columns and name != value]
    places = table.select(keys).with_row_index("estimate")
    rows = answers.drop_nulls(value).join(places, on=keys)
    rows = rows.join(sample.select("unit_id").with_row_index("place"), on="unit_id")
    return _means(rows.sort("estimate", "place"), drawn(sample), value, table.height)


def _means(
    rows: pl.DataFrame, design: SampleDesign, value: str, count: int
) -> tuple[np.ndarray, np.ndarray]:
    """Return means and errors of rows, sorted by estimate and place so that sums are the same."""
    estimate, unit = (rows[name].cast(pl.Int64).to_numpy() for name in ("estimate", "place"))
    means_and_errors = design.means(estimate, unit, rows[value].cast(pl.Float64).to_numpy())
    mean, error = (np.append(part, [np.nan] * (count - len(part))) for part in means_and_errors)
    return mean, error


def weighted_quantile(value: pl.Expr, part: float) -> pl.Expr:
    """Return the least value that `part` of the weights do not exceed, as R's `qrule="math"`."""
    valid = value.is_not_null()
    kept, weight = value.filter(valid), pl.col("weight").filter(valid).sort_by(value.filter(valid))
    reached = weight.cum_sum() / weight.sum() >= part - 1e-12
    return kept.sort().filter(reached).first()


def weighted_shares(
    table: pl.DataFrame,
    answers: pl.DataFrame,
    design: SampleDesign,
    *,
    confidence: float,
) -> pl.DataFrame:
    """Return share, low, high, bound_low and bound_high for each row of shares by group.

    Assume: weights stand for those who did not reply, too, so the worst case is of blank answers.

    Parameters
    ----------
    table
        With the column base.
    answers
        Of every unit that replied: row of the table (estimate), row of the sample (place), status,
        chosen; of each estimate by place, so that sums are the same.
    design
        From `drawn`, of one wave.
    """
    valid = pl.col("status") == "valid"
    share, error = _means(answers.filter(valid), design, "chosen", table.height)
    low, high = design.share_interval(share, error, table["base"].to_numpy(), confidence=confidence)
    open_ones = pl.col("status").is_in([name for name in OPEN if name in COUNTED])
    base, blank = (
        np.bincount(rows["estimate"], design.weight[rows["place"]], table.height)
        for rows in (answers.filter(which) for which in (valid, open_ones))
    )
    with np.errstate(invalid="ignore"):
        yes = np.where(base > 0, share, 0.0) * base
        columns = {
            "share": share,
            "low": low,
            "high": high,
            "bound_low": yes / (base + blank),
            "bound_high": (yes + blank) / (base + blank),
        }
    return pl.DataFrame(columns).fill_nan(None)


def coarse(table: pl.DataFrame, contract: type[dy.Schema], counting: Counting) -> pl.DataFrame:
    """Round what is weighted of a confidential sample, as the contract says.

    Assume: weights may be known, and then exact weighted numbers tell whose answers went into them.
    """
    secret = counting.design is not None and counting.confidential
    return rounded(table, contract) if secret else table
