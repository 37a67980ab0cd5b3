"""Write the questionnaire's sheets as the one workbook that form tools take."""

from pathlib import Path

from cyberstudy.declare.xlsform import to_xlsx
from cyberstudy.logs import log_to
from snakemake.iocontainers import Snakemake

snakemake: Snakemake

log_to(snakemake.log[0])
to_xlsx(Path(snakemake.input.sheets[0]).parent, Path(snakemake.output.form))
