"""Countries of which two sources say different things wherever a score is cut into yes and no.

ITU gives degrees, UNCTAD and the list of strategies say yes or no.
"""

import dataframely as dy
import polars as pl

from cyberstudy.analyses import Analysis, table
from surveyanswers.tables.disclosure import Part, column, key
from surveyanswers.tables.phrases import phrase

SCORES = "gci"  # the source that has degrees


PAIR = ["construct", "title", "first", "first_year", "second", "second_year"]


def paired(survey):
    """Return each country's score in a source with degrees and its yes or no in another source.

    Assume: where both sources of a construct have the same year only these are compared; otherwise
    each edition of the one with the other.
    """
    crosswalk = survey.table("crosswalk").select("construct", "source", "title", "year")
    statements = survey.table("statements").join(crosswalk, on=["construct", "source"])
    scored = pl.col("source").str.starts_with(SCORES)
    first = statements.filter(scored).rename({"source": "first", "year": "first_year"})
    second = statements.filter(~scored).select(
        "construct", "iso3", "present", second="source", second_year="year"
    )
    both = first.drop("present").join(second, on=["construct", "iso3"])
    alike = pl.col("first_year") == pl.col("second_year")
    return both.filter(alike | ~alike.any().over("construct")).sort(*PAIR, "iso3")


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
    yes, later = pl.col("present"), pl.col("first_year") < pl.col("second_year")
    differ = pl.when(yes).then(pl.col("degree") == 0).otherwise(pl.col("degree") == 1)
    countries = paired(survey).filter(differ).rename({"present": "second_present"})
    return countries.select(
        *(*PAIR, "iso3", "name", "second_present"),
        first_present=pl.col("degree") > 0,
        may_be_change=pl.col("second_present") & later,
        units=pl.concat_list("iso3"),
    )
