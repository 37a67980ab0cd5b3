"""Compare published findings with our counts."""

from cyberstudy.declare.plan.analyses import PublishedFindings
from cyberstudy.describe.counted_answers import CountedAnswers
from cyberstudy.describe.findings import compare_findings, read_assumed
from cyberstudy.jobs import this_job
from cyberstudy.tables.estimates import Findings, Response
from cyberstudy.tables.files import read_table
from surveyanswers.tables.answers import Receipt
from surveyanswers.tables.storage import read_text_table

with this_job() as job:
    replies = CountedAnswers.read(job.input.declared, job.input.answers, job.input.units)
    declared = replies.survey.section("findings", PublishedFindings)
    findings = compare_findings(
        replies.answers,
        replies.members,
        read_table(job.input.response, Response),
        read_text_table(job.input.published),
        mapping=declared.mapping,
        assumed=read_assumed(job.input.assumptions, read_table(job.input.receipt, Receipt)),
        minimum_base=replies.survey.counting.minimum_base,
        confidence=declared.confidence,
    )
    replies.write(findings, job.output.findings, Findings)
