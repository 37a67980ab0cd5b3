"""The contracts of what lies across surveys: sources against one another, facts of countries."""

from __future__ import annotations

import dataframely as dy

from cyberstudy.tables.contract import Contract
from cyberstudy.tables.disclosure import Part, column, key, proportion, statistic, tally
from cyberstudy.tables.phrases import phrase


def _title() -> dy.String:
    return column(dy.String, Part.LABEL, "What the construct is called.", phrase("Title"))


def _degree(meaning: str) -> dy.Float64:
    return column(dy.Float64, Part.VALUE, meaning, nullable=True)


class Crosswalk(Contract, file="describe/crosswalk.csv", asked_by="agreement"):
    """Which question of which source asks for a construct, and what counts as yes."""

    construct = key("Construct.")
    title = _title()
    area = column(dy.String, Part.LABEL, "Area of the memorandum.")
    source = key("Survey, or list, with its wave.")
    year = column(dy.Int32, Part.LABEL, "Reference year.")
    question = column(dy.String, Part.LABEL, 'Question; "" of a list.')
    counts = column(dy.String, Part.LABEL, "Options, scores or days that count as yes.")
    base = tally(
        Part.BASE, "Countries of which it says yes or no; null where it is not told by country."
    )
    count = tally(Part.COUNT, "Of them, those with yes.")
    reason = column(dy.String, Part.REASON, 'Why it is not told by country; "" where it is.')
    note = column(dy.String, Part.LABEL, "How far the question corresponds.")


class Statements(Contract, file="describe/statements.parquet", asked_by="agreement"):
    """What each public source says of each country."""

    construct = key("Construct.")
    source = key("Source.")
    iso3 = column(dy.String, Part.UNIT, "Country, by its three letters.", primary_key=True)
    name = column(dy.String, Part.UNIT, "Its name.", phrase("Name"))
    present = column(dy.Bool, Part.VALUE, "Whether it has what the construct names.")
    degree = _degree("How much of it, where the source has degrees: higher is more.")


class _TwoSources(Contract):
    construct = key("Construct.")
    title = _title()
    first = key("The earlier source, or the first of the crosswalk.", phrase("First source"))
    first_year = column(dy.Int32, Part.LABEL, "Reference year.", phrase("First source, year"))
    second = key("The other source.", phrase("Second source"))
    second_year = column(dy.Int32, Part.LABEL, "Reference year.", phrase("Second source, year"))


class Agreement(_TwoSources, file="describe/agreement.csv", asked_by="agreement"):
    """How far two sources say the same of the same countries."""

    base = column(dy.UInt32, Part.BASE, "Countries of which both say yes or no.")
    both = tally(Part.COUNT, "Both say yes.")
    only_first = tally(Part.COUNT, "Only the first says yes.")
    only_second = tally(Part.COUNT, "Only the second says yes.")
    neither = tally(Part.COUNT, "Neither says yes.")
    agreed = proportion(Part.STATISTIC, "Share of countries of which both say the same.")
    kappa = statistic("Cohen's kappa: 0 as by chance, 1 throughout.", min=-1, max=1)
    low = statistic("Lower end of its interval (Fleiss, Cohen and Everitt 1969).", min=-1, max=1)
    high = statistic("Its upper end.", min=-1, max=1)
    ac1 = statistic("Gwet's AC1, which does not fall where nearly all say the same.", min=-1, max=1)
    tau = statistic("Kendall's tau-b, where both have degrees.", min=-1, max=1)
    rho = statistic("Spearman's correlation of ranks, where both have degrees.", min=-1, max=1)
    reason = column(dy.String, Part.REASON, 'Why there is no kappa; "" where there is one.')


class Contradictions(_TwoSources, file="describe/contradictions.csv", asked_by="agreement"):
    """Countries of which two sources say different things."""

    iso3 = column(dy.String, Part.UNIT, "Country.", primary_key=True)
    name = column(dy.String, Part.UNIT, "Its name.")
    first_present = column(
        dy.Bool, Part.VALUE, "Whether the first says yes.", phrase("The first says")
    )
    second_present = column(dy.Bool, Part.VALUE, "Whether the second says yes.")
    first_degree = _degree("How much of it the first gives, where it has degrees.")
    second_degree = _degree("How much of it the second gives.")
    may_be_change = column(
        dy.Bool,
        Part.STATISTIC,
        "Whether the later one says yes, so that both may be right: it came in between.",
        phrase("May be a change between the two"),
    )


class CountryFacts(Contract, file="describe/country_facts.csv", asked_by="country_facts"):
    """What each source says of each country, with the year."""

    iso3 = key("Country.")
    country = column(dy.String, Part.LABEL, "Its name.")
    region = column(dy.String, Part.LABEL, "Its region.", nullable=True)
    fact = key("What is known of countries: a score, a count of laws, or a fact of a reference.")
    title = column(dy.String, Part.LABEL, "What it is called.")
    year = column(dy.UInt16, Part.LABEL, "Year that the value is of.", phrase("Year"))
    value = column(
        dy.Float64, Part.VALUE, "Value; 0 of an index of nobody's naming.", phrase("Value")
    )
    source = column(dy.String, Part.LABEL, "Survey or file that says it.")


class FactRows(Contract, file="describe/fact_rows.csv", asked_by="country_facts"):
    """Accounting of the rows of the reference files."""

    source = key("The file.")
    became = key("country, country without a value, no country of the list, or text of the table.")
    rows = column(dy.UInt32, Part.PROCESS, "Rows.")
    names = column(
        dy.String, Part.LABEL, "Their names, where they are no countries or have no value."
    )
