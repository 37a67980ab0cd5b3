"""List all that is wrong with a survey: ``python -m cyberstudy.commands.check_survey FOLDER``."""

from __future__ import annotations

import sys

from cyberstudy.declare.opened import OpenSurvey
from cyberstudy.scaffold.plan_checks import CHECKS
from cyberstudy.scaffold.planning import unplanned
from surveyanswers.scaffold import check


def main(arguments: list[str] | None = None) -> int:
    """Print and write what was found; 1 where something is wrong."""
    return check.main(arguments, opened=OpenSurvey, checks=CHECKS, unplanned=unplanned)


if __name__ == "__main__":
    sys.exit(main())
