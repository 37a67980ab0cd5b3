"""A process that has imported much, of which each line of its input makes one by forking.

Most of a dry run, and of a short job, is its imports. Nothing else is shared: each has a folder,
variables and a screen of its own, as one that a user starts.
"""

import gc
import json
import os
import runpy
import subprocess
import sys
import types
from importlib import import_module
from queue import SimpleQueue
from tempfile import NamedTemporaryFile

#: What a plan imports, for itself and in the study's rules; then what short jobs do.
IMPORTED = (
    *("snakemake.cli", "nbformat", "smart_open"),
    *("cyberstudy.commands.verify_results", "cyberstudy.declare.resolve"),
    *("surveyanswers.instrument.xlsform", "cyberstudy.draw.of_tables", "cyberstudy.verify.sources"),
    *("snakemake.script", "snakemake.iocontainers"),
    *("surveyanswers.clean.answers", "surveyanswers.read"),
    *("cyberstudy.describe.estimates", "cyberstudy.describe.levels", "cyberstudy.describe.indices"),
    *("cyberstudy.protect", "cyberstudy.draw.batch", "cyberstudy.draw.exhibit"),
    *("cyberstudy.release", "cyberstudy.release.page", "cyberstudy.release.labelled_answers"),
    *("scipy.optimize", "scipy.stats", "seaborn", "openpyxl", "pyxform.xls2xform"),
    *(f"matplotlib.backends.backend_{name}" for name in ("agg", "pdf", "svg")),
    *("nbconvert", "bs4", "IPython.display"),
    *("cyberstudy.narrate.execution", "cyberstudy.verify.receipt", "cyberstudy.jobs"),
)
#: As many jobs as a test runs at once.
AT_ONCE = 2


def serve(asked, answers):
    """Make a process of each line; write how it ended, and what processor time it took."""
    for line in asked:
        if not (child := os.fork()):
            return become(**json.loads(line))
        _, status, used = os.wait4(child, 0)
        ended = os.waitstatus_to_exitcode(status), used.ru_utime + used.ru_stime
        print(json.dumps(ended), file=answers, flush=True)


def become(folder, arguments, environment, screen, script=None):
    """Be what `python -m snakemake`, or a script, is in a folder, and end as that does."""
    for descriptor, path in ((0, os.devnull), (1, screen), (2, screen)):
        opened = os.open(path, os.O_RDWR | os.O_APPEND)
        os.dup2(opened, descriptor)
        os.close(opened)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv[1:] = arguments
    if script is None:
        return become_snakemake()
    sys.argv[:] = [script]
    main = types.ModuleType("__main__")
    main.__file__ = script
    sys.modules["__main__"] = main
    with open(script, encoding="utf-8") as source:
        exec(compile(source.read(), script, "exec"), vars(main))


def become_snakemake():
    """Run it; its jobs are forked from processes that have no thread of Snakemake's."""
    free = SimpleQueue()
    for _ in range(AT_ONCE):
        if not (server := server_of_jobs()):
            return
        free.put(server)
    PythonScript = sys.modules["snakemake.script"].PythonScript
    PythonScript._execute_cmd = executed_in(free, PythonScript._execute_cmd)
    try:
        runpy.run_module("snakemake", run_name="__main__", alter_sys=True)
    finally:
        servers = [free.get() for _ in range(AT_ONCE)]
        for _, asked, _ in servers:  # before any is waited for: each holds those of earlier ones
            asked.close()
        for process, _, _ in servers:
            os.waitpid(process, 0)


def server_of_jobs():
    """Fork one; return its process, where it is asked and where it answers, or None in a job."""
    asked, answered = os.pipe(), os.pipe()
    if process := os.fork():
        os.close(asked[0])
        os.close(answered[1])
        return process, os.fdopen(asked[1], "w"), os.fdopen(answered[0])
    os.close(asked[1])
    os.close(answered[0])
    return serve(os.fdopen(asked[0]), os.fdopen(answered[1], "w"))


def executed_in(free, otherwise):
    """Return what runs a script of Python in a fork of a free server, and all else as it was."""

    def execute(self, command, **how):
        if not how.get("is_python_script"):
            return otherwise(self, command, **how)
        server = free.get()
        try:
            with NamedTemporaryFile() as screen:
                wanted = {"folder": os.getcwd(), "arguments": [], "environment": {**os.environ}}
                wanted |= {"screen": screen.name, "script": str(how["fname"])}
                print(json.dumps(wanted), file=server[1], flush=True)
                code, _ = json.loads(server[2].readline())
                print(screen.read().decode(), end="", file=sys.stderr)
        finally:
            free.put(server)
        if code:
            raise subprocess.CalledProcessError(code, command)

    return execute


if __name__ == "__main__":
    for module in IMPORTED:
        import_module(module)
    sys.modules["snakemake.cli"].get_argument_parser()  # finds the plugins
    gc.freeze()
    serve(sys.stdin, sys.stdout)
