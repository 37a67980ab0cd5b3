"""Read columns of rankings as a column a rank, each a question with one answer."""

from __future__ import annotations

from dataclasses import replace

from cyberstudy.declare.exports import Place
from cyberstudy.declare.rankings import of_rank
from cyberstudy.read.rankings import by_rank
from cyberstudy.scaffold.inference import Guess, ranking_of
from cyberstudy.scaffold.placement import Placement
from cyberstudy.scaffold.recognise import Recognised


def place_rankings(found: Recognised, placed: Placement, headers: list[str]) -> dict[str, Guess]:
    """Put the columns of ranks into `found`, and into `headers` in place of the column of each.

    Returns
    -------
    dict of str to Guess
        What each rank asks: all have the options in one order, the best ranked first.
    """
    asked: dict[str, Guess] = {}
    for header in [*headers]:
        if not (ranking := ranking_of(found.columns[header])):
            continue
        placed.rankings[header], options = ranking
        ranks = [of_rank(header, rank) for rank in range(1, len(options) + 1)]
        at = headers.index(header)
        headers[at : at + 1] = ranks
        asked |= {rank: Guess("select_one", [*options]) for rank in ranks}
        columns = {rank: Place("") for rank in ranks}
        export = replace(found.export, rankings={header: ranking[0]}, columns=columns)
        found.grid = by_rank(found.grid, export)
        found.headers = [*found.headers, *ranks]
    return asked
