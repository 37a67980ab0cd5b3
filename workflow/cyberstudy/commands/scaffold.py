"""Begin a survey from its file: ``python -m cyberstudy.commands.scaffold FOLDER --data FILE``."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path

from cyberstudy.declare.opened import OpenSurvey
from cyberstudy.scaffold.new_survey import scaffold
from cyberstudy.scaffold.plan_checks import check_folder
from cyberstudy.scaffold.planning import unplanned
from surveyanswers.instrument.data_access import MANIFEST
from surveyanswers.scaffold.folder import NewSurvey
from surveyanswers.tables.problems import SurveyError


def main(arguments: list[str] | None = None) -> int:
    """Write the survey's folder, and say what is asked and what only a person knows.

    1 where nothing was written: what is to be mended in what was written, `check_survey` says, too.
    """
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="folder of the new survey")
    parser.add_argument("--data", type=Path, required=True, help="the export")
    parser.add_argument("--form", type=Path, help="the questionnaire file, if there is one")
    parser.add_argument("--public", action="store_true", help="the answers are public")
    parser.add_argument("--language", default="en", help="language of the labels in the file")
    parser.add_argument("--received-on", default=str(date.today()), help="YYYY-MM-DD")
    parser.add_argument("--source", default="unknown", help="who sent the export")
    options = parser.parse_args(arguments)
    new = NewSurvey(
        options.folder,
        options.data.expanduser(),
        form=options.form and options.form.expanduser(),
        public=options.public,
        language=options.language,
        received_on=options.received_on,
        source=options.source,
    )
    try:
        written = scaffold(new)
        # What was written is read back, tried on the answers, and planned to the end.
        check = check_folder(OpenSurvey(options.folder), examples=options.public)
        wrong = check.problems or unplanned(new.name)
    except SurveyError as problem:
        print(problem, file=sys.stderr)
        return 1
    if wrong:
        print("The survey can't run yet. Correct these first:")
        for number, entry in enumerate(wrong, start=1):
            print(f"{number:3}. {entry}")
    print(f"{chr(10) if wrong else ''}Written:\n" + "\n".join(f"  {entry}" for entry in written))
    if check.doubts:
        print("\nTo look at:")
        for number, entry in enumerate(check.doubts, start=1):
            print(f"{number:3}. {entry}")
    print(
        f"\nFill in yourself: title, respondents, citation and mode in settings.yaml, channel in "
        f"layout.yaml, source and terms in {new.held / MANIFEST}."
    )
    if not options.public:
        print(
            "\nThis survey is treated as confidential: git ignores its answers, its folder and "
            "its notebook, and no list names it; commands find it by its folder."
        )
    print(f"\nThen: make check-survey SURVEY={new.name}, and .venv/bin/snakemake {new.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
