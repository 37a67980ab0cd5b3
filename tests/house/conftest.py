"""Tables of a finished run, as they were released."""

from functools import cache

import polars as pl
import pytest
from worlds import REPOSITORY


@pytest.fixture(scope="session")
def released(not_run):
    """Read a table of a survey's release; without a run the test is skipped."""

    @cache
    def read(survey, name):
        path = REPOSITORY / "results" / survey / "release" / "tables" / f"{name}.csv"
        if not path.exists():
            not_run(f"no fresh run of {survey}: make study", survey)
        return pl.read_csv(path, infer_schema_length=None)

    return read
