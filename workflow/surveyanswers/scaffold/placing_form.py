"""Compare a form with a file: options, types, repeats."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from surveyanswers.instrument.exports import Place
from surveyanswers.instrument.matching import normalised
from surveyanswers.instrument.questionnaire import NUMBERS
from surveyanswers.scaffold.form import Form
from surveyanswers.scaffold.inference import guess
from surveyanswers.scaffold.number_marks import is_number
from surveyanswers.scaffold.placement import Placement
from surveyanswers.scaffold.recognise import Recognised
from surveyanswers.tables.problems import SurveyError
from surveyanswers.tables.statuses import SAID_INSTEAD

_IMPORTED = re.compile(r'\{"ImportId": ?"([^"]+)".*\}', re.DOTALL)


def check_wordings(recognised: Recognised, form: Form, placed: Placement) -> None:
    """Refuse a column of one option whose further rows of headings name another option.

    Raises
    ------
    SurveyError
        With both, since a tick would go to an option that nobody chose.
    """
    wrong = []
    for at, header in enumerate(recognised.headers):
        place = placed.columns.get(header)
        if place is None or not place.option:
            continue
        for row in recognised.grid.further:
            other = _named_option(row[at] or "", place, form)
            if other and other != place.option:
                labels = form.labels_of(place.question)
                option, its = (f"{code} ({labels.get(code)!r})" for code in (place.option, other))
                wrong.append(
                    f"{header}: by its name, this is the column of option {option} of "
                    f"{place.question}, but its cells have option {its}"
                )
    if wrong:
        raise SurveyError(
            f"{recognised.export.file}: the form and the file have different options:"
            + "".join(f"\n  - {mismatch}" for mismatch in wrong)
            + "\nIs this the version of the form that was answered? Export it again, or give no "
            "form: then the wording in the file is used"
        )


def _named_option(text: str, place: Place, form: Form) -> str:
    """Return the option that a text below a heading names; "" where it names none of them."""
    if match := _IMPORTED.fullmatch(text.strip()):
        other = form.find(match[1])
        return other.option if other and other.question == place.question else ""
    folded_text = normalised(text)
    named = [
        (len(folded), code)
        for code, label in form.labels_of(place.question).items()
        if (folded := normalised(label))
        and re.search(rf"(^|\W){re.escape(folded)}\W*$", folded_text)
    ]
    return max(named, default=(0, ""))[1]


def parts_of(header: str, wording: str) -> tuple[str, str]:
    """Part what is said beside an option's heading into question and option; "" where nothing is.

    Qualtrics says "A? - b", and LimeSurvey "A? [b]".
    """
    if wording == header:
        return "", ""
    bracketed = re.fullmatch(r"(.*?)\s*\[([^\[\]]+)\]", wording)
    question, _, option = wording.rpartition(" - ")
    question = question.strip().removesuffix(" - Selected Choice")
    return (bracketed[1], bracketed[2]) if bracketed else (question, option.strip())


def take_out_unfielded(form: Form, placed: Placement) -> None:
    """Take options out of a question that has a column an option, and none for these.

    Assume: the file's form did not offer them; that nobody chose them is not known. An option
    "other" with a text of its own needs no column.
    """
    held: dict[str, set[str]] = {}
    for place in placed.columns.values():
        if place.option:
            held.setdefault(place.question, set()).add(place.option)
    questions = {place.question for place in placed.columns.values()}
    for name, codes in held.items():
        free = {*SAID_INSTEAD} | ({"other"} if f"{name}_other" in questions else set())
        labels = form.labels_of(name)
        if not (lacking := [code for code in labels if code not in codes | free]):
            continue
        row = next(row for row in form.rows if row["name"] == name)
        kind, _, options = row["type"].partition(" ")
        list_name = f"{name}_fielded"
        kept = [dict(r) for r in form.choices if r["list_name"] == options]
        form.choices += [r | {"list_name": list_name} for r in kept if r["name"] not in lacking]
        row["type"] = f"{kind} {list_name}"
        if not any(other["type"].partition(" ")[2] == options for other in form.rows):
            form.choices = [r for r in form.choices if r["list_name"] != options]
        lacking_options = ", ".join(f"{code} ({labels[code]})" for code in lacking)
        form.look_at(
            name, f"no column has these options, so they were taken out: {lacking_options}"
        )


def take_for_text(form: Form, placed: Placement, columns: Mapping[str, Sequence[str]]) -> None:
    """Take for text what a form calls a number or a day and the file has neither for.

    Assume: so with clocks and quarters of SPSS and Stata, which count what they are formats of.
    """
    headers = {place.question: header for header, place in placed.columns.items()}
    for row in form.rows:
        declared_type, values = row["type"], columns.get(headers.get(row["name"], ""))
        if not values or declared_type not in {"date", *NUMBERS}:
            continue
        kind = guess(values).kind
        unlike = kind in {"text", "moment"}
        if declared_type in NUMBERS:
            unlike = not any(map(is_number, values))
        if unlike:
            form.look_at(row["name"], f"{kind} in the file, {declared_type} in the form")
            row["type"] = "text"
            row.pop("constraint", None)


def repeat_sections(recognised: Recognised, form: Form) -> None:
    """Make repeats of REDCap's instruments whose instances have rows of their own."""
    body, headers = recognised.grid.body, recognised.headers
    names, numbers = (
        body.to_series(headers.index(f"redcap_repeat_{what}")).fill_null("").to_list()
        for what in ("instrument", "instance")
    )
    turns: dict[str, int] = {}
    for name, number in zip(names, numbers, strict=True):
        if name and number.isdecimal():
            turns[name] = max(turns.get(name, 1), int(number))
    inside: list[bool] = []
    for row in form.rows:
        if row["type"] == "begin_group":
            inside.append(row["name"] in turns)
            if inside[-1]:
                row |= {"type": "begin_repeat", "repeat_count": str(turns[row["name"]])}
        elif row["type"] == "end_group" and inside.pop():
            row["type"] = "end_repeat"
