"""Write the questionnaire's sheets as the one workbook that form tools take."""

from pathlib import Path

from cyberstudy.declare.xlsform import to_xlsx
from cyberstudy.jobs import this_job

with this_job() as job:
    to_xlsx(Path(job.input.sheets[0]).parent, Path(job.output.form))
