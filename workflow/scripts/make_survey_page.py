"""Write one survey's own pages."""

from cyberstudy.declare.chapters import Story
from cyberstudy.declare.survey import Survey
from cyberstudy.jobs import this_job
from cyberstudy.release.page import make_pages

with this_job() as job:
    survey = Survey.of(job.input.declared)
    make_pages(
        [survey],
        [job.input.release],
        tables=job.input.tables,
        drawn=job.input.drawn,
        languages=job.params.languages,
        left_out=[],
        story=Story(),
        publication=survey.published_by(job.params.publication),
        glossary=job.input.glossary,
        folder=job.params.folder,
        submissions=job.input.submissions,
        aliases=job.input.aliases,
    )
