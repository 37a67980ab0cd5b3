"""REDCap's data dictionary: one row a field."""

from __future__ import annotations

import re
from pathlib import Path

from surveyanswers.scaffold.form import Form
from surveyanswers.tables.storage import read_text_table

NAME, FORM, SECTION = "Variable / Field Name", "Form Name", "Section Header"
KIND, LABEL = "Field Type", "Field Label"
CHOICES = "Choices, Calculations, OR Slider Labels"
VALIDATION = "Text Validation Type OR Show Slider Number"
LOGIC = "Branching Logic (Show field only if...)"
_YES_NO = {"yesno": ("Yes", "No"), "truefalse": ("True", "False")}
_KINDS = dict.fromkeys(("radio", "dropdown", *_YES_NO), "select_one")
_KINDS |= {"checkbox": "select_multiple", "slider": "integer"}
_REFERENCE = re.compile(r"\[(\w+)\((\w+)\)\]\s*(=|<>|!=)\s*['\"]?([01])['\"]?|\[(\w+)\]")
#: Kinds of text by their validation; all others stay text.
_VALIDATED = {"integer": "integer", "number": "decimal", "date": "date"}
#: Validations of what tells who somebody is.
_PERSONAL = ("email", "phone", "ssn", "zipcode", "postalcode", "mrn")


def condition(logic: str) -> str:
    """Translate branching logic into the condition of an XLSForm."""

    def reference(match: re.Match[str]) -> str:
        question, option, sign, ticked, plain = match.groups()
        if plain:
            return f"${{{plain}}}"
        selection = f"selected(${{{question}}}, '{option}')"
        return selection if (sign == "=") == (ticked == "1") else f"not({selection})"

    return _REFERENCE.sub(reference, logic.replace("\n", " ")).replace("<>", "!=")


def read(path: Path) -> Form:
    """Read a dictionary as REDCap exports it, in CSV."""
    form = Form(title=path.stem, program="redcap")
    inside = ""
    for row in read_text_table(path, (NAME, FORM, KIND, LABEL, CHOICES)).to_dicts():
        row = {key: value or "" for key, value in row.items()}
        name, kind, validation = row[NAME], row[KIND], row.get(VALIDATION, "")
        if row[FORM] != inside:
            if inside:
                form.end_section()
            inside = row[FORM]
            form.section(inside, {"en": inside.replace("_", " ").capitalize()})
        identifies = row.get("Identifier?", "").lower() == "y"
        if identifies or validation.startswith(_PERSONAL) or kind == "file":
            form.personal.add(name)
            continue
        if kind == "calc":
            form.metadata.add(name)
            form.look_at("", f"{name} is calculated ({row[CHOICES]}): kept beside the answers")
        if kind in {"calc", "descriptive"}:
            continue
        pairs = [choice.partition(",") for choice in row[CHOICES].split("|") if choice.strip()]
        options = [(code.strip(), {"en": label.strip() or code}) for code, _, label in pairs]
        if kind in _YES_NO:
            yes, no = _YES_NO[kind]
            options = [("1", {"en": yes}), ("0", {"en": no})]
        question_type = _KINDS.get(kind) or _VALIDATED.get(validation.partition("_")[0], "text")
        if kind == "sql":
            form.look_at(name, "its options come from a query (sql): taken as text")
        low, high = row.get("Text Validation Min", ""), row.get("Text Validation Max", "")
        limits = [f". {sign} {limit}" for sign, limit in ((">=", low), ("<=", high)) if limit]
        form.question(
            name,
            question_type,
            {"en": row[LABEL] or name},
            options=options,
            relevant=condition(row.get(LOGIC, "")),
            constraint=" and ".join(limits) if question_type in {"integer", "decimal"} else "",
        )
        if question_type == "select_multiple":
            for code, _ in options:
                # REDCap writes a code's capital letters small, and a minus as an underscore.
                headings = {code, code.lower().replace("-", "_")}
                form.tick(name, code, [f"{name}___{heading}" for heading in headings])
    if inside:
        form.end_section()
    return form
