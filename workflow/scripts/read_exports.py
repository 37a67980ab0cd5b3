"""Read every export that the layout declares, as text."""

from pathlib import Path

from cyberstudy.logs import log_to
from cyberstudy.read import read_exports
from cyberstudy.storage import write_table
from cyberstudy.survey import load_survey
from cyberstudy.tables import Cells, Intake
from snakemake.iocontainers import Snakemake

snakemake: Snakemake

log_to(snakemake.log[0])
survey = load_survey(snakemake.input.survey[0])
cells, intake = read_exports(survey.exports, Path(snakemake.params.raw), survey.questionnaire)
write_table(cells, snakemake.output.cells, Cells)
write_table(intake, snakemake.output.intake, Intake)
