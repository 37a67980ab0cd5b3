"""The study, stage by stage. A survey is data: its folders in config/surveys and data/raw."""

import os
import sys
from pathlib import Path

# One thread a job: results then do not depend on how many cores the machine has.
ONE_THREAD = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "POLARS_MAX_THREADS")
os.environ.update({variable: "1" for variable in ONE_THREAD}, MPLBACKEND="agg")

sys.path.insert(0, str(Path(workflow.basedir) / "workflow"))


configfile: "config/config.yaml"


include: "workflow/rules/common.smk"
include: "workflow/rules/resources.smk"
include: "workflow/rules/verify.smk"
include: "workflow/rules/read.smk"
include: "workflow/rules/clean.smk"
include: "workflow/rules/describe.smk"
include: "workflow/rules/cluster.smk"
include: "workflow/rules/protect.smk"
include: "workflow/rules/draw.smk"
include: "workflow/rules/narrate.smk"
include: "workflow/rules/release.smk"
include: "workflow/rules/page.smk"
include: "workflow/rules/simulate.smk"


report: "workflow/report/study.rst"


rule all:
    """Everything, for every survey whose answers are at hand."""
    default_target: True
    input:
        every_survey,
        "results/index.html",


rule multiverse:
    """Every defensible way to make each clustering, of every survey that can run: some minutes."""
    input:
        every_multiverse,


for name in config["surveys"]:

    rule:
        name:
            name
        input:
            one_survey(name),


# Said when the workflow is planned, in a dry run too, and again at its end.
if workflow.is_main_process:
    announce()


onsuccess:
    announce()


onerror:
    announce()
