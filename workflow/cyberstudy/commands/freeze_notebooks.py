"""Keep executed notebooks for readers: ``python -m cyberstudy.commands.freeze_notebooks NAME ...``.

``make publish`` runs it. Notebooks hold what protection let through. Of a confidential survey only
those of simulated answers are kept in git, with a manifest that says so; real ones, and what is
told of them across surveys, are passed on as a release.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import nbformat

from cyberstudy.commands.freeze_multiverse import declare_simulated, made_of_simulated
from cyberstudy.declare.settings import CONFIDENTIAL
from cyberstudy.declare.survey import ACROSS, Survey, open_survey
from cyberstudy.declare.telling import registered_surveys
from cyberstudy.narrate.frozen import frozen
from cyberstudy.tables.problems import StudyProblem


def freeze(survey: Survey) -> list[Path]:
    """Write a survey's executed notebooks to where readers find them; return the copies.

    Raises
    ------
    StudyProblem
        One that the plan names was not executed.
    """
    closed = survey.settings.protection == CONFIDENTIAL
    if closed and not made_of_simulated(survey):
        return []
    if survey.name == ACROSS and any(registered_surveys(survey.root)):
        return []
    target = survey.root / "results" / "published" / survey.name
    target.mkdir(parents=True, exist_ok=True)
    copies = []
    for name in survey.plan.notebooks:
        executed = survey.root / "results" / survey.name / "narrate" / f"{name}.ipynb"
        if not executed.exists():
            raise StudyProblem(f"{executed}: is missing. Run: make study")
        copies.append(target / executed.name)
        nbformat.write(frozen(nbformat.read(executed, as_version=4)), copies[-1])
    for old in set(target.glob("*.ipynb")) - {*copies}:
        old.unlink()
    if closed:
        declare_simulated(target, copies)
    return copies


def main(arguments: list[str] | None = None) -> int:
    """Keep the notebooks of every survey, and of what lies across them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="+", help="of surveys, or: sources")
    try:
        for name in parser.parse_args(arguments).names:
            for copy in freeze(open_survey(name, Path("config"))):
                print(f"kept: {copy}")
    except StudyProblem as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
