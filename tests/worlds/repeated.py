"""What a file repeats of a source, unit by unit: told by its values, whatever it is called.

The sources are read as they were received, by a few lines of their own.
"""

import csv
import io
import json
import re
from collections import Counter
from functools import cache, cached_property, lru_cache
from itertools import combinations

import fastexcel
import polars as pl

from surveyanswers.tables.contents import said_in
from worlds import REPOSITORY, raw_folder

#: Units of one source whose values one file may show: single values, as a figure names them.
MOST = 30
#: What has no more different values is compared by which units share one, however it is called.
FEW = 8
ALIKE = 0.95
_TAG = re.compile(r"<[^>]*>")
_TABLE, _ROW = re.compile(r"<table.*?</table>", re.S), re.compile(r"<tr.*?</tr>", re.S)
_CELL = re.compile(r"<t[hd][^>]*>(.*?)</t[hd]>", re.S)


@cache
def codes():
    """Every name and code of a country, folded -> its three letters."""
    table = pl.read_csv(REPOSITORY / "data/raw/reference/countries.csv", infer_schema=False)
    names = ("iso3", "m49", "name_en", "name_un", "name_wb", "label_en")
    return {
        row[name].casefold(): row["iso3"]
        for row in table.iter_rows(named=True)
        for name in names
        if row[name]
    }


class Source(dict):
    """What a source tells -> unit -> value, as text; itself, whatever it holds, to what is kept."""

    __hash__ = object.__hash__

    @cached_property
    def units(self):
        return {unit for values in self.values() for unit in values}


@cache
def read_source(path):
    return Source(_read(path))


def _read(path):
    file = raw_folder(path) / path
    if path.endswith(".xlsx"):
        return _human_development(file)
    rows = list(csv.reader(io.StringIO(file.read_text(encoding="utf-8-sig"))))
    if path.startswith("gci/"):
        heads, *rows = rows
        unit, what, year, value = map(
            heads.index, ("REF_AREA", "INDICATOR", "TIME_PERIOD", "OBS_VALUE")
        )
        found = {}
        for row in rows:
            found.setdefault((row[what], row[year]), {})[row[unit]] = row[value]
        return found
    if path == "un_convention/articles.csv":  # tells of no units
        return {}
    if path == "reference/external_indices_long.csv":  # a row a country, index and edition
        heads, *rows = rows
        unit, index, year, value = map(heads.index, ("iso3", "source", "vintage_year", "score_raw"))
        found = {}
        for row in rows:
            found.setdefault((row[index], row[year]), {})[row[unit]] = row[value]
        return found
    if path == "reference/worldbank_population.csv":  # a row a country and year
        found = {}
        for _, code, year, value in rows[1:]:
            found.setdefault(year, {})[code] = value
        return found
    unit = 0
    if path.startswith("reference/worldbank"):  # heading rows above the table
        rows = [row for row in rows if len(row) > 20]
        unit = 1
    heads, *rows = rows
    keys = [codes().get(row[unit].casefold(), row[unit]) for row in rows]
    if path.startswith("cyberlaw2026/"):
        heads = heads[:7]  # groups of countries follow, which others say as well
    return {
        head: {key: row[n] for key, row in zip(keys, rows, strict=True) if row[n].strip("-. ")}
        for n, head in enumerate(heads)
        if n != unit and head and "country" not in head.casefold()  # names are no values
    }


def _human_development(file):
    sheet = fastexcel.read_excel(file).load_sheet(0, header_row=None, dtypes="string").to_polars()
    rows = [row for row in sheet.iter_rows() if row[1] and row[1].strip().casefold() in codes()]
    width = range(2, sheet.width)
    units = [codes()[row[1].strip().casefold()] for row in rows]
    return {n: {u: r[n] for u, r in zip(units, rows, strict=True) if r[n]} for n in width}


@lru_cache(maxsize=1)  # a file is held against one source after another
def tables_of(name, data):
    """List the tables in a file that could tell of more units than `MOST`."""
    return [t for t in _tables(name, data) if len(t) > MOST or (len(t) == 2 and len(t[0]) > MOST)]


def _tables(name, data):
    """List those in a file, those within pages, notebooks and scripts of data as well."""
    text = ""
    if name.endswith(".js"):
        data = re.sub(rb"^study\.add\([^,]*,|\);\s*$", b"", data)
    if name.endswith(".ipynb"):
        outputs = [o for c in json.loads(data)["cells"] for o in c.get("outputs", [])]
        text = "\n".join("".join(o.get("data", {}).get("text/html", "")) for o in outputs)
    elif name.endswith(".html"):
        text = data.decode("utf-8")
    if text:
        return [
            [tuple(map(_plain, _CELL.findall(row))) for row in _ROW.findall(table)]
            for table in _TABLE.findall(text)
        ]
    return [table for said in said_in(data) for table in said.tables]


def _plain(cell):
    return _TAG.sub("", cell).strip()


def repeated(name, data, source):
    """Name a series of a source that a file gives of more than `MOST` units, if there is one."""
    for table in tables_of(name, data):
        if len(table) == 2 and sum(_unit(h, source.units) is not None for h in table[0]) > MOST:
            table = [("unit", "value"), *zip(*table, strict=True)]  # an object by unit
        for told in _columns_by_unit(table, source.units):
            if (series := _series_said(tuple(told.items()), source)) is not None:
                return series
    return None


@cache  # one column stands in many files
def _series_said(told, source):
    told = dict(told)
    return next((series for series, values in source.items() if _says(told, values)), None)


def _unit(cell, units):
    code = codes().get(cell.casefold(), cell)
    return code if code in units else None


def _columns_by_unit(table, units):
    """Give each column of a table by unit, in parts in which each unit stands once."""
    if len(table) <= MOST:
        return
    width = max(map(len, table))
    rows = [(*row, *[""] * (width - len(row))) for row in table[1:]]
    columns = list(zip(*rows, strict=True))
    for place, column in enumerate(columns):
        if len({*column}) <= MOST:
            continue
        named = [_unit(cell, units) for cell in column]
        if len({*named} - {None}) <= MOST:
            continue
        for part in _a_row_a_unit(columns, named, place):
            for other in (n for n in range(width) if n != place):
                yield {named[r]: columns[other][r] for r in part if columns[other][r]}


def _a_row_a_unit(columns, named, place):
    """Divide rows by the fewest columns, into the fewest parts, in which each unit stands once."""
    rows = [r for r, unit in enumerate(named) if unit]
    keys = [n for n, c in enumerate(columns) if n != place and 1 < len({*c}) <= 200]
    for size in range(4):
        fit = []
        for by in combinations(keys, size):
            parts = {}
            for r in rows:
                parts.setdefault(tuple(columns[n][r] for n in by), []).append(r)
            if all(len({named[r] for r in part}) == len(part) for part in parts.values()):
                fit.append([*parts.values()])
        if fit:
            return min(fit, key=len)
    return [rows]


def _says(told, values):
    """Whether cells say what a source says of the same units, in whatever words and digits."""
    shared = [unit for unit in told if unit in values]
    if len(shared) <= MOST:
        return False
    cells, own = [told[u] for u in shared], [values[u] for u in shared]
    if len({*own}) < 2 or len({*cells}) < 2 or all(map(_is, shared, cells)):
        return False
    if len({*own}) > FEW:
        # Two different cells repeat no numbers: they say whether there is one, as of 1990.
        if len({*cells}) < 3 or not any(map(_same, cells[:9], own[:9])):
            return False
        return sum(map(_same, cells, own)) >= ALIKE * len(shared)
    # The most frequent cell of each value stands for it, each for one only.
    pairs = Counter(zip(own, cells, strict=True))
    stands, taken = {}, set()
    for (value, cell), _ in pairs.most_common():
        if value not in stands and cell not in taken:
            stands[value] = cell
            taken.add(cell)
    hits = sum(n for (value, cell), n in pairs.items() if stands.get(value) == cell) / len(shared)
    chance = sum(Counter(own)[v] * Counter(cells)[c] for v, c in stands.items()) / len(shared) ** 2
    return hits > chance and (hits - chance) / (1 - chance) >= ALIKE


def _is(unit, cell):
    return codes().get(cell.casefold(), cell) == unit


@cache
def _number(text):
    return re.fullmatch(r"-?\d+(\.\d+)?([eE]-?\d+)?", text) is not None


def _same(cell, value):
    """Whether a cell says a value: the same country or text, or the number with fewer digits."""
    if not (_number(cell) and _number(value)):
        return codes().get(cell.casefold(), cell) == codes().get(value.casefold(), value)
    digits = min(6, len(cell.partition(".")[2]))
    return abs(float(cell) - float(value)) <= 0.5 * 10**-digits + 1e-9
