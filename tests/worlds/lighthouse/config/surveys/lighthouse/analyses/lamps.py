"""Keepers by two lamps; and by their home coast, which is personal."""

import dataframely as dy
import polars as pl

from cyberstudy.analyses import Analysis, figure, table
from cyberstudy.draw.of_tables import CELLS, in_seaborn
from surveyanswers.tables.disclosure import Part, column, key


class TwoLamps(Analysis):
    """Keepers by whether they use oil, and an arc lamp."""

    oil = key("Oil, with a wick.")
    arc = key("Arc lamp.")
    keepers = column(dy.UInt32, Part.COUNT, "Keepers who say which lamps they use.")


@table(TwoLamps, answers=["lamps"])
def two_lamps(survey):
    said = survey.answers.drop_nulls().rename({"lamps/oil": "oil", "lamps/arc": "arc"})
    said = said.with_columns(pl.col("oil", "arc").replace({"1": "used", "0": "not used"}))
    counted = said.group_by("oil", "arc").agg(keepers=pl.len())
    return counted.with_columns(units=pl.lit(said["unit_id"].to_list()))


class Homes(Analysis):
    """Keepers by home coast."""

    home = key("Home coast.")
    keepers = column(dy.UInt32, Part.VALUE, "Keepers from there.")


@table(Homes, answers=["home"])
def homes(survey):
    return survey.answers.drop_nulls().group_by("home").agg(keepers=pl.len(), units="unit_id")


@figure(two_lamps, area="Keepers", title="Which lamps go together")
@in_seaborn(who="keepers")
def lamps_together(table, axes):
    import seaborn as sns

    cells = table.pivot(index="oil", columns="arc", values="keepers")
    sns.heatmap(cells, ax=axes, **CELLS)
