"""Put one exhibit in every language onto one sheet."""

from cyberstudy.draw.sheet import join_figures
from cyberstudy.logs import log_to
from snakemake.iocontainers import Snakemake

snakemake: Snakemake

log_to(snakemake.log[0])
join_figures(snakemake.input.figures, snakemake.output.sheet)
