"""The package as a command: an export and its form in, a labelled table of clean answers out.

python -m surveyanswers answers.csv --form form.xlsx --into folder
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from surveyanswers.one_export import clean_table
from surveyanswers.tables.problems import SurveyError, number_of


def main(arguments: Sequence[str] | None = None) -> int:
    """Clean an export; 1 if a question is open, 2 if a file can't be read."""
    parser = argparse.ArgumentParser(prog="surveyanswers", description=__doc__)
    parser.add_argument("data", type=Path, help="the export")
    parser.add_argument("--form", type=Path, help="its form, where there is one")
    parser.add_argument("--into", type=Path, required=True, help="folder to write to")
    parser.add_argument("--name", default="survey", help="small letters and digits")
    parser.add_argument("--public", action="store_true", help="anybody may see the answers")
    parser.add_argument("--language", default="en", help="of the labels in the file")
    options = parser.parse_args(arguments)
    try:
        table = clean_table(**vars(options))
    except (SurveyError, OSError) as problem:
        print(problem, file=sys.stderr)
        return 2
    units, columns = table.answers.height, table.codebook.height
    print(f"{table.folder}: {number_of(units, 'row')}, {number_of(columns, 'question')}")
    for question in table.open:
        print(f"to be decided: {question}")
    return 1 if table.open else 0


if __name__ == "__main__":
    sys.exit(main())
