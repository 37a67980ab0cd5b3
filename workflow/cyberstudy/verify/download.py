"""Fetch one file by https, within a size and a time."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from surveyanswers.tables.problems import SurveyError

SECONDS = 60  # for a file of no size; each further SLOWEST bytes have a second more
SLOWEST = 20_000  # bytes a second
NO_ANSWER = 20  # seconds that a server may say nothing
RETRIES = 2
_CHUNK = 2**16
_HOPS = 5


def download(url: str, folder: Path, *, size: int) -> Path:
    """Fetch what is at `url` into `folder`, no more than `size` bytes of it.

    Raises
    ------
    SurveyError
        It can't be had: the server does not answer, sends more, takes too long, or leads to an
        address that is not https.
    """
    ended: list[Path | Exception] = []

    def attempt() -> None:
        try:
            ended.append(_fetched(url, folder, size))
        except Exception as problem:  # raised below, in the caller's thread
            ended.append(problem)

    # A server that sends a byte now and then satisfies every limit but that of all the time.
    limit = SECONDS + size / SLOWEST
    thread = threading.Thread(target=attempt, daemon=True)
    thread.start()
    thread.join(limit)
    if not ended:
        raise SurveyError(f"{url} took longer than {limit:.0f} seconds; given up")
    if isinstance(outcome := ended[0], Path):
        return outcome
    if isinstance(outcome, SurveyError):
        raise outcome
    status = getattr(getattr(outcome, "response", None), "status_code", None)
    error = type(outcome).__name__ + (f" {status}" if status else "")
    raise SurveyError(f"{url} did not answer ({error})")


def _fetched(url: str, folder: Path, size: int) -> Path:
    import pooch  # 0.3 s, and needed only when a file is missing

    fetcher = pooch.create(
        path=folder,
        base_url="",
        registry={"copy": None},  # its checksum is for the caller, who keeps a bad file aside
        urls={"copy": url},
        retry_if_failed=RETRIES,
    )
    pooch.get_logger().setLevel("ERROR")
    return Path(fetcher.fetch("copy", downloader=_within(size)))


def _within(size: int) -> Callable[[str, str, object], None]:
    """Make a downloader, as pooch calls it, that stops at the first byte too many."""

    def downloader(url: str, output: str, _: object) -> None:
        import requests

        with requests.Session() as session, Path(output).open("wb") as file:
            session.adapters.pop("http://")  # no redirect leads out of https
            session.max_redirects = _HOPS
            session.headers["Accept-Encoding"] = "identity"
            try:
                answer = session.get(url, stream=True, timeout=NO_ANSWER)
            except requests.exceptions.InvalidSchema:
                raise SurveyError(f"{url} leads to an address that is not https") from None
            with answer:
                answer.raise_for_status()
                _copied(answer.raw.read1, file, size, url)

    return downloader


def _copied(read: Callable[[int], bytes], file: BinaryIO, size: int, url: str) -> None:
    kept = 0
    while chunk := read(min(_CHUNK, size + 1 - kept)):
        kept += len(chunk)
        if kept > size:
            raise SurveyError(f"{url} sends more than the {size:,} bytes declared; stopped")
        file.write(chunk)
