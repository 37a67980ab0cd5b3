"""Real exports that others wrote. They lie beside the repository and are never part of it."""

import csv

import pytest

from worlds import REPOSITORY

SAMPLES = REPOSITORY.parent / "shared" / "samples"


def sample(name):
    if not (SAMPLES / name).is_file():
        pytest.skip(f"the sample {name} is not in {SAMPLES}")
    return SAMPLES / name


def rows_of(name, **dialect):
    with sample(name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file, **dialect))
