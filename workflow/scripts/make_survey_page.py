"""Write one survey's own pages."""

from pathlib import Path

from cyberstudy.declare.chapters import load_chapters
from cyberstudy.declare.survey import Survey
from cyberstudy.jobs import begin, finish
from cyberstudy.release.page import make_pages
from snakemake.iocontainers import Snakemake

snakemake: Snakemake

begin(snakemake)
make_pages(
    [Survey.of(snakemake.input.declared)],
    [snakemake.input.release],
    tables=snakemake.input.tables,
    languages=snakemake.params.languages,
    left_out={},
    chapters=load_chapters(Path("config")),
    publication=snakemake.params.publication,
    glossary=snakemake.input.glossary,
    folder=snakemake.params.folder,
    submissions=snakemake.input.submissions,
)
finish(snakemake)
