"""Sources on a few invented countries, as `protect` would have left them."""

import polars as pl
from invented.whole import put_answers

from cyberstudy.declare.crosswalk import Corresponding
from surveyanswers.tables.storage import write_json


def row(construct="law", survey="gci", wave="2020", year=None, counts=">0", **more):
    """Return a row of a crosswalk."""
    known = {
        "title": "Law",
        "area": "training",
        "question": "substantive_law",
        "note": "",
        "row": 2,
    }
    given = {"construct": construct, "survey": survey, "wave": wave, "counts": counts}
    return Corresponding(**(known | given | {"year": str(year or wave)} | more))


def put_rows(path, columns, rows):
    """Write a table of judgements across surveys, every cell quoted; return its path."""
    lines = [",".join(f'"{row[name]}"' for name in columns) for row in rows]
    path.write_text("\n".join([",".join(columns), *lines]) + "\n", encoding="utf-8")
    return path


def protected(folder, rows, *, profile="public", simulated=False):
    """Write a survey's protected answers and report, and return the folder of its tables."""
    tables = folder / "protect" / "tables"
    tables.mkdir(parents=True)
    put_answers(pl.DataFrame(rows), tables)
    report = {"profile": profile, "simulated": simulated}
    write_json(report, str(folder / "protect" / "report.json"))
    return tables
