"""Make the tables of an analysis of one's own, a file."""

from cyberstudy.jobs import this_job

with this_job(opens=["results/*/protect/report.json"]) as job:
    from cyberstudy.declare.declared import DeclaredSurvey
    from cyberstudy.describe.analyse import analyse

    analyse(
        job.params.file,
        job.output.tables,
        DeclaredSurvey.of(job.input.declared),
        answers=job.input.answers,
        tables=job.input.tables,
        seen=job.input.seen,
        seed=job.params.seed,
    )
