"""Packages without a survey are complete as wheel and source archive; the study has neither."""

import os
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import tomllib
import venv
from importlib.metadata import distribution
from pathlib import Path
from zipfile import ZipFile

import pytest
from import_graph import ALONE
from packaging.requirements import Requirement
from worlds import REPOSITORY

from lineage import imports_of

SAID = {"capture_output": True, "text": True}
PIP = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
#: What packages are built with is installed here, so nothing is asked of a registry.
OFFLINE = ["--quiet", "--no-index", "--no-build-isolation"]


def tracked(*folders):
    listed = subprocess.check_output(["git", "ls-files", *folders], cwd=REPOSITORY, text=True)
    return {name for name in listed.splitlines() if (REPOSITORY / name).is_file()}


def copied(folder, *files):
    """Copy what git has, as it lies here."""
    for name in tracked(*files):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(REPOSITORY / name, folder / name)
    return folder


def wheel(project, into, check=True):
    asked = [*PIP, "wheel", *OFFLINE, "--no-deps", "--wheel-dir", into, project]
    return subprocess.run(asked, check=check, **SAID)


def closure(*wanted):
    """Names of all that requirements bring along, as it is installed here."""
    found, waiting = set(), [(Requirement(each), "") for each in wanted]
    for one, extra in waiting:  # grows
        applies = not one.marker or one.marker.evaluate({"extra": extra})
        if applies and (one.name, extra) not in found:
            found.add((one.name, extra))
            further = [Requirement(each) for each in distribution(one.name).requires or ()]
            waiting += [(each, extra) for each in further for extra in ("", *one.extras)]
    return {name for name, _ in found}


def test_of_the_study_as_a_whole_no_wheel_is_made_and_it_is_said_what_there_is(tmp_path):
    failed = wheel(copied(tmp_path, "pyproject.toml", "workflow"), tmp_path / "made", check=False)
    assert failed.returncode != 0 and not [*tmp_path.rglob("*.whl")]
    told = " ".join(failed.stderr.split())
    assert "clone it, and run `make study`" in told and "`pip install workflow/<package>`" in told


@pytest.mark.workflow
@pytest.mark.parametrize("name", ALONE)
def test_a_package_passes_its_tests_from_its_archives_where_only_what_it_declares_is_installed(
    name, tmp_path
):
    """What it declares is linked from here, so that no registry is needed."""
    source = copied(tmp_path, f"workflow/{name}") / f"workflow/{name}"
    files = {path.relative_to(source).as_posix() for path in source.rglob("*") if path.is_file()}
    write = "from setuptools.build_meta import build_sdist; build_sdist('made')"
    subprocess.run([sys.executable, "-c", write], cwd=source, check=True, **SAID)
    with tarfile.open(*source.glob("made/*.tar.gz")) as archive:
        archive.extractall(tmp_path / "archive", filter="data")
    (unpacked,) = (tmp_path / "archive").iterdir()
    held = {path.relative_to(unpacked).as_posix() for path in unpacked.rglob("*")}
    assert files <= held
    wheel(unpacked, tmp_path)
    (made,) = tmp_path.glob("*.whl")
    modules = {file for file in files if file.endswith(".py") and file[:6] != "tests/"}
    tables = {file for file in files if file.endswith(".csv") and file[:6] != "tests/"}
    inside = {each for each in ZipFile(made).namelist() if ".dist-info/" not in each}
    assert inside == {f"{name}/{file}" for file in (*modules, *tables, "README.md", "py.typed")}
    for table in tables:  # an installed package knows the countries that the study does
        of_study = REPOSITORY / "data/raw/reference" / Path(table).name
        assert ZipFile(made).read(f"{name}/{table}") == of_study.read_bytes()

    venv.create(tmp_path / "environment")
    python = tmp_path / "environment/bin/python"
    (site,) = tmp_path.glob("environment/lib/python*/site-packages")
    project = tomllib.loads((unpacked / "pyproject.toml").read_text())["project"]
    declared = [*project["dependencies"], *project["optional-dependencies"]["tests"]]
    files_of = [distribution(each).files for each in closure(*declared)]
    for top in {path.parts[0] for files in files_of for path in files} - {"..", "__pycache__"}:
        (site / top).symlink_to(Path(sysconfig.get_path("purelib")) / top)
    # It installs the package, or fails if a requirement is not there.
    target = [*PIP, "--python", python, "install", "--quiet", "--no-index", f"{made}[tests]"]
    subprocess.run(target, check=True, **SAID)

    own = {key: value for key, value in os.environ.items() if not key.startswith("PY")}
    alone = {"cwd": unpacked, "env": own, **SAID}
    imported = {each.partition(".")[0] for file in modules for each in imports_of(source / file)}
    asked = sorted({*imported, "cyberstudy", "snakemake", *ALONE})
    find = f"from importlib.util import find_spec; print([n for n in {asked} if not find_spec(n)])"
    lacking = subprocess.check_output([python, "-P", "-c", find], text=True, env=own)
    assert lacking.strip() == str([n for n in asked if n not in imported])
    # All are collected; to run all takes minutes, and what they test is tested here.
    # In a folder of its own, or it clears away what other runs left.
    how = ["-k", "readme", "--assert", "plain", "--basetemp", tmp_path / "tests_own"]
    tests = subprocess.run([python, "-P", "-m", "pytest", *how], check=False, **alone)
    assert tests.returncode == 0, tests.stdout[-3000:]
