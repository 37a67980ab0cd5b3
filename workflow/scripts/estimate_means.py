"""Average the numbers that were given, by group."""

from cyberstudy.declare.plan.analyses import DeclaredLevels
from cyberstudy.describe.counted_answers import CountedAnswers
from cyberstudy.describe.levels import levels_of
from cyberstudy.jobs import this_job
from cyberstudy.tables.levels import Levels

with this_job() as job:
    replies = CountedAnswers.read(job.input.declared, job.input.answers, job.input.units)
    levels = levels_of(
        replies.answers,
        replies.members,
        replies.survey.questionnaire,
        replies.survey.codebook,
        minimum_base=replies.survey.counting.minimum_base,
        confidence=replies.survey.section("levels", DeclaredLevels).confidence,
        sample=replies.sample,
    )
    replies.write(levels, job.output.levels, Levels)
