"""Run some of the defensible ways to make a clustering."""

from cyberstudy import tables
from cyberstudy.cluster.contest.rules import Rules
from cyberstudy.cluster.multiverse.analyses import Cleaned, run_multiverse
from cyberstudy.logs import log_to
from cyberstudy.storage import read_table, write_table
from cyberstudy.survey import load_survey
from snakemake.iocontainers import Snakemake

snakemake: Snakemake

log_to(snakemake.log[0])
cleaned = Cleaned(
    answers=read_table(snakemake.input.answers, tables.Answers),
    submitted=read_table(snakemake.input.submitted, tables.Submitted),
    submissions=read_table(snakemake.input.submissions, tables.Submissions),
    conflicts=read_table(snakemake.input.conflicts, tables.Conflicts),
    units=read_table(snakemake.input.units, tables.Units),
)
found = run_multiverse(
    cleaned,
    load_survey(snakemake.input.survey[0]).questionnaire,
    entry=snakemake.params.clustering,
    index=snakemake.params.index,
    rules=Rules.of(snakemake.params.types["rules"]),
    seed=snakemake.params.seed,
    chunk=int(snakemake.wildcards.chunk),
    size=snakemake.params.size,
)
write_table(found, snakemake.output.chunk)
