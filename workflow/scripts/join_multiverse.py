"""Put the parts of a multiverse together."""

from cyberstudy.cluster.multiverse.findings import joined
from cyberstudy.declare.plan.clusterings import LatentClasses
from cyberstudy.jobs import this_job
from cyberstudy.tables.files import read_table
from cyberstudy.tables.typologies import Multiverse
from surveyanswers.tables.storage import read_json, write_json, write_table

with this_job() as job:
    declared = LatentClasses.model_validate(job.params.clustering)
    found = joined(map(read_table, job.input.chunks), declared.crossed())
    write_table(found, job.output.table, Multiverse)
    record = {"data": read_json(job.input.verdict)["data"], "seed": job.params.seed}
    write_json(record, job.output.record)
