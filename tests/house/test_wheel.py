"""Packages that know no survey have wheels that hold all of them; the study as a whole has none."""

import os
import shutil
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path
from zipfile import ZipFile

import pytest
from worlds import REPOSITORY

#: Those that have a wheel of their own.
ALONE = sorted(path.parent.name for path in (REPOSITORY / "workflow").glob("*/pyproject.toml"))


def tracked(*folders):
    listed = subprocess.check_output(["git", "ls-files", *folders], cwd=REPOSITORY, text=True)
    return {name for name in listed.splitlines() if (REPOSITORY / name).is_file()}


def modules_and_data(*packages):
    files = {Path(name).relative_to("workflow") for name in tracked(*packages)}
    return {
        path.as_posix()
        for path in files
        if path.parts[1] != "tests" and path.name not in ("pyproject.toml", "LICENSE")
    }


def held(wheel):
    return {name for name in ZipFile(wheel).namelist() if ".dist-info/" not in name}


def build(folder, *files, project=".", check=True):
    """Build a wheel without a network from what git has, as it lies here."""
    for name in tracked(*files):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(REPOSITORY / name, folder / name)
    pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--disable-pip-version-check"]
    asked = [*pip, "--no-deps", "--no-index", "--no-build-isolation", "--wheel-dir", "made"]
    said = {"capture_output": True, "text": True}
    return subprocess.run([*asked, project], cwd=folder, check=check, **said)


@pytest.fixture(scope="module")
def wheel_of(tmp_path_factory):
    """That of one package."""

    def built(name):
        folder = f"workflow/{name}"
        place = tmp_path_factory.mktemp(name)
        build(place, folder, project=f"./{folder}")
        (made,) = (place / "made").glob("*.whl")
        return made

    return built


def test_of_the_study_as_a_whole_no_wheel_is_made_and_it_is_said_what_there_is(tmp_path):
    failed = build(tmp_path, "pyproject.toml", "workflow", check=False)
    assert failed.returncode != 0 and not [*tmp_path.rglob("*.whl")]
    told = " ".join(failed.stderr.split())
    assert "clone it, and run `make study`" in told and "pip install workflow/latentclass" in told


@pytest.mark.workflow
@pytest.mark.parametrize("name", ALONE)
def test_a_package_by_itself_does_what_its_readme_shows_and_all_its_tests_find_what_they_import(
    name, wheel_of, tmp_path
):
    """It is installed where of the study nothing else is; packages of others are seen from here."""
    made = wheel_of(name)
    assert held(made) == modules_and_data(f"workflow/{name}")
    venv.create(tmp_path / "environment")
    python = tmp_path / "environment" / "bin" / "python"
    (site,) = tmp_path.glob("environment/lib/python*/site-packages")
    (site / "of_others.pth").write_text(sysconfig.get_path("purelib"))
    pip = [sys.executable, "-m", "pip", "--python", python, "install", "--quiet"]
    subprocess.run([*pip, "--no-deps", "--no-index", made], check=True)
    for file in tracked(f"workflow/{name}/tests", f"workflow/{name}/pyproject.toml"):
        copy = tmp_path / Path(file).relative_to(f"workflow/{name}")
        copy.parent.mkdir(exist_ok=True)
        shutil.copyfile(REPOSITORY / file, copy)
    alone = {
        key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "PYTEST"))
    }
    say = {"cwd": tmp_path, "env": alone, "capture_output": True, "text": True, "check": False}
    study = subprocess.run([python, "-c", "import cyberstudy"], **say)
    assert "No module named 'cyberstudy'" in study.stderr
    # All are collected; to run all takes minutes, and what they test is tested here.
    # In a folder of its own, or it clears away what other runs left.
    how = ["-k", "readme", "--assert", "plain", "--basetemp", tmp_path / "tests_own"]
    tests = subprocess.run([python, "-m", "pytest", *how], **say)
    assert tests.returncode == 0, tests.stdout[-3000:]
