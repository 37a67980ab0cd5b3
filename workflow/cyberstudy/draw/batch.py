"""All exhibits of a survey in one language, one after the other.

One process draws a survey, for importing what draws takes as long as to draw three exhibits.
"""

from __future__ import annotations

import logging
import warnings
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import polars as pl
from matplotlib import pyplot as plt

from cyberstudy.declare.survey import Survey
from cyberstudy.draw.exhibit import Exhibit, draw_exhibit, save_exhibit
from cyberstudy.wording.references import WRITTEN, written_numbers
from surveyanswers.tables.problems import SurveyError, listed
from surveyanswers.tables.storage import write_table

FIGURES, PRINT, PHONE = ("svg", "png"), "pdf", "phone.svg"
DATA, WORDS, CAPTION = "csv", "json", "rst"


def draw_exhibits(
    tables: str,
    survey: Survey,
    *,
    printed: Collection[str],
    folder: str,
    **what: Any,
) -> None:
    """Draw the exhibits that plan.yaml declares in one language into an empty `folder`.

    The cell of each number in their words goes to a CSV beside it, of the same name.

    Parameters
    ----------
    tables
        The folder that `protect` wrote.
    survey
        For wordings, labels, and the plan.
    printed
        Exhibits that are written as PDF, too.
    what
        Language, report and publication, as `draw_exhibit` takes them.

    Raises
    ------
    SurveyError
        Some could not be drawn; all others were.
    """
    log, exhibits, failures = logging.getLogger("cyberstudy"), survey.plan.exhibits, []
    Path(folder).mkdir(parents=True, exist_ok=True)
    written = []
    for number, (name, entry) in enumerate(exhibits.items(), start=1):
        figures = (*FIGURES, *([PRINT] if name in printed else []))
        outcome = "failed"
        with _named_in_log(name):
            try:
                drawn = draw_one(
                    f"{folder}/{name}", figures, tables, survey, name=name, entry=entry, **what
                )
                written += [{"exhibit": name, **row} for row in written_numbers(drawn.words)]
                outcome = "drawn"
            except SurveyError as problem:
                failures.append(f"{name}: {problem}")
            except Exception as problem:  # whatever it is, the others are drawn
                failures.append(f"{name}: {type(problem).__name__}: {problem}")
                log.exception("not drawn")
            log.info("%s, %s of %s", outcome, number, len(exhibits))
    write_table(pl.DataFrame(written, schema=["exhibit", *WRITTEN]), f"{folder}.csv")
    if failures:
        raise SurveyError(
            f"{survey.name} ({what['language']}): {len(failures)} of {len(exhibits)} exhibits "
            f"could not be drawn.{listed(failures)}"
        )


def draw_one(base: str, figures: Sequence[str], *where: Any, **what: Any) -> Exhibit:
    """Draw one exhibit, as `draw_exhibit` takes it, into files that begin with `base`."""
    with plt.rc_context():  # one exhibit's settings are not the next one's
        try:
            exhibit = draw_exhibit(*where, **what)
            save_exhibit(
                exhibit,
                figures=[f"{base}.{ending}" for ending in figures],
                phone=f"{base}.{PHONE}",
                data=f"{base}.{DATA}",
                words=f"{base}.{WORDS}",
                caption=f"{base}.{CAPTION}",
            )
            return exhibit
        finally:
            plt.close("all")


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
