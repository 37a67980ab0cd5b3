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
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from pathlib import Path

from cyberstudy.declare.declared import ACROSS
from cyberstudy.declare.opened import open_survey
from cyberstudy.verify.download import download
from surveyanswers.instrument.data_access import RAW
from surveyanswers.instrument.parsing import load
from surveyanswers.instrument.raw_files import SOURCES, Source, Sources
from surveyanswers.tables.problems import SurveyError, listed
from surveyanswers.tables.storage import sha256_of

log = logging.getLogger(__name__)

REFUSED = "data/refused"
MIRROR_VARIABLE = "STUDY_MIRROR"
PUBLIC = "public"
FEWEST = 2  # surveys that can be compared with one another


@dataclass(frozen=True)
class Availability:
    """Which surveys can run, and why the others can't."""

    runnable: list[str] = field(default_factory=list)
    left_out: dict[str, str] = field(default_factory=dict)
    #: Those of the left out that something is wrong with, or undecided in.
    faulty: list[str] = field(default_factory=list)
    #: Files of no survey, which each can do without, each with why it could not be had, or "".
    shared: dict[str, str] = field(default_factory=dict)

    def notice(self) -> str:
        """Return what was left out, and why, in plain words; empty if nothing was."""
        notices = [f"Left out: survey {survey}.\n{why}" for survey, why in self.left_out.items()]
        parts = [f"Left out: {why}" for why in self.shared.values() if why]
        return "\n\n".join([*notices, *parts])


def find_surveys(
    surveys: list[str],
    *,
    root: Path,
    fetch: bool,
    config: Path,
    mistakes_in: Callable[[str], str | None] = lambda name: None,
    read: Collection[str] = (),
) -> Availability:
    """Decide which of `surveys` can run, bringing their public files where missing.

    What lies across surveys runs where two public surveys do. Files of no survey are brought first:
    all for what lies across surveys, and else those in `read`.

    Parameters
    ----------
    surveys
        Names, in the order in which they are to run.
    root
        The folder that holds ``data/raw``.
    fetch
        Whether missing files may be brought; otherwise only what is there counts.
    config
        The folder of all declarations.
    mistakes_in
        Returns what keeps a survey whose files are there from running; None where nothing does.
    read
        Files of no survey that analyses read, by their paths below `root`.
    """
    sources = load(root / RAW / SOURCES, Sources).sources
    decided = Availability()
    folders = {path.name for path in (config / "surveys").glob("*/")}
    for source in sources:
        wanted = ACROSS in surveys or f"{RAW}/{source.path}" in read
        if wanted and source.survey not in folders:
            decided.shared[source.path] = _bring(source, root=root, fetch=fetch) or ""
    for survey in (name for name in surveys if name != ACROSS):
        missing = [
            failure
            for source in sources
            if source.survey == survey and (failure := _bring(source, root=root, fetch=fetch))
        ]
        if missing:
            decided.left_out[survey] = "".join(missing)
        elif mistake := mistakes_in(survey):
            decided.left_out[survey] = mistake
            decided.faulty.append(survey)
        else:
            decided.runnable.append(survey)
    if ACROSS not in surveys:
        return decided
    declared = (open_survey(name, config) for name in decided.runnable)
    public = [survey.name for survey in declared if survey.settings.protection == PUBLIC]
    if len(public) < FEWEST:
        decided.left_out[ACROSS] = (
            f"It compares public surveys with one another, and needs {FEWEST} that run; "
            f"of this run's {', '.join(public) or 'none'} can."
        )
        return decided
    if mistake := mistakes_in(ACROSS):
        decided.left_out[ACROSS] = mistake
        decided.faulty.append(ACROSS)
    decided.runnable[:] = [name for name in surveys if name not in decided.left_out]
    return decided


def _bring(source: Source, *, root: Path, fetch: bool) -> str | None:
    """Bring `source` into the raw folder; return None, or why that can't be done."""
    target = root / RAW / source.path
    if target.exists():
        return None  # whether it is the right file is for the receipt to say
    if not fetch:
        return f"{RAW}/{source.path} is missing."
    attempts = []
    mirror = os.environ.get(MIRROR_VARIABLE)
    if mirror:
        attempts.append(_from_mirror(source, Path(mirror), root=root))
    if not target.exists() and source.url:
        attempts.append(_from_address(source, source.url, root=root))
    if target.exists():
        return None
    if not mirror:
        attempts.insert(0, f"{MIRROR_VARIABLE} names no local mirror")
    if not source.url:
        attempts.append("no address is known that holds a copy of it")
    return (
        f"{RAW}/{source.path} is missing and could not be brought:{listed(attempts)}\n"
        f"To add it, put the file (sha256 {source.sha256}, {source.bytes:,} bytes)\n"
        f"at {RAW}/{source.path}, or set {MIRROR_VARIABLE} to a folder that holds {source.path}"
    ) + (f",\nor run again with a connection to {source.url}" if source.url else "")


def _from_mirror(source: Source, mirror: Path, *, root: Path) -> str:
    file = mirror / source.path
    if not mirror.is_dir():
        return f"{MIRROR_VARIABLE} names {mirror}, and there is no such folder"
    if not file.is_file():
        return f"the mirror {mirror} holds no {source.path}"
    if (size := file.stat().st_size) != source.bytes:
        return f"the mirror {mirror} holds another file: {size:,} bytes, expected {source.bytes:,}"
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / "copy"
        shutil.copyfile(file, copy)
        return _accept(source, copy, came_from=f"the mirror {mirror}", root=root)


def _from_address(source: Source, url: str, *, root: Path) -> str:
    print(f"Bringing {source.path} from {url}")
    # A download that is given up may still write for a moment into a folder that is gone.
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        try:
            copy = download(url, Path(folder), size=source.bytes)
        except SurveyError as problem:
            return str(problem)
        return _accept(source, copy, came_from=url, root=root)


def _accept(source: Source, copy: Path, *, came_from: str, root: Path) -> str:
    """Move a verified copy into the raw folder, any other one aside."""
    digest = sha256_of(copy)
    right = digest == source.sha256
    target = _below(root / (RAW if right else REFUSED), source.path)
    if not right:
        for earlier in target.parent.glob(f"{target.name}.sha256-*"):  # one of each file is enough
            earlier.unlink()
        target = target.with_name(f"{target.name}.sha256-{digest[:12]}")
    partial = target.with_name(f".{target.name}.partial")
    try:
        shutil.move(copy, partial)
        partial.chmod(0o644)
        os.replace(partial, target)  # the file appears whole or not at all
    finally:
        partial.unlink(missing_ok=True)
    if right:
        log.info("brought %s from %s", source.path, came_from)
        return f"{came_from}: brought"
    return (
        f"{came_from} gave another file: sha256 {digest}, expected {source.sha256}; "
        f"it was refused and kept as {target.relative_to(root)}"
    )


def _below(folder: Path, path: str) -> Path:
    """Return a path in `folder`, whose own folders are there and lead nowhere else.

    Raises
    ------
    SurveyError
        A link leads out of the folder.
    """
    target = folder / path
    if not target.parent.resolve().is_relative_to(folder.resolve()):
        raise SurveyError(f"{target.parent} is a link that leads out of {folder}; remove it")
    target.parent.mkdir(parents=True, exist_ok=True)
    return target
