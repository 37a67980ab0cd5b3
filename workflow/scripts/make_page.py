"""Write pages: findings, exhibits and released numbers, without a server."""

from pathlib import Path

from cyberstudy.declare.chapters import load_story
from cyberstudy.declare.opened import open_surveys
from cyberstudy.declare.survey import Survey
from cyberstudy.jobs import this_job
from cyberstudy.release.page import make_pages
from cyberstudy.trace.findings import numbers_of_findings

with this_job() as job:
    make_pages(
        Survey.each_of(job.input.declared),
        job.input.releases,
        tables=job.input.tables,
        drawn=job.input.drawn,
        languages=job.params.languages,
        left_out=open_surveys(job.params.left_out, job.params.config),
        story=load_story(job.params.config),
        publication=job.params.publication,
        glossary=job.input.glossary,
        folder=job.params.folder,
        submissions=job.input.submissions,
        aliases=job.input.aliases,
        reports=job.input.reports,
        # Drawing wrote them with the figures that all releases have.
        numbers=numbers_of_findings(
            record for drawn in job.input.drawn for record in Path(drawn).parent.glob("*.csv")
        ),
    )
