"""All exhibits of a survey in one language, one after the other.

What was drawn before and rests on nothing that changed is not drawn again. This module itself
draws nothing and imports nothing that does: often there is nothing to draw. One process draws a
survey, for importing what draws takes as long as to draw three exhibits.
"""

from __future__ import annotations

import json
import logging
import warnings
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import Any

from cyberstudy import fence
from cyberstudy.declare.plan.whole import Plan
from cyberstudy.declare.survey import Survey
from cyberstudy.draw.cache import basis_of, basis_of_all, found_in
from cyberstudy.jobs import collect_rarely
from cyberstudy.tables.kept import Kept, digest_of, gather
from cyberstudy.wording.catalogues import PHRASES, TABLE, digest_of_words
from surveyanswers.tables.problems import SurveyError, listed

FIGURES, PRINT, PHONE = ("svg", "png"), "pdf", "phone.svg"
DATA, OUTLINES, WORDS, CAPTION = "csv", "outlines.csv", "json", "rst"


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
    drawings = []
    for name, entry in plan["exhibits"].items():
        figures = (*FIGURES, *([PRINT] if name in printed else []))
        rests_on = of_all | basis_of(entry, plan, code[entry["kind"]])
        rests_on |= {"formats": " ".join(figures)}
        exhibit = Kept(Path(kept, name))
        if changed := exhibit.outdated(rests_on, found_in(Path(tables))):
            log.info("to draw: %s (%s)", name, ", ".join(changed))
            drawings.append((name, figures, exhibit, rests_on))
    collect_rarely()
    failures = []
    for number, (name, figures, exhibit, rests_on) in enumerate(drawings, start=1):
        with _named_in_log(name):
            try:
                draw_one(
                    exhibit,
                    figures,
                    rests_on,
                    tables=tables,
                    survey=survey,
                    name=name,
                    language=language,
                    entry=declared.exhibits[name],
                    plan=declared,
                    report=report,
                    publication=publication,
                )
                done = "drawn"
            except SurveyError as problem:
                failures.append(f"{name}: {problem}")
                done = "failed"
            except Exception as problem:  # whatever it is, the others are drawn
                failures.append(f"{name}: {type(problem).__name__}: {problem}")
                done = "failed"
                log.exception("not drawn")
            log.info("%s, %s of %s", done, number, len(drawings))
    if failures:
        raise SurveyError(
            f"{survey.name} ({language}): {len(failures)} of {len(plan['exhibits'])} exhibits "
            f"could not be drawn. All others are done and are kept.{listed(failures)}"
        )
    gather(Path(kept), plan["exhibits"], Path(folder))


def draw_one(
    kept: Kept, figures: Sequence[str], rests_on: Mapping[str, str], *, name: str, **what: Any
) -> None:
    """Draw one exhibit, as `draw_exhibit` takes `what`, and keep it with what it rests on."""
    from matplotlib import pyplot as plt

    from cyberstudy.draw.exhibit import draw_exhibit, save_exhibit
    from cyberstudy.draw.text_layouts import laid_out_once

    # One exhibit's settings are not the next one's.
    with plt.rc_context(), laid_out_once():
        try:
            exhibit = draw_exhibit(name=name, **what)
            kept.empty()
            base = kept.folder / name
            save_exhibit(
                exhibit,
                figures=[f"{base}.{ending}" for ending in figures],
                phone=f"{base}.{PHONE}",
                data=f"{base}.{DATA}",
                outlines=f"{base}.{OUTLINES}",
                words=f"{base}.{WORDS}",
                caption=f"{base}.{CAPTION}",
            )
        finally:
            plt.close("all")
    kept.record(rests_on, exhibit.looked_for, found_in(Path(what["tables"])))


@contextmanager
def _named_in_log(name: str) -> Iterator[None]:
    """Begin each line that is logged, warnings of libraries included, with the exhibit's name."""
    make = logging.getLogRecordFactory()

    def named(*args: Any, **more: Any) -> logging.LogRecord:
        record = make(*args, **more)
        record.msg = f"{name}: {record.msg}"
        return record

    logging.setLogRecordFactory(named)
    logging.captureWarnings(True)
    try:
        with warnings.catch_warnings():  # a warning that another exhibit had is given again
            yield
    finally:
        logging.setLogRecordFactory(make)
