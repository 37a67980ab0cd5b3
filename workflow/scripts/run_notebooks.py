"""Execute what is new among a survey's notebooks, and write them for reading."""

from cyberstudy.jobs import this_job
from cyberstudy.narrate.kept_notebooks import run_notebooks

with this_job() as job:
    run_notebooks(
        job.input.notebooks,
        code=job.input.used,
        rests_on=[
            job.input.code,
            *job.input.declared,
            *job.input.analyses,
            *job.input.reference,
            job.input.tables,
            job.input.report,
            *job.input.clean,
        ],
        plan=job.params.plan,
        language=job.params.language,
        survey=job.wildcards.survey,
        title=job.params.title,
        kept=job.params.kept,
        folder=job.output.narrated,
    )
