"""Put the parts of a multiverse together."""

from cyberstudy.cluster.multiverse.findings import joined
from cyberstudy.declare.plan.clusterings import LatentClasses
from cyberstudy.jobs import this_job
from cyberstudy.tables.storage import read_json, read_table, write_json, write_table
from cyberstudy.tables.typologies import Multiverse

with this_job() as job:
    declared = LatentClasses.model_validate(job.params.clustering)
    found = joined(map(read_table, job.input.chunks), declared.crossed())
    write_table(found, job.output.table, Multiverse)
    record = {"data": read_json(job.input.verdict)["data"], "seed": job.params.seed}
    write_json(record, job.output.record)
