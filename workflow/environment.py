"""The environment of the study, `.venv`: filled from the lock while it says so, and looked over.

The Makefile asks, before there is any package; so only the standard library is used.
"""

import csv
import os
import subprocess
import sys
import time
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


def install(environment: Path, lock: Path) -> int:
    """Run pip to install what the lock names, print its progress, and return its exit code.

    The lock is complete, so pip need not resolve (`--no-deps`: three times faster with old pips).
    Byte code is compiled later, on every core rather than on one.
    """
    command = (
        f"{environment}/bin/python -m pip install --disable-pip-version-check --no-compile "
        f"--no-deps --require-hashes -r {lock}"
    )
    wanted = sum("==" in line for line in lock.read_text(encoding="utf-8").splitlines())
    fetched, before = 0, set(installed(environment))
    with subprocess.Popen(command.split(), stdout=subprocess.PIPE, text=True) as pip:
        assert pip.stdout is not None
        for line in pip.stdout:
            # Another platform's, or another Python's; or it is there already.
            wanted -= line.startswith(("Ignoring ", "Requirement already"))
            if line.startswith(("Collecting ", "Processing ")):
                fetched += 1
                tell("fetched", fetched, wanted)
            if line.startswith("Installing collected packages"):
                break
        while pip.poll() is None:
            tell("installed", len(set(installed(environment)) - before), wanted)
            time.sleep(0.5)
        pip.stdout.read()
    if pip.returncode == 0:
        tell("installed", wanted, wanted)
    return pip.returncode


TOLD = [""]


def tell(done: str, count: int, of: int) -> None:
    """Write one line that changes on a screen; into a log, one line for every quarter."""
    screen = sys.stdout.isatty()
    shown = count if screen or count == of else count // (quarter := -(-of // 4)) * quarter
    line = f"  {done} {shown} of {of} packages"
    if shown and line != TOLD[0]:
        print(line, end="\r" if screen and count < of else "\n", flush=True)
        TOLD[0] = line


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["install", environment, lock]:
            sys.exit(install(Path(environment), Path(lock)))
        case ["list", environment]:
            print(*installed(Path(environment)), sep="\n")
        case ["check", stamp, *asked]:
            print(wrong(Path(stamp), *asked))
