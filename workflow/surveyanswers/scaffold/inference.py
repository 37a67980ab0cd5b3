"""Guess from a column's values what was asked, where no form says it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from types import MappingProxyType

from surveyanswers.instrument.column_sheet import LEFT_OUT, ColumnRow, pairs_in
from surveyanswers.instrument.identifying import SEPARATORS
from surveyanswers.instrument.matching import normalised
from surveyanswers.scaffold import guesses
from surveyanswers.scaffold.guesses import OFTEN, is_common, means, order_of
from surveyanswers.scaffold.missing_codes import NOBODYS, ProgramCodes, are_codes, doubtful
from surveyanswers.scaffold.number_marks import Marks, is_number, marks_of, rises
from surveyanswers.tables.problems import number_of

#: Types of questions by the kind of a column that a person says.
_OF_KIND = {"names": "select_one", "steps": "select_one", "tick": "select_one", "date": "date"} | {
    "several": "select_multiple",
    "number": "decimal",
    "text": "text",
}
MOST_OPTIONS, MOST_STEPS = 30, 11
_FEW = 5  # so few whole numbers may be codes however high they are, and more from 100 on
#: A longer part of a list by commas is a sentence.
LONGEST = 80
NO_ORDER = "the wording asks how much, but the order is not known"
#: What stands in the place of options that too few gave.
OTHER = "Other"
#: Headings of a column an option: the question's part, and the option's.
_OF_OPTIONS = (
    *(r"(.+?)___(\w+)", r"(.+?)/([^/]+)", r"(.+?) ?\[(.+)\]", r"(\d+[a-z]?\.) (.+)"),
    *(r"(.+?): (.+)", r"(.+?)_(\d+)"),
)
_CODE = re.compile(r"-?\d+(\.0)?")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}( 00:00:00)?")  # workbooks write a midnight behind days
_MOMENT = re.compile(
    r"(\d{4}[-/]\d{1,2}[-/]\d{1,2}|\d{1,2}[/.]\d{1,2}[/.]\d{2,4})[ T]\d{1,2}:\d{2}.*", re.DOTALL
)


@dataclass
class Guess:
    """What a column seems to hold.

    Attributes
    ----------
    kind
        A type of question, or ``moment`` for what a program notes.
    options
        In their order, which `ordered` says whether a scale gives.
    separator
        What parts several answers in a cell.
    missing
        Texts that say why there is no answer, with their status.
    codes
        Those that do in this column alone: numbers that likely do, and what a person says.
    marks
        What its numbers tell of the decimal mark.
    doubts
        What else it may be, for a person to read.
    """

    kind: str
    options: list[str] = field(default_factory=list)
    ordered: bool = False
    separator: str | None = None
    missing: dict[str, str] = field(default_factory=dict)
    codes: dict[str, str] = field(default_factory=dict)
    marks: Marks = field(default_factory=Marks)
    doubts: list[str] = field(default_factory=list)

    @property
    def bare(self) -> bool:
        """Whether all options are codes without labels."""
        return all(map(_CODE.fullmatch, self.options))


def guess(
    values: Sequence[str],
    program_codes: ProgramCodes = NOBODYS,
    wording: str = "",
    decision: ColumnRow | None = None,
) -> Guess:
    """Guess from the values of a column that are not blank.

    Parameters
    ----------
    program_codes
        Codes of missing answers of the program that wrote the file.
    wording
        What the column asks, as far as the file says it.
    decision
        The column's row of the sheet, where it is a person's.

    Assume: some whole numbers up to ten, each given often, are codes: names, unless the wording
    asks how much or they go from 0 to 10, and no codes where it asks how many. Texts that are few
    and given often are options; what comes in many combinations of few parts are several answers.
    Where less than one cell in twenty is no number, or no day, the others are. Options that differ
    in case alone are one.
    """
    stripped = [value.strip() for value in values]
    missing: dict[str, str] = {}
    if decision is None:
        reasons = {
            text: program_codes.missing.get(text) or guesses.status_of(text) for text in {*stripped}
        }
        missing = {text: status for text, status in sorted(reasons.items()) if status}
    column_guess = Guess("text", missing=missing)
    counts = Counter(value for value in stripped if value not in missing)
    if decision:
        pairs = pairs_in(decision.missing, "no_answer").items()
        column_guess.codes = {text: status for text, status in pairs if status != LEFT_OUT}
    else:
        column_guess.codes = dict.fromkeys(doubtful(counts, program_codes.doubted), "no_answer")
        column_guess.doubts += [
            f"{code} may stand for a missing answer, in {number_of(counts[code], 'cell')}"
            for code in column_guess.codes
        ]
    for code in column_guess.codes:
        del counts[code]
    if counts and decision and decision.kind in _OF_KIND:
        _take(column_guess, counts, decision)
    elif counts:
        _see_kind(column_guess, counts, wording)
        if column_guess.kind == "integer" and rises(stripped):
            column_guess.doubts.append("rises row by row: does it number something, as an aside?")
    return column_guess


def _take(column_guess: Guess, counts: Counter[str], decision: ColumnRow) -> None:
    """Take a column for what a person says that it is."""
    kind, texts = _OF_KIND[decision.kind], [text for text, _ in counts.most_common()]
    column_guess.kind = kind
    if kind == "select_one":
        bare = all(map(_CODE.fullmatch, texts))
        ordered = sorted(texts, key=float) if bare else order_of(texts) or texts
        scores = pairs_in(decision.scores)
        ranks = {text: float(score) for text, score in scores.items() if is_number(score)}
        column_guess.options = sorted(ordered, key=lambda text: ranks.get(text, 0))
        column_guess.ordered = decision.kind == "steps"
    elif kind == "decimal":
        mark, numbers = decision.decimal_mark.strip(), [*filter(is_number, counts)]
        column_guess.marks = marks_of(numbers)
        if mark:
            column_guess.marks = Marks(mark, whole=not any(mark in text for text in numbers))
        column_guess.kind = "integer" if column_guess.marks.whole else "decimal"
    elif kind == "select_multiple":
        several = (_several(counts, mark) for mark in ["", *SEPARATORS])
        column_guess.separator, column_guess.options = next(filter(None, several), (";", texts))


def _see_kind(column_guess: Guess, counts: Counter[str], wording: str) -> None:
    remark = means(wording, "remark") and not guesses.are_steps([*counts])
    if _nearly_all(column_guess, counts, _DAY.fullmatch):
        column_guess.kind = "date"
    elif all(_MOMENT.fullmatch(value) for value in counts):
        column_guess.kind = "moment"
    elif numbers := _nearly_all(column_guess, counts, is_number):
        _see_numbers(column_guess, Counter({n: counts[n] for n in numbers}), wording)
    elif not remark and (options := guesses.options_in(counts, MOST_OPTIONS)):
        column_guess.kind = "select_one"
        known_order = order_of(options)
        column_guess.options = known_order or options
        column_guess.doubts += guesses.alike(options, counts)
        column_guess.ordered = known_order is not None and not column_guess.bare
        if means(wording, "steps") and known_order is None and len(options) > 2:
            column_guess.doubts.append(NO_ORDER)
    if len(column_guess.options) > 2 and column_guess.bare and not column_guess.ordered:
        column_guess.doubts.append("codes without labels are names: are they steps, or numbers?")
    if column_guess.kind in {"text", "select_one"} and not remark:
        _see_lists(column_guess, counts)
    if (
        column_guess.kind == "text"
        and len(units := {*map(guesses.unit_of, counts)}) == 1
        and units != {""}
    ):
        column_guess.doubts.append("numbers with a unit, which stay a text as long as they have it")


def _nearly_all(
    column_guess: Guess, counts: Counter[str], fits: Callable[[str], object]
) -> list[str]:
    """List texts that fit, and note if a few cells hold another; none where many do."""
    fitting = [text for text in counts if fits(text)]
    others = [counts[text] for text in counts if not fits(text)]
    rare = len(fitting) > MOST_STEPS or max(others, default=0) < OFTEN
    if not rare or sum(others) * 20 >= counts.total():
        return []
    if others:
        cells = number_of(sum(others), "cell")
        column_guess.doubts.append(f"{cells} beside the others, which the answers can't have")
    return fitting


def _see_numbers(column_guess: Guess, counts: Counter[str], wording: str) -> None:
    numbers = [*counts]
    column_guess.marks = marks_of(numbers)
    whole_steps = (r"[+-]?\d{1,2}", r"[+-]?\d{1,2}\.0")  # the second as programs hold them
    steps = any(all(re.fullmatch(pattern, v) for v in counts) for pattern in whole_steps)
    much = 2 < len(counts) <= _FEW or (len(counts) <= MOST_STEPS and min(map(len, counts)) > 2)
    few = much and all(map(str.isdecimal, counts))
    steps = steps and are_codes({v: float(v) for v in counts})
    column_guess.kind = "integer" if column_guess.marks.whole else "decimal"
    if (few or steps) and not means(wording, "count") and counts.total() >= OFTEN * len(counts):
        column_guess.kind, column_guess.options = "select_one", sorted(counts, key=float)
        low, *_, high = map(float, column_guess.options)
        much = means(wording, "steps") and high <= 10
        column_guess.ordered = len(counts) > 2 and (much or (low, high) == (0, 10))
        first, second, *_ = (counts[option] for option in column_guess.options)
        if low == 0 and column_guess.ordered and first * OFTEN < second:
            column_guess.doubts.append("0 is rare: does it stand for a missing answer?")
    elif mark := column_guess.marks.unsure:
        column_guess.kind = "text"
        column_guess.doubts.append(
            f"{mark!r} may separate thousands or decimals: write number into kind, and what "
            f"separates decimals into decimal_mark"
        )


def _see_lists(column_guess: Guess, counts: Counter[str]) -> None:
    """Take a column for several answers in a cell, where it is one.

    Assume: never is a choice of one answer made of options of which one holds another, with what
    parts lists between: several answers are taken where all parts are given often, else a text.
    """
    several = _several(counts)
    held = column_guess.kind == "select_one" and holding(column_guess.options)
    if held and not several:
        several = _several(counts, held)
        column_guess.doubts.append("one option is part of another: several answers, or names?")
    if several or held:
        column_guess.kind, column_guess.separator, column_guess.options = "text", None, []
        column_guess.ordered = False
    if several:
        column_guess.kind = "select_multiple"
        column_guess.separator, column_guess.options = several


def holding(options: Sequence[str]) -> str:
    """Return what parts lists where an option holds another beside it; "" where none does."""
    folded_options = {normalised(option) for option in options}
    for separator in SEPARATORS:
        for option in options:
            parts = [normalised(part) for part in option.split(separator) if part.strip()]
            if len(parts) > 1 and folded_options.intersection(parts):
                return separator
    return ""


def _several(counts: Counter[str], held: str = "") -> tuple[str, list[str]] | None:
    """Find what parts several answers in a cell, and the answers, most frequent first.

    A comma stands in sentences, too, so it must make few and short parts of many combinations,
    unless an option holds another before or behind it (`held`). What ends all texts parts lists,
    as Microsoft Forms writes them, however few have several.
    """
    for separator in [held] if held else SEPARATORS:
        written: Counter[str] = Counter()
        joined = 0
        for text, times in counts.items():
            answers = _parts(text, separator)
            joined += times * (len(answers) > 1)
            written.update({part: times for part in answers})
        sentences = separator == "," and not held
        parts = guesses.options_in(written, MOST_OPTIONS if sentences else len(written))
        # Microsoft Forms ends each list with what parts it.
        ended = separator == ";" and all(text.rstrip().endswith(";") for text in counts)
        if (
            (joined >= OFTEN or ended)
            and parts
            and (held or ended or len(parts) < len(counts) + (separator != ","))
            and not (sentences and max(map(len, parts)) > LONGEST)
        ):
            return separator, parts
    return None


def _parts(text: str, separator: str) -> list[str]:
    """Part a list; a comma within brackets is an option's own, as in `mixed (online, on site)`."""
    within = r"(?![^(]*\))" if separator == "," else ""
    return [part.strip() for part in re.split(re.escape(separator) + within, text) if part.strip()]


def ranking_of(values: Sequence[str]) -> tuple[str, list[str]] | None:
    """Find what parts the options in a column of rankings, and the options, the best ranked first.

    Assume: cells that all hold the same three texts or more, in orders that differ, rank them.
    """
    for separator in SEPARATORS if len(values) >= OFTEN else ():
        first = sorted(_parts(values[0], separator))
        rankings = [_parts(value, separator) for value in values if 2 < len(first) == len({*first})]
        alike = rankings and all(sorted(ranking) == first for ranking in rankings)
        if alike and any(ranks != rankings[0] for ranks in rankings):
            return separator, sorted(first, key=lambda text: sum(g.index(text) for g in rankings))
    return None


def put_together(column_guess: Guess, cells: Iterable[tuple[str, str]], least: int) -> list[str]:
    """Make one option, other, of those that few units gave: an answer of few is no option.

    Assume: numbers and steps of known scales are the form's own words, whoever gave them.

    Parameters
    ----------
    column_guess
        What was guessed of a question, which loses these options. Where no other is left it is a
        text; what order the rest has by how often it was given is lost, too.
    cells
        Unit and text of each cell.
    least
        Units that an option needs.

    Returns
    -------
    list of str
        The options that were put together.
    """
    units: dict[str, set[str]] = {}
    for unit, text in cells:
        for part in text.split(column_guess.separator) if column_guess.separator else [text]:
            units.setdefault(part.strip(), set()).add(unit)
    few = [o for o in column_guess.options if not is_common(o) and len(units.get(o, ())) < least]
    kept = [option for option in column_guess.options if option not in few]
    if not column_guess.ordered:
        kept.sort()
    if few and not kept:
        column_guess.kind, column_guess.options, column_guess.separator = "text", [], None
        return []
    others = {OTHER} - {option.capitalize() for option in kept} if few else set[str]()
    column_guess.options, column_guess.ordered = [*kept, *others], column_guess.ordered and not few
    return few


def option_columns(
    headers: Sequence[str],
    values: Mapping[str, Sequence[str]],
    words: Collection[str],
    wordings: Mapping[str, str] = MappingProxyType({}),
) -> dict[str, tuple[str, str]]:
    """Find columns that each stand for one option: heading -> question's part and option's.

    They hold nothing but words of ticks, or the option's own label where it was chosen, which is
    in the heading or, as Qualtrics writes it, at the end of the row below (`wordings`).
    """
    columns: dict[str, tuple[str, str]] = {}
    for pattern in _OF_OPTIONS:
        stems: dict[str, list[tuple[str, str]]] = {}
        for header in headers:
            if match := re.fullmatch(pattern, header):
                stems.setdefault(match[1], []).append((header, match[2]))
        for stem, options in stems.items():
            ticks = [
                (header, option)
                for header, option in options
                if {text.strip() for text in values[header]} <= {*words}
                or (
                    len(cell_texts := {text.strip() for text in values[header]}) == 1
                    and _is_option(cell_texts.pop(), option, wordings.get(header, ""))
                )
            ]
            # What else was meant is written beside the ticks.
            rest = [option for header, option in options if (header, option) not in ticks]
            texts = all(re.match("(?i)other", option) for option in rest)
            if len(ticks) > 1 and texts and any(values[header] for header, _ in ticks):
                columns |= {header: (stem, option) for header, option in ticks}
    return columns | _named_by_options([h for h in headers if h not in columns], values)


def _is_option(text: str, option: str, wording: str) -> bool:
    labels = {normalised(label).strip(".") for label in (option, wording.rpartition(" - ")[2])}
    return normalised(text).strip(".") in labels


def _named_by_options(
    headers: Sequence[str], values: Mapping[str, Sequence[str]]
) -> dict[str, tuple[str, str]]:
    """Find columns side by side that hold nothing but their own heading, as Typeform writes them.

    Assume: they are the options of one question, of which no column bears the wording.
    """
    columns: dict[str, tuple[str, str]] = {}
    for equal, run in groupby(headers, lambda h: {*map(normalised, values[h])} == {normalised(h)}):
        if equal and len(options := list(run)) > 1:
            columns |= {header: (f"Chosen of: {'; '.join(options)}", header) for header in options}
    return columns
