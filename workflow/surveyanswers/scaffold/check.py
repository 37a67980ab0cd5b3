"""Report what is wrong or undecided in a survey's folder, and what its files hold.

python -m surveyanswers.scaffold.check config/surveys/survey
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Generic, TypeVar

import polars as pl

from surveyanswers.clean.answers import Cleaned, clean_survey
from surveyanswers.clean.routing_status import UNASKED
from surveyanswers.cleaned import cleaned_anyway, read_files
from surveyanswers.instrument.column_sheet import DOUBTFUL, FILE, SURE, UNDECIDED, column_rows
from surveyanswers.instrument.names import wrong_name
from surveyanswers.instrument.resolved import check_declarations
from surveyanswers.instrument.routing import unheld_names
from surveyanswers.instrument.survey_folder import SurveyFolder
from surveyanswers.instrument.xlsform import to_xform
from surveyanswers.labelled.laid_out import columns_of
from surveyanswers.tables.answers_by_question import AnswerColumns
from surveyanswers.tables.problems import SurveyError, number_of

#: So alike are two names of units that they may be one, spelt twice; of more units none are sought.
ALIKE, MOST_UNITS = 0.9, 500
EXAMPLES, LONGEST, LONGEST_NAME, FEW = 3, 60, 40, 3
S = TypeVar("S", bound=SurveyFolder)


@dataclass(frozen=True)
class Checks(Generic[S]):
    """What is checked of a survey's folder; a study that declares more adds its own.

    Attributes
    ----------
    declarations
        Each raises `SurveyError` if declarations are wrong.
    doubts
        Each returns what a person may look at; it may raise if a declaration can't be read.
    unready
        Returns why the files can't be read yet.
    answers
        Returns what a person may look at in the cleaned answers; raises if they are unfit.
    """

    declarations: Sequence[Callable[[S], object]] = (check_declarations,)
    doubts: Sequence[Callable[[S], Iterable[str]]] = ()
    unready: Callable[[S], Iterable[str]] = lambda survey: ()
    answers: Callable[[S, Cleaned], Iterable[str]] = lambda survey, cleaned: ()


@dataclass
class Checked:
    """What a check found.

    Attributes
    ----------
    problems
        What is wrong: with it the survey can't be made.
    doubts
        What may be wrong, and what a person must still decide.
    """

    problems: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)

    def lines(self, name: str) -> list[str]:
        """Return the report on a survey of that name."""
        wrong = number_of(len(self.problems), "problem")
        lines = [f"{name}: {wrong}, {len(self.doubts)} to look at"]
        for title, texts in (("Wrong", self.problems), ("To look at", self.doubts)):
            if texts:
                lines += ["", f"{title}:", *(f"{n:3}. {t}" for n, t in enumerate(texts, start=1))]
        return lines


def check_folder(survey: S, checks: Checks[S], *, examples: bool) -> Checked:
    """Check declarations, files and answers of a survey; nothing is written.

    Parameters
    ----------
    checks
        What is checked besides form, layout, codebook and answers.
    examples
        Whether texts of answers may be shown: of a public survey, or where somebody asks for it.
    """
    report = Checked()
    for attempt in (*checks.declarations, _check_form):
        try:
            attempt(survey)
        except SurveyError as problem:
            report.problems.append(str(problem))
    with suppress(SurveyError):  # of settings that can't be read, which was said
        report.doubts += to_read(survey, accepted=survey.settings.guessed)
    for doubts in (*checks.doubts, _unheld, _without_columns):
        with suppress(SurveyError):  # of a declaration that can't be read, which was said
            report.doubts += doubts(survey)
    if unready := [*checks.unready(survey)]:
        report.problems += unready
        return report
    cleaned = None
    try:
        cleaned, _ = cleaned_anyway(survey)
        report.doubts += _in_answers(cleaned, examples=examples)
        report.doubts += checks.answers(survey, cleaned)
        held = AnswerColumns(cleaned.answer_columns.lazy())
        columns_of(held, survey.questionnaire, companions=True)
    except SurveyError as problem:
        _add(report.problems, str(problem))
    except Exception:  # declarations that are wrong, as was told, may bring anything down
        if not report.problems:
            raise
        return report
    try:
        stops = "stop" in survey.settings.bad_cells.plain().values()
        if stops and (cleaned is None or cleaned.log.filter(kind="invalid").height):
            clean_survey(*read_files(survey), survey)
    except SurveyError as problem:
        _add(report.problems, str(problem) if examples else str(problem).partition(":\n")[0])
    return report


def _unheld(survey: SurveyFolder) -> Iterator[str]:
    """Yield conditions on questions that no export holds, all in one message."""
    held = {name for export in survey.exports for name in export.questions}
    if unheld := unheld_names(survey.questionnaire.questions, held):
        some = {name for names in unheld.values() for name in names}
        yield (
            f"{survey.layout_path}: no export has {_some([*unheld])}, which conditions of "
            f"{len(some)} questions name: these conditions count as met, and a blank as no answer"
        )


def _without_columns(survey: SurveyFolder) -> Iterator[str]:
    """Yield options that a file has no column for, of questions with a column an option."""
    form = survey.questionnaire
    for export in survey.exports:
        held: dict[str, set[str]] = {}
        for place in (place for place in export.columns.values() if place.option):
            held.setdefault(place.question, set()).add(place.option)
        questions = {place.question for place in export.columns.values()}
        for name, options in held.items():
            others = {"other"} if f"{name}_other" in questions else set()
            offered = form.options_of(form.questions[name]).answers
            if lacking := [code for code in offered if code not in options | others]:
                yield (
                    f"{survey.layout_path}, {export.file}: {name} has no column for "
                    f"{_some(lacking)}, so the option counts as not offered there: name its column "
                    f"or, if no form had the option, delete it from choices.csv"
                )


def _add(problems: list[str], problem: str) -> None:
    if problem not in "\n".join(problems):
        problems.append(problem)


def _in_answers(cleaned: Cleaned, *, examples: bool) -> Iterator[str]:
    bad = cleaned.log.filter(kind="invalid")
    unasked = bad.filter(pl.col("reason").str.starts_with(UNASKED))
    if (several := unasked["question"].unique(maintain_order=True).to_list())[FEW:]:
        yield (
            f"{_some(several)}: {number_of(unasked.height, 'answer')} to questions that should "
            f"not have been asked under their conditions"
        )
        bad = bad.join(unasked, on=bad.columns, how="anti", nulls_equal=True)
    for (question, reason), rows in bad.group_by("question", "reason", maintain_order=True):
        texts = rows["was"].unique(maintain_order=True).to_list() if examples else []
        shown = ": " + ", ".join(repr(text[:LONGEST]) for text in texts[:EXAMPLES]) if texts else ""
        cells = number_of(rows.height, "cell")
        yield f"{question}: {cells} can't be accepted, {str(reason)[:200]}{shown}"
    yield from _same_units(cleaned, examples=examples)


def _check_form(survey: SurveyFolder) -> None:
    to_xform(survey.folder / "questionnaire")


def to_read(survey: SurveyFolder, *, accepted: bool = False) -> Iterator[str]:
    """List what a person may look at, each with its columns.

    What stops a run is reported elsewhere, unless the guesses are accepted.
    """
    columns: dict[str, list[str]] = {}
    for row in column_rows(survey.folder):
        if row.evidence and (row.sure in {SURE, DOUBTFUL} or (row.sure == UNDECIDED and accepted)):
            columns.setdefault(row.evidence, []).append(row.column)
    for evidence, some in columns.items():
        yield f"{survey.folder / FILE}, {_some(some)}: {evidence}"


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:5]) + (f" and {len(names) - 5} more" if names[5:] else "")


def _same_units(cleaned: Cleaned, *, examples: bool) -> Iterator[str]:
    """Yield units that are likely the same, and those that answered several times in a wave."""
    if twice := cleaned.units.filter(pl.col("submissions") > 1).height:
        some = number_of(twice, "unit")
        yield f"{some} sent several forms: reconciliation.csv says which answer counts"
    alike = cleaned.log.filter(kind="alike")
    pairs = {str(name) for name in alike["was"]}
    units = cleaned.submissions["unit_id"].unique().sort()
    # What is longer is a text, and no name that somebody wrote in two ways.
    names = [n for n in units if 3 < len(n) <= LONGEST_NAME and not any(map(str.isdigit, n))]
    for name in names if len(names) <= MOST_UNITS else ():
        others = [other for other in names if other != name]
        pairs |= {name for _ in get_close_matches(name, others, n=1, cutoff=ALIKE)}
    if pairs:
        shown = f": {', '.join(sorted(pairs)[:10])}" if examples else ""
        yield f"{len(pairs)} units have similar names and may be the same{shown}"


def main(
    arguments: Sequence[str] | None = None,
    *,
    opened: Callable[[Path], Any] = SurveyFolder,
    checks: Checks[Any] = Checks(),
    unplanned: Callable[[str], list[str]] = lambda name: [],
) -> int:
    """Print and write the report; return 1 if something is wrong.

    Parameters
    ----------
    arguments
        Of the command line.
    opened, checks
        How a folder is opened, and what is checked of it.
    unplanned
        Returns why a survey without a problem can't be run.
    """
    parser = argparse.ArgumentParser(description="Check a survey's folder.")
    parser.add_argument("folder", type=Path, help="the survey's")
    parser.add_argument("--out", type=Path, help="folder for the report")
    parser.add_argument("--examples", action="store_true", help="show confidential answers")
    options = parser.parse_args(arguments)
    others = sorted(path.name for path in options.folder.parent.glob("*/"))
    if lacking := wrong_name("survey", options.folder.name, others):
        print(f"{options.folder.parent}: {lacking}")
        return 1
    survey = opened(options.folder)
    public = False
    with suppress(SurveyError):
        public = survey.settings.protection == "public"
    report = check_folder(survey, checks, examples=public or options.examples)
    report.problems += [] if report.problems else unplanned(survey.name)
    text = "\n".join(report.lines(survey.name))
    print(text)
    if options.out:
        options.out.mkdir(parents=True, exist_ok=True)
        (options.out / "report.txt").write_text(f"{text}\n", encoding="utf-8")
    return 1 if report.problems else 0


if __name__ == "__main__":
    sys.exit(main())
