"""Compute the index of nominations, how sure its ranks are, and what duplicates do to it."""

from cyberstudy.declare.plan.analyses import NominationIndex
from cyberstudy.describe.nominations import describe_nominations
from cyberstudy.jobs import this_job
from cyberstudy.tables.answer_columns import read_answers
from cyberstudy.tables.nominations import NeighbouringRanks, Nominations, Parts
from cyberstudy.tables.storage import read_table, write_table

with this_job() as job:
    index = NominationIndex.model_validate(job.params.index)
    described = describe_nominations(
        read_answers(job.input.answers, index.questions),
        read_table(job.input.countries),
        index,
        seed=job.params.seed,
    )
    write_table(described.nominations, job.output.nominations, Nominations)
    write_table(described.index, job.output.index, described.contracts["index"])
    write_table(described.strict, job.output.strict, described.contracts["index_strict"])
    write_table(described.neighbours, job.output.neighbours, NeighbouringRanks)
    write_table(described.parts, job.output.parts, Parts)
