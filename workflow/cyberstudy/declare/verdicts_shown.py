"""Names in what is declared of verdicts of all surveys: surveys, and clusterings of theirs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from cyberstudy.declare.names import wrong_name
from cyberstudy.declare.plan.whole import Plan
from cyberstudy.declare.survey import Survey
from cyberstudy.tables.problems import StudyProblem, listed


def check_verdicts(plan: Plan, surveys: Mapping[str, Survey], *, where: Path) -> None:
    """Resolve the surveys whose verdicts are laid side by side, and the clusterings shown.

    Parameters
    ----------
    plan
        Of what lies across surveys.
    surveys
        All that are declared, whether they can run or not.
    where
        The plan's file.

    Raises
    ------
    StudyProblem
        Every mistake, with its key and what is possible there.
    """
    if problems := [f"{key}: {told}" for key, told in _wrong(plan, surveys) if told]:
        raise StudyProblem(f"{where}:{listed(problems)}")


def _wrong(plan: Plan, surveys: Mapping[str, Survey]) -> Iterator[tuple[str, str | None]]:
    for number, name in enumerate(plan.verdicts):
        yield f"verdicts.{number}", wrong_name("survey", name, surveys)
    for exhibit, entry in plan.exhibits.items():
        for number, row in enumerate(entry.rows if entry.kind == "verdicts_of_surveys" else ()):
            key = f"exhibits.{exhibit}.rows.{number}"
            yield f"{key}.survey", wrong_name("survey of `verdicts`", row.survey, plan.verdicts)
            if survey := surveys.get(row.survey):
                known = survey.plan.clusterings
                yield f"{key}.clustering", wrong_name("clustering", row.clustering, known)
