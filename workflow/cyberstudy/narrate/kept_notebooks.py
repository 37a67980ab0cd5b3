"""All notebooks of a survey; what rests on nothing that changed is not run again.

A word in one exhibit concerns the notebooks that show it, and no others.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from cyberstudy import fence
from cyberstudy.narrate import Study
from cyberstudy.narrate.execution import run_notebook
from cyberstudy.tables.kept import Kept, digest_of, digest_of_software, gather
from surveyanswers.tables.checksums import checksums_of
from surveyanswers.tables.problems import SurveyError, listed

#: Parts of a plan that notebooks rest on only so far as they show them, or not at all.
OF_SOME = ("exhibits", "notebooks", "story")


def run_notebooks(
    sources: Sequence[str],
    *,
    code: Sequence[str],
    rests_on: Iterable[str],
    plan: Mapping[str, Any],
    language: str,
    survey: str,
    title: str,
    kept: str,
    folder: str,
) -> None:
    """Execute what is new among a survey's notebooks, and put all of them into `folder`.

    Parameters
    ----------
    sources
        The notebooks in git, without outputs.
    code
        Of each the list of the library's files that it imports.
    rests_on
        Files and folders that any notebook may read. What each reads of exhibits, and of other
        surveys, is known once it ran (`Study.looked_for`).
    plan
        The survey's.
    language
        Of the exhibits in notebooks.
    survey, title
        The survey's name, and what it is called.
    kept
        The folder in which notebooks are kept with what they rest on. What is done stays there if
        others fail or the run is stopped.
    folder
        Where they go once all are there: of each an executed notebook and a page for reading.

    Raises
    ------
    SurveyError
        Some could not be run; all others were.
    """
    log = logging.getLogger("cyberstudy")
    # Assume: a notebook learns of exhibits by `Study` alone; else it may read what it likes.
    of_all = {
        "plan": digest_of({part: entry for part, entry in plan.items() if part not in OF_SOME}),
        "results, declarations and code": digest_of(
            [checksums_of(Path(path)) for path in rests_on]
        ),
        "software": digest_of_software(),
        "language": language,
        "title": title,
        "fence": str(fence.holds()),  # what was run outside is run again
    }
    pattern_digest = cache(_found)
    names, failures = [], []
    for number, (source, imported) in enumerate(zip(sources, code, strict=True), start=1):
        name = Path(source).stem
        names.append(name)
        notebook = Kept(Path(kept, name))
        rests = of_all | {
            "notebook": checksums_of(Path(source)),
            "imports": checksums_of(Path(imported)),
        }
        if not (changed := notebook.outdated(rests, pattern_digest)):
            continue
        log.info("to run: %s (%s)", name, ", ".join(changed))
        notebook.empty()
        Study.looked_for.clear()
        try:
            run_notebook(
                source,
                language=language,
                notebook=str(notebook.folder / f"{name}.ipynb"),
                page=str(notebook.folder / f"{name}.html"),
                lies_in=folder,
                survey=survey,
                title=title,
            )
        except (SurveyError, RuntimeError) as problem:
            failures.append(str(problem))
            log.error("%s", problem)
        else:
            notebook.record(rests, Study.looked_for, pattern_digest)
            log.info("%s: run, %s of %s", name, number, len(sources))
    if failures:
        raise SurveyError(
            f"{survey}: {len(failures)} of {len(names)} notebooks could not be run. All others are "
            f"done and are kept.{listed(failures)}"
        )
    gather(Path(kept), names, Path(folder))


def _found(pattern: str) -> str | None:
    """Digest the files that a pattern means in the study's folder; None where there are none."""
    paths = (path for path in Path().glob(pattern) if path.is_file())
    files = sorted(path for path in paths if not path.name.startswith("."))
    return digest_of([checksums_of(path) for path in files]) if files else None
