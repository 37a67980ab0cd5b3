"""Put scored items together into indices, and assess their internal consistency."""

from cyberstudy.declare.declared import DeclaredSurvey
from cyberstudy.declare.plan.analyses import DeclaredIndices
from cyberstudy.describe.designs import coarse, sample_of
from cyberstudy.describe.estimates import memberships_of
from cyberstudy.describe.indices import describe_indices
from cyberstudy.describe.weighting import strata_of
from cyberstudy.jobs import this_job
from cyberstudy.tables.files import read_table
from cyberstudy.tables.indices import (
    IndexFunctioning,
    IndexGroups,
    IndexItems,
    IndexReliability,
    IndexScores,
)
from surveyanswers.tables.answers import Submissions, Units
from surveyanswers.tables.answers_by_question import AnswerColumns
from surveyanswers.tables.storage import write_table

with this_job() as job:
    survey = DeclaredSurvey.of(job.input.declared)
    declared = survey.section("indices", DeclaredIndices)
    units = read_table(job.input.units, Units)
    answers = AnswerColumns.read(job.input.answers)
    members = memberships_of(units, survey.frame, survey.groupings, answers)
    described = describe_indices(
        answers,
        units,
        members,
        read_table(job.input.submissions, Submissions),
        codebook=survey.codebook,
        plan=declared,
        minimum_base=survey.counting.minimum_base,
        seed=job.params.seed,
        sample=sample_of(survey.counting.design, units, answers, survey.frame),
        strata=strata_of(members, survey.plain("nonresponse"), survey.frame),
    )
    write_table(described.scores, job.output.scores, IndexScores)
    write_table(
        coarse(described.items, IndexItems, survey.counting), job.output.made_of, IndexItems
    )
    write_table(
        coarse(described.groups, IndexGroups, survey.counting), job.output.groups, IndexGroups
    )
    write_table(described.reliability, job.output.reliability, IndexReliability)
    write_table(
        coarse(described.functioning, IndexFunctioning, survey.counting),
        job.output.functioning,
        IndexFunctioning,
    )
