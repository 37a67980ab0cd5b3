"""Put one survey's findings and exhibits on a page of its own."""

from cyberstudy.declare.survey import load_survey
from cyberstudy.jobs import begin, finish
from cyberstudy.release.page import make_page
from snakemake.iocontainers import Snakemake

snakemake: Snakemake

begin(snakemake)
make_page(
    [load_survey(snakemake.input.survey[0])],
    [snakemake.input.release],
    languages=snakemake.params.languages,
    left_out={},
    page=snakemake.output.page,
    submissions=snakemake.input.submissions,
)
finish(snakemake)
