"""The codebook as DDI-Codebook 2.5, which archives and catalogues of surveys import.

https://ddialliance.org/Specification/DDI-Codebook/2.5/
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from xml.etree import ElementTree as ET

from surveyanswers.codebook.entries import DDI, TOTAL, CodebookEntry, Edition
from surveyanswers.instrument.settings import Settings
from surveyanswers.tables.statuses import BY_NAME

NAMESPACE, VERSION = "ddi:codebook:2_5", "2.5"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
#: What a number is that a question asks for; of all else codes stand for answers.
_NUMBERS = {"integer": "discrete", "decimal": "contin"}


def write_ddi(
    entries: Sequence[CodebookEntry],
    settings: Settings,
    edition: Edition,
    folder: Path,
    *,
    repeats: Mapping[str, int],
    data: str,
    unit_labels: Mapping[str, str],
) -> None:
    """Write ``codebook.xml``.

    Parameters
    ----------
    entries, settings, edition, folder
        As `codebook_files.write_codebook` has them.
    repeats
        How many instances each repeat of the form has.
    data
        The file of answers in the folder; "" where it has none.
    unit_labels
        Labels of the columns about units there, by name.
    """
    ET.register_namespace("", NAMESPACE)
    root = _new(None, "codeBook", version=VERSION)
    _study(_new(root, "stdyDscr"), settings, edition)
    if data:
        text = _new(_new(root, "fileDscr", ID="F1"), "fileTxt")
        _new(text, "fileName", data)
    described = _new(root, "dataDscr")
    for name, label in unit_labels.items():
        _new(_new(described, "var", ID=f"V_{name}", name=name, files="F1"), "labl", label, "en")
    for entry in entries:
        for name, option in _columns(entry, repeats):
            of_file = {"files": "F1"} if data else {}
            _variable(_new(described, "var", ID=f"V_{name}", name=name, **of_file), entry, option)
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


def _columns(entry: CodebookEntry, repeats: Mapping[str, int]) -> Iterator[tuple[str, str]]:
    """Name the columns of a question, with the option that each is of, as files of answers do."""
    question = entry.question
    turns = repeats.get(question.repeat, 0) if question.repeat else 0
    several = question.type == "select_multiple" and entry.options is not None
    options = entry.options.answers if several and entry.options else [""]
    for turn in range(1, turns + 1) or [0]:
        for option in options:
            parts = (question.name, str(turn or ""), option)
            yield "__".join(filter(None, parts)), option


def _variable(variable: ET.Element, entry: CodebookEntry, option: str) -> None:
    question, options = entry.question, entry.options
    variable.set("intrvl", _NUMBERS.get(question.type, "discrete"))
    labels = options.labels if options else {}
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
    counted = next(
        (frequencies for frequencies in entry.frequencies if frequencies.group == TOTAL), None
    )
    if counted:
        _new(variable, "universe", f"Counted: {counted.grouping}")
    if option:
        chosen_by = counted.options.get(option) if counted else None
        rest = None
        if counted and counted.base is not None and chosen_by is not None:
            rest = counted.base - chosen_by
        for code, count in (("0", rest), ("1", chosen_by)):
            _category(variable, code, {"en": "chosen" if code == "1" else "not chosen"}, count)
    elif options:
        for code in options.answers:
            called = {language: words[code] for language, words in labels.items() if code in words}
            _category(variable, code, called, counted.options.get(code) if counted else None)
    for name, status in BY_NAME.items():
        if status.code:
            count = counted.statuses.get(name) if counted else None
            _category(variable, str(status.code), {"en": status.word}, count, missing="Y")
    numeric = question.type in _NUMBERS or bool(option)
    _new(variable, "varFormat", type="numeric" if numeric else "character", schema="other")


def _category(
    variable: ET.Element,
    code: str,
    labels: Mapping[str, str],
    count: int | None,
    **attributes: str,
) -> None:
    category = _new(variable, "catgry", **attributes)
    _new(category, "catValu", code)
    for language, label in sorted(labels.items()):
        _new(category, "labl", label, language)
    if count is not None:
        _new(category, "catStat", str(count), type="freq")


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
