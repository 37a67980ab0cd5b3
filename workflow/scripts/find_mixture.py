"""Ask whether countries come in types by what they are named for."""

from cyberstudy.cluster.items import counted
from cyberstudy.cluster.mixture import find_mixture
from cyberstudy.describe.nominations import NominationPlan, nominations_of
from cyberstudy.logs import log_to
from cyberstudy.tables.answers import Answers
from cyberstudy.tables.storage import read_table, write_json, write_table
from cyberstudy.tables.typologies import (
    RivalTests,
    TypeMembers,
    TypeProfiles,
    TypeSelection,
    TypeStability,
)
from snakemake.iocontainers import Snakemake

snakemake: Snakemake

log_to(snakemake.log[0])
index = NominationPlan.of(snakemake.params.index)
nominations = nominations_of(read_table(snakemake.input.answers, Answers), index)
minimum = snakemake.params.clustering["minimum_nominations"]
found = find_mixture(
    *counted(nominations, parts=list(index.parts), minimum=minimum),
    parts=list(index.parts),
    name=snakemake.wildcards.clustering,
    types=snakemake.params.types,
    seed=snakemake.params.seed,
)
write_table(found.selection, snakemake.output.selection, TypeSelection)
write_table(found.tests, snakemake.output.tests, RivalTests)
write_table(found.members, snakemake.output.members, TypeMembers)
write_table(found.profiles, snakemake.output.profiles, TypeProfiles)
write_table(found.stability, snakemake.output.stability, TypeStability)
write_json(found.model, snakemake.output.model)
write_json(found.verdict, snakemake.output.verdict)
