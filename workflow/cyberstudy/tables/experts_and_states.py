"""Contracts of experts beside States: whom experts name, and what those countries have."""

from __future__ import annotations

import dataframely as dy

from cyberstudy.tables.contract import Contract
from cyberstudy.tables.disclosure import Part, column, key, proportion, statistic
from cyberstudy.tables.phrases import phrase


def _fact(*, primary_key: bool = True) -> dy.String:
    meaning = "What is known of countries: a score, a count of laws, or a fact of a reference."
    return column(dy.String, Part.KEY, meaning, primary_key=primary_key)


def _fact_title() -> dy.String:
    return column(dy.String, Part.LABEL, "What it is called.")


class CountryFacts(Contract, file="describe/country_facts.csv", asked_by="experts_and_states"):
    """What each source says of each country, with the year."""

    iso3 = key("Country.")
    country = column(dy.String, Part.LABEL, "Its name.")
    region = column(dy.String, Part.LABEL, "Its region.", nullable=True)
    fact = _fact()
    title = _fact_title()
    year = column(dy.UInt16, Part.LABEL, "Year that the value is of.", phrase("Year"))
    value = column(
        dy.Float64, Part.VALUE, "Value; 0 of an index of nobody's naming.", phrase("Value")
    )
    source = column(dy.String, Part.LABEL, "Survey or file that says it.")


class FactRows(Contract, file="describe/fact_rows.csv", asked_by="experts_and_states"):
    """What became of every row of the reference files."""

    source = key("The file.")
    became = key("country, country without a value, no country of the list, or text of the table.")
    rows = column(dy.UInt32, Part.PROCESS, "Rows.")
    names = column(
        dy.String, Part.LABEL, "Their names, where they are no countries or have no value."
    )


class ExpertsAndStates(
    Contract, file="describe/experts_and_states.csv", asked_by="experts_and_states"
):
    """How the index of countries by nominations goes with what the countries have."""

    part = key("Part of the index; index is all of it.")
    part_title = column(dy.String, Part.LABEL, "What it is called.", phrase("Type of crime"))
    fact = _fact()
    title = _fact_title()
    year = column(dy.UInt16, Part.LABEL, "Latest year that it is of.")
    countries = key(
        "all, with an index of 0 where nobody named them; named; or without_top.",
        phrase("Countries"),
    )
    adjusted_for = key(
        'Facts whose ranks are taken out of both, parted by a space; "" for none.',
        phrase("Adjusted for"),
    )
    base = column(dy.UInt32, Part.BASE, "Countries.")
    named = column(
        dy.UInt32,
        Part.COUNT,
        "Of them, those that experts named for this part.",
        phrase("Countries named"),
    )
    rho = statistic(
        "Spearman's correlation of ranks.", phrase("Spearman\u2019s rho"), min=-1, max=1
    )
    low = statistic(
        "Lower end of its interval, as if the countries had been drawn (Bonett and Wright 2000).",
        min=-1,
        max=1,
    )
    high = statistic("Its upper end.", min=-1, max=1)
    tau = statistic(
        "Kendall's tau-b; only unadjusted.", phrase("Kendall\u2019s tau"), min=-1, max=1
    )
    reliability = statistic(
        "How far the order of these countries would come back with as many other experts: "
        "split halves, stepped up.",
        phrase("Reliability"),
        max=1,
    )
    family = column(dy.String, Part.LABEL, "hypotheses (Holm) or screen (Benjamini-Hochberg).")
    looks = column(
        dy.UInt32, Part.LABEL, "Comparisons in the family.", phrase("Comparisons made together")
    )
    p = proportion(Part.STATISTIC, "Mid-p-value of a permutation of countries.", phrase("p"))
    p_adjusted = proportion(Part.STATISTIC, "Adjusted for all looks.", phrase("p, adjusted"))
    reason = column(dy.String, Part.REASON, 'Why there is no number; "" where there is one.')


class NamedAndNot(Contract, file="describe/named_and_not.csv", asked_by="experts_and_states"):
    """What countries that experts name have, and what others have."""

    fact = _fact()
    title = _fact_title()
    year = column(dy.UInt16, Part.LABEL, "Latest year that it is of.")
    named = column(dy.UInt32, Part.BASE, "Countries that an expert named for any type of crime.")
    not_named = column(dy.UInt32, Part.BASE, "Countries that nobody named.")
    median_named = statistic("Median of the first.")
    median_not_named = statistic("Median of the others.")
    delta = statistic(
        "Cliff's delta: chance that a named country has more, less that it has less.", min=-1, max=1
    )
    low = statistic("Lower end of its interval (Cliff 1996).", min=-1, max=1)
    high = statistic("Its upper end.", min=-1, max=1)
    looks = column(dy.UInt32, Part.LABEL, "Comparisons that p-values are adjusted for (Holm).")
    p = proportion(Part.STATISTIC, "Mid-p-value of a permutation of countries.")
    p_adjusted = proportion(Part.STATISTIC, "Adjusted for all looks.")
    reason = column(dy.String, Part.REASON, 'Why there is no number; "" where there is one.')
