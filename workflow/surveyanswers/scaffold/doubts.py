"""What blanks, codes and marks mean, where a column can be read in several ways."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from surveyanswers.instrument.column_sheet import ColumnRow
from surveyanswers.instrument.formats import FORMATS
from surveyanswers.instrument.matching import normalised
from surveyanswers.scaffold.inference import Guess
from surveyanswers.scaffold.placement import Placement

#: What a blank says in a column that holds nothing but one text.
NOT_TICKED = "Not ticked"


def see_tick(
    guess: Guess,
    header: str,
    values: Sequence[str],
    height: int,
    program: str,
    decision: ColumnRow | None,
) -> str:
    """Make a tick of a question with one option; return what its blanks then say, or "".

    Programs that write a tick in words, or a nought, leave blank what nobody was asked.
    """
    file_format = FORMATS[program]
    texts = {text.strip() for text in values}
    ticks = file_format.ticked | file_format.unticked | file_format.unseen
    likely = not file_format.by_program and (guess.kind == "select_one" or texts <= ticks)
    if decision:
        likely = decision.kind == "tick"
    if len(texts) != 1 or len(values) == height or not likely:
        return ""
    # Where the heading is the text, as Typeform writes it, there is nothing to decide.
    if not decision and {*map(normalised, texts)} != {normalised(header)}:
        guess.doubts.append("a blank is taken for not ticked: for no answer, kind is names")
    guess.kind, guess.options = "select_one", [*texts, NOT_TICKED]
    return NOT_TICKED


def settle(
    guesses: Mapping[str, Guess],
    placed: Placement,
    decided: Mapping[str, ColumnRow],
    *,
    program: str,
) -> None:
    """Write codes, marks and doubts of columns into `placed`; some programs have but their numbers.

    A text that a person takes for an answer in one column is missing in single others alone.
    """
    for header, guess in guesses.items():
        if guess.codes:
            placed.codes[header] = placed.codes.get(header, {}) | guess.codes
        if guess.doubts and header not in decided:
            placed.doubts.setdefault(header, []).extend(guess.doubts)
    answers = {
        text
        for header in guesses.keys() & decided.keys()
        for text in placed.missing
        if text not in guesses[header].codes
    }
    for header, guess in guesses.items():
        if single := {t: s for t, s in guess.missing.items() if t in answers}:
            placed.codes[header] = single | placed.codes.get(header, {})
    for text in answers:
        del placed.missing[text]
    marks = {header: guess.marks for header, guess in guesses.items()}
    if FORMATS[program].by_program:
        marks = {h: m for h, m in marks.items() if "." not in {m.decimal, m.unsure}}
    sure = {header: mark.decimal for header, mark in marks.items() if mark.decimal}
    if len({*sure.values()}) == 1 and not any(mark.unsure for mark in marks.values()):
        placed.decimal_mark = next(iter(sure.values()))
    else:
        placed.marks |= sure
