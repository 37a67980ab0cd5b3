"""Options of a form that say why there is no answer bear the name of the status that they mean."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from surveyanswers.scaffold.form import Form, Row, label_column
from surveyanswers.scaffold.guesses import status_of
from surveyanswers.tables.statuses import SAID_INSTEAD

#: Table of the collector's codes, in a survey's folder.
CODES = "codes.csv"


def name_statuses(form: Form) -> None:
    """Name options such as "Don't know" by their status; columns and conditions follow.

    Assume: of two options of a list that mean one status the second stays an answer, and so do all
    of a list that has no others. One that is no answer at all, as "Missing", is a text for none.
    """
    for listed in dict.fromkeys(row["list_name"] for row in form.choices):
        options = {row["name"]: row for row in form.choices if row["list_name"] == listed}
        labels = {code: row.get(label_column("en"), code) for code, row in options.items()}
        statuses = {code: status_of(label) for code, label in labels.items()}
        new: dict[str, str] = {}
        for code, status in statuses.items():
            if status in SAID_INSTEAD and status not in {*options, *new.values()}:
                new[code] = status
        if None not in statuses.values():
            continue
        silent = [code for code, status in statuses.items() if status == "no_answer"]
        texts = dict.fromkeys([*silent, *(labels[code] for code in silent)], "no_answer")
        for name in [r["name"] for r in form.rows if r["type"].partition(" ")[2] == listed]:
            form.codes[name] = form.codes.get(name, {}) | texts
            if new:
                renamed_codes = form.renamed.setdefault(name, {})
                before = {code: old for old, code in renamed_codes.items()}
                renamed_codes |= {before.get(code, code): status for code, status in new.items()}
                form.look_at(name, f"options that say why there is no answer are statuses: {CODES}")
        for code, status in new.items():
            options[code]["name"] = status
    for heading, place in form.places.items():
        new = form.renamed.get(place.question, {}) if place else {}
        form.places[heading] = place and replace(place, option=new.get(place.option, place.option))
    for row in form.rows:
        for key in (key for key in ("relevant", "constraint") if key in row):
            for name, new in form.renamed.items():
                this = key == "constraint" and name == row["name"]
                row[key] = _said_anew(row[key], name, new, this=this)


def collectors_codes(form: Form) -> list[Row]:
    """List the collector's codes of questions some of whose options are called by a status here."""
    rows: list[Row] = []
    for name in (row["name"] for row in form.asked() if row["name"] in form.renamed):
        before = {code: old for old, code in form.renamed[name].items()}
        listed = [code for code in form.labels_of(name) if code not in form.codes.get(name, ())]
        for option in listed if {*before} <= {*SAID_INSTEAD} else ():
            rows.append({"question": name, "option": option, "code": before.get(option, option)})
    return rows


def _said_anew(condition: str, name: str, new: Mapping[str, str], *, this: bool) -> str:
    """Write a condition with the codes that one question's options have here."""
    about = rf"\$\{{{re.escape(name)}\}}" + (r"|(?<![\w.])\." if this else "")
    for old, code in new.items():
        pattern = rf"((?:{about})\s*(?:!?=|,)\s*)(['\"]?){re.escape(old)}\2(?![\w.])"
        condition = re.sub(pattern, rf"\1'{code}'", condition)
    return condition
