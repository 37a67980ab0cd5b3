"""Count who replied, of whom, how, and what was wrong with what they sent."""

from cyberstudy.declare.declared import Declared
from cyberstudy.describe import response
from cyberstudy.jobs import begin, finish
from cyberstudy.tables.answers import Conflicts, Log, Submissions, Units
from cyberstudy.tables.estimates import Changes, Channels, Disagreements, Response
from cyberstudy.tables.storage import read_table, write_table
from snakemake.iocontainers import Snakemake

snakemake: Snakemake

begin(snakemake)
survey = Declared.of(snakemake.input.declared)
submissions = read_table(snakemake.input.submissions, Submissions)
rates = response.response_rates(
    read_table(snakemake.input.units, Units), survey.frame, snakemake.params.by
)
channels = response.channel_counts(submissions, by_language=not survey.counting.confidential)
differ = response.disagreements(
    read_table(snakemake.input.conflicts, Conflicts), submissions, survey.codebook
)
found = response.changes(read_table(snakemake.input.changes, Log))
write_table(rates, snakemake.output.response, Response)
write_table(channels, snakemake.output.channels, Channels)
write_table(differ, snakemake.output.disagreements, Disagreements)
write_table(found, snakemake.output.changes, Changes)
finish(snakemake)
