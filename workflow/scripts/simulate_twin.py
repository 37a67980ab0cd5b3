"""Draw a population, let it answer, and write the collectors' exports, mess and all."""

from pathlib import Path

from cyberstudy.declare.survey import Survey
from cyberstudy.jobs import begin, finish
from cyberstudy.tables.storage import read_text_table
from snakemake.iocontainers import Snakemake
from twin.twin import Twin

snakemake: Snakemake

begin(snakemake)
twin = Twin(
    Survey.of(snakemake.input.declared),
    frame=read_text_table(snakemake.input.frame),
    aliases=read_text_table(snakemake.input.aliases),
    seed=snakemake.params.seed,
)
twin.write(Path(snakemake.output.twin))
finish(snakemake)
