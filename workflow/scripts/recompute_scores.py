"""Find the weights of published scores, and the units whose scores break the formula."""

from cyberstudy.declare.declared import Declared
from cyberstudy.declare.plan.composites import DeclaredComposite
from cyberstudy.describe.composite import recompute_scores
from cyberstudy.jobs import begin, finish
from cyberstudy.tables.composite import (
    CompositeMissing,
    CompositeRanks,
    CompositeResiduals,
    CompositeWeights,
)
from cyberstudy.tables.storage import read_answers, write_table
from snakemake.iocontainers import Snakemake

snakemake: Snakemake

begin(snakemake)
survey = Declared.of(snakemake.input.declared)
declared = survey.section("composite", DeclaredComposite)
found = recompute_scores(
    read_answers(snakemake.input.answers, declared.questions),
    survey.codebook,
    declared,
)
write_table(found.weights, snakemake.output.weights, CompositeWeights)
write_table(found.residuals, snakemake.output.residuals, CompositeResiduals)
write_table(found.missing, snakemake.output.missing, CompositeMissing)
write_table(found.ranks, snakemake.output.ranks, CompositeRanks)
finish(snakemake)
