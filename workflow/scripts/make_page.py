"""Put every survey's findings and exhibits on one page, without a server."""

from cyberstudy.declare.survey import load_survey
from cyberstudy.jobs import begin, finish
from cyberstudy.release.page import make_page
from snakemake.iocontainers import Snakemake

snakemake: Snakemake

begin(snakemake)
make_page(
    list(map(load_survey, snakemake.input.settings)),
    snakemake.input.releases,
    languages=snakemake.params.languages,
    left_out=snakemake.params.left_out,
    page=snakemake.output.page,
    submissions=snakemake.input.submissions,
)
finish(snakemake)
