"""dataframely, of which contracts are made, without the databases that it speaks to where it can.

It imports SQLAlchemy wherever that is installed, as it is with Snakemake: a fifth of a second of
every job, for what no contract uses.
"""

from __future__ import annotations

import sys

_known = sys.modules.get("sqlalchemy")
if _known is None:
    sys.modules["sqlalchemy"] = None  # type: ignore[assignment]  # as if it were not installed
import dataframely as dy  # noqa: E402

if _known is None:
    del sys.modules["sqlalchemy"]

__all__ = ["dy"]
