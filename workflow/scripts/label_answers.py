"""Write the answers with labels, list, scores and classes, for other programs."""

from cyberstudy.declare.survey import Survey
from cyberstudy.describe.designs import sample_of
from cyberstudy.jobs import this_job
from cyberstudy.release.labelled_answers import label_survey
from cyberstudy.tables.files import read_table
from surveyanswers.tables.answers import Units
from surveyanswers.tables.answers_by_question import AnswerColumns

with this_job() as job:
    survey = Survey.of(job.input.declared)
    label_survey(
        survey,
        answers=job.input.answers,
        tables=job.input.tables,
        units=job.input.units,
        scores=job.input.scores,
        members=dict(zip(job.params.clusterings, job.input.members, strict=True)),
        sample=sample_of(
            survey.counting.design,
            read_table(job.input.units, Units),
            AnswerColumns.read(job.input.answers),
            survey.frame,
        ),
        receipt=job.input.receipt,
        version=job.params.version,
        folder=job.output.labelled,
    )
