"""Execute a notebook and write it for reading."""

from cyberstudy.jobs import begin, finish
from cyberstudy.narrate import run_notebook
from snakemake.iocontainers import Snakemake

snakemake: Snakemake

begin(snakemake)
run_notebook(
    snakemake.input.notebook,
    language=snakemake.params.language,
    notebook=snakemake.output.notebook,
    page=snakemake.output.page,
    survey=snakemake.wildcards.survey,
    title=snakemake.params.title,
)
finish(snakemake)
