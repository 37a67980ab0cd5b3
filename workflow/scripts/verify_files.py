"""Compare every raw file with what was declared of it."""

from pathlib import Path

from cyberstudy.jobs import this_job
from cyberstudy.verify.receipt import write_receipt
from surveyanswers.tables.answers import Receipt
from surveyanswers.tables.storage import write_table

with this_job() as job:
    receipt = write_receipt(
        list(job.input.files),
        manifests=list(map(Path, job.params.manifests)),
        sources=Path(job.params.sources),
    )
    write_table(receipt, job.output.receipt, Receipt)
