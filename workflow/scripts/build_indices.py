"""Combine scored items into indices, and assess their internal consistency."""

from cyberstudy.declare.plan.analyses import DeclaredIndices
from cyberstudy.describe.counted_answers import CountedAnswers
from cyberstudy.describe.indices import describe_indices
from cyberstudy.jobs import this_job
from cyberstudy.tables import indices
from cyberstudy.tables.files import read_table
from surveyanswers.tables.answers import Submissions
from surveyanswers.tables.storage import write_table

with this_job() as job:
    replies = CountedAnswers.read(job.input.declared, job.input.answers, job.input.units)
    survey = replies.survey
    described = describe_indices(
        replies.answers,
        replies.units,
        replies.members,
        read_table(job.input.submissions, Submissions),
        codebook=survey.codebook,
        plan=survey.section("indices", DeclaredIndices),
        minimum_base=survey.counting.minimum_base,
        seed=job.params.seed,
        sample=replies.sample,
        strata=replies.strata,
    )
    write_table(described.scores, job.output.scores, indices.IndexScores)
    replies.write(described.items, job.output.made_of, indices.IndexItems)
    replies.write(described.groups, job.output.groups, indices.IndexGroups)
    write_table(described.reliability, job.output.reliability, indices.IndexReliability)
    replies.write(described.functioning, job.output.functioning, indices.IndexFunctioning)
