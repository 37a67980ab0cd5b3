"""Ask a person about codes, marks and lists, once about all that are alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from surveyanswers.instrument.formats import FORMATS
from surveyanswers.instrument.matching import normalised
from surveyanswers.instrument.open_questions import OpenQuestion
from surveyanswers.scaffold.inference import ONE, Guess
from surveyanswers.scaffold.missing_codes import READINGS
from surveyanswers.scaffold.number_marks import DECIMALS, OTHER_MARK, THOUSANDS, UNREAD
from surveyanswers.scaffold.placement import Placement
from surveyanswers.tables.problems import number_of

_EXAMPLES = 3
#: What a blank says in a column that holds nothing but one text.
NOT_TICKED, NO_ANSWER = "Not ticked", "no answer"
BLANK_ABOUT = "blank beside one text"


def see_tick(
    guess: Guess,
    header: str,
    values: Sequence[str],
    height: int,
    program: str,
    answers: Mapping[str, str],
) -> str:
    """Make a tick of a question with one option; return what its blanks then say, or "".

    Programs that write a tick in words, or a nought, leave blank what nobody was asked.
    """
    file_format = FORMATS[program]
    texts = {text.strip() for text in values}
    ticks = file_format.ticked | file_format.unticked | file_format.unseen
    if len(texts) != 1 or len(values) == height or file_format.by_program:
        return ""
    if guess.kind != "select_one" and not texts <= ticks:
        return ""
    # Where the heading is the text, as Typeform writes it, there is nothing to ask.
    guess.one_text = {*map(normalised, texts)} != {normalised(header)}
    if guess.one_text and answers.get(BLANK_ABOUT) == NO_ANSWER:
        return ""
    guess.kind, guess.options = "select_one", [*texts, NOT_TICKED]
    return NOT_TICKED


def list_about(header: str) -> str:
    """Name the question whether a column lists several answers."""
    return f"list in {header}"


def settle(
    guesses: Mapping[str, Guess],
    values: Mapping[str, list[str]],
    placed: Placement,
    answers: Mapping[str, str],
    *,
    program: str,
    show: bool,
) -> None:
    """Write codes and marks of columns into `placed`, and what is asked of them.

    Parameters
    ----------
    guesses
        What was guessed, by heading.
    program
        Format of the file; some have no numbers but a program's.
    show
        Whether examples of answers may stand in the list.
    """
    for header, guess in guesses.items():
        if guess.codes:
            placed.codes[header] = placed.codes.get(header, {}) | guess.codes
    _codes(guesses, placed, answers, show=show)
    _marks(guesses, values, placed, answers, program=program, show=show)
    if ticks := [header for header, guess in guesses.items() if guess.one_text]:
        examples = (f"{header}: {_some(values[header], show=show)}" for header in ticks)
        placed.asked.append(
            OpenQuestion.put(
                BLANK_ABOUT,
                "Does an empty cell of these columns mean not ticked, or not answered?",
                ticks,
                "; ".join([*examples][:_EXAMPLES]),
                [NOT_TICKED, NO_ANSWER],
                usual=NOT_TICKED,
                answers=answers,
            )
        )
    for header, guess in guesses.items():
        if guess.two_readings:
            placed.asked.append(
                OpenQuestion.put(
                    list_about(header),
                    "One option is part of another. Does such a cell hold several answers, or one?",
                    [header],
                    _some(sorted({*values[header]}), show=show),
                    [guess.two_readings, ONE],
                    usual=guess.two_readings,
                    answers=answers,
                )
            )


def _codes(
    guesses: Mapping[str, Guess], placed: Placement, answers: Mapping[str, str], *, show: bool
) -> None:
    columns_by_question: dict[str, dict[str, tuple[str, int, str]]] = {}
    for header, guess in guesses.items():
        for about, what in guess.asked.items():
            columns_by_question.setdefault(about, {})[header] = what
    for about, columns in columns_by_question.items():
        code = next(code for code, _, _ in columns.values())
        cells = sum(count for _, count, _ in columns.values())
        beside = list(dict.fromkeys(what for _, _, what in columns.values()))
        placed.asked.append(
            OpenQuestion.put(
                about,
                f"Does {code} stand for a missing answer?",
                [*columns],
                f"{number_of(cells, 'cell')} in {number_of(len(columns), 'column')}"
                + (f", next to {'; '.join(beside[:_EXAMPLES])}" if show else ""),
                READINGS,
                usual=READINGS[0],
                answers=answers,
            )
        )


def _marks(
    guesses: Mapping[str, Guess],
    values: Mapping[str, list[str]],
    placed: Placement,
    answers: Mapping[str, str],
    *,
    program: str,
    show: bool,
) -> None:
    """Set each column's decimal mark, and ask about marks that may separate thousands."""
    by_program = FORMATS[program].by_program
    sure = {
        header: mark
        for header, guess in guesses.items()
        if (mark := guess.marks.decimal) and not (mark == "." and by_program)
    }
    unsure: dict[str, list[str]] = {}
    for header, guess in guesses.items():
        if (three := guess.marks.unsure) and not (three == "." and by_program):
            unsure.setdefault(three, []).append(header)
    for three, headers in unsure.items():
        about = f"mark {three}"
        meant = {THOUSANDS: OTHER_MARK[three], DECIMALS: three}.get(answers.get(about, ""))
        sure |= dict.fromkeys(headers, meant) if meant else {}
        marked = [text for header in headers for text in values[header] if three in text]
        others = sorted({*sure.values()} - {meant})
        placed.asked.append(
            OpenQuestion.put(
                about,
                f"Does {three!r} separate thousands or decimals? Three digits always follow it",
                headers,
                f"{_some(marked, show=show)}; decimal mark elsewhere in the file: "
                f"{', '.join(map(repr, others)) or 'none'}",
                [THOUSANDS, DECIMALS, UNREAD],
                usual=UNREAD,
                answers=answers,
            )
        )
    if len({*sure.values()}) == 1 and all(
        h in sure for headings in unsure.values() for h in headings
    ):
        placed.decimal_mark = next(iter(sure.values()))
    else:
        placed.marks |= sure


def _some(texts: list[str], *, show: bool) -> str:
    shown = [repr(text[:60]) for text in dict.fromkeys(texts)][:_EXAMPLES]
    return f"{len(texts)} of such" + (f", as {', '.join(shown)}" if show and shown else "")
