"""Reading and cleaning in spite of cells that would stop a run."""

from __future__ import annotations

import polars as pl

from surveyanswers.clean.answers import Cleaned, clean_survey
from surveyanswers.instrument.cleaning import BadCells
from surveyanswers.instrument.survey_folder import SurveyFolder
from surveyanswers.read import read_exports
from surveyanswers.tables.cell_columns import TextSheet


def cleaned_anyway(survey: SurveyFolder) -> tuple[Cleaned, list[TextSheet]]:
    """Read and clean, counting cells that would stop the run as invalid.

    Raises
    ------
    SurveyError
        The files can't be read or their rows aren't distinguishable.
    """
    tolerant = SurveyFolder(survey.folder, root=survey.root)
    rules = BadCells.model_validate(dict.fromkeys(BadCells.model_fields, "invalid"))
    # Properties that are read once: put there before anybody asks.
    tolerant.__dict__["settings"] = survey.settings.model_copy(update={"bad_cells": rules})
    sheets, intake = read_files(tolerant)
    return clean_survey(sheets, intake, tolerant), sheets


def read_files(survey: SurveyFolder) -> tuple[list[TextSheet], pl.DataFrame]:
    """Return the texts of all exports, and how many cells each file had (`tables.Intake`)."""
    raw = survey.root / survey.data_access.raw
    return read_exports(survey.exports, raw, survey.questionnaire)
