"""What columns have in common: options of one scale, and short ones that say why there is none."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from surveyanswers.instrument.shared_beginnings import parted
from surveyanswers.scaffold.guesses import is_common, means, order_of
from surveyanswers.scaffold.inference import MOST_STEPS, NO_ORDER, Guess
from surveyanswers.scaffold.number_marks import is_number

#: So short an option of so many columns may say why there is no answer.
_SHORT, _MANY = 12, 5


def take_out_short(guess_by_heading: Mapping[str, Guess], wordings: Mapping[str, str]) -> None:
    """Take short options that many columns have, whatever else they have, for missing answers.

    Assume: so if columns of five wordings have it, of which two share no other option.
    """
    columns: dict[str, dict[str, Guess]] = {}
    for header, column_guess in guess_by_heading.items():
        for option in column_guess.options if column_guess.kind == "select_one" else ():
            if len(option) <= _SHORT and not is_common(option) and not means(option, "answer"):
                columns.setdefault(option, {})[header] = column_guess
    for option, guesses in columns.items():
        rests = [{*column_guess.options} - {option} for column_guess in guesses.values()]
        different = {wordings[header] for header in guesses}
        if len(different) >= _MANY and any(rests[0].isdisjoint(rest) for rest in rests):
            why = f"{option} is taken for no answer: {len(guesses)} columns have it"
            next(iter(guesses.values())).doubts.append(why)
            for column_guess in guesses.values():
                column_guess.missing[option] = "no_answer"
                column_guess.options.remove(option)
                order = order_of(column_guess.options)
                column_guess.options = order or column_guess.options
                column_guess.ordered = bool(order)
                if order and NO_ORDER in column_guess.doubts:
                    column_guess.doubts.remove(NO_ORDER)


def share_scales(
    guess_by_heading: Mapping[str, Guess], wordings: Mapping[str, str] = MappingProxyType({})
) -> None:
    """Set the options of questions on one scale, of which single columns may lack some.

    Assume: where one column has all options of another and more, both were asked on one scale, but
    numbers only if they are half of its steps: ranks from 1 to 3 are on no scale from 0 to 10. And
    columns side by side, with an option in common, whose headings say the same up to a mark of
    punctuation are the items of a matrix, which has one scale.

    Parameters
    ----------
    guess_by_heading
        Heading -> what was guessed, in the file's order.
    wordings
        Heading -> what it asks, where a row below says it.
    """
    chosen = {
        header: column_guess
        for header, column_guess in guess_by_heading.items()
        if column_guess.kind == "select_one"
    }
    items: list[list[str]] = []
    for header, column_guess in chosen.items():
        last = items[-1][-1] if items else ""
        if (
            last
            and {*column_guess.options} & {*chosen[last].options}
            and parted(
                [wordings.get(heading, heading) for heading in (last, header)], at_words=False
            )[0]
        ):
            items[-1].append(header)
        else:
            items.append([header])
    for matrix in items:
        options = [*dict.fromkeys(option for header in matrix for option in chosen[header].options)]
        if len(matrix) > 1 and len(options) <= MOST_STEPS:
            order = order_of(options)
            for header in matrix:
                chosen[header].options, chosen[header].ordered = order or options, order is not None
    guesses = [*chosen.values()]
    scales = sorted(
        (column_guess for column_guess in guesses if column_guess.ordered),
        key=lambda column_guess: -len(column_guess.options),
    )
    for column_guess in scales:
        part, fewest = (
            {*column_guess.options},
            2 * len(column_guess.options) * all(map(is_number, column_guess.options)),
        )
        longer = (s for s in scales if part <= {*s.options} and len(s.options) <= (fewest or 99))
        column_guess.options = next(longer).options
    for column_guess in guesses:  # of no known order: that of the first
        column_guess.options = next(
            s.options for s in guesses if {*s.options} == {*column_guess.options}
        )
