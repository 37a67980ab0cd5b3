"""The workflow, started as a user would start it."""

import hashlib
import os
import shutil
import subprocess
import sys

from worlds import LIGHTHOUSE, REPOSITORY


def started(
    folder, *arguments, snakefile=REPOSITORY / "Snakefile", python=sys.executable, **environment
):
    """Start the workflow in `folder` as a user would, with our Snakefile or another."""
    return subprocess.Popen(
        [
            *(python, "-m", "snakemake"),
            *("--snakefile", snakefile),
            *("--directory", folder),
            *("--workflow-profile", "none"),
            *arguments,
        ],
        cwd=folder,
        env={k: v for k, v in os.environ.items() if k != "STUDY_MIRROR"} | environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,  # a dry run speaks on the one, a run on the other
        text=True,
    )


def said(process):
    """Wait for the end and return what was said."""
    return process.communicate(timeout=3000)[0]


def snakemake(folder, *arguments, **options):
    process = started(folder, *arguments, **options)
    return subprocess.CompletedProcess(
        process.args, stdout=said(process), returncode=process.returncode
    )


def settle(folder):
    shutil.copytree(LIGHTHOUSE, folder)
    shutil.copy(REPOSITORY / "requirements.lock", folder)
    return folder


def hashes(folder):
    """Hash every file that was made, logs and Snakemake's own records aside."""
    made = sorted(p for p in (folder / "results").rglob("*") if p.is_file())
    return {
        p.relative_to(folder).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest()
        for p in made
        if "logs" not in p.parts
    }
