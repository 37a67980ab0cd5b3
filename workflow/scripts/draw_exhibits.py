"""Draw what is new among a survey's exhibits, in one language."""

from cyberstudy.declare.survey import Survey
from cyberstudy.draw.batch import draw_exhibits
from cyberstudy.jobs import begin, finish
from snakemake.iocontainers import Snakemake

snakemake: Snakemake

begin(snakemake)
draw_exhibits(
    snakemake.input.tables,
    Survey.of(snakemake.input.declared),
    plan=snakemake.params.plan,
    language=snakemake.wildcards.language,
    code=snakemake.params.kinds,
    declarations=[
        *snakemake.input.declared,
        *snakemake.input.reference,
        *snakemake.input.translations,
    ],
    report=snakemake.input.report,
    kept=snakemake.params.kept,
    folder=snakemake.output.drawn,
    workers=snakemake.threads,
)
finish(snakemake)
