"""Estimate every option's share in every group, with intervals and worst-case bounds."""

from cyberstudy.declare.plan.estimates import DeclaredEstimates
from cyberstudy.describe.counted_answers import CountedAnswers
from cyberstudy.describe.estimates import estimate_all, with_joined
from cyberstudy.jobs import this_job
from cyberstudy.tables.estimates import Estimates

with this_job() as job:
    replies = CountedAnswers.read(job.input.declared, job.input.answers, job.input.units)
    estimates = estimate_all(
        replies.answers,
        with_joined(replies.members, replies.survey.groupings),
        replies.survey.questionnaire,
        minimum_base=replies.survey.counting.minimum_base,
        confidence=replies.survey.section("estimates", DeclaredEstimates).confidence,
        sample=replies.sample,
    )
    replies.write(estimates, job.output.estimates, Estimates)
