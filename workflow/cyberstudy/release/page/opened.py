"""What numbers of findings open: the row that each stands in, and cells of public files."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from markupsafe import Markup

from cyberstudy.release.gather import ShownExhibit, ShownSurvey
from surveyanswers.instrument.counting import CONFIDENTIAL

_LINK = Markup('<a class="cell" href="{}" data-of="{}" data-row="{}" aria-haspopup="dialog">{}</a>')


def linked(exhibit: ShownExhibit, numbers: Mapping[str, Any], href: str) -> Markup:
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
    text, parts, done = exhibit.said["finding"], list[str | Markup](), 0
    places = numbers.get(exhibit.survey, {"places": {}})["places"]
    for start, end, row in places.get((exhibit.language, exhibit.name), ()):
        parts += [text[done:start], _LINK.format(href, exhibit.survey, row, text[start:end])]
        done = end
    return Markup().join([*parts, text[done:]])


def opened(
    numbers: Mapping[str, Any], part: ShownSurvey, parts: Iterable[ShownSurvey]
) -> dict[str, Any]:
    """Return the rows of a survey's numbers and raw cells behind them, as far as they may be shown.

    Rows of released tables may; others, and raw cells, of public surveys whose sources may be
    cited. The first cell of a row is the number's own.
    """
    public = [p for p in parts if p.survey.settings.protection != CONFIDENTIAL and p.may_cite]
    citable = {one.survey.name for one in public}
    rows = [*numbers["rows"].values()]
    for place, row in enumerate(rows):
        released = (part.release / "tables" / f"{row['table']}.csv").is_file()
        if not released and part.survey.name not in citable:
            rows[place] = row | {"cells": row["cells"][:1]}
    return {"rows": rows, "cells": {name: numbers["cells"].get(name, {}) for name in citable}}
