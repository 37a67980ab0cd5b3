"""Open answers that people coded: the frame of codes, which is declared, and the codings.

The frame of a question stands in ``coding/<question>.csv`` of the survey's folder and may be seen.
The codings, with the texts that they are of, lie in a file of that name beside the answers: they
are as confidential as these, are listed in a manifest and are registered with them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import polars as pl

from cyberstudy.declare.names import wrong_name
from cyberstudy.declare.questionnaire import Options, Questionnaire, labels_of, options_from
from cyberstudy.declare.settings import Coding
from cyberstudy.tables.problems import StudyProblem, listed
from cyberstudy.tables.spreadsheets import letters_of
from cyberstudy.tables.statuses import SAID_INSTEAD
from cyberstudy.tables.storage import read_text_table

FOLDER = "coding"
CODED = "_coded"
#: Columns of codings, and those that say what is coded by whom.
CODINGS = ("submission", "instance", "text", "codes", "by", "on")
_CASE = ("submission", "instance", "by")
#: `CODINGS` with types and with their place: how codings are handed on.
SCHEMA = {
    **{"question": pl.String, "file": pl.String, "row": pl.UInt32},
    **dict.fromkeys(CODINGS, pl.String),
    **{"instance": pl.UInt32},
}


def with_coded(form: Questionnaire, frames: Mapping[str, Path]) -> Questionnaire:
    """Add to a form, behind each question that is coded, one with several answers: its codes.

    Parameters
    ----------
    frames
        By question, the file of its frame: code, label, and a label a language, as sheets of
        options have them; other columns, such as notes for coders, are passed over.

    Raises
    ------
    StudyProblem
        There is no such question with a text, its new name is taken, or a code can't be one.
    """
    if not frames:
        return form
    texts = [question.name for question in form.questions.values() if question.type == "text"]
    questions, choices, problems = [], dict(form.choices), []
    for name, path in frames.items():
        if problem := wrong_name("question with a text", name, texts):
            problems.append(f"settings.yaml, coding.{name}: {problem}")
        elif (coded := f"{name}{CODED}") in form.questions or coded in form.choices:
            problems.append(f"settings.yaml, coding.{name}: the form has a {coded} of its own")
        else:
            choices[coded] = _frame(path)
    if problems:
        raise StudyProblem(f"Open answers can't be coded:{listed(problems)}")
    for question in form.questions.values():
        questions.append(question)
        if question.name in frames:
            name = f"{question.name}{CODED}"
            questions.append(
                replace(
                    question,
                    name=name,
                    type="select_multiple",
                    choices=name,
                    constraint=None,
                    constraint_message=None,
                )
            )
    placed = {each.name: replace(each, order=n) for n, each in enumerate(questions)}
    return replace(form, questions=placed, choices=choices)


def _frame(path: Path) -> Options:
    rows = read_text_table(path, ("code", "label")).rows(named=True)
    problems = [
        f"row {number}: {problem}"
        for number, row in enumerate(rows, start=2)
        for problem in _mistakes_in_code(row["code"], row["label"])
    ]
    if problems or not rows:
        raise StudyProblem(f"{path}:{listed(problems or ['there are no codes'])}")
    return options_from(
        [row["code"] for row in rows], [labels_of(row) for row in rows], where=str(path)
    )


def _mistakes_in_code(code: str | None, label: str | None) -> Iterator[str]:
    if not code or len(code.split()) != 1:
        yield f"code {code or ''!r}, expected a code without a blank: blanks part several"
    elif code in SAID_INSTEAD:
        yield f"code {code!r} is the name of a status; choose another"
    if not label:
        yield "label is empty"


def read_codings(path: Path, question: str, file: str) -> pl.DataFrame:
    """Read the codings of one question; where there is no file nothing is coded yet.

    Returns
    -------
    pl.DataFrame
        `SCHEMA`; rows without codes are left out, which are still to be coded.
    """
    if not path.is_file():
        return pl.DataFrame(schema=SCHEMA)
    table = read_text_table(path, CODINGS).with_row_index("row", offset=2)
    return (
        table.filter(pl.col("codes").is_not_null())
        .with_columns(question=pl.lit(question), file=pl.lit(file))
        .select(pl.col(name).cast(kind, strict=False) for name, kind in SCHEMA.items())
    )


def check_codings(
    path: Path, codings: pl.DataFrame, codes: Collection[str], declared: Coding
) -> None:
    """Tell what is wrong in the codings of one question.

    Parameters
    ----------
    codings
        From `read_codings`.
    codes
        Those of the frame.
    declared
        What decides where coders differ.

    Raises
    ------
    StudyProblem
        Each mistake with its row.
    """
    problems = []
    for row in codings.iter_rows(named=True):
        empty = [f"{key} is empty" for key in ("submission", "by", "on") if not row[key]]
        if row["instance"] is None:
            empty.append("instance is no number of a turn; 0 outside repeats")
        given = row["codes"].split()
        unknown = (wrong_name("code in the frame", code, codes) for code in dict.fromkeys(given))
        problems += [f"row {row['row']}: {told}" for told in (*empty, *filter(None, unknown))]
    cases: dict[tuple[object, ...], list[int]] = {}
    for row in codings.iter_rows(named=True):
        cases.setdefault(tuple(row[key] for key in _CASE), []).append(row["row"])
    problems += [
        f"rows {', '.join(map(str, rows))}: {by} codes {submission}, instance {instance}, "
        f"{len(rows)} times; expected once"
        for (submission, instance, by), rows in cases.items()
        if len(rows) > 1
    ]
    coders = codings["by"].drop_nulls().unique().sort().to_list()
    if declared.lead and coders and (told := wrong_name("coder", declared.lead, coders)):
        problems.append(f"settings.yaml lets {declared.lead} lead, but {told}")
    if problems:
        raise StudyProblem(f"{path}:{listed(problems)}")


def coders_as_letters(declared: Mapping[str, Coding], coders: Iterable[str]) -> dict[str, str]:
    """Give each coder a letter, which stands for the name in what leaves.

    Parameters
    ----------
    declared
        By question; coders who lead come first, so that what is declared is enough to name them.
    coders
        All others, in the order of their codings: the alphabet would tell who is who.
    """
    leads = (each.lead for each in declared.values() if each.lead)
    return {name: letters_of(n) for n, name in enumerate(dict.fromkeys([*leads, *coders]))}


def decided(codes: Sequence[str], coders: Sequence[str], declared: Coding) -> str | None:
    """Return the codes of a text that count, parted by blanks; None where coders are in conflict.

    Parameters
    ----------
    codes
        What each coder gave, parted by blanks.
    coders
        Who they are.
    """
    sets = [sorted(set(each.split())) for each in codes]
    if declared.lead in coders:
        return " ".join(sets[coders.index(declared.lead)])
    if declared.both:
        return " ".join(sorted({code for each in sets for code in each}))
    return " ".join(sets[0]) if all(each == sets[0] for each in sets) else None
