"""A data file of SPSS, as statistical offices send it: numbers, labels and user-missing codes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import polars as pl
import pyreadstat
from pyreadstat.pyclasses import MissingRange

from surveyanswers.instrument.questionnaire import Question, Questionnaire
from surveyanswers.simulation.collectors.wording import given, is_typed, label
from surveyanswers.simulation.submission import Submission

#: Options that say why there is no answer become user-missing codes; a blank is one as well.
SPECIAL = {"dont_know": -1, "refused": -3, "not_applicable": -4}
BLANK = -2
MISSING: MissingRange = {"lo": -9, "hi": -1}
#: Assume: a statistician labels the code for a blank with these words.
BLANK_LABEL = {
    "en": "No answer",
    "fr": "Sans réponse",
    "es": "Sin respuesta",
    "ru": "Нет ответа",
    "ar": "بدون إجابة",
    "zh": "未回答",
}
#: Bytes that SPSS keeps of a label.
VARIABLE_LABEL, VALUE_LABEL = 255, 120
#: Where the header holds the moment of writing, and what it is overwritten with.
STAMP_AT, STAMP = 92, b"01 Jan 0000:00:00"


@dataclass
class _Variable:
    name: str
    label: str
    values: list[str] | list[float | None]
    value_labels: dict[float, str] = field(default_factory=dict)
    format: str | None = None  # None: text


def write(
    submissions: Sequence[Submission],
    form: Questionnaire,
    path: Path,
    *,
    language: str,
    questions: Sequence[str],
) -> None:
    """Write submissions as an SPSS data file, one row each; equal content gives equal bytes.

    Don't know, refused, not applicable and a blank are -1, -3, -4 and -2, declared as missing;
    what was not displayed is system-missing. A question with several answers is a variable 0/1 for
    each option that is not one of these, called ``<question>_<number of the option>``.

    Parameters
    ----------
    submissions
        Forms, in the order of the rows.
    form
        The questionnaire they answer.
    path
        Where the file goes.
    language
        Language of the labels.
    questions
        The fielded questions in form order.
    """
    variables = [
        _Variable("respondent_id", "", [submission.id for submission in submissions]),
        _Variable("language", "", [submission.language for submission in submissions]),
        _Variable(
            "submitted_on",
            "",
            [f"{s.submitted:%Y-%m-%d}" if s.submitted else "" for s in submissions],
        ),
    ]
    for name in questions:
        variables += _variables(submissions, form, form.questions[name], language)
    numeric = [variable for variable in variables if variable.format]
    pyreadstat.write_sav(
        pl.DataFrame(
            {variable.name: variable.values for variable in variables},
            schema={
                variable.name: pl.Float64 if variable.format else pl.String
                for variable in variables
            },
        ),
        str(path),
        column_labels={
            variable.name: _cut(variable.label, VARIABLE_LABEL) for variable in variables
        },
        variable_value_labels={
            variable.name: {n: _cut(text, VALUE_LABEL) for n, text in variable.value_labels.items()}
            for variable in numeric
        },
        missing_ranges={variable.name: [MISSING] for variable in numeric},
        variable_format={variable.name: variable.format or "" for variable in numeric},
    )
    with Path(path).open("r+b") as file:
        file.seek(STAMP_AT)
        file.write(STAMP)


def _cut(text: str, size: int) -> str:
    """Cut a text to at most `size` bytes, between characters."""
    return text.encode()[:size].decode(errors="ignore")


def _variables(
    submissions: Sequence[Submission], form: Questionnaire, question: Question, language: str
) -> Iterator[_Variable]:
    name, wording = question.name, question.labels[language]

    def numbers(answer: Callable[[list[str]], float]) -> list[float | None]:
        return [_number(submission, name, answer) for submission in submissions]

    if is_typed(question) or question.type == "date":
        yield _Variable(
            name, wording, [submission.values.get(name, "") for submission in submissions]
        )
        return
    missing = {float(BLANK): BLANK_LABEL[language]}
    if question.type in {"integer", "decimal"}:
        places = "F12.0" if question.type == "integer" else "F12.2"
        yield _Variable(name, wording, numbers(lambda got: float(got[0])), missing, places)
        return
    options = form.options_of(question).codes
    labels = {option: label(form, question, option, language) for option in options}
    missing |= {float(SPECIAL[option]): labels[option] for option in options if option in SPECIAL}
    options = [option for option in options if option not in SPECIAL]
    if question.type == "select_one":
        coded = {float(n): labels[option] for n, option in enumerate(options, start=1)}
        values = numbers(lambda got: options.index(got[0]) + 1.0)
        yield _Variable(name, wording, values, coded | missing, "F8.0")
        return
    for n, option in enumerate(options, start=1):
        ticks = numbers(partial(_ticked, option))
        yield _Variable(f"{name}_{n}", f"{wording}: {labels[option]}", ticks, missing, "F8.0")


def _ticked(option: str, chosen_options: list[str]) -> float:
    return float(option in chosen_options)


def _number(
    submission: Submission, question: str, answer: Callable[[list[str]], float]
) -> float | None:
    got = given(submission, question)
    # Assume: who ticks a special option beside others meant the special one.
    special = [SPECIAL[option] for option in got if option in SPECIAL]
    if special:
        return float(special[0])
    if got:
        return answer(got)
    return float(BLANK) if question in submission.displayed else None
