"""What the study checks of a survey besides its form, layout, codebook and answers: its plan."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from cyberstudy.declare.chapters import check_story, load_story
from cyberstudy.declare.confidential import turned_public
from cyberstudy.declare.opened import OpenSurvey
from cyberstudy.declare.resolve import check_survey
from cyberstudy.declare.unfit_analyses import kept_inside
from cyberstudy.describe.designs import sample_of
from cyberstudy.verify.receipt import write_receipt
from surveyanswers.clean.answers import Cleaned
from surveyanswers.instrument.data_access import RAW, manifests_of, raw_files_of
from surveyanswers.instrument.names import among
from surveyanswers.instrument.raw_files import SOURCES
from surveyanswers.instrument.yaml_files import read_yaml
from surveyanswers.scaffold import check
from surveyanswers.scaffold.check import Checked, Checks
from surveyanswers.tables.answers_by_question import AnswerColumns
from surveyanswers.tables.problems import SurveyError
from surveyanswers.tables.waves import ONLY


def check_folder(survey: OpenSurvey, *, examples: bool) -> Checked:
    """Check a survey's folder, its plan and its place in the chapters (`check.check_folder`)."""
    return check.check_folder(survey, CHECKS, examples=examples)


def _ways_that_meet(survey: OpenSurvey) -> Iterator[str]:
    """Return what several groupings of the same units cost, for whoever plans them."""
    names = [name for name, division in survey.groupings.items() if division.by]
    if survey.counting.confidential and len(names) > 1:
        yield (
            f"plan.yaml, estimates.groupings: {' and '.join(names)} group the same units. Where "
            "two groups share only a few units, the pattern of withheld numbers may reveal their "
            "answers (docs/confidentiality.md)"
        )


def _check_chapters(survey: OpenSurvey) -> None:
    config = survey.folder.parents[1]
    story, declared = load_story(config), None
    with suppress(SurveyError):  # of declarations that can't be read, which was said
        declared = survey.plan.exhibits, survey.codebook["question"]
    if declared is not None:
        exhibits, questions = ({survey.name: [*names]} for names in declared)
        check_story(story, exhibits, questions, config)


def _check_received(survey: OpenSurvey) -> None:
    raw = survey.data_access.raw
    write_receipt(
        [path.as_posix() for path in raw_files_of(survey.name, raw, survey.root)],
        manifests=manifests_of(survey.name, raw, survey.root),
        sources=survey.root / RAW / SOURCES,
    )


def _not_fetched(survey: OpenSurvey) -> Iterator[str]:
    lacking = (
        source for source in survey.sources if not (survey.root / RAW / source.path).exists()
    )
    for source in lacking:
        if source.url:
            run = f"a run fetches it: .venv/bin/snakemake {survey.name}"
            yield f"{RAW}/{source.path} is not here yet; {run}"


def _in_answers(survey: OpenSurvey, cleaned: Cleaned) -> Iterator[str]:
    waves = cleaned.submissions["wave"].replace(ONLY, None).drop_nulls().unique().sort()
    for place, wave in _waves_in(read_yaml(survey.folder / "plan.yaml")):
        if wave is not None and str(wave) not in waves:
            yield f"plan.yaml, {place}: no form belongs to wave {wave!r}{among(waves.to_list())}"
    answers = AnswerColumns(cleaned.answer_columns.lazy())
    sample_of(survey.settings.design, cleaned.units, answers, survey.frame)


def _waves_in(written: object, above: str = "") -> Iterator[tuple[str, object]]:
    """List the waves that a plan names, each with its place."""
    for key, value in written.items() if isinstance(written, dict) else ():
        if key in {"wave", "wave_from", "wave_to"}:
            yield f"{above}{key}", value
        yield from _waves_in(value, f"{above}{key}.")


CHECKS = Checks[OpenSurvey](
    declarations=(check_survey, _check_received, _check_chapters),
    doubts=(kept_inside, _ways_that_meet, turned_public),
    unready=_not_fetched,
    answers=_in_answers,
)
