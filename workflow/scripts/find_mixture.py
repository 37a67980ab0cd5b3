"""Compare the rivals of counts, and fit the classes that the tests stop at."""

from cyberstudy.cluster.items import counted
from cyberstudy.cluster.mixture import find_mixture, mixture_for_others
from cyberstudy.cluster.solution import comparisons_table, selection_table
from cyberstudy.declare.plan.verdict_rules import Rules
from cyberstudy.jobs import begin, finish
from cyberstudy.tables.nominations import Nominations
from cyberstudy.tables.storage import read_table, write_json, write_table
from cyberstudy.tables.typologies import RivalTests, TypeMembers, TypeSelection
from snakemake.iocontainers import Snakemake

snakemake: Snakemake

begin(snakemake)
named = counted(
    read_table(snakemake.input.nominations, Nominations),
    parts=snakemake.params.parts,
    minimum=snakemake.params.minimum,
)
solution = find_mixture(
    named,
    name=snakemake.wildcards.clustering,
    rules=Rules.of(snakemake.params.rules),
    seed=snakemake.params.seed,
)
write_table(selection_table(solution.evidence), snakemake.output.selection, TypeSelection)
write_table(comparisons_table(solution.evidence), snakemake.output.tests, RivalTests)
write_table(solution.members, snakemake.output.members, TypeMembers)
write_json(mixture_for_others(solution), snakemake.output.model)
write_json(solution.document(), snakemake.output.solution)
finish(snakemake)
