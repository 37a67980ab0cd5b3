"""Show where a published number comes from: ``python -m cyberstudy.commands.trace ID``.

An ID is a text as it is printed, with the number in it ("32 of the 44 least developed"); an exhibit
(``survey/exhibit``), and a number of it behind a space; or a row of a table (``survey/table:3``).
What is asked for is the first number that is no year. ``--all`` lists all cells.
"""

from __future__ import annotations

import argparse
import sys

from cyberstudy.trace.way import said, way_of
from surveyanswers.tables.problems import SurveyError

#: Places, rows and cells that are shown unless all are asked for.
SHOWN = 5


def main(arguments: list[str] | None = None) -> int:
    """Print the way from a number to the cells that it rests on."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "id", help="a printed text with a number, survey/exhibit, or survey/table:row"
    )
    parser.add_argument("--all", action="store_true", help="list every cell")
    options = parser.parse_args(arguments)
    try:
        lines = list(said(way_of(options.id), None if options.all else SHOWN))
    except SurveyError as problem:
        print(problem, file=sys.stderr)
        return 1
    print("\n".join(lines))
    return 0


if __name__ == "__main__":
    sys.exit(main())
