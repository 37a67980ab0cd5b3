"""Set every survey's findings and exhibits in type."""

from cyberstudy.declare.chapters import load_story
from cyberstudy.declare.opened import open_surveys
from cyberstudy.declare.survey import Survey
from cyberstudy.jobs import this_job
from cyberstudy.release.printed import print_report

with this_job() as job:
    print_report(
        Survey.each_of(job.input.declared),
        job.input.releases,
        story=load_story(job.params.config),
        language=job.wildcards.language,
        left_out=open_surveys(job.params.left_out, job.params.config),
        publication=job.params.publication,
        report=job.output.report,
        simulated=job.params.simulated,
        submissions=job.input.submissions,
    )
