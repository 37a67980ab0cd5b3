"""The record of the numbers in exhibits' words, which drawing writes, is read."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path

from cyberstudy.wording.references import CellReference, Place
from surveyanswers.tables.storage import read_text_table

#: In place of a table, of a number that a survey's plan decides.
PLAN = "plan.yaml"


def read_places(record: Path, survey: str) -> dict[tuple[str, str], list[Place]]:
    """Read the references inside the words of a survey's exhibits, by exhibit and part.

    Parameters
    ----------
    record
        A file that has rows of `written_numbers`, with the exhibit; a run of an earlier version has
        none.
    survey
        Tables are named ``survey/table``.
    """
    places = defaultdict[tuple[str, str], list[Place]](list)
    for row in read_text_table(record).iter_rows(named=True) if record.is_file() else ():
        table, key = f"{survey}/{row['table'] or PLAN}", json.loads(row["row"])
        cell = CellReference(table, key, row["column"] or "", row["of"] or "")
        places[row["exhibit"], row["part"]].append((int(row["start"]), int(row["end"]), cell))
    return places
