"""Set every survey's findings and exhibits in type."""

from cyberstudy.declare.chapters import load_chapters
from cyberstudy.declare.survey import Survey
from cyberstudy.jobs import this_job
from cyberstudy.release.printed import print_report

with this_job() as job:
    print_report(
        Survey.each_of(job.input.declared),
        job.input.releases,
        chapters=load_chapters(job.params.config),
        language=job.wildcards.language,
        left_out=job.params.left_out,
        report=job.output.report,
        submissions=job.input.submissions,
    )
