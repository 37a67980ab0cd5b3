"""Instruments that others wrote, where they are at hand, and what a form asks."""

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
        absent(f"the sample {name} is not in {SAMPLES}", SAMPLES.parent)
    return SAMPLES / name


def types_of(form):
    rows = [row for row in form.rows if not row["type"].startswith(("begin_", "end_"))]
    return {row["name"]: row["type"].split(" ")[0] for row in rows}
