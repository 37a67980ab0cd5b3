"""Draw what is new among a survey's exhibits, in one language."""

from cyberstudy.declare.survey import load_survey
from cyberstudy.draw.batch import draw_exhibits
from cyberstudy.jobs import begin, finish
from snakemake.iocontainers import Snakemake

snakemake: Snakemake

begin(snakemake)
draw_exhibits(
    snakemake.input.tables,
    load_survey(snakemake.input.survey[0]),
    plan=snakemake.params.plan,
    language=snakemake.wildcards.language,
    code=snakemake.params.kinds,
    declarations=[
        *snakemake.input.survey,
        *snakemake.input.choices,
        *snakemake.input.reference,
        *snakemake.input.translations,
    ],
    report=snakemake.input.report,
    kept=snakemake.params.kept,
    folder=snakemake.output.drawn,
    workers=snakemake.threads,
)
finish(snakemake)
