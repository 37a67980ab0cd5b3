"""Execute a notebook and write it for reading."""

from cyberstudy.logs import log_to
from cyberstudy.narrate import run_notebook
from snakemake.iocontainers import Snakemake

snakemake: Snakemake

log_to(snakemake.log[0])
run_notebook(
    snakemake.input.notebook,
    language=snakemake.params.language,
    notebook=snakemake.output.notebook,
    page=snakemake.output.page,
)
