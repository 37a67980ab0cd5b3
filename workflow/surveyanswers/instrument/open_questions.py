"""What `make survey` could not tell from a file: questions to a person, all in one list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from surveyanswers.tables.problems import SurveyError
from surveyanswers.tables.storage import read_text_table

FILE = "questions.csv"
COLUMNS = ("about", "question", "columns", "evidence", "readings", "taken", "answer")
#: The answer of who has changed the declarations themselves.
BY_HAND = "by hand"
_BETWEEN, _SHOWN = " | ", 5


@dataclass
class OpenQuestion:
    """A question that two readings of a file leave open, or something to look at.

    Attributes
    ----------
    about
        What it is known by; an answer is for all columns that it names.
    question, evidence
        What is asked, and what the file says to it.
    columns
        Headings.
    readings
        Answers that there are; none where there is nothing to decide.
    taken
        The one that the declarations follow now.
    answer
        A person's; "" while there is none.
    """

    about: str
    question: str
    columns: Sequence[str] = ()
    evidence: str = ""
    readings: Sequence[str] = ()
    taken: str = ""
    answer: str = ""

    @classmethod
    def put(
        cls,
        about: str,
        question: str,
        columns: Sequence[str],
        evidence: str,
        readings: Sequence[str],
        *,
        usual: str,
        answers: Mapping[str, str],
    ) -> OpenQuestion:
        """Ask, or take the answer that a person gave; until then the `usual` reading is taken."""
        answer = answers.get(about, "")
        return cls(about, question, columns, evidence, readings, answer or usual, answer)

    @property
    def row(self) -> dict[str, str]:
        """What stands in the list."""
        joined = {"columns": self.columns, "readings": self.readings}
        return {
            name: _BETWEEN.join(joined[name]) if name in joined else getattr(self, name)
            for name in COLUMNS
        }


def open_questions(folder: Path) -> list[OpenQuestion]:
    """Read the list of a survey; a survey without one left nothing open."""
    path = folder / FILE
    if not path.is_file():
        return []
    table = read_text_table(path, COLUMNS).select(COLUMNS).fill_null("")
    return [
        OpenQuestion(
            **row
            | {name: [*filter(None, row[name].split(_BETWEEN))] for name in ("columns", "readings")}
            | {"answer": row["answer"].strip()}
        )
        for row in table.to_dicts()
    ]


def unanswered(folder: Path, *, accepted: bool) -> Iterator[str]:
    """Yield the questions that stop a run.

    Parameters
    ----------
    accepted
        Whether the survey's settings let it run with what was guessed.
    """
    for row, question in enumerate(open_questions(folder), start=2):
        if not question.readings:
            continue
        headings = ", ".join(question.columns[:_SHOWN])
        more = len(question.columns) - _SHOWN
        headings += f" and {more} more" if more > 0 else ""
        message = f"row {row}: {question.question} ({headings}: {question.evidence})"
        choices = " or ".join(dict.fromkeys([*question.readings, BY_HAND]))
        if not question.answer and not accepted:
            yield (
                f"{message} Write into the column answer: {choices}; "
                f"{question.taken} is taken so far"
            )
        elif question.answer and question.answer not in {*question.readings, BY_HAND}:
            yield f"{message} {question.answer!r} is no answer to that; expected {choices}"
        elif question.answer not in {"", question.taken, BY_HAND}:
            yield (
                f"{message} The answer {question.answer!r} is not taken up yet: give the command "
                f"make survey again, as it was given first; or change the declarations, and write "
                f"{BY_HAND}"
            )


def check_answered(folder: Path, *, accepted: bool) -> None:
    """Stop where a question is open that changes numbers.

    Raises
    ------
    SurveyError
        Every such question, with what the file says to it.
    """
    if messages := [*unanswered(folder, accepted=accepted)]:
        lines = "".join(f"\n  - {message}" for message in messages)
        raise SurveyError(
            f"{folder / FILE}: what changes numbers was guessed, and is for a person to say:{lines}"
            f"\nAnswers that are what is taken need nothing else. To run with all guesses as they "
            f"are write guesses: accepted into settings.yaml; page and release then say so."
        )
