"""The accepted answers laid out for a file: a row a unit (and wave), a column an answer.

A column is called ``question``, in a repeat ``question__instance``, and has ``__option`` at its end
for a question with several answers. No file loses the reason where there is no answer.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl

from surveyanswers.instrument.questionnaire import Question, Questionnaire
from surveyanswers.tables.answer_columns import NUMBER, STATUS
from surveyanswers.tables.answers_by_question import AnswerColumns
from surveyanswers.tables.problems import SurveyError, listed
from surveyanswers.tables.waves import ONLY

TEXTS = ("text", "date")
COMPANION = "_st"  # ends the name of the variable that holds the status of a text
#: Of a column's name, in characters: it begins the label of its variable.
LONGEST = 127

Key = tuple[str, int, str]  # question, instance, option
#: What identifies rows, with labels.
WHO = {"unit_id": "Unit", "wave": "Wave"}


@dataclass(frozen=True)
class Variable:
    """A column, as a statistical program is told of it.

    Attributes
    ----------
    name
        ASCII, no reserved word, each only once whatever the case.
    column
        Its name in the layout.
    question
        What was asked.
    label
        The column's name in square brackets, short label, option and wording.
    options
        Number -> label of the option, of a question with one answer.
    option
        Code of the one that the column is of, of a question with several answers.
    """

    name: str
    column: str
    question: Question
    label: str
    options: Mapping[float, str]
    option: str = ""

    @property
    def is_text(self) -> bool:
        """Whether its answers are strings, so that a variable of its own says the status."""
        return self.question.type in TEXTS

    @property
    def ends(self) -> list[str]:
        """What the names of its variables end with."""
        return ["", COMPANION] if self.is_text else [""]

    @property
    def type(self) -> str:
        """The type of the question."""
        return self.question.type


@dataclass(frozen=True)
class LaidOut:
    """Answers laid out.

    Attributes
    ----------
    who
        Columns that identify rows.
    table
        These, and what is known of each unit besides; and of each column ``status_``, null where
        the unit has no row of the question; ``value_``: an option out of a list (Enum), of several
        whether it was chosen, else the text given; and of numbers ``number_``.
    variables
        In the questionnaire's order.
    beside
        What is known of each unit besides: column -> its name for a program.
    """

    who: list[str]
    table: pl.DataFrame
    variables: Sequence[Variable]
    beside: Mapping[str, str]

    def known_of_units(
        self, labels: Mapping[str, str]
    ) -> tuple[dict[str, pl.Series], dict[str, str]]:
        """Return columns that identify rows or tell of units besides, and their labels, by name.

        Parameters
        ----------
        labels
            Of what is known of units besides, by column.
        """
        named = dict(zip(self.who, self.who, strict=True)) | dict(self.beside)
        label_of_column = {
            column: label for column, label in (WHO | dict(labels)).items() if column in named
        }
        return (
            {name: self.table[column] for column, name in named.items()},
            {named[column]: label for column, label in label_of_column.items()},
        )

    def statuses(self, variable: Variable) -> pl.Series:
        """Return the statuses of a column, as text."""
        return self.table[f"status_{variable.column}"].cast(pl.String)

    def texts(self, variable: Variable) -> pl.Series:
        """Return what was given as text, "" where nothing was."""
        return self.table[f"value_{variable.column}"].cast(pl.String).fill_null("")

    def numbers(self, variable: Variable) -> pl.Series:
        """Return the numbers that stand for answers: of options 1, 2, 3, of each of several 0 or 1.

        Of texts and dates none does.
        """
        number = self.table.get_column(f"number_{variable.column}", default=None)
        if number is not None:
            return number
        value = self.table[f"value_{variable.column}"]
        if variable.is_text:
            return pl.repeat(None, value.len(), dtype=pl.Float64, eager=True)
        place = value.to_physical().cast(pl.Float64)
        return place + 1 if variable.type == "select_one" else place

    def named(self, *, longest_name: int, taken: Iterable[str] = ()) -> LaidOut:
        """Return the same with the names of variables that another program takes.

        Parameters
        ----------
        longest_name
            Of a variable, in characters.
        taken
            Names that no variable may have.
        """
        never = {name.lower() for name in (*taken, *WHO)}
        beside = {name: _name(name, [""], longest_name, never) for name in self.beside}
        variables = [
            replace(variable, name=_name(variable.column, variable.ends, longest_name, never))
            for variable in self.variables
        ]
        return replace(self, variables=variables, beside=beside)


def lay_out(
    answers: AnswerColumns,
    questionnaire: Questionnaire,
    codebook: pl.DataFrame,
    *,
    longest_name: int,
    taken: Iterable[str] = (),
    language: str = "en",
    units: pl.DataFrame | None = None,
) -> LaidOut:
    """Lay the answers out, a row a unit and a column an answer.

    Parameters
    ----------
    answers, questionnaire, codebook
        Answers, and where types, options and labels are.
    longest_name, taken
        As for `LaidOut.named`.
    language
        Of the labels; English where there is none.
    units
        Further columns of each unit (unit_id, wave); who sent nothing has a row, too.

    Raises
    ------
    SurveyError
        An answer that its question may not be given, or that two columns would hold.
    """
    who = [*WHO] if answers.waves != [ONLY] else ["unit_id"]
    columns = columns_of(answers, questionnaire)
    table = answers.rows.select(who).unique()
    if units is not None:
        more = units.drop(name for name in ("wave",) if name not in who)
        table = more.join(table, on=who, how="full", coalesce=True)
    table = table.sort(who)
    held = _held(answers, questionnaire, columns, table.select(who))
    short_labels = dict(codebook.select("question", "short_label").iter_rows())
    variables = []
    for (question_name, instance, option), column in columns.items():
        question = questionnaire.questions[question_name]
        label = (
            f"[{column}] {short_labels.get(question_name) or question_name}"
            + f" ({instance})" * bool(instance)
        )
        options = _options(question, questionnaire, language)
        if option:
            label += f", {options[option]}"
        label += f": {question.labels.get(language) or question.labels.get('en', '')}"
        one = options.values() if question.type == "select_one" else ()
        numbered = {float(number): text for number, text in enumerate(one, start=1)}
        variables.append(Variable(column, column, question, label, numbered, option))
    beside = [] if units is None else [name for name in units.columns if name not in WHO]
    laid_out = LaidOut(
        who, table.with_columns(held), variables, dict(zip(beside, beside, strict=True))
    )
    return laid_out.named(longest_name=longest_name, taken=taken)


def keys_of(names: Iterable[str], questionnaire: Questionnaire) -> dict[str, list[Key]]:
    """Find the question, instance and option that each column's name may stand for."""
    patterns = {}
    for question in questionnaire.questions.values():
        several = question.type == "select_multiple"
        codes = map(re.escape, questionnaire.options_of(question).codes) if several else ()
        # Of a repeat that no file holds it is told once that it was not fielded.
        turn = "(?:__([1-9][0-9]*))?" if question.repeat else "()"
        option = f"__({'|'.join(codes)})" if several else "()"
        patterns[question.name] = re.compile(re.escape(question.name) + turn + option)
    return {
        name: [
            (question, int(match[1] or 0), match[2])
            for question, pattern in patterns.items()
            if (match := pattern.fullmatch(name))
        ]
        for name in names
    }


def cut(text: str, size: int) -> str:
    """Cut a text to at most `size` bytes, between characters."""
    return text.encode()[:size].decode(errors="ignore").rstrip(" ")


def columns_of(
    answers: AnswerColumns, questionnaire: Questionnaire, *, companions: bool = False
) -> dict[Key, str]:
    """Name the columns of answers, in the questionnaire's order.

    With `companions` each has its status in a column beside it.

    Raises
    ------
    SurveyError
        Names are too long, or two columns would have one; it says which to change.
    """
    names = {key: "__".join(str(part) for part in key if part) for key in answers.keys}
    keys_of_name = keys_of(names.values(), questionnaire)
    beside = {f"{name}{COMPANION}" for name in names.values() if companions} | {*WHO}
    rename = "rename the question in survey.csv, codebook.csv and layout.yaml"
    problems = []
    for key, name in sorted(names.items()):
        if len(name) > LONGEST:
            problems.append(
                f"{name[:LONGEST]}...: the name of question, instance and option has more than "
                f"{LONGEST} letters; {rename}"
            )
        elif len(keys_of_name[name]) > 1:
            claimants = " and ".join(
                dict.fromkeys(question for question, _, _ in keys_of_name[name])
            )
            problems.append(f"{name}: may be a column of {claimants}; {rename}")
        elif keys_of_name[name] != [key]:
            problems.append(f"{name}: no place of the questionnaire is called that")
        elif name in beside:
            problems.append(f"{name}: stands for what is told of another question; {rename}")
    if problems:
        raise SurveyError(f"Answers can't be laid out in columns:{listed(problems)}")

    def place(key: Key) -> tuple[int, int, int]:
        question = questionnaire.questions[key[0]]
        codes = questionnaire.options_of(question).codes if key[2] else [""]
        return question.order, key[1], codes.index(key[2])

    return {key: names[key] for key in sorted(names, key=place)}


def _held(
    answers: AnswerColumns,
    questionnaire: Questionnaire,
    columns: Mapping[Key, str],
    who: pl.DataFrame,
) -> list[pl.Series]:
    """Return the columns of statuses, values and numbers, in the order of `who`.

    Raises
    ------
    SurveyError
        A valid answer has not the number that belongs to it.
    """
    rows, held, wrong = answers.rows.with_row_index("at"), [], []
    turns = {turn: rows.filter(instance=turn) for turn in {instance for _, instance, _ in columns}}
    at = {
        turn: who.join(rows_of_turn, on=who.columns, how="left", maintain_order="left")["at"]
        for turn, rows_of_turn in turns.items()
    }
    for name, cells in answers.each(dict.fromkeys(question for question, _, _ in columns)):
        question = questionnaire.questions[name]
        for key in (key for key in columns if key[0] == name):
            column, item = columns[key], "/".join(filter(None, (name, key[2])))
            parts = {f"status_{column}": cells[item + STATUS]}
            parts |= {f"value_{column}": _value(cells[item], question, questionnaire)}
            number = parts[f"value_{column}"]
            if item + NUMBER in cells.columns and question.type not in (*TEXTS, "select_one"):
                parts |= {f"number_{column}": (number := cells[item + NUMBER])}
            if question.type not in TEXTS:
                without = (parts[f"status_{column}"] == "valid") & ~_tells(number)
                if without.any():
                    units = answers.rows.filter(without, instance=key[1])["unit_id"]
                    wrong += [(unit, column) for unit in units]
            held += [series[at[key[1]]].alias(part) for part, series in parts.items()]
    if wrong:
        # Not the value itself: it may be confidential.
        lines = [
            f"unit {unit}, {name}: a valid answer without the number that belongs to it"
            for unit, name in sorted(wrong)
        ]
        raise SurveyError(f"Answers that their questions may not be given:{listed(lines)}")
    return held


def _value(values: pl.Series, question: Question, questionnaire: Questionnaire) -> pl.Series:
    """Return values as stored: single choices as an Enum, texts unchanged."""
    if question.type == "select_one":
        return values.cast(pl.String).cast(
            pl.Enum(questionnaire.options_of(question).codes), strict=False
        )
    return values if question.type == "select_multiple" else values.cast(pl.String)


def _tells(numbers: pl.Series) -> pl.Series:
    """Return where there is a finite number."""
    if numbers.dtype.is_float():
        return numbers.is_finite().fill_null(False)
    return numbers.is_not_null() & (numbers.dtype != pl.String)


def _name(column: str, ends: Sequence[str], longest: int, taken: set[str]) -> str:
    """Name a variable by its column: ASCII, none of those taken, to which it is added."""
    base = re.sub(r"[^A-Za-z0-9_]", "_", column)
    base = base if base[0].isalpha() else f"v{base}"
    for tail in itertools.chain([""], (f"_{n}" for n in itertools.count(2))):
        name = base[: longest - len(COMPANION) - len(tail)] + tail
        variable_names = {f"{name}{end}".lower() for end in ends}
        if not variable_names & taken:
            break
    taken |= variable_names
    return name


def _options(question: Question, questionnaire: Questionnaire, language: str) -> dict[str, str]:
    if not question.choices:
        return {}
    options = questionnaire.options_of(question)
    labels = options.labels.get("en", {}) | options.labels.get(language, {})
    return {code: labels.get(code, code) for code in options.codes}
