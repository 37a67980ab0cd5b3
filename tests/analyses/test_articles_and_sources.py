"""Articles beside sources: a phone puts into one row what sources ask about alike."""

import polars as pl
import pytest
from worlds import REPOSITORY

from cyberstudy.analysis_files import opened

FILE = REPOSITORY / "config/sources/analyses/where_nobody_looks.py"
TOGETHER = opened(FILE).figures["articles_and_sources"].function.__globals__["_together"]
ALIKE = {"standing": "title", "states2012": "part", "gci": "", "cyberlaw2026": ""}


def rows(**other):
    """Two articles of several numbers, of which the second may differ."""
    first = {"article": "41-46", "title": "One"} | ALIKE
    return pl.DataFrame([first, {"article": "47-52", "title": "Two"} | ALIKE | other])


def test_articles_that_all_sources_ask_about_alike_are_one_row_with_both_numbers():
    wide, titles = TOGETHER(rows())
    assert wide["article"].to_list() == ["41-52"]
    assert titles["41-52"] == "24/7 network, police cooperation"


@pytest.mark.parametrize("other", [{"gci": "wider"}, {"standing": "read"}])
def test_articles_that_differ_in_a_source_or_in_what_was_read_keep_their_rows(other):
    assert TOGETHER(rows(**other))[0]["article"].to_list() == ["41-46", "47-52"]
