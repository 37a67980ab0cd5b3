"""Compare every raw file with what was declared of it."""

from pathlib import Path

from cyberstudy.jobs import begin, finish
from cyberstudy.tables.answers import Receipt
from cyberstudy.tables.storage import write_table
from cyberstudy.verify.receipt import write_receipt
from snakemake.iocontainers import Snakemake

snakemake: Snakemake

begin(snakemake)
receipt = write_receipt(
    list(snakemake.input.files),
    manifests=list(map(Path, snakemake.params.manifests)),
    sources=Path(snakemake.params.sources),
)
write_table(receipt, snakemake.output.receipt, Receipt)
finish(snakemake)
