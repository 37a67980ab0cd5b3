"""Snakemake, whose jobs are forked from processes that have imported what jobs do.

As ``python -m snakemake`` in all else: ``python -m worlds.quick_jobs ARGUMENTS``.
"""

import json
import os
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path
from queue import SimpleQueue
from tempfile import NamedTemporaryFile

from snakemake import cli
from snakemake.script import PythonScript

AS_SNAKEMAKE_DOES = PythonScript._execute_cmd


@contextmanager
def servers(count):
    """Start some, and wait for their ends."""
    # As a text, by which Python looks for modules in the folder that it is in, as with `-m`.
    server = Path(__file__).with_name("forked.py").read_text("utf-8")
    command = [sys.executable, "-c", server, "jobs"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    # As the workflow sets for its jobs, before anything is imported.
    threads = {f"{name}_NUM_THREADS": "1" for name in ("OMP", "OPENBLAS", "MKL")}
    environment = os.environ | threads | {"POLARS_MAX_THREADS": "1", "MPLBACKEND": "agg"}
    started = [subprocess.Popen(command, env=environment, **pipes) for _ in range(count)]
    free = SimpleQueue()
    for each in started:
        free.put(each)
    try:
        yield free
    finally:
        for each in started:
            each.communicate()


def forking(free):
    def execute(self, cmd, **how):
        """Run a script of Python in a fork of a free process, as `shell` would by itself."""
        if not how.get("is_python_script"):
            return AS_SNAKEMAKE_DOES(self, cmd, **how)
        server = free.get()
        try:
            with NamedTemporaryFile() as screen:
                wanted = {"folder": os.getcwd(), "arguments": [], "environment": {**os.environ}}
                wanted |= {"screen": screen.name, "script": str(how["fname"])}
                print(json.dumps(wanted), file=server.stdin, flush=True)
                code, _ = json.loads(server.stdout.readline())
                print(screen.read().decode(), end="", file=sys.stderr)
        finally:
            free.put(server)
        if code:
            raise subprocess.CalledProcessError(code, cmd)

    return execute


if __name__ == "__main__":
    with servers(2) as free:
        PythonScript._execute_cmd = forking(free)
        cli.main()
