"""Judge every defensible table of answers that a clustering could be made of."""

from cyberstudy.cluster.items import read_nominations
from cyberstudy.cluster.multiverse import MultiverseTables, run_multiverse
from cyberstudy.declare.declared import DeclaredSurvey
from cyberstudy.declare.plan.clusterings import LatentClasses
from cyberstudy.declare.plan.verdict_rules import Rules
from cyberstudy.jobs import this_job
from cyberstudy.tables.files import read_table
from cyberstudy.tables.typologies import Multiverse
from surveyanswers.tables.answer_columns import read_answers
from surveyanswers.tables.answers import Conflicts, Submissions, Submitted, Units
from surveyanswers.tables.storage import read_json, write_json, write_table

with this_job() as job:
    survey = DeclaredSurvey.of(job.input.declared)
    entry = LatentClasses.model_validate(job.params.clustering)
    tables = MultiverseTables(
        answers=read_answers(job.input.answers, entry.questions),
        submitted=read_answers(job.input.submitted, entry.questions, Submitted),
        submissions=read_table(job.input.submissions, Submissions),
        conflicts=read_table(job.input.conflicts, Conflicts),
        units=read_table(job.input.units, Units),
        nominations=read_nominations(job.input.nominations, entry.table),
        confidential=survey.counting.confidential,
    )
    multiverse = run_multiverse(
        tables,
        survey.questionnaire,
        entry=entry,
        rules=Rules.of(job.params.types["rules"]),
        resamples=job.params.types["resamples"],
        seed=job.params.seed,
    )
    write_table(multiverse, job.output.table, Multiverse)
    record = {"data": read_json(job.input.verdict)["data"], "seed": job.params.seed}
    write_json(record, job.output.record)
