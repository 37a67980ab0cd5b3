"""Find the weights of published scores, and the units whose scores break the formula."""

from cyberstudy.declare.declared import Declared
from cyberstudy.declare.plan.composites import DeclaredComposite
from cyberstudy.describe.composite import recompute_scores
from cyberstudy.jobs import this_job
from cyberstudy.tables.answer_columns import read_answers
from cyberstudy.tables.composite import (
    CompositeMissing,
    CompositeRanks,
    CompositeResiduals,
    CompositeWeights,
)
from cyberstudy.tables.storage import write_table

with this_job() as job:
    survey = Declared.of(job.input.declared)
    declared = survey.section("composite", DeclaredComposite)
    found = recompute_scores(
        read_answers(job.input.answers, declared.questions),
        survey.codebook,
        declared,
    )
    write_table(found.weights, job.output.weights, CompositeWeights)
    write_table(found.residuals, job.output.residuals, CompositeResiduals)
    write_table(found.missing, job.output.missing, CompositeMissing)
    write_table(found.ranks, job.output.ranks, CompositeRanks)
