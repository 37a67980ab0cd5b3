"""The receipt: every raw file of a survey with its hash, checked against what was declared."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from surveyanswers.instrument.data_access import CONFIDENTIAL, RAW
from surveyanswers.instrument.parsing import load
from surveyanswers.instrument.raw_files import Received, Sources, read_manifest
from surveyanswers.tables.answers import Receipt
from surveyanswers.tables.problems import SurveyError, listed
from surveyanswers.tables.storage import schema_of, sha256_of


def write_receipt(
    files: Sequence[str], *, manifests: Sequence[Path], sources: Path
) -> pl.DataFrame:
    """Check that `files` are, byte for byte, those that were declared.

    Parameters
    ----------
    files
        Paths of the files found, each below ``data/raw`` or ``data/confidential``.
    manifests
        ``MANIFEST.csv``: files that the repository carries, and where confidential ones are
        registered, their own.
    sources
        ``sources.yaml``: public files that are brought.

    Returns
    -------
    pl.DataFrame
        One row a file, sorted by file (`tables.Receipt`).

    Raises
    ------
    SurveyError
        A file that nobody declared, or one whose bytes are not those declared.
    """
    declared: dict[str, Received] = {
        entry.file: entry for path in manifests for entry in read_manifest(path)
    }
    fetched = {source.path: source for source in load(sources, Sources).sources}
    if twice := sorted(declared.keys() & fetched.keys()):
        raise SurveyError(f"{sources}: {', '.join(twice)} stands in a manifest too; expected once")
    declared |= fetched
    rows, problems = [], []
    columns = schema_of(Receipt)
    for file in sorted(files):
        folder = CONFIDENTIAL if Path(file).is_relative_to(CONFIDENTIAL) else RAW
        name = Path(file).relative_to(folder).as_posix()
        entry = declared.get(name)
        digest = sha256_of(Path(file))
        size = Path(file).stat().st_size
        if entry is None:
            lists = ", ".join(map(str, [*manifests, sources]))
            problems.append(
                f"{file}: listed nowhere (looked in {lists}); sha256 {digest}, {size:,} bytes"
            )
        elif digest != entry.sha256 or size != entry.bytes:
            problems.append(
                f"{file}: is not the file received: sha256 {digest}, {size:,} bytes; "
                f"declared {entry.sha256}, {entry.bytes:,} bytes"
            )
        else:
            rows.append(dict(entry) | {"file": name})
    if problems:
        raise SurveyError(
            f"Raw files are not as declared:{listed(problems)}\n"
            f"Raw files are never edited. Put the received file back, move the stranger away, "
            f"or declare what is new."
        )
    return Receipt.validate(
        pl.DataFrame([{key: row[key] for key in columns} for row in rows], schema=columns)
    )
