"""All that is wrong or undecided in a survey's folder, and what its files hold, in one go."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path

import polars as pl

from cyberstudy.declare.chapters import check_story, load_story
from cyberstudy.declare.confidential import turned_public
from cyberstudy.declare.opened import OpenSurvey
from cyberstudy.declare.resolve import check_survey
from cyberstudy.declare.unfit_analyses import kept_inside
from cyberstudy.describe.designs import sample_of
from cyberstudy.verify.expected_memory import large_files
from cyberstudy.verify.receipt import write_receipt
from surveyanswers.clean.answers import Cleaned, clean_survey
from surveyanswers.clean.routing_status import UNASKED
from surveyanswers.cleaned import cleaned_anyway, read_files
from surveyanswers.instrument.data_access import RAW, manifests_of, raw_files_of
from surveyanswers.instrument.names import among
from surveyanswers.instrument.open_questions import FILE, open_questions
from surveyanswers.instrument.raw_files import SOURCES
from surveyanswers.instrument.routing import unheld_names
from surveyanswers.instrument.xlsform import to_xform
from surveyanswers.instrument.yaml_files import read_yaml
from surveyanswers.labelled.laid_out import columns_of
from surveyanswers.tables.answers import ColumnsChecked
from surveyanswers.tables.answers_by_question import AnswerColumns
from surveyanswers.tables.cell_columns import TextSheet
from surveyanswers.tables.problems import SurveyError, number_of
from surveyanswers.tables.storage import checked
from surveyanswers.tables.waves import ONLY

#: So alike are two names of units that they may be one, spelt twice; of more units none are sought.
ALIKE, MOST_UNITS = 0.9, 500
EXAMPLES, LONGEST, LONGEST_NAME, FEW = 3, 60, 40, 3


@dataclass
class Checked:
    """What a check found.

    Attributes
    ----------
    problems
        What is wrong: with it the survey can't be made.
    doubts
        What may be wrong, and what a person must still decide.
    columns
        `tables.answers.ColumnsChecked`; None where the files could not be read.
    """

    problems: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    columns: pl.DataFrame | None = None


def check_folder(survey: OpenSurvey, *, examples: bool) -> Checked:
    """Check declarations, files and answers of a survey; nothing of the study is written.

    Parameters
    ----------
    examples
        Whether texts of answers may be shown: of a public survey, or where somebody asks for it.
    """
    found = Checked()
    for attempt in (check_survey, _check_received, _check_form, _check_chapters):
        try:
            attempt(survey)
        except SurveyError as problem:
            found.problems.append(str(problem))
    with suppress(SurveyError):  # of settings that can't be read, which was said
        found.doubts += undecided(survey, accepted=survey.settings.guessed)
    with suppress(SurveyError):  # of a plan that can't be read, which was said
        found.doubts += [*kept_inside(survey), *_ways_that_meet(survey)]
    with suppress(SurveyError):  # of a form or a layout that can't be read, which was said
        found.doubts += [*_unheld(survey), *_without_columns(survey)]
    with suppress(SurveyError):  # of a codebook that can't be read, which was said
        found.doubts += turned_public(survey)
    lacking = (each for each in survey.sources if not (survey.root / RAW / each.path).exists())
    if waiting := [each.path for each in lacking if each.url]:
        run = f"a run fetches it: .venv/bin/snakemake {survey.name}"
        found.problems += [f"{RAW}/{path} is not here yet; {run}" for path in waiting]
        return found
    try:
        found.doubts += large_files(_raw_files(survey))
    except SurveyError as problem:  # reading it is what the machine could not bear
        found.problems.append(str(problem))
        return found
    cleaned = None
    try:
        cleaned, sheets = cleaned_anyway(survey)
        found.columns = _columns(survey, sheets, cleaned, examples=examples)
        found.doubts += _in_answers(survey, cleaned, examples=examples)
        held = AnswerColumns(cleaned.answer_columns.lazy())
        sample_of(survey.settings.design, cleaned.units, held, survey.frame)
        columns_of(held, survey.questionnaire, companions=True)
    except SurveyError as problem:
        _add(found.problems, str(problem))
    except Exception:  # declarations that are wrong, as was told, may bring anything down
        if not found.problems:
            raise
        return found
    try:
        stops = "stop" in survey.settings.bad_cells.plain().values()
        if stops and (cleaned is None or cleaned.log.filter(kind="invalid").height):
            clean_survey(*read_files(survey), survey)
    except SurveyError as problem:
        _add(found.problems, str(problem) if examples else str(problem).partition(":\n")[0])
    return found


def _ways_that_meet(survey: OpenSurvey) -> Iterator[str]:
    """Tell a planner what several ways of dividing units cost, before he decides."""
    names = [name for name, division in survey.groupings.items() if division.by]
    if survey.counting.confidential and len(names) > 1:
        yield (
            f"plan.yaml, estimates.groupings: {' and '.join(names)} group the same units. Where "
            "two groups share only a few units, the pattern of withheld numbers may reveal their "
            f"answers. After a run, `.venv/bin/python -m cyberstudy.commands.pattern_odds "
            f"config/surveys/{survey.name}` measures how much"
        )


def _unheld(survey: OpenSurvey) -> Iterator[str]:
    """Tell conditions on what no export holds, all at once."""
    held = {name for export in survey.exports for name in export.questions}
    if unheld := unheld_names(survey.questionnaire.questions, held):
        some = {name for names in unheld.values() for name in names}
        yield (
            f"{survey.layout_path}: no export has {_some([*unheld])}, which conditions of "
            f"{len(some)} questions name: these conditions count as met, and a blank as no answer"
        )


def _without_columns(survey: OpenSurvey) -> Iterator[str]:
    """Tell options that a file has no column for, of questions with a column an option."""
    form = survey.questionnaire
    for export in survey.exports:
        held: dict[str, set[str]] = {}
        for place in (place for place in export.columns.values() if place.option):
            held.setdefault(place.question, set()).add(place.option)
        asked = {place.question for place in export.columns.values()}
        for name, options in held.items():
            others = {"other"} if f"{name}_other" in asked else set()
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


def _in_answers(survey: OpenSurvey, cleaned: Cleaned, *, examples: bool) -> Iterator[str]:
    bad = cleaned.log.filter(kind="invalid")
    unasked = bad.filter(pl.col("reason").str.starts_with(UNASKED))
    if (several := unasked["question"].unique(maintain_order=True).to_list())[FEW:]:
        yield (
            f"{_some(several)}: {number_of(unasked.height, 'answer')} to questions that should "
            f"not have been asked under their conditions; columns.csv counts them"
        )
        bad = bad.join(unasked, on=bad.columns, how="anti", nulls_equal=True)
    for (question, reason), own in bad.group_by("question", "reason", maintain_order=True):
        texts = own["was"].unique(maintain_order=True).to_list() if examples else []
        shown = ": " + ", ".join(repr(text[:LONGEST]) for text in texts[:EXAMPLES]) if texts else ""
        cells = number_of(own.height, "cell")
        yield f"{question}: {cells} can't be accepted, {str(reason)[:200]}{shown}"
    yield from _same_units(cleaned, examples=examples)
    waves = cleaned.submissions["wave"].replace(ONLY, None).drop_nulls().unique().sort()
    for place, wave in _waves_in(read_yaml(survey.folder / "plan.yaml")):
        if wave is not None and str(wave) not in waves:
            yield f"plan.yaml, {place}: no form belongs to wave {wave!r}{among(waves.to_list())}"


def _waves_in(written: object, above: str = "") -> Iterator[tuple[str, object]]:
    """List the waves that a plan names, each with its place."""
    for key, value in written.items() if isinstance(written, dict) else ():
        if key in {"wave", "wave_from", "wave_to"}:
            yield f"{above}{key}", value
        yield from _waves_in(value, f"{above}{key}.")


def _check_form(survey: OpenSurvey) -> None:
    to_xform(survey.folder / "questionnaire")


def _check_chapters(survey: OpenSurvey) -> None:
    config = survey.folder.parents[1]
    story, there = load_story(config), None
    with suppress(SurveyError):  # of declarations that can't be read, which was said
        there = survey.plan.exhibits, survey.codebook["question"]
    if there is not None:
        exhibits, questions = ({survey.name: [*names]} for names in there)
        check_story(story, exhibits, questions, config)


def _check_received(survey: OpenSurvey) -> None:
    raw = survey.data_access.raw
    write_receipt(
        [path.as_posix() for path in _raw_files(survey)],
        manifests=manifests_of(survey.name, raw, survey.root),
        sources=survey.root / RAW / SOURCES,
    )


def _raw_files(survey: OpenSurvey) -> Sequence[Path]:
    return raw_files_of(survey.name, survey.data_access.raw, survey.root)


def undecided(survey: OpenSurvey, *, accepted: bool = False) -> Iterator[str]:
    """List what a person may look at, each with its columns.

    Questions that stop a run are told elsewhere, unless the guesses are accepted.
    """
    for each in open_questions(survey.folder):
        where = ", ".join(filter(None, [str(survey.folder / FILE), _some(each.columns)]))
        if not each.readings:
            yield f"{where}: {each.question}"
        elif not each.answer and accepted:
            yield f"{where}: {each.question} ({each.evidence}: {each.taken} is taken)"


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:5]) + (f" and {len(names) - 5} more" if names[5:] else "")


def _columns(
    survey: OpenSurvey, sheets: Sequence[TextSheet], cleaned: Cleaned, *, examples: bool
) -> pl.DataFrame:
    """Say of each column what it is, and how its cells came out."""
    place = ["file", "sheet", "header"]
    bad = (
        cleaned.log.filter(kind="invalid")
        .group_by(place)
        .agg(invalid=pl.len(), examples=pl.col("was").unique(maintain_order=True).head(EXAMPLES))
    )
    kinds = {name: question.type for name, question in survey.questionnaire.questions.items()}
    held: dict[tuple[str, str, str, str | None], list[tuple[TextSheet, str]]] = {}
    for sheet in sheets:
        for name, *said in sheet.columns.select("name", "header", "role", "question").iter_rows():
            held.setdefault((sheet.file, *said), []).append((sheet, name))
    text, parts = pl.col("text"), []
    for (file, header, role, question), columns in held.items():
        cells = pl.concat(
            sheet.texts.select("sheet", text=pl.col(name).cast(pl.String)).filter(
                sheet.rows_of(name).is_not_null()
            )
            for sheet, name in columns
        )
        counts = cells.group_by("sheet", maintain_order=True).agg(
            filled=text.count(), blank=text.null_count(), distinct=text.drop_nulls().n_unique()
        )
        told = {"file": file, "header": header, "role": role, "question": question}
        parts.append(
            counts.select(
                "sheet",
                *(pl.lit(v, pl.String).alias(n) for n, v in told.items()),
                pl.exclude("sheet"),
            )
        )
    table = (
        pl.concat(parts)
        .join(bad, on=place, how="left", maintain_order="left")
        .with_columns(
            pl.col("invalid").fill_null(0),
            type=pl.col("question").replace_strict(kinds, default=None),
            examples=pl.col("examples").list.join(" | ") if examples else pl.lit(None, pl.String),
        )
    )
    return checked(table, ColumnsChecked)


def _same_units(cleaned: Cleaned, *, examples: bool) -> Iterator[str]:
    """Tell units that are likely the same, and those that answered several times in a wave."""
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
