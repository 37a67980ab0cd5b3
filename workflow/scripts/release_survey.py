"""Collect the files of a survey that may be released."""

from pathlib import Path

from cyberstudy.jobs import this_job
from cyberstudy.made_again import made_again

with made_again() as again, this_job() as job:
    from cyberstudy.declare.survey import Survey
    from cyberstudy.declare.version import commit_of
    from cyberstudy.release import release_survey

    release_survey(
        Survey.of(job.input.declared),
        tables=job.input.tables,
        others=[job.input.report, *job.input.form],
        drawn=job.input.drawn,
        narrated=job.input.narrated,
        again=again,
        labelled=job.input.labelled,
        config=job.params.config,
        made_with=job.params.made_with | {"commit": commit_of(Path())},
        lock=job.input.lock,
        receipt=job.input.receipt,
        folder=job.output.release,
        submissions=job.input.submissions,
        proof=job.input.proof,
    )
