"""A checkout as git has it, with this one's environment, and the commands that pages name."""

import shlex
import shutil
import subprocess
import sys

from worlds import REPOSITORY
from worlds.runs import run_forked


def checked_out(folder, *, results=True):
    """Copy what git has into a folder, with its published results or without."""
    tracked = subprocess.check_output(["git", "ls-files"], cwd=REPOSITORY, text=True)
    for path in map(REPOSITORY.joinpath, tracked.splitlines()):
        if path.is_file() and (results or not path.is_relative_to(REPOSITORY / "results")):
            target = folder / path.relative_to(REPOSITORY)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target)
    (folder / ".venv").symlink_to(sys.prefix)
    return folder


def run(checkout, command, *more):
    """Run a command of a page; its environment is here already, and is not built anew."""
    words = [*shlex.split(command), *more]
    environment = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(checkout / "workflow")}
    if words[0] == ".venv/bin/snakemake":
        done = run_forked(checkout, words[1:], environment)
    else:
        if words[0] == "make":
            words[1:1] = ["--no-print-directory", "--old-file", ".venv/built-from-lock"]
        pipe = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
        done = subprocess.run(words, cwd=checkout, env=environment, **pipe)
    assert done.returncode == 0, done.stdout[-4000:]
    return done.stdout
