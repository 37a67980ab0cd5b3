"""Compare those who coded open answers, code by code."""

from cyberstudy.declare.survey import load_survey
from cyberstudy.describe.coders import coder_agreement
from cyberstudy.jobs import begin, finish
from cyberstudy.tables.coding import CoderAgreement
from cyberstudy.tables.storage import write_table
from snakemake.iocontainers import Snakemake

snakemake: Snakemake

begin(snakemake)
survey = load_survey(snakemake.input.survey[0])
agreement = coder_agreement(survey.codings, survey.coding_codes, survey.coders)
write_table(agreement, snakemake.output.agreement, CoderAgreement)
finish(snakemake)
