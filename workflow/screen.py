"""What the screen says of an error: what is wrong first, and nothing of Snakemake's inside."""

import logging
import re

from snakemake.logging import logger
from snakemake_interface_logger_plugins.common import LogEvent

#: A job that ended by itself has said why; one that was killed has not.
_SAID = re.compile(r"^(RuleException:\n)?CalledProcessError in file .*exit status 1\.$", re.DOTALL)
_FIRST = re.compile(r'\A(?:WorkflowError|(.*?))(?: in file "[^"]*", line \d+)?:\n')
#: What one of our own functions finds wrong while the study is planned.
_PLANNED = re.compile(r"\AInputFunctionException.*?StudyProblem: (.*?)\nWildcards:", re.DOTALL)
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
    return True
