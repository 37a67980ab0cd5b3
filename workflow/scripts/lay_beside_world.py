"""Lay simulated answers, and what they were drawn from, beside what sources say of real States."""

from cyberstudy.declare.survey import load_survey
from cyberstudy.jobs import begin, finish
from cyberstudy.sources.at_hand import read_at_hand
from cyberstudy.sources.beside_world import beside_world, summary_of
from cyberstudy.tables.across import BesideWorld, BesideWorldSummary, Says
from cyberstudy.tables.storage import read_table, write_table
from snakemake.iocontainers import Snakemake

snakemake: Snakemake

begin(snakemake)
across = load_survey(snakemake.input.survey[0])
at_hand = read_at_hand(across, surveys=snakemake.input.surveys, protected=[], strategies=[])
table = beside_world(
    at_hand,
    read_table(snakemake.input.says, Says),
    across.plan.beside_world,
    protected=snakemake.input.simulated,
    assumptions=snakemake.input.assumptions,
)
write_table(table, snakemake.output.table, BesideWorld)
write_table(summary_of(table), snakemake.output.summary, BesideWorldSummary)
finish(snakemake)
