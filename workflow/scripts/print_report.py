"""Set every survey's findings and exhibits in type."""

from cyberstudy.declare.chapters import load_chapters
from cyberstudy.declare.survey import Survey
from cyberstudy.jobs import begin, finish
from cyberstudy.release.printed import print_report
from snakemake.iocontainers import Snakemake

snakemake: Snakemake

begin(snakemake)
print_report(
    Survey.each_of(snakemake.input.declared),
    snakemake.input.releases,
    chapters=load_chapters(snakemake.params.config),
    language=snakemake.wildcards.language,
    left_out=snakemake.params.left_out,
    report=snakemake.output.report,
    submissions=snakemake.input.submissions,
)
finish(snakemake)
