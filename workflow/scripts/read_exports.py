"""Read every export that the layout declares, as text."""

from pathlib import Path

from cyberstudy.declare.survey import load_survey
from cyberstudy.logs import log_to
from cyberstudy.read import read_exports
from cyberstudy.tables.answers import Cells, Intake
from cyberstudy.tables.storage import write_table
from snakemake.iocontainers import Snakemake

snakemake: Snakemake

log_to(snakemake.log[0])
survey = load_survey(snakemake.input.survey[0])
cells, intake = read_exports(survey.exports, Path(snakemake.params.raw), survey.questionnaire)
write_table(cells, snakemake.output.cells, Cells)
write_table(intake, snakemake.output.intake, Intake)
