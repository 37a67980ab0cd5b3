"""What tests share: the repository's places, and surveys that were invented for them."""

import os
from pathlib import Path

import pytest
from invented import decide, edit

__all__ = ["decide", "edit"]

REPOSITORY = Path(__file__).parents[2]
#: A study folder of its own: keepers of lighthouses name countries and rate them.
LIGHTHOUSE = REPOSITORY / "tests" / "worlds" / "lighthouse"
#: Surveys of the study itself.
SURVEYS = sorted(path.name for path in (REPOSITORY / "config" / "surveys").iterdir())
#: Public answers that are fetched, below the raw folder and below the mirror.
REAL_FILE = "wci2021/wci_data.csv"


def absent(what, folder, name=""):
    """Skip a test that needs files of others, which git does not have; such tests are counted.

    Where the folder is there that holds them (CI has it), it is a failure that one is missing.
    """
    if folder.is_dir():
        pytest.fail(f"not in git: {what}, and {folder} has no {name}")
    pytest.skip(f"not in git: {what}")


def raw_folder(file):
    """Return the raw folder that holds a fetched file, ours or the mirror; skip without it."""
    mirror = Path(os.environ.get("STUDY_MIRROR", "nowhere"))
    places = (REPOSITORY / "data" / "raw", mirror)
    found = next((place for place in places if (place / file).is_file()), None)
    return found or absent("public files that a run fetches", mirror, file)
