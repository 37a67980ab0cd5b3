"""Write the questionnaire's sheets as the one workbook that form tools take."""

from pathlib import Path

from cyberstudy.declare.xlsform import to_xlsx
from cyberstudy.jobs import begin, finish
from snakemake.iocontainers import Snakemake

snakemake: Snakemake

begin(snakemake)
to_xlsx(Path(snakemake.input.sheets[0]).parent, Path(snakemake.output.form))
finish(snakemake)
