"""The workflow, started as a user would start it."""

import atexit
import hashlib
import json
import os
import shutil
import subprocess
import sys
import time
from functools import cache
from pathlib import Path
from tempfile import NamedTemporaryFile

import spent

from worlds import LIGHTHOUSE, REPOSITORY
from worlds.hostile import made_hostile


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
        [python, "-m", "snakemake", *asked_for(folder, snakefile, arguments)],
        cwd=folder,
        env=surroundings(**environment),
        stdout=screen,
        stderr=subprocess.STDOUT,  # a dry run speaks on the one, a run on the other
        text=True,
        start_new_session=session,
    )


def asked_for(folder, snakefile, arguments):
    return [
        *("--snakefile", snakefile),
        *("--directory", folder),
        *("--workflow-profile", "none"),
        *("--scheduler", "greedy"),
        *arguments,
    ]


def surroundings(**environment):
    return {k: v for k, v in os.environ.items() if k != "STUDY_MIRROR"} | environment


def said(process):
    """Wait for the end and return what was said."""
    return process.communicate(timeout=3000)[0]


@cache
def forked(places):
    """One that has imported it, started once a worker; waited for at its end, its time counts."""
    # As a text, by which Python looks for modules in the folder that it is in, as with `-m`.
    command = [sys.executable, "-c", Path(__file__).with_name("forked.py").read_text("utf-8")]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    # As the workflow sets for its jobs, before anything is imported.
    threads = {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL")}
    own = {"POLARS_MAX_THREADS": "1", "MPLBACKEND": "agg", "PYTHONPATH": places}
    process = subprocess.Popen(command, env=os.environ | threads | own, **pipes)
    atexit.register(process.communicate)
    return process


def snakemake(folder, *arguments, snakefile=REPOSITORY / "Snakefile", **environment):
    """Run it to its end as `started` would."""
    asked = [*map(str, asked_for(folder, snakefile, arguments))]
    return run_forked(folder, asked, surroundings(**environment))


def run_forked(folder, asked, environment):
    """Run `snakemake` to its end; it and its jobs are forked from one that has imported much."""
    with NamedTemporaryFile() as screen:
        wanted = {"folder": str(folder), "arguments": asked, "environment": environment}
        server = forked(environment.get("PYTHONPATH", ""))
        print(json.dumps(wanted | {"screen": screen.name}), file=server.stdin, flush=True)
        code, seconds = json.loads(server.stdout.readline())
        spent.ELSEWHERE.append(seconds)
        return subprocess.CompletedProcess(asked, code, stdout=screen.read().decode())


def settle(folder):
    """Put the invented survey there, with texts that mean harm to whatever shows them."""
    shutil.copytree(LIGHTHOUSE, folder)
    shutil.copy(REPOSITORY / "requirements.lock", folder)
    return made_hostile(folder)


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
