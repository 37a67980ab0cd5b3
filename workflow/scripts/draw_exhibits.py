"""Draw what is new among a survey's exhibits, in one language."""

from cyberstudy.jobs import this_job

with this_job(opens=[]) as job:
    from cyberstudy.declare.survey import Survey
    from cyberstudy.draw.batch import draw_exhibits

    draw_exhibits(
        job.input.tables,
        Survey.of(job.input.declared),
        plan=job.params.plan,
        printed=job.params.printed,
        language=job.wildcards.language,
        code=job.params.kinds,
        declarations=[*job.input.declared, *job.input.reference],
        report=job.input.report,
        publication=job.params.publication,
        kept=job.params.kept,
        folder=job.output.drawn,
    )
