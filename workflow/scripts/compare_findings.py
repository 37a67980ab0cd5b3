"""Compare published findings with our counts."""

from cyberstudy.declare.declared import DeclaredSurvey
from cyberstudy.declare.plan.analyses import PublishedFindings
from cyberstudy.describe.designs import coarse, sample_of
from cyberstudy.describe.estimates import memberships_of
from cyberstudy.describe.findings import compare_findings, read_assumed
from cyberstudy.jobs import this_job
from cyberstudy.tables.estimates import Findings, Response
from cyberstudy.tables.files import read_table
from surveyanswers.tables.answers import Receipt, Units
from surveyanswers.tables.answers_by_question import AnswerColumns
from surveyanswers.tables.storage import read_text_table, write_table

with this_job() as job:
    survey = DeclaredSurvey.of(job.input.declared)
    units = read_table(job.input.units, Units)
    answers = AnswerColumns.read(job.input.answers)
    members = memberships_of(units, survey.frame, survey.groupings, answers)
    receipt = read_table(job.input.receipt, Receipt)
    declared = survey.section("findings", PublishedFindings)
    findings = compare_findings(
        answers,
        members,
        read_table(job.input.response, Response),
        read_text_table(job.input.published),
        mapping=declared.mapping,
        assumed=read_assumed(job.input.assumptions, receipt),
        minimum_base=survey.counting.minimum_base,
        confidence=declared.confidence,
        sample=sample_of(survey.counting.design, units, answers, survey.frame),
    )
    write_table(coarse(findings, Findings, survey.counting), job.output.findings, Findings)
