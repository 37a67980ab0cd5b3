"""A process that has imported much, of which each line of its input makes one by forking.

Most of a dry run, and of a short job, is its imports. Nothing else is shared: each has a folder,
variables and a screen of its own, as one that a user starts.
"""

import gc
import json
import os
import runpy
import sys
import types
from importlib import import_module

#: What a plan imports, for itself and in the study's rules.
IMPORTED = (
    *("snakemake.cli", "nbformat", "smart_open"),
    *("cyberstudy.commands.verify_results", "cyberstudy.declare.resolve"),
    *("surveyanswers.instrument.xlsform", "cyberstudy.draw.of_tables", "cyberstudy.verify.sources"),
)
#: What short jobs import.
OF_JOBS = (
    *("snakemake.script", "snakemake.iocontainers"),
    *("surveyanswers.clean.answers", "surveyanswers.read"),
    *("cyberstudy.describe.estimates", "cyberstudy.describe.levels", "cyberstudy.describe.indices"),
    *("cyberstudy.protect", "cyberstudy.draw.batch", "cyberstudy.draw.exhibit"),
    *("cyberstudy.release", "cyberstudy.release.page", "cyberstudy.release.labelled_answers"),
    *("cyberstudy.narrate.execution", "cyberstudy.verify.receipt", "cyberstudy.jobs"),
)


def serve(modules):
    """Say of each how it ended, and what processor time it took."""
    for module in modules:
        import_module(module)
    if "snakemake.cli" in sys.modules:
        sys.modules["snakemake.cli"].get_argument_parser()  # finds the plugins
    gc.freeze()
    for line in sys.stdin:
        if not (child := os.fork()):
            return become(**json.loads(line))
        _, status, used = os.wait4(child, 0)
        ended = os.waitstatus_to_exitcode(status), used.ru_utime + used.ru_stime
        print(json.dumps(ended), flush=True)


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
        return runpy.run_module("snakemake", run_name="__main__", alter_sys=True)
    sys.argv[:] = [script]
    main = types.ModuleType("__main__")
    main.__file__ = script
    sys.modules["__main__"] = main
    with open(script, encoding="utf-8") as source:
        exec(compile(source.read(), script, "exec"), vars(main))


if __name__ == "__main__":
    serve(OF_JOBS if sys.argv[1:] == ["jobs"] else IMPORTED)
