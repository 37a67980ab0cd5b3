"""Write the questionnaire's sheets as the one workbook that form tools take."""

from pathlib import Path

from cyberstudy.jobs import this_job
from surveyanswers.instrument.xlsform import to_xlsx

with this_job() as job:
    to_xlsx(Path(job.input.sheets[0]).parent, Path(job.output.form))
