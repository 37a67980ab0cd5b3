"""The workflow, started as a user would start it."""

import hashlib
import os
import shutil
import subprocess
import sys
import time

from worlds import LIGHTHOUSE, REPOSITORY


def started(
    folder,
    *arguments,
    snakefile=REPOSITORY / "Snakefile",
    python=sys.executable,
    session=False,
    screen=subprocess.PIPE,
    **environment,
):
    """Start the workflow in `folder` as a user would, with our Snakefile or another.

    In a `session` of its own it and its jobs can be killed together.
    """
    return subprocess.Popen(
        [
            *(python, "-m", "snakemake"),
            *("--snakefile", snakefile),
            *("--directory", folder),
            *("--workflow-profile", "none"),
            *("--scheduler", "greedy"),
            *arguments,
        ],
        cwd=folder,
        env={k: v for k, v in os.environ.items() if k != "STUDY_MIRROR"} | environment,
        stdout=screen,
        stderr=subprocess.STDOUT,  # a dry run speaks on the one, a run on the other
        text=True,
        start_new_session=session,
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


def git(folder, *arguments):
    known = ("-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "core.hooksPath=")
    asked = ["git", *known, *arguments]
    return subprocess.run(asked, cwd=folder, check=True, capture_output=True, text=True).stdout


def commit_all(folder):
    """Make a folder a repository of one commit."""
    git(folder, "init", "--quiet")
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "--message", "all of it")


def hashes(folder):
    """Hash every file that was made, logs and Snakemake's own records aside."""
    made = sorted(p for p in (folder / "results").rglob("*") if p.is_file())
    return {
        p.relative_to(folder).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest()
        for p in made
        if "logs" not in p.parts
    }


def until(true, what, seconds=120):
    """Wait until something is so, and give it back."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := true():
            return found
        time.sleep(0.2)
    raise AssertionError(f"after {seconds} s still not: {what}")
