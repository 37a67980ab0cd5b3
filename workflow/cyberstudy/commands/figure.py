"""Draw one figure, to look at while its words change: ``-m cyberstudy.commands.figure ID``.

ID is survey/exhibit, as `chapters.yaml` names it. It is drawn from protected tables as they lie in
results, by today's declarations and code, into ``results/figure/``; the study's own is drawn by
its next run, with all that rests on it.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from cyberstudy import fence
from cyberstudy.declare.identity import CITATION, identity
from cyberstudy.declare.opened import open_survey
from cyberstudy.declare.study import DeclaredStudy
from cyberstudy.declare.version import PROJECT
from surveyanswers.instrument.names import wrong_name
from surveyanswers.instrument.parsing import load
from surveyanswers.tables.checksums import RESULTS
from surveyanswers.tables.problems import SurveyError

#: What it is drawn from.
READ = (
    *(CITATION, "config", "data/raw"),
    *(f"{RESULTS}/*/protect/tables", f"{RESULTS}/*/protect/report.json"),
)


def draw_figure(identifier: str, root: Path) -> str:
    """Draw it into a folder of its own; return the path of the figure without its ending.

    Raises
    ------
    SurveyError
        There is no such figure, or its survey has not been run.
    """
    from cyberstudy.draw.batch import FIGURES, draw_one

    whose, _, name = identifier.partition("/")
    study = load(root / "config" / "config.yaml", DeclaredStudy)
    if mistake := wrong_name("survey", whose, study.surveys):
        raise SurveyError(mistake)
    survey = open_survey(whose, root / "config", root)
    exhibits = survey.plan.exhibits
    if mistake := wrong_name("exhibit", name, exhibits):
        raise SurveyError(f"{whose}: {mistake}")
    protected, folder = root / RESULTS / whose / "protect", root / RESULTS / "figure"
    if not (protected / "report.json").is_file():
        raise SurveyError(f"{whose} has no protected tables yet; run it first: snakemake {whose}")
    folder.mkdir(parents=True, exist_ok=True)
    base = str(folder / f"{whose}-{name}")
    draw_one(
        base,
        FIGURES,
        str(protected / "tables"),
        survey,
        name=name,
        language=study.languages[0],
        entry=exhibits[name],
        report=str(protected / "report.json"),
        publication=study.publication.plain() | identity(root),
    )
    return base


def main(arguments: list[str] | None = None) -> int:
    """Draw a figure; 1 if there is no such figure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("id", help="survey/exhibit, as chapters.yaml names it")
    choice = parser.parse_args(arguments)
    if fence.version() and not fence.holds():  # it may be drawn by code of analysts
        Path(RESULTS, "figure").mkdir(parents=True, exist_ok=True)
        read = [path.as_posix() for pattern in READ for path in Path().glob(pattern)]
        os.execv(
            sys.executable,
            fence.around(sys.orig_argv, [*read, str(PROJECT)], [f"{RESULTS}/figure"]),
        )
    try:
        base = draw_figure(choice.id, Path())
    except SurveyError as problem:
        print(problem, file=sys.stderr)
        return 1
    print(f"drawn: {base}.svg, .png (a table has none), and beside them numbers and words")
    return 0


if __name__ == "__main__":
    sys.exit(main())
