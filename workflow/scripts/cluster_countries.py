"""Group countries by what they are named for, with one group among the choices."""

from cyberstudy.cluster.ward.countries import ClusterPlan, cluster_countries
from cyberstudy.describe.nominations import NominationPlan, nominations_of
from cyberstudy.logs import log_to
from cyberstudy.tables.answers import Answers
from cyberstudy.tables.storage import read_table, write_json, write_table
from cyberstudy.tables.typologies import Members, Profiles, Selection, Stability
from snakemake.iocontainers import Snakemake

snakemake: Snakemake

log_to(snakemake.log[0])
index = NominationPlan.of(snakemake.params.index)
found = cluster_countries(
    nominations_of(read_table(snakemake.input.answers, Answers), index),
    read_table(snakemake.input.countries),
    name=snakemake.wildcards.clustering,
    parts=list(index.parts),
    plan=ClusterPlan.of(snakemake.params.clustering),
    seed=snakemake.params.seed,
)
write_table(found.selection, snakemake.output.selection, Selection)
write_table(found.members, snakemake.output.members, Members)
write_table(found.profiles, snakemake.output.profiles, Profiles)
write_table(found.stability, snakemake.output.stability, Stability)
write_json(found.model, snakemake.output.model)
write_json(found.verdict, snakemake.output.verdict)
