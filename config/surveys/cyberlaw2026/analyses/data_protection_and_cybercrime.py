"""Whether Member States with a law on cybercrime have one on data protection, too."""

import dataframely as dy
import polars as pl
from cyberstudy.analyses import Analysis, figure, table
from cyberstudy.draw.of_tables import cross_table
from cyberstudy.tables.disclosure import Part, column, key


class TwoLaws(Analysis):
    """Member States by what UNCTAD knows of two of their laws."""

    cybercrime_law = key("Legislation on cybercrime.")
    privacy_law = key("Legislation on privacy and data protection.")
    states = column(dy.UInt32, Part.COUNT, "Member States with both answers.")


@table(TwoLaws, answers=["cybercrime_law", "privacy_law"])
def two_laws(survey):
    members = survey.units.filter("in_frame").select("unit_id")
    both = survey.answers.join(members, on="unit_id").drop_nulls(["cybercrime_law", "privacy_law"])
    counted = both.group_by("cybercrime_law", "privacy_law").agg(states=pl.len())
    return counted.with_columns(units=pl.lit(both["unit_id"].to_list()))


@figure(
    two_laws,
    area="Law",
    title="Laws on cybercrime and on data protection",
    says={"subtitle": "Member States by two laws, UNCTAD's record of 2026"},
)
def laws_on_cybercrime_and_data(made, view):
    laws = {"rows": "cybercrime_law", "columns": "privacy_law"}
    return cross_table(made, view, **laws, count="states", who="Member States")
