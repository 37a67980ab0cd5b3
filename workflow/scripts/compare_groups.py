"""Compare groups as the plan declares, with exact tests adjusted for the number of tests."""

from cyberstudy.declare.plan.analyses import DeclaredContrasts
from cyberstudy.describe.contrasts import cautions_of, compare_groups, read_scores
from cyberstudy.describe.counted_answers import CountedAnswers
from cyberstudy.jobs import this_job
from cyberstudy.tables.estimates import Contrasts

with this_job() as job:
    replies = CountedAnswers.read(job.input.declared, job.input.answers, job.input.units)
    survey = replies.survey
    contrasts = compare_groups(
        replies.answers,
        replies.members,
        read_scores(job.input.scores),
        cautions_of(job.input.reliability),
        codebook=survey.codebook,
        questionnaire=survey.questionnaire,
        plan=survey.section("contrasts", DeclaredContrasts),
        minimum_base=survey.counting.minimum_base,
        seed=job.params.seed,
        strata=replies.strata,
        asked_groups=survey.asked_groups,
    )
    replies.write(contrasts, job.output.contrasts, Contrasts)
