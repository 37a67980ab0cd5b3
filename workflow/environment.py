"""The environment of the study, `.venv`: what is installed in it, and what is wrong with it.

The Makefile asks, before there is any package; so only the standard library is used.
"""

import csv
import os
import subprocess
import sys
from pathlib import Path

PYTHON = "python{}.{}".format(*sys.version_info)


def installed(environment: Path) -> list[str]:
    """Name the packages that are there, with their versions; pip is of the Python, not the lock."""
    folders = environment.glob(f"lib/{PYTHON}/site-packages/*.dist-info")
    return sorted(path.stem for path in folders if not path.name.startswith("pip-"))


def wrong(stamp: Path, python: str = "") -> str:
    """Return what is wrong with the environment of this Python; nothing if all is well.

    Parameters
    ----------
    stamp
        The file in it that says that it was built, and of which packages.
    python
        The Python that somebody wants by name, if any.
    """
    environment = stamp.parent
    packages = environment / "lib" / PYTHON / "site-packages"
    if not packages.is_dir():
        return f"it was built with another Python than {PYTHON}, which it runs now"
    if python:
        line = "import sys; print('python{}.{}'.format(*sys.version_info))"
        answer = subprocess.run([python, "-c", line], capture_output=True, text=True, check=False)
        if answer.returncode == 0 and answer.stdout.strip() != PYTHON:
            return f"it has {PYTHON}, and {answer.stdout.strip()} is asked for"
    script = (environment / "bin" / "pip").open(encoding="utf-8").readline()
    if not Path(script.removeprefix("#!").split()[0]).exists():
        return "its folder was moved, and its programs look for Python where it was"
    lists = [stamp, *environment.glob("with-*")]  # and of groups that were put in beside
    wanted = {package for file in lists for package in file.read_text().split()}
    if gone := wanted - set(installed(environment)):
        return f"packages are gone: {' '.join(sorted(gone))}"
    built = max(file.stat().st_mtime for file in lists)
    gone, edited, package_files = looked_over(packages, wanted, built)
    if gone:
        return f"files of packages are gone: {' '.join(sorted(gone))}"
    if edited:
        return f"files of packages were changed after the build: {' '.join(sorted(edited))}"
    if added := {name for name in os.listdir(packages) if _runs_first(name)} - package_files:
        return f"no package brought what Python runs first: {' '.join(sorted(added))}"
    if "include-system-site-packages = false" not in (environment / "pyvenv.cfg").read_text():
        return "pyvenv.cfg lets packages in from outside of it"
    return ""


def _runs_first(name: str) -> bool:
    """Whether Python runs a file of this name, among its packages, before any program."""
    return name.endswith(".pth") or name.partition(".")[0] in ("sitecustomize", "usercustomize")


def looked_over(
    packages: Path, wanted: set[str], built: float
) -> tuple[set[str], set[str], set[str]]:
    """Compare files with the sizes that pip noted, and their times with that of the build.

    Parameters
    ----------
    wanted
        Packages of the lock: what was put in by hand may be younger than the build.

    Returns
    -------
    tuple of set
        Packages that lack a file; packages of which a file was changed; files at the top.
    """
    gone, edited, top = set(), set(), set()
    for record in packages.glob("*.dist-info/RECORD"):
        latest = built if record.parent.stem in wanted else float("inf")
        for line in record.read_text(encoding="utf-8").split("\n"):
            rest, _, size = line.rstrip("\r").rpartition(",")
            file = next(csv.reader([rest]))[0] if rest[:1] == '"' else rest.partition(",")[0]
            if not file or file.endswith(".pyc"):  # those come and go
                continue
            if "/" not in file:
                top.add(file)
            try:
                at = os.stat(f"{packages}/{file}")
            except OSError:
                gone.add(record.parent.stem)
                continue
            if size not in ("", f"{at.st_size}") or at.st_mtime > latest:
                edited.add(record.parent.stem)
    return gone, edited, top


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["list", environment]:
            print(*installed(Path(environment)), sep="\n")
        case ["check", stamp, *asked]:
            print(wrong(Path(stamp), *asked))
