"""Draw one exhibit in every language and put them onto one sheet."""

from cyberstudy.jobs import this_job

with this_job(opens=[]) as job:
    from cyberstudy.declare.survey import Survey
    from cyberstudy.draw.sheet import draw_sheet

    draw_sheet(
        job.input.tables,
        Survey.of(job.input.declared),
        name=job.wildcards.exhibit,
        languages=job.params.languages,
        report=job.input.report,
        style=job.params.style,
        sheet=job.output.sheet,
    )
