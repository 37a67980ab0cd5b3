"""Countries that sources contradict each other on, wherever ITU's scores are cut."""

import dataframely as dy
import polars as pl

from cyberstudy.analyses import Analysis, table
from surveyanswers.tables.disclosure import Part, column, key
from surveyanswers.tables.phrases import phrase

SCORES = "gci"  # the source that has degrees
KEYS = ["construct", "title", "first", "first_year", "second", "second_year"]


class Contradictions(Analysis):
    """Countries of which two sources say different things wherever the cut lies."""

    construct = key("Construct.")
    title = column(dy.String, Part.LABEL, "What the construct is called.", phrase("Title"))
    first = key("The source with degrees: ITU, by edition.", phrase("First source"))
    first_year = column(dy.Int32, Part.LABEL, "Reference year.", phrase("First source, year"))
    second = key("The source that says yes or no.", phrase("Second source"))
    second_year = column(dy.Int32, Part.LABEL, "Reference year.", phrase("Second source, year"))
    iso3 = column(dy.String, Part.UNIT, "Country.", primary_key=True)
    name = column(dy.String, Part.UNIT, "Its name.")
    first_present = column(
        dy.Bool,
        Part.VALUE,
        "Whether the first source gives full marks, as opposed to none.",
        phrase("The first says"),
    )
    second_present = column(dy.Bool, Part.VALUE, "Whether the second says yes.")
    may_be_change = column(
        dy.Bool,
        Part.STATISTIC,
        "Whether the later source says yes, so that both may be right.",
        phrase("May be a change between the two"),
    )


@table(Contradictions, tables=["crosswalk", "statements"])
def contradictions(survey):
    """List countries without points of which the other says yes, and with all where it says no.

    Assume: what holds at some cuts alone is no contradiction, for nobody says where the cut lies.
    """
    crosswalk = survey.table("crosswalk").select("construct", "source", "title", "year")
    statements = survey.table("statements").join(crosswalk, on=["construct", "source"])
    scored = pl.col("source").str.starts_with(SCORES)
    first = statements.filter(scored).rename({"source": "first", "year": "first_year"})
    second = statements.filter(~scored).select(
        "construct", "iso3", second="source", second_year="year", second_present="present"
    )
    both = first.drop("present").join(second, on=["construct", "iso3"])
    alike = pl.col("first_year") == pl.col("second_year")
    yes, later = pl.col("second_present"), pl.col("first_year") < pl.col("second_year")
    differ = pl.when(yes).then(pl.col("degree") == 0).otherwise(pl.col("degree") == 1)
    return both.filter(alike | ~alike.any().over("construct"), differ).select(
        *KEYS,
        "iso3",
        "name",
        "second_present",
        first_present=pl.col("degree") > 0,
        may_be_change=yes & later,
        units=pl.concat_list("iso3"),
    )
