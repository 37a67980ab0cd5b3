"""Register a survey's confidential exports: ``python -m cyberstudy.commands.register FOLDER``."""

from __future__ import annotations

import argparse
import subprocess
import sys
from datetime import date
from pathlib import Path

from cyberstudy.declare.opened import OpenSurvey
from surveyanswers.instrument.analyst_decisions import begin_analyst_decisions
from surveyanswers.instrument.codebook import keep_sensitivities
from surveyanswers.instrument.data_access import CONFIDENTIAL, OF_CASES, register
from surveyanswers.tables.problems import SurveyError

HOOKS = ".githooks"


def main(arguments: list[str] | None = None) -> int:
    """Register, and let git refuse commits of confidential files from now on."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="the survey's, with its layout.yaml")
    parser.add_argument("--received-on", default=str(date.today()), help="YYYY-MM-DD")
    parser.add_argument("--source", default="received in confidence", help="from whom")
    options = parser.parse_args(arguments)
    root = Path()
    survey = OpenSurvey(options.folder, root=root)
    try:
        codebook = survey.codebook
        messages = register(
            survey.name,
            survey.declared_files,
            root,
            received_on=options.received_on,
            source=options.source,
        )
        beside = root / CONFIDENTIAL / survey.name
        keep_sensitivities(codebook, beside)
        if begun := begin_analyst_decisions(beside):
            messages.append(f"Begun, with no rows yet: {', '.join(map(str, begun))}.")
        messages.append(
            f"{' and '.join(OF_CASES)} of these answers are read from {beside} from now on; those "
            f"in {survey.folder} are not applied to them."
        )
    except SurveyError as problem:
        print(problem, file=sys.stderr)
        return 1
    print("\n".join(messages))
    if (root / HOOKS).is_dir() and (root / ".git").exists():
        subprocess.run(["git", "config", "core.hooksPath", HOOKS], check=True)
        print("From now on git refuses commits of confidential files.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
