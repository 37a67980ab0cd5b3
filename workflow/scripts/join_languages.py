"""Draw one exhibit in every language and put them onto one sheet."""

from cyberstudy.declare.survey import Survey
from cyberstudy.draw.sheet import draw_sheet
from cyberstudy.jobs import begin, finish
from snakemake.iocontainers import Snakemake

snakemake: Snakemake

begin(snakemake)
draw_sheet(
    snakemake.input.tables,
    Survey.of(snakemake.input.declared),
    name=snakemake.wildcards.exhibit,
    languages=snakemake.params.languages,
    report=snakemake.input.report,
    style=snakemake.params.style,
    sheet=snakemake.output.sheet,
)
finish(snakemake)
