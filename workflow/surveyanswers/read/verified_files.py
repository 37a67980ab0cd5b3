"""Whether the files to be read are still those that were verified."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import polars as pl

from surveyanswers.instrument.data_access import RAW
from surveyanswers.instrument.exports import Export
from surveyanswers.tables.checksums import altered_since
from surveyanswers.tables.problems import SurveyError, listed


def check_received(exports: Sequence[Export], raw: Path, receipt: pl.DataFrame) -> None:
    """Compare raw files with the receipt, just before they are read.

    Parameters
    ----------
    raw
        The folder that the exports' files are named from.

    Raises
    ------
    SurveyError
        A file was altered, added or taken away since it was verified.
    """
    verified = set(receipt["file"])
    mistakes = altered_since(receipt, (raw, Path(RAW)))
    present_files = (export.file for export in exports if (raw / export.file).is_file())
    mistakes += [f"{file}: was not verified" for file in present_files if file not in verified]
    if mistakes:
        raise SurveyError(
            f"Raw files are not those that the receipt lists:{listed(mistakes)}\n"
            f"Raw files are never edited. Put the received file back, or declare what is new, and "
            f"run the same command again: it verifies them anew before it reads them."
        )
