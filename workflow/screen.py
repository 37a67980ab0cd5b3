"""What the screen says of an error: what is wrong first, and nothing of Snakemake's inside."""

import logging
import re
from collections.abc import Callable, Sequence
from functools import partial

from snakemake.logging import logger
from snakemake_interface_logger_plugins.common import LogEvent

from surveyanswers.instrument.names import wrong_name

#: A job that ended by itself has said why; one that was killed has not.
_SAID = re.compile(r"^(RuleException:\n)?CalledProcessError in file .*exit status 1\.$", re.DOTALL)
_FIRST = re.compile(r'\A(?:WorkflowError|(.*?))(?: in file "[^"]*", line \d+)?:\n')
#: What one of our own functions finds wrong while the study is planned.
_PLANNED = re.compile(r"\AInputFunctionException.*?SurveyError: (.*?)\nWildcards:", re.DOTALL)
#: A file or survey that was asked for, and that no rule makes.
_NO_RULE = re.compile(r"No rule to produce (\S+) \(if you use input")
#: What Snakemake says when somebody interrupts it, and what is said in its place.
_INTERRUPTED = "Terminating processes on user request"
STOPPING = "Stopping, as asked. What is done stays done; the same command goes on from there."
_interrupted: list[bool] = []
_FRAMES = re.compile(r'(\n  File "[^"]*", line \d+, in [^\n]*)+$')


def say_briefly(targets: Callable[[], Sequence[str]]) -> None:
    """Make Snakemake leave out of errors what nobody can correct: its places, and lists of files.

    `targets` names what can be asked for by name, once that is known.
    """
    logger.addFilter(partial(_brief, targets))


def _brief(targets: Callable[[], Sequence[str]], record: logging.LogRecord) -> bool:
    event = getattr(record, "event", None)
    if str(record.msg).startswith(_INTERRUPTED):
        _interrupted.append(True)
        record.msg = STOPPING
    elif _interrupted and event in (LogEvent.JOB_ERROR, LogEvent.ERROR):
        return False  # a job that was ended has not failed
    elif event == LogEvent.JOB_ERROR:
        # A file of the log is named, and the rule says what it reads and makes.
        vars(record).update(input=[], output=[], rule_msg="see above, and the log")
    elif event == LogEvent.ERROR:
        message = record.getMessage().strip()
        planned = _PLANNED.match(message)
        kept = (
            planned[1]
            if planned
            else _FIRST.sub(lambda head: f"{head[1]}:\n" if head[1] else "", message)
        )
        if (match := _NO_RULE.search(message)) and "/" not in match[1]:
            kept = wrong_name("survey or target", match[1], targets()) or kept
        record.msg, record.args = _FRAMES.sub("", kept), ()
        return not _SAID.match(message)
    return True
