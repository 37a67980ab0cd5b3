"""Draw a survey's exhibits in one language."""

from cyberstudy.jobs import this_job

with this_job(opens=[], draws=True) as job:
    from cyberstudy.declare.survey import Survey
    from cyberstudy.draw.batch import draw_exhibits

    draw_exhibits(
        job.input.tables,
        Survey.of(job.input.declared),
        printed=job.params.printed,
        language=job.wildcards.language,
        report=job.input.report,
        publication=job.params.publication,
        folder=job.output.drawn,
    )
