"""Read a workbook's cells a second time, from its XML, and compare what was read with them.

The reader of cells (calamine, through fastexcel) writes floating-point numbers with nine decimals
and integers as the nearest double, and lays hours without a day on a day of 1899. Its word counts
for what is a moment and what a number; the XML's for which.
"""

from __future__ import annotations

import math
import posixpath
import re
import zipfile
from dataclasses import dataclass
from datetime import datetime, timedelta
from xml.etree import ElementTree

import polars as pl

from surveyanswers.read.inspection import elements_of, tag_of, text_of, value_of
from surveyanswers.tables.problems import SurveyError

#: Beyond it neighbouring integers share a double.
LARGEST_EXACT = 2**53
#: What the reader of cells may round away of a number: its tenth decimal, and the last bit.
_ROUNDED, _LAST_BIT = 0.51e-9, 2.3e-16
_MOMENT = re.compile(r"[+-]?\d{4,}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)?")
_INTEGER = re.compile(r"-?[1-9]\d*")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
#: Numbers of Excel's own formats of moments without a day, and of spans of time.
_HOURS, _SPANS = {"18", "19", "20", "21", "45", "47"}, {"46"}
#: Excel counts a 29 February 1900, which never was.
_LEAP_DAY = 60


@dataclass(frozen=True)
class Markup:
    """What cells of a workbook refer to.

    Attributes
    ----------
    shared
        Texts that cells name by their number.
    hours, spans
        Styles of cells (``s``) that show an hour without a day, or hours past 24.
    from_1904
        Whether days count from 1904, as in workbooks of old Macintoshes.
    """

    shared: list[str]
    hours: frozenset[str]
    spans: frozenset[str]
    from_1904: bool

    @classmethod
    def of(cls, archive: zipfile.ZipFile) -> Markup:
        """Read the workbook's shared texts, its formats of numbers and its first day."""
        parts = {
            str(link.get("Type")).rpartition("/")[2]: posixpath.join("/xl", link.get("Target", ""))
            for link in ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
        }
        hours, spans = _styles(archive, parts.get("styles", "").lstrip("/"))
        book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
        about = [element for element in book if tag_of(element) == "workbookPr"]
        return cls(
            shared=_shared(archive, parts.get("sharedStrings", "").lstrip("/")),
            hours=frozenset(hours),
            spans=frozenset(spans),
            from_1904=any(element.get("date1904") in ("1", "true") for element in about),
        )

    def confirmed(
        self, table: pl.DataFrame, archive: zipfile.ZipFile, part: str, where: str
    ) -> tuple[pl.DataFrame, int]:
        """Compare a sheet's table with its XML, cell by cell.

        Returns
        -------
        table
            With numbers, hours and spans of time as the XML has them, and with error values.
        compared
            How many cells hold something, all of them compared.

        Raises
        ------
        SurveyError
            The two readings of a cell differ.
        """
        exact: dict[int, dict[int, str]] = {}  # column -> row -> text
        compared, at = 0, 0
        read: tuple[str | None, ...] = ()
        for row, column, element in elements_of(archive, part):
            value = value_of(element) if row else None
            if value is None:
                continue
            if element.get("t") == "s":
                value = self.shared[int(value)]
            if row != at:
                at, read = row, table.row(row - 1)
            text = self._agreed(element, value, read[column - 1])
            if text is None:
                raise SurveyError(
                    f"{where}, row {row}, column {column}: read as {read[column - 1]!r}, but the "
                    f"workbook's XML has {value!r}; expected the same twice. Does an address stand "
                    f"twice? If the cell's text is sound, report this as a fault of the program"
                )
            if text != read[column - 1]:
                exact.setdefault(column, {})[row - 1] = text
            compared += 1
        corrected = [
            table.to_series(column - 1).scatter(list(texts), list(texts.values()))
            for column, texts in exact.items()
        ]
        return table.with_columns(corrected), compared

    def _agreed(self, element: ElementTree.Element, value: str, read: str | None) -> str | None:
        """Return what a cell says where both readings of it agree, else None."""
        kind, style = element.get("t", "n"), element.get("s", "0")
        if kind == "e":
            return value if read is None else None
        if kind == "b":
            value = {"1": "true", "0": "false"}.get(value, value)
        elif kind == "n":
            return self._number(value, read or "", style)
        text = _ESCAPED.sub(_unescaped, value)
        # The reader of cells leaves some characters escaped, and all where a formula gave the text.
        return text if text in (read, _ESCAPED.sub(_unescaped, read or "")) else None

    def _number(self, value: str, read: str, style: str) -> str | None:
        try:
            number = float(value)
        except ValueError:
            return value if value == read else None
        if _MOMENT.fullmatch(read):
            return self._moment(number, value, read, style)
        if not math.isfinite(number):
            return value
        try:
            apart = abs(float(read) - number)
        except ValueError:
            return None
        if apart > _ROUNDED + abs(number) * _LAST_BIT:
            return None
        if abs(number) < LARGEST_EXACT and not apart:
            return read
        return value if _INTEGER.fullmatch(value) else repr(number).removesuffix(".0")

    def _moment(self, number: float, value: str, read: str, style: str) -> str | None:
        if number < 0 or not read[0].isdigit():
            return value  # no day of Excel's calendar, which ends in 9999: it shows none either
        first = datetime(1904, 1, 1)
        if not self.from_1904:
            first = datetime(1899, 12, 31 if number < _LEAP_DAY else 30)
        since = datetime.fromisoformat(read) - first
        if abs(since - timedelta(days=number)) > timedelta(milliseconds=2):
            return None
        if style in self.spans:
            return _span(number)
        if number < 1 and (style in self.hours or not self.from_1904):
            return read.partition(" ")[2]
        if int(number) == _LEAP_DAY and not self.from_1904:
            return f"1900-02-29 {read.partition(' ')[2]}"
        return read


def _shared(archive: zipfile.ZipFile, part: str) -> list[str]:
    texts: list[str] = []
    if part in archive.namelist():
        with archive.open(part) as stream:
            for _, element in ElementTree.iterparse(stream):
                if tag_of(element) == "si":
                    texts.append(text_of(element))
                    element.clear()
    return texts


def _styles(archive: zipfile.ZipFile, part: str) -> tuple[set[str], set[str]]:
    """Return which styles show hours without a day, and which show spans of time."""
    if part not in archive.namelist():
        return set(), set()
    hours, spans = set(_HOURS), set(_SPANS)
    root = ElementTree.fromstring(archive.read(part))
    for element in root.iter():
        if tag_of(element) == "numFmt":
            code = re.sub(r'"[^"]*"|\\.', "", str(element.get("formatCode")).lower())
            shown = re.sub(r"\[.*?\]", "", code)
            number = str(element.get("numFmtId"))
            if re.search("[hs]", shown) and not re.search("[dy]", shown):
                hours.add(number)
            if re.search(r"\[(h+|m+|s+)\]", code):
                spans.add(number)
    styles = [
        element.get("numFmtId", "0")
        for group in root
        if tag_of(group) == "cellXfs"
        for element in group
    ]
    return (
        {str(at) for at, number in enumerate(styles) if number in hours},
        {str(at) for at, number in enumerate(styles) if number in spans},
    )


def _unescaped(match: re.Match[str]) -> str:
    """Return the character that ``_x000D_`` stands for; half a pair stands for none."""
    character = chr(int(match[1], 16))
    return match[0] if "\ud800" <= character <= "\udfff" else character


def _span(days: float) -> str:
    """Write a span of time as hours, minutes and seconds, to the millisecond."""
    seconds, thousandths = divmod(round(days * 86_400_000), 1000)
    text = f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"
    return f"{text}.{thousandths:03}" if thousandths else text
