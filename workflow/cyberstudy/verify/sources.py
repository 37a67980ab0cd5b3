"""Bring public source files: from the raw folder, a local mirror, or their address.

Raw files are inputs of the workflow, never outputs of a rule, since Snakemake removes a
rule's outputs before it runs the rule. So they are brought before the workflow is planned,
and a survey whose files can't be had is left out of the plan with the reason.
"""

from __future__ import annotations

import logging
import os
import shutil
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from cyberstudy.declare.holdings import RAW
from cyberstudy.tables.problems import StudyProblem, listed
from cyberstudy.tables.storage import sha256_of

log = logging.getLogger(__name__)

REFUSED = "data/refused"
MIRROR_VARIABLE = "STUDY_MIRROR"
TIMEOUT_SECONDS = 20
RETRIES = 2


@dataclass(frozen=True)
class Source:
    """A public file that the repository names but does not carry."""

    path: str  # below data/raw and below the mirror
    url: str
    sha256: str
    bytes: int
    received_on: str
    source: str
    licence: str
    citation: str
    sensitivity: str
    simulated: bool

    @property
    def survey(self) -> str:
        """The survey that the file belongs to: the first part of its path."""
        return self.path.partition("/")[0]


@dataclass(frozen=True)
class Availability:
    """Which surveys can run, and why the others can't."""

    runnable: list[str] = field(default_factory=list)
    left_out: dict[str, str] = field(default_factory=dict)

    def notice(self) -> str:
        """Say in plain words what was left out; empty when nothing was."""
        return "\n\n".join(
            f"Left out: survey {survey}.\n{why}" for survey, why in self.left_out.items()
        )


def load_sources(path: Path) -> list[Source]:
    """Read ``sources.yaml``."""
    entries = yaml.safe_load(path.read_text(encoding="utf-8"))["sources"]
    try:
        return [Source(**entry) for entry in entries]
    except TypeError as problem:
        raise StudyProblem(
            f"{path}: an entry is incomplete or has an unknown key: {problem}"
        ) from None


def find_surveys(surveys: list[str], *, root: Path, fetch: bool) -> Availability:
    """Decide which of `surveys` can run, bringing their public files where missing.

    Parameters
    ----------
    surveys
        Names, in the order in which they are to run.
    root
        The folder that holds ``data/raw``.
    fetch
        Whether missing files may be brought; otherwise only what is there counts.
    """
    sources = load_sources(root / RAW / "sources.yaml")
    decided = Availability()
    for survey in surveys:
        missing = [
            failure
            for source in sources
            if source.survey == survey and (failure := _bring(source, root=root, fetch=fetch))
        ]
        if missing:
            decided.left_out[survey] = "".join(missing)
        else:
            decided.runnable.append(survey)
    return decided


def _bring(source: Source, *, root: Path, fetch: bool) -> str | None:
    """Put `source` into the raw folder; return None, or why that can't be done."""
    target = root / RAW / source.path
    if target.exists():
        return None  # whether it is the right file is for the receipt to say
    if not fetch:
        return f"{RAW}/{source.path} is missing."
    attempts = []
    mirror = os.environ.get(MIRROR_VARIABLE)
    if mirror:
        attempts.append(_from_mirror(source, Path(mirror), root=root))
    if not target.exists():
        attempts.append(_from_address(source, root=root))
    if target.exists():
        return None
    if not mirror:
        attempts.insert(0, f"{MIRROR_VARIABLE} names no local mirror")
    return (
        f"{RAW}/{source.path} is missing and could not be brought:{listed(attempts)}\n"
        f"To add it, put the file (sha256 {source.sha256}, {source.bytes:,} bytes)\n"
        f"at {RAW}/{source.path}, or set {MIRROR_VARIABLE} to a folder that holds {source.path},\n"
        f"or run again with a connection to {source.url}"
    )


def _from_mirror(source: Source, mirror: Path, *, root: Path) -> str:
    found = mirror / source.path
    if not found.is_file():
        return f"the mirror {mirror} holds no {source.path}"
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy"
        shutil.copyfile(found, copy)
        return _accept(source, copy, came_from=f"the mirror {mirror}", root=root)


def _from_address(source: Source, *, root: Path) -> str:
    import pooch  # 0.3 s, and needed only when a file is missing

    with tempfile.TemporaryDirectory() as folder:
        fetcher = pooch.create(
            path=folder,
            base_url="",
            registry={"copy": None},  # checked below, so that a bad file can be kept aside
            urls={"copy": source.url},
            retry_if_failed=RETRIES,
        )
        pooch.get_logger().setLevel("ERROR")
        print(f"Bringing {source.path} from {source.url}")
        try:
            copy = fetcher.fetch(
                "copy",
                downloader=pooch.HTTPDownloader(progressbar=True, timeout=TIMEOUT_SECONDS),
            )
        except Exception as problem:  # whatever the network does, the survey is left out
            return f"{source.url} did not answer ({type(problem).__name__})"
        return _accept(source, Path(copy), came_from=source.url, root=root)


def _accept(source: Source, copy: Path, *, came_from: str, root: Path) -> str:
    """Move a verified copy into the raw folder, any other one aside."""
    digest = sha256_of(copy)
    right = digest == source.sha256
    target = root / (RAW if right else REFUSED) / source.path
    if not right:
        target = target.with_name(f"{target.name}.sha256-{digest[:12]}")
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(f".{target.name}.partial")
    shutil.move(copy, partial)
    partial.chmod(0o644)
    os.replace(partial, target)  # the file appears whole or not at all
    if right:
        log.info("brought %s from %s", source.path, came_from)
        return f"{came_from}: brought"
    kept = target.relative_to(root)
    return (
        f"{came_from} gave another file: sha256 {digest}, expected {source.sha256}; "
        f"it was refused and kept as {kept}"
    )
