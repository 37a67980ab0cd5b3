"""Count who replied, of whom, how, and what was wrong with what they sent."""

from cyberstudy import tables
from cyberstudy.describe import response
from cyberstudy.logs import log_to
from cyberstudy.storage import read_table, write_table
from cyberstudy.survey import load_survey
from snakemake.iocontainers import Snakemake

snakemake: Snakemake

log_to(snakemake.log[0])
survey = load_survey(snakemake.input.survey[0])
submissions = read_table(snakemake.input.submissions, tables.Submissions)
rates = response.response_rates(
    read_table(snakemake.input.units, tables.Units), survey.frame, snakemake.params.by
)
differ = response.disagreements(
    read_table(snakemake.input.conflicts, tables.Conflicts), submissions, survey.codebook
)
found = response.changes(read_table(snakemake.input.changes, tables.Log))
write_table(rates, snakemake.output.response, tables.Response)
write_table(response.channel_counts(submissions), snakemake.output.channels, tables.Channels)
write_table(differ, snakemake.output.disagreements, tables.Disagreements)
write_table(found, snakemake.output.changes, tables.Changes)
