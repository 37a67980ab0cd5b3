"""What tests and files spend: processor time, with processes that were started and waited for.

On a loaded machine it says more than the clock. How many are shown: `pytest --spent 40`.
"""

import os
from collections import Counter

import pytest

UNTIL_NOW = [0.0]
SPENT_BY = Counter()
#: Seconds of processes that others of ours waited for, of which the system tells at their end.
ELSEWHERE = []


def processor_time():
    return sum(os.times()[:4]) + sum(ELSEWHERE)


def pytest_collection_finish(session):
    UNTIL_NOW[0] = processor_time()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item):
    report = yield
    before, UNTIL_NOW[0] = UNTIL_NOW[0], processor_time()
    report.spent = UNTIL_NOW[0] - before
    return report


def pytest_runtest_logreport(report):
    # Of a worker that crashed nothing is known.
    SPENT_BY[report.when, report.nodeid] = getattr(report, "spent", 0.0)


def pytest_terminal_summary(terminalreporter, config):
    if count := config.getoption("--spent"):
        terminalreporter.section(f"processor time, {sum(SPENT_BY.values()):.0f} s in all")
        files = Counter()
        for (_, test), seconds in SPENT_BY.items():
            files["file", test.partition("::")[0]] += seconds
        for what, seconds in [*files.most_common(count), *SPENT_BY.most_common(count)]:
            terminalreporter.line(f"{seconds:7.1f} s  {what[0]:8} {what[1]}")
