"""Which tests were skipped, by reason: shown at the end of a run, and kept for the end of CI's.

`python tests/skipped.py` prints what the last run skipped and no run with `--nothing-missing` has
made up for.
"""

import json
from collections import Counter
from pathlib import Path

import pytest

KEPT = "needs/skipped"
#: Tests that were skipped -> why.
SKIPPED = {}
REPORTED = set()


def pytest_runtest_logreport(report):
    REPORTED.add(report.nodeid)
    if report.skipped and not hasattr(report, "wasxfail"):
        SKIPPED[report.nodeid] = str(report.longrepr[-1]).removeprefix("Skipped: ")


def by_reason(skipped):
    """Return a line a reason: how many tests it kept from running, and in which files."""
    counts = {}
    for test, reason in skipped.items():
        counts.setdefault(reason, Counter())[test.partition("::")[0]] += 1
    return [
        f"{files.total():4} {reason}: {', '.join(f'{n} in {name}' for name, n in files.items())}"
        for reason, files in sorted(counts.items())
    ]


@pytest.hookimpl(tryfirst=True)
def pytest_terminal_summary(terminalreporter):
    if SKIPPED:
        terminalreporter.section(f"skipped: {len(SKIPPED)}")
        for line in by_reason(SKIPPED):
            terminalreporter.write_line(line)


def pytest_sessionfinish(session):
    if hasattr(session.config, "workerinput") or not hasattr(session.config, "cache"):
        return
    before = session.config.cache.get(KEPT, {})
    again = session.config.getoption("--nothing-missing")
    kept = {test: why for test, why in before.items() if again and test not in REPORTED}
    session.config.cache.set(KEPT, kept | SKIPPED)


if __name__ == "__main__":
    kept = json.loads(Path(".pytest_cache/v", KEPT).read_text(encoding="utf-8"))
    print(*(by_reason(kept) or ["No test was skipped."]), sep="\n")
