"""Translate the questionnaire into an XForm, which fails unless it is a valid XLSForm."""

from pathlib import Path

from cyberstudy.declare.survey import load_survey
from cyberstudy.declare.xlsform import to_xform
from cyberstudy.logs import log_to
from snakemake.iocontainers import Snakemake

snakemake: Snakemake

log_to(snakemake.log[0])
survey = load_survey(snakemake.input.survey[0])
Path(snakemake.output.form).write_text(to_xform(survey.folder / "questionnaire"), encoding="utf-8")
