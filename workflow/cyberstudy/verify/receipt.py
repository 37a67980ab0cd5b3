"""The receipt: every raw file of a survey with its hash, checked against what was declared."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from cyberstudy.declare.holdings import CONFIDENTIAL, RAW
from cyberstudy.tables.answers import Receipt
from cyberstudy.tables.problems import StudyProblem, listed
from cyberstudy.tables.storage import read_text_table, schema_of, sha256_of
from cyberstudy.verify.sources import Source, load_sources

DECLARED = (
    "file",
    "sha256",
    "bytes",
    "received_on",
    "source",
    "licence",
    "sensitivity",
    "simulated",
)


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
    StudyProblem
        A file that nobody declared, or one whose bytes are not those declared.
    """
    declared = {row["file"]: row for path in manifests for row in read_manifest(path)}
    declared |= {s.path: _as_row(s) for s in load_sources(sources)}
    rows, problems = [], []
    for file in sorted(files):
        folder = CONFIDENTIAL if Path(file).is_relative_to(CONFIDENTIAL) else RAW
        name = Path(file).relative_to(folder).as_posix()
        row = declared.get(name)
        digest = sha256_of(Path(file))
        size = Path(file).stat().st_size
        if row is None:
            lists = ", ".join(map(str, [*manifests, sources]))
            problems.append(f"{file}: listed nowhere (looked in {lists})")
        elif digest != row["sha256"] or size != row["bytes"]:
            problems.append(
                f"{file}: is not the file received: sha256 {digest}, {size:,} bytes; "
                f"declared {row['sha256']}, {row['bytes']:,} bytes"
            )
        else:
            rows.append(row)
    if problems:
        raise StudyProblem(
            f"Raw files are not as declared:{listed(problems)}\n"
            f"Raw files are never edited. Put the received file back, move the stranger away, "
            f"or declare what is new."
        )
    return Receipt.validate(pl.DataFrame(rows, schema=schema_of(Receipt)))


def read_manifest(path: Path) -> list[dict[str, object]]:
    """Read ``MANIFEST.csv``: a dictionary a file, with `bytes` a number and `simulated` a bool."""
    table = read_text_table(path)
    if tuple(table.columns) != DECLARED:
        raise StudyProblem(f"{path}: columns are {table.columns}, expected {list(DECLARED)}")
    return table.with_columns(
        pl.col("bytes").cast(pl.Int64), simulated=pl.col("simulated") == "yes"
    ).to_dicts()


def _as_row(source: Source) -> dict[str, object]:
    named = {"file": source.path, **vars(source)}
    return {key: named[key] for key in DECLARED}
