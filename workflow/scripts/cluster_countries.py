"""Group countries by what they are named for, with one group among the choices."""

from cyberstudy import tables
from cyberstudy.cluster.countries import ClusterPlan, cluster_countries
from cyberstudy.describe.nominations import NominationPlan, nominations_of
from cyberstudy.logs import log_to
from snakemake.iocontainers import Snakemake

snakemake: Snakemake

log_to(snakemake.log[0])
index = NominationPlan.of(snakemake.params.index)
found = cluster_countries(
    nominations_of(tables.read_table(snakemake.input.answers, tables.Answers), index),
    tables.read_table(snakemake.input.countries),
    name=snakemake.wildcards.clustering,
    parts=list(index.parts),
    plan=ClusterPlan.of(snakemake.params.clustering),
    seed=snakemake.params.seed,
)
tables.write_table(found.selection, snakemake.output.selection, tables.Selection)
tables.write_table(found.members, snakemake.output.members, tables.Members)
tables.write_table(found.profiles, snakemake.output.profiles, tables.Profiles)
tables.write_table(found.stability, snakemake.output.stability, tables.Stability)
tables.write_json(found.model, snakemake.output.model)
tables.write_json(found.verdict, snakemake.output.verdict)
