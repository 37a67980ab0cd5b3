"""Translate the questionnaire into an XForm, which fails unless it is a valid XLSForm."""

from pathlib import Path

from cyberstudy.jobs import this_job
from surveyanswers.instrument.xlsform import to_xform

with this_job() as job:
    form = to_xform(Path(job.input.sheets[0]).parent)
    Path(job.output.form).write_text(form, encoding="utf-8")
