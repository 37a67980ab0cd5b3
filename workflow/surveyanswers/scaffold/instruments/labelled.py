"""The labels that SPSS and Stata keep in the data file itself."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import pyreadstat

from surveyanswers.scaffold.form import Form
from surveyanswers.scaffold.guesses import status_of
from surveyanswers.tables.problems import SurveyError

ENDINGS = (".sav", ".zsav", ".dta")
_DAYS = ("DATE", "ADATE", "EDATE", "SDATE", "JDATE", "%td", "%d")


def read(path: Path) -> Form:
    """Read names, labels and value labels of a .sav, .zsav or .dta file.

    Codes that the file calls missing are of their variable alone, as are Stata's letters; one whose
    label says why there is no answer is one of them.

    Assume: a variable of whose numbers most have no label is a number, and the labels are of codes
    that mean something else.
    """
    reader = pyreadstat.read_dta if path.suffix.lower() == ".dta" else pyreadstat.read_sav
    try:
        table, described = reader(
            path, user_missing=True, disable_datetime_conversion=True, output_format="dict"
        )
    except (pyreadstat.ReadstatError, pyreadstat.PyreadstatError, UnicodeDecodeError) as problem:
        raise SurveyError(f"{path}: can't be read: {problem}") from None
    form = Form(title=described.file_label or path.stem)
    for name in described.column_names:
        labels: dict[Any, str] = described.variable_value_labels.get(name, {})
        missing = described.missing_ranges.get(name, ())
        codes_in_use = {value for value in table[name] if value is not None and value == value}
        text = described.readstat_variable_types[name] == "string"
        missing_codes = {
            v
            for v in {*labels, *codes_in_use}
            if (isinstance(v, str) and not text) or any(_within(v, bounds) for bounds in missing)
        }
        missing_codes |= {value for value, text in labels.items() if status_of(text)}
        # A code is read as its label, unless another code has that, too.
        shared, form.codes[name] = Counter(labels.values()), {}
        for value in missing_codes:
            label, plain = labels.get(value, ""), _code(value)
            plain = f".{plain}" if isinstance(value, str) and not text else plain
            missing_text = label if shared[label] == 1 else plain
            form.codes[name][missing_text] = status_of(label) or "no_answer"
        offered = {value: text for value, text in labels.items() if value not in missing_codes}
        values = codes_in_use - missing_codes
        kind = described.original_variable_types.get(name) or ""
        if offered and len(values - offered.keys()) <= len(values) / 2:
            question_type = "select_one"
        elif kind.startswith(_DAYS):
            question_type = "date"
        elif not values or any(isinstance(value, str) for value in values):
            question_type = "text"
        else:
            question_type = "integer" if all(float(v).is_integer() for v in values) else "decimal"
        form.question(
            name,
            question_type,
            {"en": described.column_names_to_labels.get(name) or name},
            options=[(_code(value), {"en": wording}) for value, wording in offered.items()],
            headings=[name],
        )
    for set_name in getattr(described, "mr_sets", None) or {}:
        form.look_at(
            "", f"multiple-response set {set_name}: its variables stand as single questions"
        )
    return form


def _within(value: Any, bounds: Any) -> bool:
    low, high = bounds["lo"], bounds["hi"]
    return type(value) is type(low) and low <= value <= high


def _code(value: Any) -> str:
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
