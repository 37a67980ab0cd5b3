"""Read every export that the layout declares, as text."""

from pathlib import Path

from cyberstudy.declare.collected import Collected
from cyberstudy.jobs import begin, finish
from cyberstudy.read import read_exports
from cyberstudy.read.received import check_received
from cyberstudy.tables.answers import Cells, Intake, Receipt
from cyberstudy.tables.storage import read_table, write_table
from snakemake.iocontainers import Snakemake

snakemake: Snakemake

begin(snakemake)
survey = Collected.of(snakemake.input.declared)
check_received(
    survey.exports,
    Path(snakemake.params.raw),
    read_table(snakemake.input.receipt, Receipt),
)
cells, intake = read_exports(survey.exports, Path(snakemake.params.raw), survey.questionnaire)
write_table(cells, snakemake.output.cells, Cells)
write_table(intake, snakemake.output.intake, Intake)
finish(snakemake)
