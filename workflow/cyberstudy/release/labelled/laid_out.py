"""The accepted answers laid out for a file: a row a unit (and wave), a column an answer.

A column is called ``question``, in a repeat ``question__instance``, and has ``__option`` at its end
for a question with several answers. No file loses the reason where there is no answer.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import polars as pl

from cyberstudy.declare.questionnaire import Question, Questionnaire
from cyberstudy.tables.answers import Answers
from cyberstudy.tables.problems import StudyProblem, listed
from cyberstudy.tables.storage import schema_of
from cyberstudy.tables.waves import ONLY

TEXTS = ("text", "date")
COMPANION = "_st"  # ends the name of the variable that holds the status of a text
#: Of a column's name, in characters: it begins the label of its variable.
LONGEST = 127

Key = tuple[str, int, str]  # question, instance, option
KEY = ["question", "instance", "option"]
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
    """

    name: str
    column: str
    question: Question
    label: str
    options: Mapping[float, str]

    @property
    def is_text(self) -> bool:
        """Whether its answers are strings, so that a variable of its own says the status."""
        return self.question.type in TEXTS

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
        These; and of each column ``status_``, null where the unit has no row of the question;
        ``value_``, the answer as `tables.Answers` has it; and ``number_``: of one option out of a
        list 1, 2, 3 in the list's order, of each of several 0 or 1, of a text or date null.
    variables
        In the questionnaire's order.
    """

    who: list[str]
    table: pl.DataFrame
    variables: Sequence[Variable]

    def named(self, *, longest_name: int, taken: Iterable[str] = ()) -> LaidOut:
        """Return the same with the names of variables that another program takes.

        Parameters
        ----------
        longest_name
            Of a variable, in characters.
        taken
            Names that no variable may have.
        """
        names = _names(self.variables, longest_name, taken)
        pairs = zip(self.variables, names, strict=True)
        return replace(self, variables=[replace(variable, name=name) for variable, name in pairs])


def lay_out(
    answers: pl.DataFrame,
    questionnaire: Questionnaire,
    codebook: pl.DataFrame,
    *,
    longest_name: int,
    taken: Iterable[str] = (),
    language: str = "en",
) -> LaidOut:
    """Lay the answers out, a row a unit and a column an answer.

    Parameters
    ----------
    answers, questionnaire, codebook
        `tables.Answers`, and where types, options and labels are.
    longest_name, taken
        As for `LaidOut.named`.
    language
        Of the labels; English where there is none.

    Raises
    ------
    StudyProblem
        An answer that its question may not be given, or that two columns would hold.
    """
    columns, who = _columns(answers, questionnaire), _who(answers)
    rows = _numbered(answers.join(columns, on=KEY), questionnaire)
    wide = pl.DataFrame(schema=dict.fromkeys(who, pl.String))
    if rows.height:
        wide = rows.pivot(on="name", index=who, values=["number", "status", "value"]).sort(who)
    short_labels = dict(codebook.select("question", "short_label").iter_rows())
    variables = []
    for asked, instance, option, column in columns.iter_rows():
        question = questionnaire.questions[asked]
        label = f"[{column}] {short_labels.get(asked) or asked}" + f" ({instance})" * bool(instance)
        options = _options(question, questionnaire, language)
        if option:
            label += f", {options[option]}"
        label += f": {question.labels.get(language) or question.labels.get('en', '')}"
        one = options.values() if question.type == "select_one" else ()
        numbered = {float(number): text for number, text in enumerate(one, start=1)}
        variables.append(Variable(column, column, question, label, numbered))
    return LaidOut(who, wide, variables).named(longest_name=longest_name, taken=taken)


def keys_of(names: Iterable[str], questionnaire: Questionnaire) -> dict[str, list[Key]]:
    """Find the question, instance and option that each column's name may stand for."""
    patterns = {}
    for question in questionnaire.questions.values():
        several = question.type == "select_multiple"
        codes = map(re.escape, questionnaire.options_of(question).codes) if several else ()
        turn = "__([1-9][0-9]*)" if question.repeat else "()"
        option = f"__({'|'.join(codes)})" if several else "()"
        patterns[question.name] = re.compile(re.escape(question.name) + turn + option)
    return {
        name: [
            (question, int(found[1] or 0), found[2])
            for question, pattern in patterns.items()
            if (found := pattern.fullmatch(name))
        ]
        for name in names
    }


def cut(text: str, size: int) -> str:
    """Cut a text to at most `size` bytes, between characters."""
    return text.encode()[:size].decode(errors="ignore").rstrip(" ")


def _columns(answers: pl.DataFrame, questionnaire: Questionnaire) -> pl.DataFrame:
    """List question, instance, option and name of the columns, in the questionnaire's order."""
    keys = answers.select(KEY).unique().rows()
    names = {key: "__".join(str(part) for part in key if part) for key in keys}
    known, who = keys_of(names.values(), questionnaire), _who(answers)
    problems = [
        f"{name}: no place of the questionnaire is called that, or several are"
        for key, name in sorted(names.items())
        if known[name] != [key] or name in who or len(name) > LONGEST
    ]
    if problems:
        raise StudyProblem(f"Answers can't be laid out in columns:{listed(problems)}")

    def place(key: Key) -> tuple[int, int, int]:
        question = questionnaire.questions[key[0]]
        codes = questionnaire.options_of(question).codes if key[2] else [""]
        return question.order, key[1], codes.index(key[2])

    rows = [(*key, names[key]) for key in sorted(keys, key=place)]
    schema = {name: schema_of(Answers)[name] for name in KEY} | {"name": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row")


def _names(variables: Sequence[Variable], longest: int, never: Iterable[str]) -> Iterator[str]:
    """Name variables by their columns: ASCII, no reserved word, each only once."""
    taken = {name.lower() for name in (*never, *WHO)}
    for variable in variables:
        ends = ["", COMPANION] if variable.is_text else [""]
        base = re.sub(r"[^A-Za-z0-9_]", "_", variable.column)
        base = base if base[0].isalpha() else f"v{base}"
        for tail in itertools.chain([""], (f"_{n}" for n in itertools.count(2))):
            name = base[: longest - len(COMPANION) - len(tail)] + tail
            own = {f"{name}{end}".lower() for end in ends}
            if not own & taken:
                break
        taken |= own
        yield name


def _options(question: Question, questionnaire: Questionnaire, language: str) -> dict[str, str]:
    if not question.choices:
        return {}
    options = questionnaire.options_of(question)
    known = options.labels.get("en", {}) | options.labels.get(language, {})
    return {code: known.get(code, code) for code in options.codes}


def _numbered(rows: pl.DataFrame, questionnaire: Questionnaire) -> pl.DataFrame:
    """Give every valid answer the number that stands for it, where its question has numbers."""
    asked = [questionnaire.questions[name] for name in rows["question"].unique(maintain_order=True)]
    places = [
        (question.name, code, float(place))
        for question in asked
        if question.type == "select_one"
        for place, code in enumerate(questionnaire.options_of(question).codes, start=1)
    ]
    kinds = {question.name: question.type for question in asked}
    place = pl.DataFrame(places, schema=["question", "value", "place"], orient="row")
    table = rows.join(
        place.cast({"question": pl.String, "value": pl.String, "place": pl.Float64}),
        on=["question", "value"],
        how="left",
        maintain_order="left",
    ).with_columns(kind=pl.col("question").replace_strict(kinds, return_dtype=pl.String))
    text, one = pl.col("kind").is_in(TEXTS), pl.col("kind") == "select_one"
    table = table.with_columns(
        number=pl.when(text).then(None).when(one).then("place").otherwise("number"),
        status=pl.col("status").cast(pl.String),
    )
    finite = pl.col("number").is_finite().fill_null(False)
    wrong = table.filter(pl.col("status") == "valid", ~text, ~finite)
    if wrong.height:
        # Not the value itself: it may be confidential.
        lines = [
            f"unit {unit}, {name}: a valid answer without the number that belongs to it"
            for unit, name in wrong.select("unit_id", "name").iter_rows()
        ]
        raise StudyProblem(f"Answers that their questions may not be given:{listed(lines)}")
    return table.drop("place", "kind")


def _who(answers: pl.DataFrame) -> list[str]:
    """Name what identifies rows: the unit, and the wave where there are any."""
    return [*WHO] if (answers["wave"] != ONLY).any() else ["unit_id"]
