"""Translate the questionnaire into an XForm, which fails unless it is a valid XLSForm."""

from pathlib import Path

from cyberstudy.declare.survey import load_survey
from cyberstudy.declare.xlsform import to_xform
from cyberstudy.jobs import begin, finish
from snakemake.iocontainers import Snakemake

snakemake: Snakemake

begin(snakemake)
survey = load_survey(snakemake.input.survey[0])
Path(snakemake.output.form).write_text(to_xform(survey.folder / "questionnaire"), encoding="utf-8")
finish(snakemake)
