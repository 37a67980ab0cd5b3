"""Qualtrics' survey file (.qsf), which is JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from cyberstudy.scaffold.form import Form
from cyberstudy.tables.problems import StudyProblem
from cyberstudy.tables.sheets import text_of

Said = dict[str, str]
_CHOICE = re.compile(r"q://(QID\d+)/SelectableChoice/(\w+)")
_NO_QUESTION = ("DB", "Timing", "Meta", "Captcha")


def read(path: Path) -> Form:
    """Read a survey file.

    Raises
    ------
    StudyProblem
        It is no survey of Qualtrics.
    """
    try:
        content = json.loads(text_of(path))
        entry, elements = content["SurveyEntry"], content["SurveyElements"]
    except (ValueError, KeyError, TypeError):
        raise StudyProblem(f"{path}: no survey of Qualtrics; export it under Tools") from None
    form = Form(title=entry.get("SurveyName", path.stem))
    language = entry.get("SurveyLanguage", "EN")[:2].lower()
    asked = {
        each["Payload"]["QuestionID"]: each["Payload"]
        for each in elements
        if each["Element"] == "SQ" and "QuestionID" in each["Payload"]
    }
    order = [
        part["QuestionID"]
        for each in elements
        if each["Element"] == "BL"
        for block in _values(each["Payload"])
        for part in block.get("BlockElements", ())
        if block.get("Type") != "Trash" and part.get("QuestionID") in asked
    ]
    for identity in order or asked:
        _add(form, identity, asked[identity], asked, language)
    return form


def _values(written: Any) -> list[Any]:
    """Qualtrics writes lists as lists, or as mappings of numbers."""
    return list(written.values()) if isinstance(written, Mapping) else list(written or ())


def _labels(question: Any, part: str, number: str, language: str) -> Said:
    """What a part of a question says, by language."""
    own = question.get(part) or {}
    own = own if isinstance(own, Mapping) else dict(enumerate(own, start=1))
    found = {language: str((own.get(number) or {}).get("Display", number))}
    others = question.get("Language") or {}
    for code, said in others.items() if isinstance(others, Mapping) else ():
        text = ((said.get(part) or {}) if isinstance(said, Mapping) else {}).get(number) or {}
        if text.get("Display"):
            found[code[:2].lower()] = str(text["Display"])
    return found


def _add(form: Form, identity: str, question: Any, all_of: Any, language: str) -> None:
    kind, selector = question.get("QuestionType", ""), question.get("Selector", "")
    if kind in _NO_QUESTION:
        return
    tag = question.get("DataExportTag", identity)
    others = question.get("Language") or {}
    texts = {language: question.get("QuestionText", tag)}
    for code, said in others.items() if isinstance(others, Mapping) else ():
        if isinstance(said, Mapping) and said.get("QuestionText"):
            texts[code[:2].lower()] = said["QuestionText"]
    recoded = question.get("RecodeValues") or {}
    recoded = recoded if isinstance(recoded, Mapping) else {}
    choices = [str(n) for n in question.get("ChoiceOrder") or (question.get("Choices") or {})]
    answers = [str(n) for n in question.get("AnswerOrder") or (question.get("Answers") or {})]
    relevant = _condition(form, tag, question.get("DisplayLogic"), all_of)
    tags = question.get("ChoiceDataExportTags") or {}

    def headings(number: str) -> list[str]:
        own = tags.get(number) if isinstance(tags, Mapping) else None
        return [f"{tag}_{number}", f"{identity}_{number}", *([own] if own else [])]

    def row(number: str, what: str, options: list[tuple[str, Said]]) -> None:
        said = _labels(question, "Choices", number, language)
        labels = {
            lang: f"{text} - {said.get(lang, said[language])}" for lang, text in texts.items()
        }
        form.question(
            f"{tag}_{number}",
            what,
            labels,
            options=options,
            headings=headings(number),
            relevant=relevant,
        )

    offered = [(str(recoded.get(n, n)), _labels(question, "Choices", n, language)) for n in choices]
    scale = [(str(recoded.get(n, n)), _labels(question, "Answers", n, language)) for n in answers]
    if kind == "MC" and selector.startswith("MA"):
        name = form.question(
            tag, "select_multiple", texts, options=offered, headings=[identity], relevant=relevant
        )
        form.separators[name] = ","
        for number, (code, said) in zip(choices, offered, strict=True):
            labels = [f"{text} - {said.get(lang, '')}" for lang, text in texts.items()]
            form.tick(name, code, [*headings(number), *labels])
    elif kind == "MC":
        form.question(
            tag, "select_one", texts, options=offered, headings=[identity], relevant=relevant
        )
    elif kind == "Matrix" and question.get("SubSelector") == "MultipleAnswer":
        for number in choices:
            row(number, "select_multiple", scale)
            form.separators[f"{tag}_{number}"] = ","
    elif kind == "Matrix":
        for number in choices:
            row(number, "select_one" if scale and selector != "TE" else "text", scale)
    elif kind in {"Slider", "RO", "CS"}:
        for number in choices:
            row(number, "integer" if kind == "RO" else "decimal", [])
    elif kind == "TE" and selector == "FORM":
        for number in choices:
            row(number, "text", [])
    else:
        content = (question.get("Validation") or {}).get("Settings") or {}
        number_only = content.get("ContentType") == "ValidNumber"
        form.question(
            tag,
            "decimal" if number_only else "text",
            texts,
            headings=[identity, f"{identity}_TEXT", f"{tag}_TEXT"],
            relevant=relevant,
        )
        if kind != "TE":
            form.look_at(tag, f"the type {kind} is taken as text")
    for number in choices:
        if (question.get("Choices") or {}).get(number, {}).get("TextEntry"):
            said = _labels(question, "Choices", number, language)
            form.question(
                f"{tag}_{number}_TEXT",
                "text",
                {lang: f"{text} - {said.get(lang, '')}, text" for lang, text in texts.items()},
                headings=[f"{each}_TEXT" for each in headings(number)],
            )


def _condition(form: Form, tag: str, logic: Any, asked: Mapping[str, Any]) -> str:
    """Translate display logic of choices that were made or not; anything else is for a person."""
    if not isinstance(logic, Mapping):
        return ""
    groups = []
    for group in (each for each in logic.values() if isinstance(each, Mapping)):
        said = ""
        for one in (each for each in group.values() if isinstance(each, Mapping)):
            found = _CHOICE.fullmatch(str(one.get("ChoiceLocator", "")))
            about = asked.get(found[1]) if found else None
            if not found or about is None or one.get("Operator") not in {"Selected", "NotSelected"}:
                form.look_at(tag, f"display logic left out: {json.dumps(logic)[:300]}")
                return ""
            recoded = about.get("RecodeValues") or {}
            code = recoded.get(found[2], found[2]) if isinstance(recoded, Mapping) else found[2]
            term = f"selected(${{{about['DataExportTag']}}}, '{code}')"
            term = term if one["Operator"] == "Selected" else f"not({term})"
            joined = str(one.get("Conjuction", "And")).lower()
            said = f"{said} {'or' if joined == 'or' else 'and'} {term}" if said else term
        if said:
            groups.append(said)
    return " and ".join(groups if len(groups) < 2 else [f"({said})" for said in groups])
