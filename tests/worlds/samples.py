"""Real exports and instruments of others. They lie beside the repository, never in it."""

import csv
import os
from pathlib import Path

from worlds import REPOSITORY, absent

_PLACES = [
    REPOSITORY.parent / "shared" / "samples",
    Path(os.environ.get("STUDY_MIRROR", "nowhere")).parent / "samples",
]
SAMPLES = next((place for place in _PLACES if place.is_dir()), _PLACES[0])


def sample(name):
    if not (SAMPLES / name).exists():
        absent("real exports that others wrote", SAMPLES.parent, name)
    return SAMPLES / name


def rows_of(name, **dialect):
    with sample(name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file, **dialect))
