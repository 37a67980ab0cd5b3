"""Grow Ward's tree over what a mixture of counts has judged: a view without a claim."""

from cyberstudy.cluster.other_methods.ward import compare_with_tree, tree_document
from cyberstudy.cluster.solution import Solution
from cyberstudy.jobs import begin, finish
from cyberstudy.tables.storage import read_json, write_json, write_table
from cyberstudy.tables.typologies import MethodAgreement
from snakemake.iocontainers import Snakemake

snakemake: Snakemake

begin(snakemake)
solution = Solution.of(read_json(snakemake.input.solution))
agreed = compare_with_tree(
    solution,
    method=snakemake.params.method,
    resamples=snakemake.params.resamples,
    confidence=snakemake.params.confidence,
)
write_table(agreed, snakemake.output.agreement, MethodAgreement)
write_json(tree_document(solution), snakemake.output.tree)
finish(snakemake)
