"""Instruments, a module a program that forms are made with; each gives a `Form`."""

from __future__ import annotations

from pathlib import Path

from surveyanswers.scaffold.form import Form
from surveyanswers.scaffold.instruments import labelled, limesurvey, qualtrics, redcap, xlsform
from surveyanswers.scaffold.said_instead import name_statuses
from surveyanswers.tables.problems import SurveyError

_BY_ENDING = {
    **dict.fromkeys((".xlsx", ".xls"), xlsform.read),
    ".qsf": qualtrics.read,
    **dict.fromkeys((".lss", ".txt", ".tsv"), limesurvey.read),
    ".csv": redcap.read,
    **dict.fromkeys(labelled.ENDINGS, labelled.read),
}


def read_instrument(path: Path) -> Form:
    """Read a form: a file, or the folder of an XLSForm's sheets.

    Raises
    ------
    SurveyError
        There is no such file, or it is of no kind that is read here.
    """
    if not path.exists():
        raise SurveyError(f"{path}: there is no such form")
    reader = xlsform.read if path.is_dir() else _BY_ENDING.get(path.suffix.lower())
    if reader is redcap.read and path.stem.endswith("survey"):
        reader = xlsform.read
    if reader is None:
        raise SurveyError(
            f"{path}: forms are read from XLSForm (.xlsx, .xls, or its sheets as CSV), a "
            f"dictionary of REDCap (.csv), Qualtrics (.qsf), LimeSurvey (.lss, .txt), SPSS and "
            f"Stata (.sav, .dta)"
        )
    form = reader(path)
    name_statuses(form)
    return form
