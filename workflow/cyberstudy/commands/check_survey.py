"""Say all that is wrong with a survey: ``python -m cyberstudy.commands.check_survey FOLDER``."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from cyberstudy.declare.opened import OpenSurvey
from cyberstudy.scaffold.check import check_folder
from cyberstudy.scaffold.planning import unplanned
from surveyanswers.instrument.names import wrong_name
from surveyanswers.tables.answers import ColumnsChecked
from surveyanswers.tables.problems import SurveyError, number_of
from surveyanswers.tables.spreadsheets import defused
from surveyanswers.tables.storage import write_table


def main(arguments: list[str] | None = None) -> int:
    """Print and write what was found; 1 where something is wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="the survey's")
    parser.add_argument("--out", type=Path, help="folder for the report and its table")
    parser.add_argument("--examples", action="store_true", help="show confidential answers")
    given = parser.parse_args(arguments)
    others = sorted(each.name for each in given.folder.parent.glob("*/"))
    if lacking := wrong_name("survey", given.folder.name, others):
        print(f"{given.folder.parent}: {lacking}")
        return 1
    survey = OpenSurvey(given.folder)
    try:
        public = survey.settings.protection == "public"
    except SurveyError:
        public = False
    found = check_folder(survey, examples=public or given.examples)
    found.problems += [] if found.problems else unplanned(survey.name)
    wrong = number_of(len(found.problems), "problem")
    lines = [f"{survey.name}: {wrong}, {len(found.doubts)} to look at"]
    for title, told in (("Wrong", found.problems), ("To look at", found.doubts)):
        if told:
            lines += ["", f"{title}:", *(f"{n:3}. {each}" for n, each in enumerate(told, start=1))]
    print("\n".join(lines))
    if given.out:
        given.out.mkdir(parents=True, exist_ok=True)
        (given.out / "report.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
        if found.columns is not None:
            write_table(defused(found.columns), str(given.out / "columns.csv"), ColumnsChecked)
            print(f"\nEvery column: {given.out / 'columns.csv'}")
    return 1 if found.problems else 0


if __name__ == "__main__":
    sys.exit(main())
