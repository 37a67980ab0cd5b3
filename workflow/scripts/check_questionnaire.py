"""Translate the questionnaire into an XForm, which fails unless it is a valid XLSForm."""

from pathlib import Path

from cyberstudy.declare.xlsform import to_xform
from cyberstudy.jobs import begin, finish
from snakemake.iocontainers import Snakemake

snakemake: Snakemake

begin(snakemake)
form = to_xform(Path(snakemake.input.sheets[0]).parent)
Path(snakemake.output.form).write_text(form, encoding="utf-8")
finish(snakemake)
