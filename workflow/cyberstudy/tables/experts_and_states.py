"""Contracts of experts beside States: whom experts name, and what those countries have."""

from __future__ import annotations

import dataframely as dy

from cyberstudy.tables.contract import Table
from cyberstudy.tables.disclosure import Part, column

_RHO = {"nullable": True, "min": -1, "max": 1}
_P = {"nullable": True, "min": 0, "max": 1}


def _fact(*, primary_key: bool = True) -> dy.String:
    meaning = "What is known of countries: a score, a count of laws, or a fact of a reference."
    return column(dy.String, Part.KEY, meaning, primary_key=primary_key)


def _fact_title() -> dy.String:
    return column(dy.String, Part.LABEL, "What it is called.")


class CountryFacts(Table, file="describe/country_facts.csv", asked_by="experts_and_states"):
    """What each source says of each country, with the year."""

    iso3 = column(dy.String, Part.KEY, "Country.", primary_key=True)
    country = column(dy.String, Part.LABEL, "Its name.")
    region = column(dy.String, Part.LABEL, "Its region.", nullable=True)
    fact = _fact()
    title = _fact_title()
    year = column(dy.UInt16, Part.LABEL, "Year that the value is of.")
    value = column(dy.Float64, Part.VALUE, "Value; 0 of an index of nobody's naming.")
    source = column(dy.String, Part.LABEL, "Survey or file that says it.")


class FactRows(Table, file="describe/fact_rows.csv", asked_by="experts_and_states"):
    """What became of every row of the reference files."""

    source = column(dy.String, Part.KEY, "The file.", primary_key=True)
    became = column(
        dy.String,
        Part.KEY,
        "country, country without a value, no country of the list, or text of the table.",
        primary_key=True,
    )
    rows = column(dy.UInt32, Part.PROCESS, "Rows.")
    names = column(
        dy.String, Part.LABEL, "Their names, where they are no countries or have no value."
    )


class ExpertsAndStates(
    Table, file="describe/experts_and_states.csv", asked_by="experts_and_states"
):
    """How the index of countries by nominations goes with what the countries have."""

    part = column(dy.String, Part.KEY, "Part of the index; index is all of it.", primary_key=True)
    part_title = column(dy.String, Part.LABEL, "What it is called.")
    fact = _fact()
    title = _fact_title()
    year = column(dy.UInt16, Part.LABEL, "Latest year that it is of.")
    countries = column(
        dy.String,
        Part.KEY,
        "all, with an index of 0 where nobody named them; named; or without_top.",
        primary_key=True,
    )
    adjusted_for = column(
        dy.String,
        Part.KEY,
        'Facts whose ranks are taken out of both, parted by a space; "" for none.',
        primary_key=True,
    )
    base = column(dy.UInt32, Part.BASE, "Countries.")
    named = column(dy.UInt32, Part.COUNT, "Of them, those that experts named for this part.")
    rho = column(dy.Float64, Part.STATISTIC, "Spearman's correlation of ranks.", **_RHO)
    low = column(
        dy.Float64,
        Part.STATISTIC,
        "Lower end of its interval, as if the countries had been drawn (Bonett and Wright 2000).",
        **_RHO,
    )
    high = column(dy.Float64, Part.STATISTIC, "Its upper end.", **_RHO)
    tau = column(dy.Float64, Part.STATISTIC, "Kendall's tau-b; only unadjusted.", **_RHO)
    reliability = column(
        dy.Float64,
        Part.STATISTIC,
        "How far the order of these countries would come back with as many other experts: "
        "split halves, stepped up.",
        nullable=True,
        max=1,
    )
    family = column(dy.String, Part.LABEL, "hypotheses (Holm) or screen (Benjamini-Hochberg).")
    looks = column(dy.UInt32, Part.LABEL, "Comparisons in the family.")
    p = column(dy.Float64, Part.STATISTIC, "Mid-p-value of a permutation of countries.", **_P)
    p_adjusted = column(dy.Float64, Part.STATISTIC, "Adjusted for all looks.", **_P)
    reason = column(dy.String, Part.REASON, 'Why there is no number; "" where there is one.')


class NamedAndNot(Table, file="describe/named_and_not.csv", asked_by="experts_and_states"):
    """What countries that experts name have, and what others have."""

    fact = _fact()
    title = _fact_title()
    year = column(dy.UInt16, Part.LABEL, "Latest year that it is of.")
    named = column(dy.UInt32, Part.BASE, "Countries that an expert named for any type of crime.")
    not_named = column(dy.UInt32, Part.BASE, "Countries that nobody named.")
    median_named = column(dy.Float64, Part.STATISTIC, "Median of the first.", nullable=True)
    median_not_named = column(dy.Float64, Part.STATISTIC, "Median of the others.", nullable=True)
    delta = column(
        dy.Float64,
        Part.STATISTIC,
        "Cliff's delta: chance that a named country has more, less that it has less.",
        **_RHO,
    )
    low = column(dy.Float64, Part.STATISTIC, "Lower end of its interval (Cliff 1996).", **_RHO)
    high = column(dy.Float64, Part.STATISTIC, "Its upper end.", **_RHO)
    looks = column(dy.UInt32, Part.LABEL, "Comparisons that p-values are adjusted for (Holm).")
    p = column(dy.Float64, Part.STATISTIC, "Mid-p-value of a permutation of countries.", **_P)
    p_adjusted = column(dy.Float64, Part.STATISTIC, "Adjusted for all looks.", **_P)
    reason = column(dy.String, Part.REASON, 'Why there is no number; "" where there is one.')
