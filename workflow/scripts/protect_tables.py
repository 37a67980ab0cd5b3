"""Withhold what must not be seen, by the survey's protection profile."""

from cyberstudy.declare.survey import Survey
from cyberstudy.jobs import this_job
from cyberstudy.protect import protect_survey
from surveyanswers.tables.storage import tables_in, write_json

with this_job() as job:
    report = protect_survey(
        [*tables_in(job.input.described), *job.input.accounting],
        clustered=job.input.clustered,
        frozen=job.input.frozen,
        answers=job.input.answers,
        receipt=job.input.receipt,
        divided=job.input.divided,
        strata=job.input.strata,
        scores=job.input.scores,
        earlier=job.params.earlier,
        survey=Survey.of(job.input.declared),
        folder=job.output.tables,
    )
    write_json(report, job.output.report)
