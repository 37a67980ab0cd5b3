"""Read columns of rankings as a column a rank, each a question with one answer."""

from __future__ import annotations

from dataclasses import replace

from surveyanswers.instrument.exports import Place
from surveyanswers.instrument.rankings import of_rank
from surveyanswers.read.rankings import by_rank
from surveyanswers.scaffold.form import Form, name_of
from surveyanswers.scaffold.inference import Guess, ranking_of
from surveyanswers.scaffold.placement import Placement
from surveyanswers.scaffold.recognise import Recognised


def place_rankings(
    recognised: Recognised, placed: Placement, headers: list[str]
) -> dict[str, Guess]:
    """Add the columns of ranks to `recognised`, and to `headers` in place of their column.

    Returns
    -------
    dict of str to Guess
        What each rank asks: all have the options in one order, the best ranked first.
    """
    guesses: dict[str, Guess] = {}
    values = recognised.columns
    for header in [*headers]:
        if not (ranking := ranking_of(values[header])):
            continue
        mark, options = ranking
        ranks = _parted(recognised, placed, header, mark, len(options))
        at = headers.index(header)
        headers[at : at + 1] = ranks
        guesses |= {rank: Guess("select_one", [*options]) for rank in ranks}
    return guesses


def place_ranked(recognised: Recognised, form: Form, placed: Placement) -> None:
    """Make a question a rank of those that the form says put options in order, as ODK lists them.

    One with a column an option stays a question with several answers, and that is told.
    """
    ticked = {place.question for place in placed.columns.values() if place.option}
    for name in sorted(form.ranked):
        headings = [h for h, place in placed.columns.items() if place.question == name]
        if name in ticked or len(headings) != 1 or headings[0] not in recognised.headers:
            form.look_at(name, "ranks are not read: taken as several answers")
            continue
        at = next(place for place, row in enumerate(form.rows) if row["name"] == name)
        row = form.rows[at]
        kind = f"select_one {row['type'].partition(' ')[2]}"
        kept = {key: text for key, text in row.items() if not key.startswith("constraint")}
        ranks = _parted(recognised, placed, headings[0], " ", len(form.labels_of(name)))
        rows = []
        for number, heading in enumerate(ranks, start=1):
            question = name_of(f"{name}_{number}", form.names)
            form.names.add(question)
            labels = {k: of_rank(text, number) for k, text in row.items() if k.startswith("label")}
            rows.append(kept | labels | {"type": kind, "name": question})
            placed.columns[heading] = Place(question)
        form.rows[at : at + 1] = rows
        del placed.columns[headings[0]]
        placed.separators.pop(headings[0], None)


def _parted(
    recognised: Recognised, placed: Placement, header: str, mark: str, options: int
) -> list[str]:
    """Add the columns of ranks behind all others of a file; return their headings."""
    ranks = [of_rank(header, rank) for rank in range(1, options + 1)]
    placed.rankings[header] = mark
    columns = {rank: Place("") for rank in ranks}
    export = replace(recognised.export, rankings={header: mark}, columns=columns)
    recognised.grid = by_rank(recognised.grid, export)
    recognised.headers = [*recognised.headers, *ranks]
    return ranks
