"""What the screen says of an error: what is wrong first, and nothing of Snakemake's inside."""

import logging
import re
import sys
import time

from snakemake.logging import logger
from snakemake_interface_logger_plugins.common import LogEvent

#: A job that ended by itself has said why; one that was killed has not.
_SAID = re.compile(r"^(RuleException:\n)?CalledProcessError in file .*exit status 1\.$", re.DOTALL)
_FIRST = re.compile(r'\A(?:WorkflowError|(.*?))(?: in file "[^"]*", line \d+)?:\n')
#: What one of our own functions finds wrong while the study is planned.
_PLANNED = re.compile(r"\AInputFunctionException.*?StudyProblem: (.*?)\nWildcards:", re.DOTALL)
#: Seconds between words on the time that is left.
EVERY = 60
_said_at = [time.monotonic()]  # when the run began, and when something was said last
_FRAMES = re.compile(r'(\n  File "[^"]*", line \d+, in [^\n]*)+$')


def say_briefly() -> None:
    """Let Snakemake leave out of errors what nobody can correct: its places, and lists of files."""
    logger.addFilter(_brief)


def _brief(record: logging.LogRecord) -> bool:
    event = getattr(record, "event", None)
    if event == LogEvent.JOB_ERROR:
        # A file of the log is named, and the rule says what it reads and makes.
        vars(record).update(input=[], output=[], rule_msg="see above, and the log")
    elif event == LogEvent.ERROR:
        said = record.getMessage().strip()
        planned = _PLANNED.match(said)
        kept = (
            planned[1]
            if planned
            else _FIRST.sub(lambda head: f"{head[1]}:\n" if head[1] else "", said)
        )
        record.msg, record.args = _FRAMES.sub("", kept), ()
        return not _SAID.match(said)
    elif event == LogEvent.PROGRESS:
        _say_what_is_left(vars(record)["done"], vars(record)["total"])
    return True


def _say_what_is_left(done: int, total: int) -> None:
    """Say on a long run, once in a while, how long it will take yet.

    Assume: a step that is left takes as long as one that is done did.
    """
    now = time.monotonic()
    if now < _said_at[-1] + EVERY or not 0 < done < total:
        return
    minutes = max(1, round((now - _said_at[0]) / done * (total - done) / 60))
    _said_at[1:] = [now]
    print(f"some {minutes} min left, going by the steps that are done", file=sys.stderr)
