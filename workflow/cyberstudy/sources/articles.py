"""The articles of a convention beside what sources ask: each article accounted for."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from cyberstudy.declare.convention_coverage import Covering
from cyberstudy.tables.across import ConventionCoverage
from surveyanswers.tables.problems import SurveyError, listed
from surveyanswers.tables.storage import read_text_table, schema_of

HEADER = ("article", "title_en", "chapter", "standing")
READ, IN_PART, TITLE = "read", "in part", "title"
#: How the list says what was read of an article; all else is known by its title or its place.
STANDINGS = {
    "text read": READ,
    "text quoted": IN_PART,
    "text of para": IN_PART,
    "number and subject": IN_PART,
}


def articles_beside(files: Sequence[str], rows: Sequence[Covering]) -> pl.DataFrame:
    """Return each article with what sources ask about it.

    Parameters
    ----------
    files
        The list of articles, a row an article or several (``18-21``), or nothing where it is not at
        hand.
    rows
        From `convention_coverage.csv`, which was checked.

    Returns
    -------
    pl.DataFrame
        `tables.across.ConventionCoverage`; empty without the list.

    Raises
    ------
    SurveyError
        An article of either that the other does not have.
    """
    if not files:
        return pl.DataFrame(schema=schema_of(ConventionCoverage))
    (path,) = map(Path, files)
    table = read_text_table(path, HEADER).select(HEADER)
    listed_there = table["article"].to_list()
    strange = [
        f"row {row.row}: there is no article {row.article!r} in {path}"
        for row in rows
        if row.article not in listed_there
    ]
    judged = {row.article for row in rows}
    strange += [f"article {number} has no row" for number in listed_there if number not in judged]
    if strange:
        raise SurveyError(f"Articles and what sources ask about them differ:{listed(strange)}")
    about = {
        article: {
            "title": title,
            "chapter": chapter,
            "standing": next((s for t, s in STANDINGS.items() if description.startswith(t)), TITLE),
            "first": min(numbers),
            "articles": len(numbers),
        }
        for article, title, chapter, description in table.iter_rows()
        if (numbers := _numbers(article, listed_there))
    }
    beside = [
        {
            "article": row.article,
            "source": row.source,
            "asked": row.questions,
            "covers": row.covers,
            "reason": row.reason,
            **about[row.article],
        }
        for row in rows
    ]
    return pl.DataFrame(beside, schema=schema_of(ConventionCoverage)).sort("first", "source")


def _numbers(article: str, others: Sequence[str]) -> set[int]:
    """List the articles of a row, but for those that have a row of their own."""
    first, _, last = article.partition("-")
    numbers = {*range(int(first), int(last or first) + 1)}
    return numbers - {int(other) for other in others if other.isdigit() and other != article}
