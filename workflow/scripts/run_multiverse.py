"""Judge some of the defensible tables of answers of a clustering."""

from cyberstudy.cluster.items import read_nominations
from cyberstudy.cluster.multiverse.analyses import MultiverseTables, run_multiverse
from cyberstudy.declare.declared import Declared
from cyberstudy.declare.plan.clusterings import LatentClasses
from cyberstudy.declare.plan.verdict_rules import Rules
from cyberstudy.jobs import begin, finish
from cyberstudy.tables.answers import Conflicts, Submissions, Submitted, Units
from cyberstudy.tables.storage import read_answers, read_table, write_table
from cyberstudy.tables.typologies import Multiverse
from snakemake.iocontainers import Snakemake

snakemake: Snakemake

begin(snakemake)
entry = LatentClasses.model_validate(snakemake.params.clustering)
tables = MultiverseTables(
    answers=read_answers(snakemake.input.answers, entry.questions),
    submitted=read_table(snakemake.input.submitted, Submitted),
    submissions=read_table(snakemake.input.submissions, Submissions),
    conflicts=read_table(snakemake.input.conflicts, Conflicts),
    units=read_table(snakemake.input.units, Units),
    nominations=read_nominations(snakemake.input.nominations),
)
found = run_multiverse(
    tables,
    Declared.of(snakemake.input.declared).questionnaire,
    entry=entry,
    rules=Rules.of(snakemake.params.types["rules"]),
    resamples=snakemake.params.types["resamples"],
    seed=snakemake.params.seed,
    chunk=int(snakemake.wildcards.chunk),
    size=snakemake.params.size,
)
write_table(found, snakemake.output.chunk, Multiverse)
finish(snakemake)
