"""Compare classes with what other methods make of the same answers."""

from cyberstudy.cluster.other_methods import compare_methods
from cyberstudy.cluster.solution import Solution
from cyberstudy.jobs import begin, finish
from cyberstudy.tables.storage import read_json, write_table
from cyberstudy.tables.typologies import MethodAgreement
from snakemake.iocontainers import Snakemake

snakemake: Snakemake

begin(snakemake)
found = compare_methods(
    Solution.of(read_json(snakemake.input.solution)),
    method=snakemake.params.method,
    resamples=snakemake.params.resamples,
    confidence=snakemake.params.confidence,
)
write_table(found, snakemake.output.agreement, MethodAgreement)
finish(snakemake)
