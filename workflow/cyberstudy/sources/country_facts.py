"""Tables of reference about countries: indicators, indices, who signed a convention.

Most have groups of countries among their rows. Every row is accounted for: as a country of the
list, with a value or without, as something else, or as text.
"""

from __future__ import annotations

import csv
import logging
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import polars as pl

from cyberstudy.declare.plan.facts_of_countries import (
    HDR,
    INDICES,
    LONG,
    SIGNATORIES,
    WDI,
    FactOfReference,
)
from cyberstudy.tables.across import FactRows
from surveyanswers.instrument.matching import TextIndex
from surveyanswers.tables.phrases import phrase
from surveyanswers.tables.problems import SurveyError, listed
from surveyanswers.tables.storage import read_text_table, schema_of

log = logging.getLogger(__name__)

COUNTRY, WITHOUT, OTHER, TEXT, ASIDE, LATER = (
    *("country", "country without a value"),
    *("no country of the list", "text of the table"),
    *("another index or edition", "signed later"),
)
#: How the World Bank heads its columns, and UNDP its table; it writes ".." for no value.
WDI_HEADER = ("Country Name", "Country Code", "Indicator Name", "Indicator Code")
LONG_HEADER = ("Country Name", "Country Code", "Year", "Value")
HDR_HEADER = ("HDI rank", "Country", "Value")
HDR_NONE = ".."
INDICES_HEADER = ("iso3", "canonical_name", "source", "vintage_year", "score_raw")
SIGNATORIES_HEADER = ("iso3", "name_in_source", "signed_on", "source")
#: A day, also where it is one of two, or a month.
_SIGNED = re.compile(r"(?P<day>\d{4}-\d{2}(-\d{2})?)( or \d{2}| \(report\))?")
#: What is told of signatories. A list that is not whole says of nobody that they have not signed.
SIGNED, SIGNED_LATER, NOT_ON_THE_LIST = (
    phrase("signed {day} ({source})"),
    phrase("not by {until}; signed {day} ({source})"),
    phrase("not on this list: not signed, or not known"),
)
# "Moldova (Republic of)" is the Republic of Moldova.
_TURNED = re.compile(r"(?P<name>.+) \((?P<kind>.+ of)\)")


@dataclass(frozen=True)
class Row:
    """How a row was used, or rows of a country's years, and what it holds of the country."""

    number: int
    name: str
    became: str
    iso3: str = ""
    cells: Sequence[tuple[int, int, str]] = ()  # year, row and text, where there is one
    rows: int = 1
    told: str = ""


def index_of_names(
    countries: pl.DataFrame, members: pl.DataFrame, aliases: pl.DataFrame
) -> TextIndex:
    """Make an index of what countries are called in English.

    Parameters
    ----------
    countries, members, aliases
        The reference tables `countries.csv`, `member_states.csv` and `aliases.csv`.
    """
    names: dict[str, list[str]] = {}
    for table, columns in ((countries, ("label_en", "name_en")), (members, ("name_en",))):
        for iso3, *texts in table.select("iso3", *columns).iter_rows():
            names.setdefault(iso3, []).extend(text for text in texts if text)
    listed_aliases = aliases.filter(pl.col("iso3").is_in(list(names))).select("alias", "iso3")
    return TextIndex(names, aliases=dict(listed_aliases.iter_rows()), where="aliases.csv")


def read_years(
    path: Path, fact: FactOfReference, names: TextIndex
) -> tuple[pl.DataFrame, list[Row]]:
    """Return iso3, year, value and told, sorted, and how each row of the file was used.

    Raises
    ------
    SurveyError
        The file is not of that form, a country stands twice, or one that UNDP ranks is unknown.
    """
    file_rows = list(READERS[fact.form](path, fact, names))
    countries = [row for row in file_rows if row.iso3]
    codes = [row.iso3 for row in countries]
    if twice := [row for row in countries if codes.count(row.iso3) > 1]:
        lines = [f"row {row.number}: {row.name!r} is {row.iso3}" for row in twice]
        raise SurveyError(f"{path}: a country stands twice:{listed(lines)}")
    values = [
        (row.iso3, year, _number(path, number, text), row.told or None)
        for row in countries
        for year, number, text in row.cells
    ]
    kinds = {"iso3": pl.String, "year": pl.UInt16, "value": pl.Float64, "told": pl.String}
    return pl.DataFrame(values, schema=kinds, orient="row").sort("iso3", "year"), file_rows


def read_fact(
    path: Path, fact: FactOfReference, *, names: TextIndex, year: int
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Read the latest value of every country up to a year.

    Parameters
    ----------
    path, fact, names
        The file, whose bytes were verified; as declared; and from `index_of_names`.
    year
        The latest that counts. Assume: a table of one year is taken even where that is later, for
        human development moves slowly and its order hardly at all in a year.

    Returns
    -------
    values, rows
        iso3, year, value and told, sorted by iso3; and `tables.FactRows` of the file.
    """
    values, file_rows = read_years(path, fact, names)
    if fact.form in (WDI, LONG):
        values = values.filter(pl.col("year") <= year)
    values = values.unique("iso3", keep="last", maintain_order=True)
    valued = {*values["iso3"]}
    became_of = [
        WITHOUT if row.became == COUNTRY and row.iso3 not in valued else row.became
        for row in file_rows
    ]
    rows = [
        {
            "source": fact.file,
            "became": became,
            "rows": sum(row.rows for row in group),
            "names": "; ".join(row.name for row in group if became in (WITHOUT, OTHER, LATER)),
        }
        for became in (COUNTRY, WITHOUT, OTHER, TEXT, ASIDE, LATER)
        if (group := [row for row, of in zip(file_rows, became_of, strict=True) if of == became])
    ]
    for row in rows:
        log.info("%s: %d rows became %s", path.name, row["rows"], row["became"])
    return values, pl.DataFrame(rows, schema=schema_of(FactRows))


def _read_wdi(path: Path, _: FactOfReference, names: TextIndex) -> Iterator[Row]:
    """Read a file of the World Development Indicators; codes tell countries from groups."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.reader(stream))
    top = _heading(path, [tuple(row[: len(WDI_HEADER)]) for row in rows], WDI_HEADER)
    headings, width = rows[top], len(rows[top])
    years = {at: int(text) for at, text in enumerate(headings) if text.isdigit()}
    if wrong := [n for n, row in enumerate(rows[top + 1 :], top + 2) if len(row) != width]:
        raise SurveyError(f"{path}, row {wrong[0]}: expected {width} cells, as the headings have")
    if len({row[3] for row in rows[top + 1 :]}) > 1:
        raise SurveyError(f"{path}: expected one indicator, found several in column 4")
    for number, row in enumerate(rows, start=1):
        name, code = (*row, "", "")[:2]
        if number <= top + 1:
            yield Row(number, name, TEXT)
        elif code not in names.spellings:
            yield Row(number, name, OTHER)
        else:
            cells = [(year, number, row[at]) for at, year in years.items() if row[at]]
            yield Row(number, name, COUNTRY, code, cells)


def _read_long(path: Path, _: FactOfReference, names: TextIndex) -> Iterator[Row]:
    """Read a table with a row a country and year; codes tell countries from groups."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.reader(stream))
    _heading(path, [tuple(row) for row in rows[:1]], LONG_HEADER)
    yield Row(1, "", TEXT)
    cells_by_country: dict[tuple[str, str], dict[int, tuple[int, str]]] = {}
    for number, row in enumerate(rows[1:], start=2):
        if len(row) != len(LONG_HEADER) or not row[2].isdigit():
            raise SurveyError(f"{path}, row {number}: expected {' | '.join(LONG_HEADER)}")
        cells_by_year = cells_by_country.setdefault((row[0], row[1]), {})
        if int(row[2]) in cells_by_year:
            raise SurveyError(f"{path}, row {number}: {row[0]!r} has the year {row[2]} twice")
        cells_by_year[int(row[2])] = number, row[3]
    for (name, code), cells_by_year in cells_by_country.items():
        cells = [(year, number, text) for year, (number, text) in cells_by_year.items() if text]
        place, of_country = next(iter(cells_by_year.values()))[0], len(cells_by_year)
        if code in names.spellings:
            yield Row(place, name, COUNTRY, code, cells, of_country)
        else:
            yield Row(place, name, OTHER, rows=of_country)


def _read_hdr(path: Path, _: FactOfReference, names: TextIndex) -> Iterator[Row]:
    """Read table 1 of a Human Development Report; names tell countries from groups."""
    import fastexcel  # this table alone is a workbook

    try:
        sheet = fastexcel.read_excel(path).load_sheet(
            0, header_row=None, skip_rows=0, dtypes="string"
        )
    except fastexcel.FastExcelError as problem:
        raise SurveyError(f"{path}: can't be read as a workbook: {problem}") from None
    rows = [row[:3] for row in sheet.to_polars().rows()]
    top = _heading(path, rows, HDR_HEADER)
    year_of_value = (rows[top + 1][2] if len(rows) > top + 1 else None) or ""
    if not year_of_value.isdigit():
        raise SurveyError(
            f"{path}, row {top + 2}, column 3: expected a year, found {year_of_value!r}"
        )
    for number, (rank, name, value) in enumerate(rows, start=1):
        if number <= top + 2 or value is None:
            yield Row(number, name or "", TEXT)
        elif (code := _code(names, name or "")) is not None:
            cells = [] if value == HDR_NONE else [(int(year_of_value), number, value)]
            yield Row(number, name, COUNTRY, code, cells)
        elif rank is None:
            yield Row(number, name, OTHER)
        else:
            raise SurveyError(
                f"{path}, row {number}: {name!r} has a rank, so it is a country, but the list has "
                f"none of that name; add the name to data/raw/reference/aliases.csv"
            )


def _read_indices(path: Path, fact: FactOfReference, names: TextIndex) -> Iterator[Row]:
    """Read one edition of one index, whatever its year; codes tell countries."""
    table = read_text_table(path, INDICES_HEADER).select(INDICES_HEADER)
    yield Row(1, "", TEXT)
    for number, (code, name, index, edition, score) in enumerate(table.iter_rows(), start=2):
        if (index, edition) != (fact.index, fact.edition):
            yield Row(number, name or "", ASIDE)
        elif code not in names.spellings:
            yield Row(number, name or "", OTHER)
        else:
            cells = [(int(edition), number, score)] if score else []
            yield Row(number, name, COUNTRY, code, cells)


def _read_signatories(path: Path, fact: FactOfReference, names: TextIndex) -> Iterator[Row]:
    """Read who had signed by a day; of two days that are possible the first counts."""
    table = read_text_table(path, SIGNATORIES_HEADER).select(SIGNATORIES_HEADER)
    yield Row(1, "", TEXT)
    for number, (code, name, signed, source) in enumerate(table.iter_rows(), start=2):
        match = _SIGNED.fullmatch(signed or "")
        if match is None:
            raise SurveyError(
                f"{path}, row {number}: {signed!r}; expected a day as 2025-10-25, or a month"
            )
        in_time = match["day"] <= fact.until
        wording = (SIGNED if in_time else SIGNED_LATER).format(
            day=signed, source=source or "", until=fact.until
        )
        if code not in names.spellings:
            yield Row(number, name or "", OTHER)
        else:
            became = COUNTRY if in_time else LATER
            year = int((match["day"] if in_time else fact.until)[:4])
            cells = [(year, number, str(int(in_time)))]
            yield Row(number, name or "", became, code, cells, told=wording)


def and_all_others(values: pl.DataFrame, members: pl.DataFrame, until: str) -> pl.DataFrame:
    """Add the Member States that a list of signatories does not have, as 0 and with what that says.

    Parameters
    ----------
    values
        From `read_fact`.
    members
        The reference table `member_states.csv`.
    until
        The last day that counts.
    """
    others = members.select("iso3").join(values, on="iso3", how="anti")
    year = pl.lit(int(until[:4]), pl.UInt16)
    others = others.with_columns(year=year, value=0.0, told=pl.lit(NOT_ON_THE_LIST))
    return pl.concat([values, others]).sort("iso3")


READERS: Mapping[str, Callable[[Path, FactOfReference, TextIndex], Iterator[Row]]] = {
    WDI: _read_wdi,
    LONG: _read_long,
    HDR: _read_hdr,
    INDICES: _read_indices,
    SIGNATORIES: _read_signatories,
}


def _heading(path: Path, rows: list[tuple[str | None, ...]], header: tuple[str, ...]) -> int:
    top = next((at for at, row in enumerate(rows) if row == header), None)
    if top is None:
        raise SurveyError(f"{path}: no row begins with {' | '.join(header)}")
    return top


def _code(names: TextIndex, text: str) -> str | None:
    match = names.find(text) or names.find(_TURNED.sub(r"\g<kind> \g<name>", text))
    return match.code if match else None


def _number(path: Path, row: int, text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise SurveyError(f"{path}, row {row}: {text!r} is no number") from None
