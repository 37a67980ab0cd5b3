"""Compare all packages' licences with those allowed: ``python -m cyberstudy.commands.licences``.

``pyproject.toml`` ([tool.licences]) says which are allowed everywhere, and which for what only
tests need. What a package says of itself is read from its metadata; where that is wrong, `stated`
says better.
"""

from __future__ import annotations

import argparse
import re
import sys
import tomllib
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import Any

from cyberstudy.release.software import Package, installed_packages, names_of, needed_by
from surveyanswers.tables.problems import listed


def refused(packages: Sequence[Package], project: Mapping[str, Any]) -> list[str]:
    """Return the packages whose licence is not allowed or not known.

    Parameters
    ----------
    packages
        As they are installed.
    project
        ``pyproject.toml``: dependencies, and what of licences it allows.
    """
    rules = project["tool"]["licences"]
    running = needed_by(names_of(project["project"]["dependencies"]), packages)
    refusals = []
    for package in packages:
        licence = rules["stated"].get(package.name, package.licence)
        allowed = {*rules["allowed"], *(rules["in_tests"] if package.name not in running else ())}
        if not licence:
            refusals.append(f"{package.name}: no licence is named in its metadata")
        elif not is_allowed(licence, allowed):
            refusals.append(f"{package.name}: {licence}")
    return refusals


def is_allowed(licence: str, allowed: Collection[str]) -> bool:
    """Whether one may use what is under `licence`, an expression or names separated by ``;``.

    Of licences to choose from one must be allowed, else all. An expression with brackets is not
    taken apart: it is allowed if it is listed as a whole.
    """
    choices = [licence] if "(" in licence else licence.split(" OR ")
    return licence in allowed or any(
        all(name in allowed for name in re.split(r" AND | OR | WITH |; ", choice))
        for choice in choices
    )


def main(arguments: list[str] | None = None) -> int:
    """Check the licences; the exit code is 1 if one is refused."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--root", type=Path, default=Path())
    root = parser.parse_args(arguments).root
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    packages = installed_packages(*sorted(root.glob("requirements*.lock")))
    if problems := refused(packages, project):
        print(
            f"Licences that [tool.licences] of pyproject.toml does not allow:{listed(problems)}\n"
            "Read the licence. Add it to `allowed`, or to `in_tests` for what only tests need; "
            "put it right in `stated` where the metadata is wrong; or do without the package.",
            file=sys.stderr,
        )
        return 1
    print(f"{len(packages)} packages, every licence allowed.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
