"""Frozen catalogues: how many entries each lacks and how many are stale, as a committed list says.

Until the last change of the series nobody edits a catalogue: what has no translation is said in
English and counted here. ``PYTHONPATH=workflow:tests .venv/bin/python -m worlds.frozen "why"``
brings the list up to date.
"""

import csv
import sys

from cyberstudy.commands.translate import missing, read_catalog, stale

from worlds import REPOSITORY
from worlds.translations import wanted

LIST = REPOSITORY / "tests" / "commands" / "frozen_catalogues.csv"
COUNTS = ("missing", "stale")
COMMAND = __doc__.split("``")[1]


def name_of(path):
    """Name a catalogue by its survey, or by the package that speaks."""
    return path.parents[1].name


def found():
    """Return the texts that each catalogue lacks, and those that it holds and nobody says."""
    return {
        (name_of(path), language): (
            missing(read_catalog(path, language), texts),
            stale(read_catalog(path, language), texts),
        )
        for (path, language), texts in wanted().items()
    }


def listed(path=LIST):
    """Return how many entries the list calls missing and stale, and why, by catalogue."""
    with path.open(encoding="utf-8", newline="") as file:
        return {
            (row["catalogue"], row["language"]): (*(int(row[c]) for c in COUNTS), row["reason"])
            for row in csv.DictReader(file)
        }


def brought_up(before, counts, reason=""):
    """Return the list as it is to be: exact, and grown only for a reason.

    Raises
    ------
    ValueError
        It would grow, and no reason is given.
    """
    after = {}
    for key, now in sorted(counts.items()):
        *then, why = before.get(key, (0, 0, ""))
        if any(n > t for n, t in zip(now, then, strict=True)):
            if not reason:
                raise ValueError(f"{key} grows from {then} to {[*now]}: say why")
            why = why if reason in why.split("; ") else "; ".join(filter(None, (why, reason)))
        if any(now):
            after[key] = (*now, why)
    return after


def main(reason):
    """Write the list."""
    counts = {key: tuple(map(len, texts)) for key, texts in found().items()}
    rows = brought_up(listed(), counts, reason)
    with LIST.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["catalogue", "language", *COUNTS, "reason"])
        writer.writerows([*key, *row] for key, row in rows.items())


if __name__ == "__main__":
    main(*sys.argv[1:] or [""])
