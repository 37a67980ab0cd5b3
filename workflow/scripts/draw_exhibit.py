"""Draw one exhibit in one language."""

from cyberstudy.declare.survey import load_survey
from cyberstudy.draw import draw_exhibit, save_exhibit
from cyberstudy.logs import log_to
from snakemake.iocontainers import Snakemake

snakemake: Snakemake

log_to(snakemake.log[0])
exhibit = draw_exhibit(
    snakemake.input.tables,
    # The workflow checked the declarations when it began; here are many jobs, and short ones.
    load_survey(snakemake.input.survey[0], checked=True),
    name=snakemake.wildcards.exhibit,
    language=snakemake.wildcards.language,
    entry=snakemake.params.exhibit,
    index=snakemake.params.index,
    report=snakemake.input.report,
)
save_exhibit(
    exhibit,
    figures=[snakemake.output.svg, snakemake.output.pdf, snakemake.output.png],
    data=snakemake.output.data,
    words=snakemake.output.words,
    caption=snakemake.output.caption,
)
