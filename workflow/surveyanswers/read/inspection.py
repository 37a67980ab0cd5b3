"""Look into an Excel workbook before it is read: refuse what is unsafe, count what is there.

A workbook is a ZIP archive of XML. The reader of cells loses error values and formulas that were
never calculated, lays merged cells out as if only the first held something, and dies of a cell
that stands far outside. So the sheets are gone through here first.
"""

from __future__ import annotations

import lzma
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

from surveyanswers.instrument.exports import Export
from surveyanswers.instrument.formats import MOST_SHEET_CELLS
from surveyanswers.tables.problems import SurveyError, listed

#: A workbook may grow to this many bytes when unpacked. Answers of States are a few megabytes.
LARGEST_UNPACKED = 500_000_000
LARGEST_RATIO = 200  # of unpacked to packed; workbooks of text stay under 30
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # what .xls and workbooks with a password begin with
UNSAFE = {
    "vbaproject": "macros: refused; have it saved as .xlsx, without macros",
    "externallink": "links to other files: refused; have them broken and the workbook saved anew",
    "connections": "connections to other data: refused; have them removed and saved anew",
}
#: Error values that the reader of cells knows; of others it says nothing but their name.
ERRORS = ("#N/A", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!")
DAMAGED = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError),
    *(NotImplementedError, RuntimeError, KeyError, ValueError, ElementTree.ParseError),
)
_ADDRESS = re.compile(r"([A-Z]{1,3})([1-9][0-9]{0,6})")
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_STRICT_RELATION = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"


@dataclass
class Contents:
    """What a sheet's XML says stands in it. Rows and columns count from 1.

    Attributes
    ----------
    part
        The member of the archive that holds the sheet.
    filled
        How many cells hold something.
    first_column
        The first that holds anything; 0 for an empty sheet.
    merged
        Ranges of merged cells, such as ``C2:C3``.
    """

    part: str
    filled: int = 0
    first_column: int = 0
    merged: list[str] = field(default_factory=list)


def inspect(path: Path, export: Export) -> dict[str, Contents]:
    """Go through a workbook; return each sheet's contents by its name.

    Raises
    ------
    SurveyError
        Not a workbook, damaged, too large, one that could run or fetch something, or a sheet
        with merged cells, formulas without a value, or a cell far outside.
    """
    with path.open("rb") as file:
        start = file.read(len(OLE))
    if not start:
        raise SurveyError(f"{export.file}: the file is empty; expected an .xlsx workbook")
    if start == OLE:
        raise SurveyError(
            f"{export.file}: an .xls workbook, or one with a password; expected .xlsx without"
        )
    try:
        with zipfile.ZipFile(path) as archive:
            _refuse_what_is_unsafe(archive, path.stat().st_size, export)
            contents = {}
            for name, part in _sheets(archive):
                where = f"{export.file}, sheet {name}"
                left_out = name in export.leave_out_sheets
                contents[name] = sheet = _contents(archive, part, where, left_out=left_out)
                if sheet.merged and not export.merged_cells and not left_out:
                    raise SurveyError(
                        f"{where}: merged cells; it can't be told to which row and column their "
                        f"text belongs. Say in layout.yaml, for this file, merged_cells: first, or "
                        f"merged_cells: each, if it holds for all of them:{listed(sheet.merged)}"
                    )
    except DAMAGED as problem:
        raise SurveyError(
            f"{export.file}: not an .xlsx workbook, cut off or damaged; expected a ZIP archive "
            f"with sheets ({problem or type(problem).__name__})"
        ) from None
    if lacking := [name for name in export.leave_out_sheets if name not in contents]:
        raise SurveyError(
            f"{export.file}: leave_out_sheets in layout.yaml names {', '.join(lacking)}; the "
            f"workbook has the sheets {', '.join(contents)}"
        )
    return contents


def _refuse_what_is_unsafe(archive: zipfile.ZipFile, packed: int, export: Export) -> None:
    largest = min(LARGEST_UNPACKED, LARGEST_RATIO * max(packed, 10_000))
    members = archive.infolist()
    declared = sum(member.file_size for member in members)
    if declared > largest:
        raise SurveyError(
            f"{export.file}: unpacks to {declared:,} bytes from {packed:,}: refused; "
            f"at most {largest:,} are read"
        )
    # An archive may lie about its sizes; reading is the proof, and finds damage too.
    unpacked = 0
    for member in members:
        member.file_size = 2**62
        with archive.open(member) as stream:
            while piece := stream.read(1_000_000):
                unpacked += len(piece)
                if unpacked > largest:
                    raise SurveyError(
                        f"{export.file}: unpacks to more than {largest:,} bytes from {packed:,}: "
                        f"refused"
                    )
    named = " ".join(member.filename for member in members)
    types = archive.read("[Content_Types].xml").decode(errors="replace")
    for word, danger in UNSAFE.items():
        if word in (named + types).lower():
            raise SurveyError(f"{export.file}: holds {danger}")


def _sheets(archive: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """Yield each sheet's name and the member of the archive that holds it."""
    links = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    for element in ElementTree.fromstring(archive.read("xl/workbook.xml")).iter():
        if tag_of(element) == "sheet":
            target = targets[element.get(_RELATION) or element.get(_STRICT_RELATION)]
            yield element.get("name", ""), posixpath.join("/xl", target).lstrip("/")


def _contents(archive: zipfile.ZipFile, part: str, where: str, *, left_out: bool) -> Contents:
    contents = Contents(part)
    uncalculated, unread = [], []
    last_row = last_column = 0
    for row, column, element in elements_of(archive, part):
        if tag_of(element) == "mergeCell":
            contents.merged.append(str(element.get("ref")))
            continue
        value = value_of(element)
        if value is None:
            if any(tag_of(child) == "f" for child in element):
                uncalculated.append(f"row {row}, column {column}")
            continue
        contents.filled += 1
        if element.get("t") == "e" and value not in ERRORS:
            unread.append(f"row {row}, column {column}: {value}")
        contents.first_column = min(contents.first_column or column, column)
        last_row, last_column = max(last_row, row), max(last_column, column)
        if last_row * last_column > MOST_SHEET_CELLS and not left_out:
            raise SurveyError(
                f"{where}, row {row}, column {column}: a cell far outside; at most "
                f"{MOST_SHEET_CELLS:,} cells of a sheet are read. Have it cleared"
            )
    if unread and not left_out:
        raise SurveyError(
            f"{where}: error values that can't be read; expected {', '.join(ERRORS)} at most. "
            f"Have the formulas corrected and the workbook saved anew:{listed(unread)}"
        )
    if uncalculated and not left_out:
        raise SurveyError(
            f"{where}: formulas without a value; expected what they come to. Have the workbook "
            f"opened in a spreadsheet program and saved anew:{listed(uncalculated)}"
        )
    return contents


def elements_of(
    archive: zipfile.ZipFile, part: str
) -> Iterator[tuple[int, int, ElementTree.Element]]:
    """Yield a sheet's cells with row and column, and behind them its merged ranges; row by row."""
    row = column = 0
    with archive.open(part) as stream:
        for event, element in ElementTree.iterparse(stream, events=("start", "end")):
            tag = tag_of(element)
            if event == "start" and tag == "row":
                row, column = int(element.get("r") or row + 1), 0
            elif event == "end" and tag == "c":
                row, column = position_of(element.get("r"), row, column + 1)
                yield row, column, element
            elif event == "end" and tag == "mergeCell":
                yield 0, 0, element
            elif event == "end" and tag == "row":
                element.clear()


def tag_of(element: ElementTree.Element) -> str:
    """Return an element's name without its namespace."""
    return element.tag.rpartition("}")[2]


def position_of(address: str | None, row: int, column: int) -> tuple[int, int]:
    """Return the row and column of ``B7``; a cell without address follows the one before."""
    if address is None:
        return row, column
    parts = _ADDRESS.fullmatch(address)
    if parts is None:
        raise ValueError(f"{address!r} is no address of a cell")
    column = 0
    for letter in parts[1]:
        column = 26 * column + ord(letter) - ord("A") + 1
    return int(parts[2]), column


def value_of(cell: ElementTree.Element) -> str | None:
    """Return what stands in a cell's XML (for shared text its number), or None for nothing."""
    parts = {tag_of(child): child for child in cell}
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        return text_of(parts["is"]) if "is" in parts else None
    if "v" not in parts:
        return None
    text = parts["v"].text or ""
    return text if text or kind == "str" else None


def text_of(element: ElementTree.Element) -> str:
    """Join the runs of a rich text; how it is read aloud (``rPh``) is no part of it.

    Blanks at the ends of a run are part of the text where the run says so, as in Excel.
    """
    if tag_of(element) != "t":
        runs = (child for child in element if tag_of(child) in ("t", "r"))
        return "".join(map(text_of, runs))
    text = element.text or ""
    return text if element.get(_SPACE) == "preserve" else text.strip(" \t\r\n")
