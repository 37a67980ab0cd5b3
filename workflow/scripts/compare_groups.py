"""Compare groups as the plan declares, with exact tests adjusted for the number of tests."""

from cyberstudy.declare.declared import DeclaredSurvey
from cyberstudy.declare.plan.analyses import DeclaredContrasts
from cyberstudy.describe.contrasts import cautions_of, compare_groups, read_scores
from cyberstudy.describe.designs import coarse, sample_of
from cyberstudy.describe.estimates import memberships_of
from cyberstudy.describe.weighting import strata_of
from cyberstudy.jobs import this_job
from cyberstudy.tables.estimates import Contrasts
from cyberstudy.tables.files import read_table
from surveyanswers.tables.answers import Units
from surveyanswers.tables.answers_by_question import AnswerColumns
from surveyanswers.tables.storage import write_table

with this_job() as job:
    survey = DeclaredSurvey.of(job.input.declared)
    units = read_table(job.input.units, Units)
    answers = AnswerColumns.read(job.input.answers)
    members = memberships_of(units, survey.frame, survey.groupings, answers)
    contrasts = compare_groups(
        answers,
        members,
        read_scores(job.input.scores),
        cautions_of(job.input.reliability),
        codebook=survey.codebook,
        questionnaire=survey.questionnaire,
        plan=survey.section("contrasts", DeclaredContrasts),
        minimum_base=survey.counting.minimum_base,
        seed=job.params.seed,
        sample=sample_of(survey.counting.design, units, answers, survey.frame),
        strata=strata_of(members, survey.plain("nonresponse"), survey.frame),
        asked_groups=survey.asked_groups,
    )
    write_table(coarse(contrasts, Contrasts, survey.counting), job.output.contrasts, Contrasts)
