"""The codebook as DDI-Codebook 2.5, which archives and catalogues of surveys import.

https://ddialliance.org/Specification/DDI-Codebook/2.5/
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from xml.etree import ElementTree as ET

from cyberstudy.declare.study_facts import NOT_GIVEN
from cyberstudy.declare.survey import MADE_UP, Survey
from cyberstudy.release.citation import titled
from cyberstudy.release.codebook import DDI, TOTAL, CodebookEntry
from cyberstudy.tables.statuses import BY_NAME

NAMESPACE, VERSION = "ddi:codebook:2_5", "2.5"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
#: What a number is that a question asks for; of all else codes stand for answers.
_NUMBERS = {"integer": "discrete", "decimal": "contin"}


def write_ddi(
    entries: Sequence[CodebookEntry],
    survey: Survey,
    publication: Mapping[str, str],
    folder: Path,
    *,
    data: str,
    beside: Mapping[str, str],
    simulated: bool,
) -> None:
    """Write ``codebook.xml``.

    Parameters
    ----------
    entries
        By `entries_of`.
    survey, publication
        What is known of the study, and of who publishes it.
    folder
        That it goes into.
    data
        The file of answers in the release; "" where it has none.
    beside
        What else is known of units there: column -> label.
    simulated
        Whether a generator made the answers.
    """
    ET.register_namespace("", NAMESPACE)
    root = _new(None, "codeBook", version=VERSION)
    _study(_new(root, "stdyDscr"), survey, publication, simulated=simulated)
    if data:
        text = _new(_new(root, "fileDscr", ID="F1"), "fileTxt")
        _new(text, "fileName", data)
    described = _new(root, "dataDscr")
    for name, label in beside.items():
        _new(_new(described, "var", ID=f"V_{name}", name=name, files="F1"), "labl", label, "en")
    for entry in entries:
        for name, option in _columns(entry, survey.questionnaire.repeats):
            of_file = {"files": "F1"} if data else {}
            _variable(_new(described, "var", ID=f"V_{name}", name=name, **of_file), entry, option)
    ET.indent(root)
    ET.ElementTree(root).write(folder / DDI, encoding="utf-8", xml_declaration=True)


def _study(
    study: ET.Element, survey: Survey, publication: Mapping[str, str], *, simulated: bool
) -> None:
    settings, facts = survey.settings, survey.settings.study
    citation = _new(study, "citation")
    title = titled(settings.title, simulated=simulated)
    _new(_new(citation, "titlStmt"), "titl", title)
    made_by = _new(citation, "rspStmt")
    for maker in (facts.makers or NOT_GIVEN).split("; "):
        _new(made_by, "AuthEnty", maker)
    produced = _new(citation, "prodStmt")
    _new(produced, "producer", publication.get("makers") or NOT_GIVEN)
    _new(produced, "fundAg", facts.funding or NOT_GIVEN)
    given = _new(citation, "distStmt")
    _new(given, "distrbtr", publication.get("publisher") or NOT_GIVEN)
    _new(given, "contact", publication.get("contact") or NOT_GIVEN)
    _new(_new(citation, "verStmt"), "version", publication.get("version") or NOT_GIVEN)
    _new(citation, "biblCit", settings.citation)
    about = _new(study, "stdyInfo")
    _new(
        about, "abstract", " ".join(filter(None, (MADE_UP * simulated, settings.defined))) or title
    )
    summed = _new(about, "sumDscr")
    _new(summed, "collDate", facts.collected or NOT_GIVEN)
    _new(summed, "geogCover", facts.coverage or NOT_GIVEN)
    _new(summed, "anlyUnit", settings.unit)
    _new(summed, "universe", facts.universe or NOT_GIVEN)
    _new(summed, "dataKind", facts.kind or NOT_GIVEN)
    method = _new(study, "method")
    collected = _new(method, "dataColl")
    _new(collected, "sampProc", facts.frame or NOT_GIVEN)
    _new(collected, "collMode", facts.collection or NOT_GIVEN)
    _new(_new(method, "anlyInfo"), "respRate", facts.response or NOT_GIVEN)
    use = _new(_new(study, "dataAccs"), "useStmt")
    _new(use, "conditions", publication.get("licence") or NOT_GIVEN)


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
    asked = _new(variable, "qstn")
    for language, wording in sorted(question.labels.items()):
        _new(asked, "qstnLit", wording, language)
    if question.relevant:
        _new(asked, "preQTxt", f"Asked if: {question.relevant}")
    if question.constraint:
        _new(asked, "ivuInstr", f"Valid if: {question.constraint}")
    counted = next((each for each in entry.frequencies if each.group == TOTAL), None)
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
            called = {language: known[code] for language, known in labels.items() if code in known}
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
    """Put an element into another, or begin with it."""
    own = attributes | ({_LANGUAGE: language} if language else {})
    tag = f"{{{NAMESPACE}}}{name}"
    element = ET.Element(tag, own) if parent is None else ET.SubElement(parent, tag, own)
    element.text = text or None
    return element


def counted_in(path: Path) -> Iterator[tuple[str, str, int]]:
    """List the counts that a ``codebook.xml`` tells: column, code, count."""
    space = {"d": NAMESPACE}
    for variable in ET.parse(path).iterfind(".//d:var", space):
        for category in variable.iterfind("d:catgry", space):
            if (count := category.findtext("d:catStat", "", space)) != "":
                yield (
                    variable.get("name", ""),
                    category.findtext("d:catValu", "", space),
                    int(count),
                )
