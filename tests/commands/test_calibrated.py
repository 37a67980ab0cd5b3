"""Error rates are of today's code, or the check says of which worlds they are not."""

import json
import shutil

import polars as pl
import pytest
from worlds import REPOSITORY

from cyberstudy.commands.calibrated import JUDGED, RULED, digest_of, stale
from lineage import without_comments

PUBLISHED = REPOSITORY / "results" / "published"
CODE = '''"""What it is for."""

LEVEL = 0.05  # as usual


def twice(number):
    """Double a number."""
    # No more.
    return 2 * number
'''


@pytest.fixture
def published(tmp_path):
    """A copy of what is published of the calibration."""
    (tmp_path / "calibration").mkdir()
    for name in (
        "calibration.csv",
        *(f"calibration/{phase}-run.json" for phase in ("judge", "usual")),
    ):
        shutil.copy(PUBLISHED / name, tmp_path / name)
    return tmp_path


def test_what_is_published_is_of_todays_code():
    assert stale(PUBLISHED) == []


def test_a_world_that_other_code_tested_is_named_with_what_to_do(published):
    path = published / "calibration.csv"
    table = pl.read_csv(path, schema_overrides={"code": pl.String})
    of_one = pl.when(pl.col("world") == "gradient").then(pl.lit("0" * 12)).otherwise("code")
    table.with_columns(code=of_one).write_csv(path)
    (told,) = stale(published)
    assert told.startswith("surveys of gradient were tested by other code")
    assert "benchmarks/verdict_calibration.py judge" in told
    assert "--reproduce" in told


def test_rules_that_were_others_are_to_be_applied_anew(published):
    path = published / "calibration" / "judge-run.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"rules": "0" * 12}))
    (told,) = stale(published)
    assert "applied anew in seconds" in told


def test_an_arena_of_other_methods_is_to_be_run_again(published):
    path = published / "calibration" / "usual-run.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | {"code": "0" * 12}))
    (told,) = stale(published)
    assert "usual methods were put to the surveys by other code" in told


def test_the_digests_are_of_what_tests_and_of_what_reads_tests():
    assert digest_of(JUDGED) != digest_of(RULED)


def test_comments_and_docstrings_have_no_part_in_a_digest_and_code_has():
    other = CODE.replace("as usual", "by habit").replace("Double a", "Twice a").replace("No", "Any")
    assert without_comments(other) == without_comments(CODE) != CODE
    assert without_comments(CODE.replace("2 *", "3 *")) != without_comments(CODE)
