"""Tables of a finished run, as protection let them through."""

from functools import cache

import pytest
from cyberstudy.tables.storage import read_table
from worlds import REPOSITORY


@pytest.fixture(scope="session")
def protected(not_run):
    """Read a survey's table; without a run the test is skipped."""

    @cache
    def read(survey, name):
        found = sorted((REPOSITORY / "results" / survey / "protect/tables").glob(f"{name}.*"))
        if not found:
            not_run(f"no fresh run of {survey}: make study", survey)
        return read_table(str(found[0]))

    return read
