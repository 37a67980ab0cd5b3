"""What numbers of findings open: the row that each stands in, and cells of public files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from markupsafe import Markup

from cyberstudy.release.gather import ShownExhibit, ShownSurvey
from surveyanswers.instrument.counting import CONFIDENTIAL

_LINK = Markup('<a class="cell" href="{}" data-of="{}" data-row="{}" aria-haspopup="dialog">{}</a>')


def opening(exhibit: ShownExhibit, numbers: Mapping[str, Any], href: str) -> Markup:
    """Return an exhibit's finding, whose numbers are links that a program makes open their rows.

    Parameters
    ----------
    exhibit
        Its finding is as it was drawn.
    numbers
        By survey, as `trace.findings.numbers_of_findings` returns them.
    href
        Where links lead without the program.
    """
    of_survey, text = numbers.get(exhibit.survey, {}), exhibit.said["finding"]
    parts, done = list[str | Markup](), 0
    of_language = of_survey.get("places", {}).get(exhibit.language, {})
    for start, end, row in of_language.get(exhibit.name, ()):
        parts += [text[done:start], _LINK.format(href, exhibit.survey, row, text[start:end])]
        done = end
    return Markup().join([*parts, text[done:]])


def opened(
    numbers: Mapping[str, Any], part: ShownSurvey, parts: Iterable[ShownSurvey]
) -> dict[str, Any]:
    """Return the rows of a survey's numbers, and the cells behind them.

    Cells are of public surveys whose sources let single values be cited. Of a table that is not in
    the release a row is shown on these terms, too; else the number's own cell.

    Parameters
    ----------
    numbers
        Of the survey.
    part, parts
        The survey, and all whose cells may be shown.
    """
    citable = {one.survey.name for one in parts if _citable(one)}
    rows = []
    for row in numbers["rows"].values():
        released = (part.release / "tables" / f"{row['table']}.csv").is_file()
        numbered, columns = ", ".join(map(str, row["numbers"])), row["columns"]
        whole = released or _citable(part)
        cells = {name: cell for name, cell in row["cells"].items() if whole or name in columns}
        first = {name: cells[name] for name in columns if name in cells}
        rows.append(
            {
                "place": f"{row['survey']}/{row['table']}: {numbered}",
                "made": row["made"],
                "behind": row["behind"],
                "cells": [[name, str(cell)] for name, cell in (first | cells).items()],
            }
        )
    columns = numbers["columns"].items()
    shown = {key: column for key, column in columns if column["source"] in citable}
    return {"rows": rows, "behind": numbers["behind"], "columns": shown}


def _citable(part: ShownSurvey) -> bool:
    return part.may_cite and part.survey.settings.protection != CONFIDENTIAL
