"""Compare how the same units' answers changed between two waves."""

from cyberstudy.declare.plan.analyses import DeclaredChange
from cyberstudy.describe.counted_answers import CountedAnswers
from cyberstudy.describe.levels import change_of
from cyberstudy.jobs import this_job
from cyberstudy.tables.levels import Change

with this_job() as job:
    replies = CountedAnswers.read(job.input.declared, job.input.answers, job.input.units)
    declared = replies.survey.section("change", DeclaredChange)
    change = change_of(
        replies.answers,
        replies.members,
        replies.survey.questionnaire,
        waves=(declared.wave_from, declared.wave_to),
        minimum_base=replies.survey.counting.minimum_base,
        confidence=declared.confidence,
        sample=replies.sample,
    )
    replies.write(change, job.output.change, Change)
