"""How columns are called that a ranking in one column is read as."""

from __future__ import annotations

import re

_RANK = re.compile(r"(.+) \(rank \d+\)", re.DOTALL)


def column_of(heading: str) -> str:
    """Return the column that a rank's heading names; "" of any other heading."""
    match = _RANK.fullmatch(heading)
    return match[1] if match else ""


def of_rank(header: str, rank: int) -> str:
    """Name the column of a rank, the first of which is 1."""
    return f"{header} (rank {rank})"
