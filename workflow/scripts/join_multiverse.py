"""Put the parts of a multiverse together."""

from cyberstudy.cluster.multiverse.findings import joined
from cyberstudy.declare.plan.clusterings import LatentClasses
from cyberstudy.jobs import begin, finish
from cyberstudy.tables.storage import read_json, read_table, write_json, write_table
from cyberstudy.tables.typologies import Multiverse
from snakemake.iocontainers import Snakemake

snakemake: Snakemake

begin(snakemake)
declared = LatentClasses.model_validate(snakemake.params.clustering)
found = joined(map(read_table, snakemake.input.chunks), declared.crossed())
write_table(found, snakemake.output.table, Multiverse)
record = {"data": read_json(snakemake.input.verdict)["data"], "seed": snakemake.params.seed}
write_json(record, snakemake.output.record)
finish(snakemake)
