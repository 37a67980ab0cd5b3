"""Draw one exhibit in every language and put them onto one sheet."""

from cyberstudy.declare.survey import load_survey
from cyberstudy.draw.sheet import draw_sheet
from cyberstudy.logs import log_to
from snakemake.iocontainers import Snakemake

snakemake: Snakemake

log_to(snakemake.log[0])
draw_sheet(
    snakemake.input.tables,
    load_survey(snakemake.input.survey[0]),
    name=snakemake.wildcards.exhibit,
    languages=snakemake.params.languages,
    report=snakemake.input.report,
    sheet=snakemake.output.sheet,
)
