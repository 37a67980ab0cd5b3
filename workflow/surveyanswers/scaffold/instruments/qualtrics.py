"""Qualtrics' survey file (.qsf), which is JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from surveyanswers.scaffold.form import Form
from surveyanswers.tables.problems import SurveyError
from surveyanswers.tables.sheets import text_of

Said = dict[str, str]
_CHOICE = re.compile(r"q://(QID\d+)/SelectableChoice/(\w+)")
_NO_QUESTION = ("DB", "Timing", "Meta", "Captcha")
_OF_ROWS = {"Slider": "decimal", "CS": "decimal", "RO": "integer"}


def read(path: Path) -> Form:
    """Read a survey file.

    Raises
    ------
    SurveyError
        It is no survey of Qualtrics.
    """
    try:
        content = json.loads(text_of(path))
        entry, elements = content["SurveyEntry"], content["SurveyElements"]
    except (ValueError, KeyError, TypeError):
        raise SurveyError(f"{path}: no survey of Qualtrics; export it under Tools") from None
    form = Form(title=entry.get("SurveyName", path.stem), program="qualtrics")
    language = entry.get("SurveyLanguage", "EN")[:2].lower()
    questions = {
        element["Payload"]["QuestionID"]: element["Payload"]
        for element in elements
        if element["Element"] == "SQ" and "QuestionID" in element["Payload"]
    }
    order = [
        part["QuestionID"]
        for element in elements
        if element["Element"] == "BL"
        for block in _values(element["Payload"])
        for part in block.get("BlockElements", ())
        if block.get("Type") != "Trash" and part.get("QuestionID") in questions
    ]
    for identity in order or questions:
        _add(form, identity, questions[identity], questions, language)
    return form


def _values(written: Any) -> list[Any]:
    """Qualtrics writes lists as lists, or as mappings of numbers."""
    return list(written.values()) if isinstance(written, Mapping) else list(written or ())


def _mapping(written: Any) -> Mapping[str, Any]:
    """Qualtrics writes mappings as mappings; as lists that count from one; as nothing at all."""
    if isinstance(written, list):
        return {str(number): entry for number, entry in enumerate(written, start=1)}
    return written if isinstance(written, Mapping) else {}


def _labels(question: Any, part: str, number: str, language: str) -> Said:
    """What a part of a question says, by language."""
    labels = {
        language: str((_mapping(question.get(part)).get(number) or {}).get("Display", number))
    }
    for code, translation in _mapping(question.get("Language")).items():
        text = _mapping(_mapping(translation).get(part)).get(number) or {}
        if text.get("Display"):
            labels[code[:2].lower()] = str(text["Display"])
    return labels


def _kind_of_rows(question: Any, answers: Any) -> str | None:
    """What each row of a question is that has rows; None of one that has none."""
    kind, selector = question.get("QuestionType", ""), question.get("Selector", "")
    if kind == "Matrix":
        several = question.get("SubSelector") == "MultipleAnswer"
        one = "select_one" if answers and selector != "TE" else "text"
        return "select_multiple" if several else one
    return "text" if (kind, selector) == ("TE", "FORM") else _OF_ROWS.get(kind)


def _add(form: Form, identity: str, question: Any, all_of: Any, language: str) -> None:
    kind = question.get("QuestionType", "")
    if kind in _NO_QUESTION:
        return
    tag = question.get("DataExportTag", identity)
    texts = {language: question.get("QuestionText", tag)}
    for lang, its in _mapping(question.get("Language")).items():
        if _mapping(its).get("QuestionText"):
            texts[lang[:2].lower()] = its["QuestionText"]
    recoded, tags = (_mapping(question.get(k)) for k in ("RecodeValues", "ChoiceDataExportTags"))
    relevant = _condition(form, tag, question.get("DisplayLogic"), all_of)
    choices, answers = (
        {
            str(n): (str(recoded.get(str(n), n)), _labels(question, f"{part}s", str(n), language))
            for n in question.get(f"{part}Order") or _mapping(question.get(f"{part}s"))
        }
        for part in ("Choice", "Answer")
    )

    rows = _kind_of_rows(question, answers)
    codes = {number: number if rows else code for number, (code, _) in choices.items()}

    def headings(number: str) -> list[str]:
        """Name the column of a choice by its code, and by its number where no other has that."""
        choice_tag, code, others = (
            tags.get(number),
            codes[number],
            {*codes.values()} - {codes[number]},
        )
        named = [f"{tag}_{code}", f"{identity}_{number}", f"{identity}-{number}"]
        return [
            *named,
            *([choice_tag] if choice_tag else []),
            *([f"{tag}_{number}"] * (number not in others)),
        ]

    ask = partial(form.question, relevant=relevant)
    options = list(choices.values())
    if rows:
        for number, (_, wordings) in choices.items():
            labels = {
                lang: f"{t} - {wordings.get(lang, wordings[language])}" for lang, t in texts.items()
            }
            scale = list(answers.values())
            name = ask(f"{tag}_{number}", rows, labels, options=scale, headings=headings(number))
            if rows == "select_multiple":
                form.separators[name] = ","
                for column, (code, its) in answers.items():
                    full = [f"{t} - {its.get(lang, its[language])}" for lang, t in labels.items()]
                    form.tick(name, code, [*(f"{h}_{column}" for h in headings(number)), *full])
    elif kind == "MC" and question.get("Selector", "").startswith("MA"):
        name = ask(tag, "select_multiple", texts, options=options, headings=[identity])
        form.separators[name] = ","
        for number, (code, wordings) in choices.items():
            full = [f"{text} - {wordings.get(lang, '')}" for lang, text in texts.items()]
            form.tick(name, code, [*headings(number), *full])
    elif kind == "MC":
        ask(tag, "select_one", texts, options=options, headings=[identity])
    else:
        content = (question.get("Validation") or {}).get("Settings") or {}
        field_type = "decimal" if content.get("ContentType") == "ValidNumber" else "text"
        ask(tag, field_type, texts, headings=[identity, f"{identity}_TEXT", f"{tag}_TEXT"])
        if kind != "TE":
            form.look_at(tag, f"the type {kind} is taken as text")
    for number, (_, wordings) in choices.items():
        if (_mapping(question.get("Choices")).get(number) or {}).get("TextEntry"):
            labels = {lang: f"{t} - {wordings.get(lang, '')}, text" for lang, t in texts.items()}
            its = [f"{heading}_TEXT" for heading in headings(number)]
            form.question(f"{tag}_{codes[number]}_TEXT", "text", labels, headings=its)


def _condition(form: Form, tag: str, logic: Any, questions: Mapping[str, Any]) -> str:
    """Translate display logic of choices that were made or not; anything else is for a person."""
    groups = []
    for group in filter(None, map(_mapping, _mapping(logic).values())):
        expression = ""
        for one in filter(None, map(_mapping, group.values())):
            choice = _CHOICE.fullmatch(str(one.get("ChoiceLocator", "")))
            about = questions.get(choice[1]) if choice else None
            if (
                not choice
                or about is None
                or one.get("Operator") not in {"Selected", "NotSelected"}
            ):
                form.look_at(tag, f"display logic left out: {json.dumps(logic)[:300]}")
                return ""
            code = _mapping(about.get("RecodeValues")).get(choice[2], choice[2])
            term = f"selected(${{{about['DataExportTag']}}}, '{code}')"
            term = term if one["Operator"] == "Selected" else f"not({term})"
            joined = "or" if str(one.get("Conjuction")).lower() == "or" else "and"
            expression = f"{expression} {joined} {term}" if expression else term
        if expression:
            groups.append(expression)
    return " and ".join(groups if len(groups) < 2 else [f"({expression})" for expression in groups])
