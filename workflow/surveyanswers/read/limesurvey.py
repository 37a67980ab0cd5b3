"""Read response exports of LimeSurvey, with the styles of headings and answers that it writes.

How headings are built follows LimeSurvey's own export code (Writer.php, FormattingOptions.php).
"""

from __future__ import annotations

import re

from surveyanswers.instrument.exports import Export, Place
from surveyanswers.instrument.formats import BETWEEN
from surveyanswers.instrument.questionnaire import Questionnaire
from surveyanswers.read import workbooks
from surveyanswers.read.grid import Headings, Reader


def _flat(text: str) -> str:
    """Fold blanks, as LimeSurvey does where it writes a wording into a heading."""
    return re.sub(r"\s+", " ", text).rstrip()


def headings(export: Export, form: Questionnaire) -> dict[str, Headings]:
    """Headers by style: codes, codes as expressions write them, full texts, codes with texts."""
    codes, expressions, texts = Headings(), Headings(), Headings()
    both = {between: Headings() for between in BETWEEN}

    def add(code: str, text: str, place: Place) -> None:
        codes[code] = texts[text] = place
        expressions[re.sub(r"\[(\w+)\]", r"_\1", code)] = place
        for between, headers in both.items():
            headers[f"{code}{between}{text}"] = place

    for name in export.questions:
        question = form.questions[name]
        wording = _flat(question.labels[export.language])
        parent = form.asks_for_other(name)
        if parent and parent.type == "select_multiple" and parent.name in export.questions:
            continue  # has its column among the options of its parent, see below
        if question.type != "select_multiple":
            add(export.codes.get((name, ""), name), wording, Place(name))
            continue
        options = form.options_of(question)
        for option in options.codes:
            # "Other" has a column of text, which is a question of its own here.
            is_text = option == "other" and f"{name}_other" in export.questions
            where = Place(f"{name}_other") if is_text else Place(name, option=option)
            code = export.codes.get((name, ""), name)
            inner = export.codes.get((name, option), option)
            label = _flat(options.labels[export.language][option])
            add(f"{code}[{inner}]", f"{wording} [{label}]", where)
    return {
        "codes": codes,
        "codes in expressions": expressions,
        "full texts": texts,
        **{f"codes{between}texts": headers for between, headers in both.items()},
    }


READER = Reader(workbooks.read_sheets_or_text, headings)
