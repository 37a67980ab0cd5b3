"""All that a status implies stands in one row."""

import os
import shutil
import subprocess
import sys

from worlds import REPOSITORY, edit

from cyberstudy.release.page.translated import Speech
from cyberstudy.tables.estimates import Estimates
from cyberstudy.wording.questions import in_plain_words
from cyberstudy.wording.translator import ENGLISH
from surveyanswers.labelled.spss_file import STATUS_CODES
from surveyanswers.tables.statuses import (
    BY_NAME,
    COUNTED,
    MISSING_KINDS,
    NOT_CONCERNED,
    OPEN,
    SAID_INSTEAD,
    STATUSES,
    missing_statuses,
)
from surveyanswers.tables.storage import schema_of

UNSURE = """_ROWS = (
    Status(
        name="unsure",
        word=phrase("not sure"),
        units="Units that were not sure.",
        code=-12,
        missing_kind=NOT_SAID,
        counted_as=phrases("{count} was not sure", "{count} were not sure"),
        said=True,
        open=True,
        heard=0,
    ),
"""


def test_a_twelfth_status_is_one_row(tmp_path):
    library = shutil.copytree(REPOSITORY / "workflow", tmp_path / "workflow")
    shutil.copytree(REPOSITORY / "docs", tmp_path / "docs")  # with the glossary
    edit(library / "surveyanswers" / "tables" / "statuses.py", "_ROWS = (\n", UNSURE)
    tests = (REPOSITORY / "tests", library / "surveyanswers/tests")
    places = os.pathsep.join(map(str, (library, *tests)))
    tried = subprocess.run(
        [sys.executable, "-m", "worlds.unsure"],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": places},
        capture_output=True,
        text=True,
    )
    assert tried.returncode == 0, tried.stderr


def test_every_silence_is_counted_in_words_and_of_one_kind():
    told = {name for name, status in BY_NAME.items() if status.counted_as}
    assert told == set(missing_statuses())
    assert sorted(missing_statuses()) == sorted(
        s for kind in MISSING_KINDS for s in missing_statuses(kind)
    )
    assert all(missing_statuses(kind) for kind in MISSING_KINDS)


def test_whoever_was_asked_answered_or_is_silent():
    asked = {*COUNTED} - {"not_asked"}
    assert {*missing_statuses()} == asked
    assert {*OPEN} - {"withheld"} == asked - {*NOT_CONCERNED}
    assert {*SAID_INSTEAD} <= asked


def test_estimates_have_a_column_for_each_counted_status():
    assert [name for name in schema_of(Estimates) if name in STATUSES] == [*COUNTED]


def test_pages_and_figures_call_a_status_by_one_word():
    on_pages = Speech("en", []).words()
    assert {name: on_pages[name].lower() for name in COUNTED} == {
        name: in_plain_words(ENGLISH, name) for name in COUNTED
    }


def test_codes_in_spss_files_are_one_block_below_nought():
    assert sorted(STATUS_CODES.values()) == list(range(-len(STATUS_CODES), 0))
