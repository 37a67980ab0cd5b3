"""Ask whether locked packages have known vulnerabilities: ``python -m cyberstudy.commands.audit``.

pip-audit asks; this reads its answer, since it ends alike whether something was found or nobody
could be asked, and even says that nothing is known of packages that it could not ask about. Here
0 means that all were asked about and nothing is known, 1 that something is, 2 that nobody knows.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path

from cyberstudy.tables.problems import listed

FINE, VULNERABLE, UNKNOWN = 0, 1, 2
COMMAND = (
    *("-m", "pip_audit", "--disable-pip", "--require-hashes", "--progress-spinner", "off"),
    *("--vulnerability-service", "osv", "--format", "json"),
)
REQUIREMENT = "--requirement"


def verdict(answer: str, complaint: str = "") -> tuple[int, str]:
    """Read what pip-audit answered: the exit code, and what to say.

    Parameters
    ----------
    answer
        Its JSON; anything else where it could not ask.
    complaint
        What it said besides, the reason in its last line.
    """
    try:
        packages = json.loads(answer)["dependencies"]
    except (json.JSONDecodeError, KeyError, TypeError):
        reason = (complaint.strip().splitlines() or ["it gave no reason"])[-1]
        return UNKNOWN, (
            "Nobody could be asked for known vulnerabilities, so nothing is known of the locked "
            f"packages, good or bad. Try again where osv.dev can be reached. pip-audit: {reason}"
        )
    found = [
        f"{package['name']} {package['version']}: {known['id']}, corrected in "
        f"{', '.join(known['fix_versions']) or 'no version yet'}"
        for package in packages
        for known in package.get("vulns", ())
    ]
    skipped = [f"{one['name']}: {one['skip_reason']}" for one in packages if "skip_reason" in one]
    said = []
    if found:
        said.append(f"Known vulnerabilities; raise the versions (make lock):{listed(found)}")
    if skipped or not packages:
        said.append(f"Of {len(skipped)} packages nothing could be learnt:{listed(skipped)}")
    if not said:
        return FINE, f"{len(packages)} packages were asked about; no vulnerability is known."
    return VULNERABLE if found else UNKNOWN, "\n".join(said)


def main(arguments: list[str] | None = None) -> int:
    """Audit a lock; the exit code tells what is known apart from what is not."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("locks", type=Path, nargs="*", default=sorted(Path().glob("*.lock")))
    asked_of = [word for lock in parser.parse_args(arguments).locks for word in (REQUIREMENT, lock)]
    asked = subprocess.run([sys.executable, *COMMAND, *asked_of], capture_output=True, text=True)
    code, said = verdict(asked.stdout, asked.stderr)
    print(said, file=sys.stderr if code else sys.stdout)
    return code


if __name__ == "__main__":
    sys.exit(main())
