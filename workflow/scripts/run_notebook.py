"""Execute a notebook and write it for reading."""

from cyberstudy.jobs import this_job
from cyberstudy.narrate.execution import run_notebook

with this_job() as job:
    run_notebook(
        job.input.notebook,
        language=job.params.language,
        notebook=job.output.notebook,
        page=job.output.page,
        survey=job.wildcards.survey,
        title=job.params.title,
    )
