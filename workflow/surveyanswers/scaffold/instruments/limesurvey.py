"""LimeSurvey's structure of a survey: .lss (XML), and tab-separated .txt (LS-TSV)."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

from surveyanswers.scaffold.form import Form
from surveyanswers.tables.problems import SurveyError
from surveyanswers.tables.sheets import text_of

Texts = dict[str, str]
Scaled = dict[tuple[str, str], Texts]  # scale, code
Options = list[tuple[str, Texts]]
_POINTS = {"5": 5, "A": 5, "B": 10}
_FIXED = {
    "Y": (("Y", "Yes"), ("N", "No")),
    "G": (("F", "Female"), ("M", "Male")),
    "C": (("Y", "Yes"), ("U", "Uncertain"), ("N", "No")),
    "E": (("I", "Increase"), ("S", "Same"), ("D", "Decrease")),
    **{kind: tuple((str(n), str(n)) for n in range(1, top + 1)) for kind, top in _POINTS.items()},
}
#: What a row of an array is, a cell of one that has columns, and a question without parts.
_OF_ROWS = {**dict.fromkeys("FHABCE", "select_one"), "K": "decimal", "Q": "text"}
_OF_CELLS = {":": "decimal", ";": "text"}
_SINGLE = {"N": "decimal", "D": "date", "S": "text", "T": "text", "U": "text"}
_WORDS = {"and", "or", "not", "div", "mod", "true", "false", "selected"}
_TOKEN = re.compile(r"\"[^\"]*\"|'[^']*'|\$\{\w+\}|[A-Za-z]\w*(?:\.\w+)?")


@dataclass
class Structured:
    """A question as LimeSurvey keeps it, with its parts by scale and code."""

    kind: str
    texts: Texts = field(default_factory=dict)
    relevant: str = ""
    other: bool = False
    parts: Scaled = field(default_factory=dict)
    answers: Scaled = field(default_factory=dict)


@dataclass
class Section:
    """A group of questions."""

    texts: Texts = field(default_factory=dict)
    relevant: str = ""
    asked: dict[str, Structured] = field(default_factory=dict)


def read(path: Path) -> Form:
    """Read a survey's structure, .lss or .txt."""
    structure = _of_xml(path) if path.suffix.lower() == ".lss" else _of_rows(path)
    title, sections = structure
    form = Form(title=title or path.stem, program="limesurvey")
    ticks = {
        f"{code}_{part}": (code, part)
        for section in sections
        for code, question in section.asked.items()
        if question.kind in "MP"
        for _, part in question.parts
    }
    for section in sections:
        form.section(
            next(iter(section.texts.values()), ""),
            section.texts,
            relevant=condition(section.relevant, ticks),
        )
        for code, question in section.asked.items():
            _add(form, code, question, condition(question.relevant, ticks))
        form.end_section()
    return form


def condition(relevance: str, ticks: Mapping[str, tuple[str, str]]) -> str:
    """Translate what of the ExpressionScript has a word in XLSForm; the rest stays as it is."""
    text = re.sub(r"!\s*is_empty\(\s*(\w+)(?:\.\w+)?\s*\)", r"(${\1} != '')", relevance)
    text = re.sub(r"is_empty\(\s*(\w+)(?:\.\w+)?\s*\)", r"(${\1} = '')", text)
    for old, new in (("&&", " and "), ("||", " or "), ("==", "="), ("!(", "not(")):
        text = text.replace(old, new)
    text = re.sub(r"\s(eq)\s", " = ", re.sub(r"\s(ne)\s", " != ", text))

    def reference(match: re.Match[str]) -> str:
        token = match[0]
        return token if token[0] in "\"'$" or token in _WORDS else f"${{{token.split('.')[0]}}}"

    text = _TOKEN.sub(reference, re.sub(r"\b(AND|OR)\b", lambda word: word[0].lower(), text))

    def ticked(match: re.Match[str]) -> str:
        name, sign, answer = match.groups()
        if name not in ticks:
            return match[0]
        question, option = ticks[name]
        selection = f"selected(${{{question}}}, '{option}')"
        return selection if (sign == "=") == (answer == "Y") else f"not({selection})"

    return re.sub(r"\$\{(\w+)\}\s*(!?=)\s*[\"'](Y?)[\"']", ticked, text).strip()


def _add(form: Form, code: str, question: Structured, relevant: str) -> None:
    """Add the questions that one of LimeSurvey's comes to."""
    kind, texts = question.kind, question.texts
    if kind in "|*":
        (form.personal if kind == "|" else form.metadata).add(code)
        form.look_at("", f"{code}: type {kind!r} is no question here; its column is no answer")
    if kind in "XI|*":
        return
    options: Options = [(c, {"en": text}) for c, text in _FIXED.get(kind, ())]
    options = options or _of_scale(question.answers, "0")
    rows = _of_scale(question.parts, "0")
    other = [("other", dict.fromkeys(texts, "Other"))] if question.other else []
    parts: list[tuple[str, Texts, str, Options]] = []  # its code, what it says, type, options
    if kind in "MP":
        name = form.question(
            code, "select_multiple", texts, options=[*rows, *other], relevant=relevant
        )
        for part, wordings in rows:
            full = [f"{texts.get(lang, '')} [{text}]" for lang, text in wordings.items()]
            form.tick(name, part, [f"{code}[{part}]", f"{code}_{part}", *full])
        if kind == "P":
            parts = [(f"{part}comment", wordings, "text", []) for part, wordings in rows]
    elif kind in _OF_ROWS:
        parts = [(part, wordings, _OF_ROWS[kind], options) for part, wordings in rows]
    elif kind == "R":
        ranks = range(1, len(options) + 1)
        parts = [(str(n), dict.fromkeys(texts, f"rank {n}"), "select_one", options) for n in ranks]
    elif kind in _OF_CELLS:
        for part, wordings in rows:
            for column, its in _of_scale(question.parts, "1"):
                both = {lang: f"{text}, {its.get(lang, column)}" for lang, text in wordings.items()}
                parts.append((f"{part}_{column}", both, _OF_CELLS[kind], []))
    elif kind == "1":
        scales = [_of_scale(question.answers, scale) for scale in "01"]
        for part, wordings in rows:
            parts += [(f"{part}][{n}", wordings, "select_one", s) for n, s in enumerate(scales, 1)]
    else:
        what = _SINGLE.get(kind, "select_one" if options else "text")
        form.question(code, what, texts, options=[*options, *other], relevant=relevant)
        if kind == "O":
            parts = [("comment", dict.fromkeys(texts, "comment"), "text", [])]
    parts += [(part, wordings, "text", []) for part, wordings in other]
    for part, wordings, what, offered in parts:
        form.question(
            f"{code}_{part}".replace("][", "_"),
            what,
            {lang: f"{text} [{wordings.get(lang, part)}]" for lang, text in texts.items()},
            options=offered,
            headings=[f"{code}[{part}]"],
            relevant=relevant,
        )


def _of_scale(parts: Scaled, scale: str) -> Options:
    return [(code, texts) for (part_scale, code), texts in parts.items() if part_scale == scale]


def _of_rows(path: Path) -> tuple[str, list[Section]]:
    """Read LS-TSV: all questions once for each language."""
    title, sections, question = "", list[Section](), Structured("X")
    begun: dict[str, int] = {}
    for row in csv.DictReader(io.StringIO(text_of(path), newline=""), delimiter="\t"):
        row = {key: value or "" for key, value in row.items() if key}
        kind, scale, name = row["class"], row["type/scale"] or "0", row["name"]
        text, language = row["text"], row["language"].partition("-")[0][:2]
        if kind == "SL" and name == "surveyls_title":
            title = title or text
        elif kind == "G":
            at = begun[language] = begun.get(language, -1) + 1
            if at == len(sections):
                sections.append(Section(relevant=row["relevance"]))
            sections[at].texts[language] = name
        elif kind == "Q":
            section = sections[begun[language]]
            other = row.get("other") == "Y"
            question = section.asked.setdefault(
                name, Structured(scale, relevant=row["relevance"], other=other)
            )
            question.texts[language] = text
        elif kind in {"SQ", "A"}:
            (question.parts if kind == "SQ" else question.answers).setdefault((scale, name), {})[
                language
            ] = text
    return title, sections


def _of_xml(path: Path) -> tuple[str, list[Section]]:
    """Read .lss, older ones with texts beside the codes and newer ones with texts apart.

    Raises
    ------
    SurveyError
        It is no XML, or XML that defines entities of its own.
    """
    text = text_of(path)
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise SurveyError(f"{path}: the XML defines entities; an export of LimeSurvey has none")
    try:
        root = ElementTree.fromstring(text)
    except ElementTree.ParseError as problem:
        raise SurveyError(f"{path}: not XML: {problem}") from None

    def rows(part: str) -> Iterator[dict[str, str]]:
        for row in root.findall(f"{part}/rows/row"):
            yield {cell.tag: cell.text or "" for cell in row}

    def rows_with_texts(
        part: str, apart: str, key: str, what: str
    ) -> list[tuple[dict[str, str], Texts]]:
        """Each row once, in the survey's order, with its text by language."""
        entries: dict[str, tuple[dict[str, str], Texts]] = {}
        for row in rows(part):
            identity = row.get(key) or row.get("qid", "") + row.get("scale_id", "") + row.get(
                "code", ""
            )
            _, texts = entries.setdefault(identity, (row, {}))
            if what in row:
                texts[row.get("language", "en").partition("-")[0]] = row[what]
        for row in rows(apart):
            if row.get(key) in entries:
                entries[row[key]][1][row["language"].partition("-")[0]] = row.get(what, "")
        return sorted(entries.values(), key=lambda entry: order(entry[0]))

    def order(row: dict[str, str]) -> int:
        position = next(
            (row[k] for k in ("group_order", "question_order", "sortorder") if k in row), ""
        )
        return int(position or 0)

    title = next((row.get("surveyls_title", "") for row in rows("surveys_languagesettings")), "")
    groups = {
        row["gid"]: Section(texts, row.get("grelevance", ""))
        for row, texts in rows_with_texts("groups", "group_l10ns", "gid", "group_name")
    }
    questions: dict[str, Structured] = {}
    for row, texts in rows_with_texts("questions", "question_l10ns", "qid", "question"):
        question = Structured(row["type"], texts, row.get("relevance", ""), row.get("other") == "Y")
        questions[row["qid"]] = groups[row["gid"]].asked[row["title"]] = question
    for row, texts in rows_with_texts("subquestions", "question_l10ns", "qid", "question"):
        if parent := questions.get(row["parent_qid"]):
            parent.parts[row.get("scale_id") or "0", row["title"]] = texts
    for row, texts in rows_with_texts("answers", "answer_l10ns", "aid", "answer"):
        if parent := questions.get(row["qid"]):
            parent.answers[row.get("scale_id") or "0", row["code"]] = texts
    titles = {row["qid"]: row["title"] for row in rows("questions")}

    def named(match: re.Match[str]) -> str:
        return "_".join(filter(None, [titles.get(match[1], match[0]), match[2]]))

    conditioned: list[Section | Structured] = [*groups.values(), *questions.values()]
    for element in conditioned:
        # Older conditions name a question by the numbers of survey, group and question.
        element.relevant = re.sub(r"\b\d+X\d+X(\d+)(\w*)", named, element.relevant)
    return title, list(groups.values())
