"""The codebook as DDI-Codebook 2.5, which archives and catalogues of surveys import.

https://ddialliance.org/Specification/DDI-Codebook/2.5/
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import polars as pl
import pyreadstat

from surveyanswers.codebook.entries import DDI, CodebookEntry, Edition
from surveyanswers.instrument.settings import Settings

NAMESPACE, VERSION = "ddi:codebook:2_5", "2.5"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
#: What a number is that a question asks for; of all else codes stand for answers.
_NUMBERS = {"integer": "discrete", "decimal": "contin"}

#: What the numbers of one of several options mean.
CHOSEN = {0.0: "not chosen", 1.0: "chosen"}


def write_ddi(
    entries: Sequence[CodebookEntry],
    settings: Settings,
    edition: Edition,
    folder: Path,
    *,
    data: str,
    counted: bool,
) -> None:
    """Write ``codebook.xml``.

    Parameters
    ----------
    entries, settings, edition, folder
        As `codebook_files.write_codebook` has them.
    data
        The SPSS file of answers in the folder, with ``variables.csv`` beside it: its variables,
        codes and labels are described. "" where it has none: then the questions are.
    counted
        Whether units by code are told; they are counted in that file.
    """
    ET.register_namespace("", NAMESPACE)
    root = _new(None, "codeBook", version=VERSION)
    _study(_new(root, "stdyDscr"), settings, edition)
    if data:
        _new(_new(_new(root, "fileDscr", ID="F1"), "fileTxt"), "fileName", data)
        _variables(_new(root, "dataDscr"), entries, folder / data, counted=counted)
    else:
        described = _new(root, "dataDscr")
        for entry in entries:
            name, options = entry.question.name, entry.options
            variable = _new(described, "var", ID=f"V_{name}", name=name)
            _asked(variable, entry, "")
            for code in options.answers if options else ():
                _category(variable, code, entry, "")
    ET.indent(root)
    ET.ElementTree(root).write(folder / DDI, encoding="utf-8", xml_declaration=True)


def _study(study: ET.Element, settings: Settings, edition: Edition) -> None:
    facts, title = settings.study, edition.title or settings.title
    makers = facts.makers if edition.makers is None else edition.makers
    about = " ".join(filter(None, (edition.notice, settings.defined)))
    collected = "method/dataColl"
    for place, text in (
        ("citation/titlStmt/titl", title),
        *(("citation/rspStmt/AuthEnty", maker) for maker in makers.split("; ")),
        ("citation/prodStmt/producer", edition.producer),
        ("citation/prodStmt/fundAg", facts.funding),
        ("citation/distStmt/contact", edition.contact),
        ("citation/verStmt/version", edition.version),
        ("citation/biblCit", settings.citation),
        ("stdyInfo/abstract", about or title),
        ("stdyInfo/sumDscr/collDate", facts.collected),
        ("stdyInfo/sumDscr/geogCover", facts.coverage),
        ("stdyInfo/sumDscr/anlyUnit", settings.unit),
        ("stdyInfo/sumDscr/universe", facts.universe),
        ("stdyInfo/sumDscr/dataKind", facts.kind),
        (f"{collected}/sampProc", facts.frame),
        (f"{collected}/collMode", facts.collection),
        *((f"{collected}/sources/dataSrc", source) for source in edition.sources),
        ("method/anlyInfo/respRate", facts.response),
        ("dataAccs/useStmt/conditions", " ".join(filter(None, edition.terms))),
    ):
        *above, name = place.split("/")
        if text:  # what nobody has said is left out
            parent = study
            for tag in above:
                element = parent.find(f"{{{NAMESPACE}}}{tag}")
                parent = _new(parent, tag) if element is None else element
            _new(parent, name, text)


def _variables(
    described: ET.Element, entries: Sequence[CodebookEntry], data: Path, *, counted: bool
) -> None:
    """Describe the variables of an SPSS file as it holds them, in its order."""
    file: Any = pyreadstat.read_sav(str(data), user_missing=True, output_format="polars")
    table, metadata = file
    columns = pl.read_csv(data.with_name("variables.csv"), infer_schema=False)
    column_of = dict(columns.select("sav", "column").iter_rows())
    entry_of = {entry.question.name: entry for entry in entries}
    for name in table.columns:
        question, _, rest = column_of[name].partition("__")
        entry, labels = entry_of.get(question), metadata.variable_value_labels.get(name, {})
        variable = _new(described, "var", ID=f"V_{name}", name=name, files="F1")
        if entry is None:
            _new(variable, "labl", metadata.column_names_to_labels[name], "en")
        else:
            several = entry.question.type == "select_multiple"
            labels = CHOSEN | labels if several else labels
            _asked(variable, entry, rest.rpartition("__")[2] if several else "")
        counts = dict(table[name].value_counts().iter_rows())
        missing = metadata.missing_ranges.get(name, [])
        for code in sorted(labels):
            category = _category(variable, f"{code:g}", entry, labels[code])
            if any(bounds["lo"] <= code <= bounds["hi"] for bounds in missing):
                category.set("missing", "Y")
            if counted:
                _new(category, "catStat", str(counts.get(code, 0)), type="freq")
        kind = "numeric" if table[name].dtype.is_numeric() else "character"
        _new(variable, "varFormat", type=kind, schema="other")


def _asked(variable: ET.Element, entry: CodebookEntry, option: str) -> None:
    """Describe what was asked, and of which option."""
    question, labels = entry.question, entry.options.labels if entry.options else {}
    variable.set("intrvl", _NUMBERS.get(question.type, "discrete"))
    for language, wording in sorted(question.labels.items()):
        chosen = labels.get(language, {}).get(option)
        _new(variable, "labl", f"{wording} [{chosen}]" if chosen else wording, language)
    question_element = _new(variable, "qstn")
    for language, wording in sorted(question.labels.items()):
        _new(question_element, "qstnLit", wording, language)
    if question.relevant:
        _new(question_element, "preQTxt", f"Asked if: {question.relevant}")
    if question.constraint:
        _new(question_element, "ivuInstr", f"Valid if: {question.constraint}")


def _category(
    variable: ET.Element, value: str, entry: CodebookEntry | None, label: str
) -> ET.Element:
    """Add a code with its label in each language: by default that of the option of this name."""
    category = _new(variable, "catgry")
    _new(category, "catValu", value)
    words = entry.options.labels if entry and entry.options else {}
    named = (code for code, text in words.get("en", {}).items() if text == label)
    option = next(named, "") if label else value
    translated = {language: of[option] for language, of in words.items() if option in of}
    for language, text in sorted((translated or {"en": label}).items()):
        _new(category, "labl", text, language)
    return category


def _new(
    parent: ET.Element | None, name: str, text: str = "", language: str = "", /, **attributes: str
) -> ET.Element:
    """Return a new element, below its parent if there is one."""
    all_attributes = attributes | ({_LANGUAGE: language} if language else {})
    tag = f"{{{NAMESPACE}}}{name}"
    element = (
        ET.Element(tag, all_attributes)
        if parent is None
        else ET.SubElement(parent, tag, all_attributes)
    )
    element.text = text or None
    return element
