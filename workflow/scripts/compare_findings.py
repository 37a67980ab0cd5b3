"""Lay published findings beside our counts."""

from cyberstudy.declare.survey import load_survey
from cyberstudy.describe.designs import coarse, sample_of
from cyberstudy.describe.estimates import memberships_of
from cyberstudy.describe.findings import compare_findings, read_assumed
from cyberstudy.jobs import begin, finish
from cyberstudy.tables.answers import Answers, Receipt, Units
from cyberstudy.tables.estimates import Findings, Response
from cyberstudy.tables.storage import read_table, read_text_table, write_table
from snakemake.iocontainers import Snakemake

snakemake: Snakemake

begin(snakemake)
survey = load_survey(snakemake.input.survey[0])
units = read_table(snakemake.input.units, Units)
answers = read_table(snakemake.input.answers, Answers)
members = memberships_of(units, survey.frame, survey.groupings)
receipt = read_table(snakemake.input.receipt, Receipt)
findings = compare_findings(
    answers,
    members,
    read_table(snakemake.input.response, Response),
    read_text_table(snakemake.input.published),
    questionnaire=survey.questionnaire,
    mapping=survey.plan.findings.mapping,
    assumed=read_assumed(snakemake.input.assumptions, receipt),
    minimum_base=survey.settings.minimum_base,
    confidence=survey.plan.findings.confidence,
    sample=sample_of(survey.settings.design, units, answers, survey.frame),
)
write_table(coarse(findings, Findings, survey.settings), snakemake.output.findings, Findings)
finish(snakemake)
