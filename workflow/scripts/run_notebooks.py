"""Execute a survey's notebooks, and write them for reading."""

from cyberstudy.jobs import this_job

with this_job(opens=[*vars()["snakemake"].params.opens]) as job:
    from cyberstudy.narrate.execution import run_notebooks

    run_notebooks(
        job.input.notebooks,
        language=job.params.language,
        survey=job.wildcards.survey,
        title=job.params.title,
        folder=job.output.narrated,
        records=job.output.records,
    )
