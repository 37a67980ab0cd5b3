"""The contracts of what lies across surveys: what sources say, facts of countries."""

from __future__ import annotations

from surveyanswers.tables.contract import Contract
from surveyanswers.tables.disclosure import Part, column, key, tally
from surveyanswers.tables.frame_schemas import dy
from surveyanswers.tables.phrases import phrase


class Crosswalk(Contract, file="describe/crosswalk.csv", asked_by="statements"):
    """Which question of which source asks for a construct, and what counts as yes."""

    construct = key("Construct.")
    title = column(dy.String, Part.LABEL, "What the construct is called.", phrase("Title"))
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


class Statements(Contract, file="describe/statements.parquet", asked_by="statements"):
    """What each public source says of each country."""

    construct = key("Construct.")
    source = key("Source.")
    iso3 = column(dy.String, Part.UNIT, "Country, by its three letters.", primary_key=True)
    name = column(dy.String, Part.UNIT, "Its name.", phrase("Name"))
    present = column(dy.Bool, Part.VALUE, "Whether it has what the construct names.")
    degree = column(
        dy.Float64,
        Part.VALUE,
        "How much of it, where the source has degrees: higher is more.",
        nullable=True,
    )


class FirstStrategies(Contract, file="describe/first_strategies.csv", asked_by="statements"):
    """The year of each State's first national cybersecurity strategy, 2000 to 2024."""

    iso3 = column(dy.String, Part.UNIT, "Country, by its three letters.", primary_key=True)
    year = column(
        dy.Int32, Part.VALUE, "Year; null where there was none.", phrase("Year"), nullable=True
    )


class CountryFacts(Contract, file="describe/country_facts.csv", asked_by="country_facts"):
    """What each source says of each country, with the year."""

    iso3 = key("Country.")
    country = column(dy.String, Part.LABEL, "Its name.")
    region = column(dy.String, Part.LABEL, "Its region.", nullable=True)
    subregion = column(
        dy.String, Part.LABEL, "Its subregion (M49), with its neighbours in it.", nullable=True
    )
    fact = key("What is known of countries: a score, a count of laws, or a fact of a reference.")
    title = column(dy.String, Part.LABEL, "What it is called.")
    year = column(dy.UInt16, Part.LABEL, "Year that the value is of.", phrase("Year"))
    value = column(
        dy.Float64, Part.VALUE, "Value; 0 of an index of nobody's naming.", phrase("Value")
    )
    told = column(
        dy.String,
        Part.VALUE,
        "What it says in words, with the source, where a number stands for them: who signed and "
        "when.",
        nullable=True,
    )
    source = column(dy.String, Part.LABEL, "Survey or file that says it.")


class FactRows(Contract, file="describe/fact_rows.csv", asked_by="country_facts"):
    """Accounting of the rows of the reference files."""

    source = key("The file.")
    became = key(
        "country, country without a value, no country of the list, text of the table, another "
        "index or edition, or signed later."
    )
    rows = column(dy.UInt32, Part.PROCESS, "Rows.")
    names = column(
        dy.String, Part.LABEL, "Their names, where they are no countries or have no value."
    )


class CountryYears(Contract, file="describe/country_years.csv", asked_by="country_facts"):
    """A row a country, indicator and year: the value, its unit, and on what terms it is."""

    iso3 = key("Country, by ISO 3166-1 alpha-3.")
    iso2 = column(dy.String, Part.LABEL, "Country, by ISO 3166-1 alpha-2.")
    m49 = column(dy.String, Part.LABEL, "Country, by the three digits of the UN's M49.")
    cow = column(dy.String, Part.LABEL, "Country, by its number in the Correlates of War.")
    vdem = column(dy.String, Part.LABEL, "Country, by its number in V-Dem.")
    country = column(dy.String, Part.LABEL, "Its name.")
    year = column(dy.UInt16, Part.KEY, "Year that the value is of.", primary_key=True)
    indicator = key("Indicator; indicators.csv has an entry for each.")
    value = column(dy.Float64, Part.VALUE, "Value; null where the source has none.", nullable=True)
    unit = column(dy.String, Part.LABEL, "Unit of the value, or its range.")
    status = column(dy.String, Part.VALUE, "valid, or why there is no value.")
    source = column(dy.String, Part.LABEL, "File that it is read or computed from.")
    licence = column(dy.String, Part.LABEL, "Terms of that file, or of this study's computation.")
    pass_on = column(dy.Bool, Part.LABEL, "Whether these terms let the row be published.")
    note = column(dy.String, Part.VALUE, "What the source says in words.", nullable=True)


class Indicators(Contract, file="describe/indicators.csv", asked_by="country_facts"):
    """An entry for each indicator of `country_years`."""

    indicator = key("Indicator.")
    title = column(dy.String, Part.LABEL, "What it is called.")
    unit = column(dy.String, Part.LABEL, "Unit of its values, or their range.")
    source = column(dy.String, Part.LABEL, "File that it is read or computed from.")
    citation = column(dy.String, Part.LABEL, "How to cite the source.")
    licence = column(dy.String, Part.LABEL, "Terms of that file, or of this study's computation.")
    pass_on = column(dy.Bool, Part.LABEL, "Whether these terms let its rows be published.")
    transformation = column(dy.String, Part.LABEL, "What was done to the source's values.")
    compared = column(dy.String, Part.LABEL, "With what the file was compared.")
    first_year = column(dy.UInt16, Part.LABEL, "First year with a value.")
    last_year = column(dy.UInt16, Part.LABEL, "Last year with a value.")
    countries = column(dy.UInt32, Part.PROCESS, "Countries with a value.")
    values = column(dy.UInt32, Part.PROCESS, "Values of all years.")
