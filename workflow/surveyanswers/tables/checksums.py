"""Checksums of results: written when a job ends, compared with the files before anything uses them.

Every output of a job, a file or a folder, has a list of its files in the format of ``sha256sum``:
``results/x/protect/tables`` in ``results/checksums/x/protect/tables.sha256``. From the study's
folder ``sha256sum --check`` compares them with the files without this software.
"""

from __future__ import annotations

import shutil
from base64 import urlsafe_b64decode
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from surveyanswers.tables.problems import SurveyError, listed

if TYPE_CHECKING:
    import polars as pl

RESULTS, CHECKSUMS, ENDING = "results", "checksums", ".sha256"
#: What `make reproduce` found.
RECORD = "reproduction.txt"
#: The list of a folder's files that is passed on with it.
SUMS = "SHA256SUMS"
#: Hidden files that Snakemake and git have among the results.
OWN_MARKS = (".snakemake_timestamp", ".gitkeep")
#: What lies in the results' folder and is not a result of a job: the checksums themselves, logs,
#: what git keeps, Snakemake's own report, and the record; in a survey's folder what
#: `make check-survey` wrote.
NO_RESULT, OF_SURVEY = (CHECKSUMS, "logs", "published", "report.html", RECORD), "check"
MEND = (
    "To repair it, run `make study`, or the snakemake command that you ran, again. Results are "
    "compared with their checksums before anything runs, and what differs is made again."
)


def seal(output: str, root: Path = Path()) -> None:
    """Write down the checksums of a result, named from `root`, now that it is whole."""
    target = root / list_of(output)
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(checksums_of(root / output, root), encoding="utf-8")


def write_sealed(output: str, text: str, root: Path = Path()) -> None:
    """Write a result that the planner makes, and its checksum, unless it stands there so.

    What did not change keeps its time, so that nothing that rests on it is made again.
    """
    path = root / output
    if path.is_file() and path.read_bytes() == text.encode() and not differences(output, root):
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())
    seal(output, root)


def unseal(output: str) -> None:
    """Forget the checksums of a result that is about to be written.

    Where the output is a folder, an older version may have written each of its files by itself.
    """
    list_of(output).unlink(missing_ok=True)
    shutil.rmtree(list_of(output).with_suffix(""), ignore_errors=True)


def check(paths: Iterable[str], root: Path = Path()) -> None:
    """Refuse results that are not what a job wrote; other files are let through.

    Parameters
    ----------
    paths
        Files and folders, named from `root`.
    root
        The study's folder.

    Raises
    ------
    SurveyError
        A file differs, is missing, or was put there; or there are no checksums to tell by.
    """
    # Assume: a result without checksums, as older versions wrote them, can't be told from a damaged
    # one: it is made again and not taken over.
    if errors := [
        message for path in paths if is_result(path) for message in differences(path, root)
    ]:
        raise SurveyError(
            f"Results are not what the run wrote; nothing is made of them:{listed(errors)}\n{MEND}"
        )


def is_result(path: str) -> bool:
    """Whether a job of the workflow made `path`, which is named from the study's folder."""
    parts = Path(path).parts
    inside = len(parts) > 1 and parts[0] == RESULTS and parts[1] not in NO_RESULT
    return inside and parts[2:3] != (OF_SURVEY,)


def differences(output: str, root: Path = Path()) -> list[str]:
    """Return how a result differs from what its job wrote; an empty list if it does not."""
    target = list_of(output)
    try:
        written = (root / target).read_bytes().decode(errors="replace")
    except OSError:
        return [f"{output}: there are no checksums of it ({target})"]
    try:
        current_sums = checksums_of(root / output, root)
    except OSError as problem:
        return [f"{problem.filename}: can't be read: {problem.strerror}"]
    if current_sums == written and (root / output).exists():
        return []
    was, now = by_file(written), by_file(current_sums)
    messages = [f"{file}: is missing" for file in was if file not in now]
    for file, digest in now.items():
        if file not in was:
            messages.append(f"{file}: no job wrote it")
        elif was[file] != digest:
            messages.append(f"{file}: has other bytes than were written")
    return messages or [f"{output}: is missing, or its checksums are damaged ({target})"]


def checksums_of(output: Path, root: Path = Path()) -> str:
    """List a file, or all files of a folder, with their sha256, as ``sha256sum`` does.

    Hidden files are left out: they are marks of Snakemake's and of file managers.
    """
    from surveyanswers.tables.storage import sha256_of  # polars starts threads (`cyberstudy.fence`)

    files = (
        [output]
        if output.is_file()
        else sorted(
            path
            for path in output.rglob("*")
            if path.is_file() and not _hidden(path.relative_to(output))
        )
    )
    return "".join(f"{sha256_of(path)}  {path.relative_to(root).as_posix()}\n" for path in files)


def sealed(root: Path = Path()) -> list[str]:
    """List all results that there are checksums of, whether they are there or not."""
    folder = root / RESULTS / CHECKSUMS
    return [
        f"{RESULTS}/{path.relative_to(folder).as_posix().removesuffix(ENDING)}"
        for path in sorted(folder.rglob(f"*{ENDING}"))
    ]


def unlisted(root: Path = Path()) -> list[str]:
    """List all among the results that there are no checksums of, but for the unfinished.

    Jobs pass over hidden files, links and pipes; whoever takes a release away takes them with it.
    """
    listed_paths = {*sealed(root), *unfinished(root)}
    files = []
    for path in (root / RESULTS).rglob("*"):
        file = path.relative_to(root)
        regular = path.is_file() and not path.is_symlink() and not _hidden(file)
        ours = path.name in OWN_MARKS or not is_result(file.as_posix())
        if ours or (path.is_dir() and not path.is_symlink()):
            continue
        if not regular or listed_paths.isdisjoint(
            place.as_posix() for place in (file, *file.parents)
        ):
            files.append(file.as_posix())
    return sorted(files)


def damaged(
    root: Path = Path(), *, is_output: Callable[[str], bool] = lambda path: False
) -> dict[str, list[str]]:
    """Compare all results with their checksums, but for the unfinished: Snakemake sees to them.

    Parameters
    ----------
    root
        The study's folder.
    is_output
        Whether some job writes what is named so: such a result must have checksums.

    Returns
    -------
    dict
        Of each result that differs, how.
    """
    files = map(Path, unlisted(root))
    named = {path.as_posix() for file in files for path in (file, *file.parents)}
    results = [*sealed(root), *filter(is_output, sorted(named))]
    left_out = unfinished(root)
    differences_by_result = {
        result: differences(result, root) for result in results if result not in left_out
    }
    return {result: messages for result, messages in differences_by_result.items() if messages}


def unfinished(root: Path = Path()) -> set[str]:
    """Name the results that a run is making, or was when it was killed: Snakemake marks them."""
    return {*_snakemake_files(root, "incomplete")}


def job_records(root: Path = Path()) -> dict[str, Path]:
    """Return where Snakemake's record of the job lies that made each result."""
    records = _snakemake_files(root, "metadata")
    return {output: path for output, path in records.items() if is_result(output)}


def _snakemake_files(root: Path, kind: str) -> dict[str, Path]:
    """Return Snakemake's own files of a kind, by the output that each is about."""
    folder = root / ".snakemake" / kind
    path_of_output = {}
    for path in folder.rglob("*"):
        if path.is_file():
            # A long name is split into folders that begin with @.
            name = "".join(part.removeprefix("@") for part in path.relative_to(folder).parts)
            path_of_output[urlsafe_b64decode(name).decode()] = path
    return path_of_output


def altered_since(receipt: pl.DataFrame, folders: Iterable[Path]) -> list[str]:
    """Return which raw files are missing or changed since they were verified.

    Parameters
    ----------
    receipt
        `tables.answers.Receipt`.
    folders
        Where its files lie; the first of them that has a file counts.
    """
    from surveyanswers.tables.storage import sha256_of

    places = list(folders)
    messages = []
    for file, digest in receipt.select("file", "sha256").iter_rows():
        path = next((folder / file for folder in places if (folder / file).is_file()), None)
        if path is None:
            messages.append(f"{file}: was verified, and is there no longer")
        elif sha256_of(path) != digest:
            messages.append(f"{path.as_posix()}: is not the file that was verified")
    return messages


def list_of(output: str) -> Path:
    """Name the list with the checksums of a result."""
    inside = Path(output).relative_to(RESULTS)
    return Path(RESULTS, CHECKSUMS, inside.parent, f"{inside.name}{ENDING}")


def by_file(checksums: str) -> dict[str, str]:
    """Read a list of checksums: file -> SHA-256."""
    lines = (line.partition("  ") for line in checksums.split("\n") if line)
    return {file: digest for digest, _, file in lines}


def _hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)
