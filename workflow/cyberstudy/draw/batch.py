"""All exhibits of a survey in one language, drawn by as many processes as there are cores.

What was drawn before and rests on nothing that changed is not drawn again. This module itself
draws nothing and imports nothing that does: often there is nothing to draw.
"""

from __future__ import annotations

import json
import logging
import os
import sys
import threading
import time
import traceback
import warnings
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache, lru_cache
from logging.handlers import BufferingHandler
from pathlib import Path
from types import MappingProxyType
from typing import Any

from cyberstudy import fence
from cyberstudy.declare.plan.exhibits import DeclaredExhibit as ExhibitEntry
from cyberstudy.declare.plan.whole import Plan
from cyberstudy.declare.survey import Survey
from cyberstudy.draw.cache import basis_of, basis_of_all, found_in
from cyberstudy.jobs import collect_rarely
from cyberstudy.tables.kept import Kept, digest_of, gather
from cyberstudy.wording.catalogues import PHRASES, TABLE, digest_of_words
from surveyanswers.tables.problems import SurveyError, listed

FIGURES, PRINT, PHONE = ("svg", "png"), "pdf", "phone.svg"
DATA, OUTLINES, WORDS, CAPTION = "csv", "outlines.csv", "json", "rst"
#: Exhibits of a process. Assume: to start one takes as long as to draw three.
FEWEST = 4


@dataclass(frozen=True)
class Commission:
    """What a process must know to draw one exhibit."""

    name: str
    entry: ExhibitEntry
    plan: Plan
    figures: Sequence[str]  # endings of the figure
    language: str
    survey: Survey
    edition: str  # digest of the survey's declarations
    tables: str
    report: str
    kept: Kept
    rests_on: Mapping[str, str]
    publication: Mapping[str, str]
    asked_by: int  # the process that waits for it


@dataclass
class Outcome:
    """What came of it: lines for the log, and why it failed, if it did."""

    name: str
    said: list[tuple[int, str]] = field(default_factory=list)
    failure: str = ""


def draw_exhibits(
    tables: str,
    survey: Survey,
    *,
    plan: Mapping[str, Any],
    printed: Collection[str],
    language: str,
    code: Mapping[str, Sequence[str]],
    declarations: Sequence[str],
    report: str,
    kept: str,
    folder: str,
    workers: int,
    publication: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """Draw the exhibits that plan.yaml declares in one language, and put them into `folder`.

    Parameters
    ----------
    tables, report
        What `protect` wrote.
    survey
        For wordings and labels.
    plan
        Its plan.
    printed
        Exhibits that are written as PDF, too.
    language
        The code of the language.
    code
        The library's files behind each kind of exhibit.
    declarations
        Files that exhibits take words from.
    kept
        The folder in which exhibits are kept with what they rest on. What is done stays there if
        the others fail or the run is stopped.
    folder
        Where they go once all are there. It holds what the plan declares and nothing else.
    workers
        How many processes may draw at the same time; the files do not depend on it.
    publication
        Who publishes the study, and how, which pictures say.

    Raises
    ------
    SurveyError
        Some could not be drawn; all others were.
    """
    log = logging.getLogger("cyberstudy")
    simulated = json.loads(Path(report).read_text(encoding="utf-8"))["simulated"]
    of_all = basis_of_all(plan, declarations, language=language, simulated=simulated)
    of_all["publication"] = digest_of(publication)
    of_all["translations"] = digest_of_words(language, (PHRASES, survey.folder / TABLE))
    of_all["fence"] = str(fence.holds())  # what was drawn outside is drawn again
    declared = Plan.model_validate(plan)
    commissions = []
    for name, entry in plan["exhibits"].items():
        figures = (*FIGURES, *([PRINT] if name in printed else []))
        rests_on = of_all | basis_of(entry, plan, code[entry["kind"]])
        rests_on |= {"formats": " ".join(figures)}
        exhibit = Kept(Path(kept, name))
        if changed := exhibit.outdated(rests_on, found_in(Path(tables))):
            log.info("to draw: %s (%s)", name, ", ".join(changed))
            commissions.append(
                Commission(
                    name=name,
                    entry=declared.exhibits[name],
                    plan=declared,
                    figures=figures,
                    language=language,
                    survey=survey,
                    edition=digest_of([plan, of_all]),
                    tables=tables,
                    report=report,
                    kept=exhibit,
                    rests_on=rests_on,
                    publication=publication,
                    asked_by=os.getpid(),
                )
            )
    # The largest first, so that no process draws long after the others are done.
    commissions.sort(key=lambda commission: _effort(commission.kept), reverse=True)
    failures = []
    for number, outcome in enumerate(_spread(commissions, workers), start=1):
        for level, text in outcome.said:
            log.log(level, "%s: %s", outcome.name, text)
        if outcome.failure:
            failures.append(f"{outcome.name}: {outcome.failure}")
        done = "failed" if outcome.failure else "drawn"
        log.info("%s: %s, %s of %s", done, outcome.name, number, len(commissions))
    if failures:
        raise SurveyError(
            f"{survey.name} ({language}): {len(failures)} of {len(plan['exhibits'])} exhibits "
            f"could not be drawn. All others are done and are kept.{listed(failures)}"
        )
    gather(Path(kept), plan["exhibits"], Path(folder))


def _effort(kept: Kept) -> float:
    """How much there was to draw the last time; no limit where that is not known."""
    figures = list(kept.folder.glob("*.svg"))
    return figures[0].stat().st_size if figures else float("inf")


def _spread(commissions: Sequence[Commission], workers: int) -> Iterator[Outcome]:
    """Draw in several processes; outcomes come in the order of commissions."""
    # Not the standard library's pool: its processes begin by running the program that started
    # them, and Snakemake's scripts do all their work there. polars may not be forked.
    from joblib import Parallel, delayed, parallel_config

    processes = max(1, min(workers, len(commissions) // FEWEST))
    with parallel_config(backend="loky", inner_max_num_threads=1):
        parallel = Parallel(n_jobs=processes, batch_size=1, return_as="generator")
        yield from parallel(delayed(draw_commission)(commission) for commission in commissions)


def draw_commission(commission: Commission) -> Outcome:
    """Draw one exhibit and keep it, in whichever process; what goes wrong is told, not raised."""
    from matplotlib import pyplot as plt

    from cyberstudy.draw.exhibit import draw_exhibit, save_exhibit
    from cyberstudy.draw.text_layouts import laid_out_once

    _end_with(commission.asked_by)
    collect_rarely()
    outcome = Outcome(commission.name)
    kept = commission.kept
    # One exhibit's settings are not the next one's.
    with _heard(outcome), plt.rc_context(), laid_out_once():
        try:
            exhibit = draw_exhibit(
                commission.tables,
                _read_once(commission.survey, commission.edition),
                name=commission.name,
                language=commission.language,
                entry=commission.entry,
                plan=commission.plan,
                report=commission.report,
                publication=commission.publication,
            )
            kept.empty()
            base = kept.folder / commission.name
            save_exhibit(
                exhibit,
                figures=[f"{base}.{ending}" for ending in commission.figures],
                phone=f"{base}.{PHONE}",
                data=f"{base}.{DATA}",
                outlines=f"{base}.{OUTLINES}",
                words=f"{base}.{WORDS}",
                caption=f"{base}.{CAPTION}",
            )
            kept.record(commission.rests_on, exhibit.looked_for, found_in(Path(commission.tables)))
        except SurveyError as problem:
            outcome.failure = str(problem)
        except Exception as problem:  # whatever it is, the others are drawn
            outcome.failure = f"{type(problem).__name__}: {problem}"
            outcome.said.append((logging.ERROR, traceback.format_exc()))
        finally:
            plt.close("all")
    return outcome


@cache
def _end_with(parent: int) -> None:
    """Let this process end when the one that started it does, even if that was killed."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(0.5)
        os._exit(1)

    if os.getpid() != parent:
        threading.Thread(target=watch, daemon=True).start()


@lru_cache(maxsize=1)
def _read_once(survey: Survey, edition: str) -> Survey:
    """Return the survey that this process has read already, if it is the same in that edition."""
    return survey


@contextmanager
def _heard(outcome: Outcome) -> Iterator[None]:
    """Collect warnings and what is logged, which a process cannot write into the job's log."""
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    buffer = BufferingHandler(capacity=sys.maxsize)
    root.handlers[:] = [buffer]
    root.setLevel(logging.WARNING)
    logging.captureWarnings(True)
    try:
        with warnings.catch_warnings():  # a warning that another exhibit had is given again
            yield
    finally:
        root.handlers[:] = before
        root.setLevel(level)
        outcome.said[:0] = [(record.levelno, record.getMessage()) for record in buffer.buffer]
