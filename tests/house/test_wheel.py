"""Wheels of this checkout hold every module and every file beside them, and no test."""

import os
import shutil
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path
from zipfile import ZipFile

import lineage
import pytest
from worlds import REPOSITORY

PACKAGES = [f"workflow/{name}" for name in lineage.PACKAGES]
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


def build(folder, *files, project="."):
    """Build a wheel without a network from what git has."""
    for name in tracked(*files):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(REPOSITORY / name, folder / name)
    pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--disable-pip-version-check"]
    offline = ["--no-deps", "--no-index", "--no-build-isolation"]
    subprocess.run([*pip, *offline, "--wheel-dir", "made", project], cwd=folder, check=True)
    (made,) = (folder / "made").glob("*.whl")
    return made


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The whole library's."""
    folder = tmp_path_factory.mktemp("checkout")
    return build(folder, "pyproject.toml", "README.md", "LICENSE", *PACKAGES)


@pytest.fixture(scope="module")
def wheel_of(tmp_path_factory):
    """That of one package."""

    def built(name):
        folder = f"workflow/{name}"
        return build(tmp_path_factory.mktemp(name), folder, project=f"./{folder}")

    return built


def test_a_wheel_holds_every_file_of_its_packages_and_no_other(wheel):
    assert held(wheel) == modules_and_data(*PACKAGES)


def test_the_library_works_out_of_a_wheel(wheel, tmp_path):
    ZipFile(wheel).extractall(tmp_path)
    program = f"""
import latentclass
from cyberstudy.wording.translator import PHRASES, read_catalogue
assert latentclass.__file__.startswith({str(tmp_path)!r})
assert str(PHRASES).startswith({str(tmp_path)!r})
assert read_catalogue(PHRASES / "fr.po", "fr").known
"""
    subprocess.run(
        [sys.executable, "-P", "-c", program],
        env=os.environ | {"PYTHONPATH": str(tmp_path)},
        check=True,
    )


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
    tests = subprocess.run([python, "-m", "pytest", "-k", "readme"], **say)
    assert tests.returncode == 0, tests.stdout[-3000:]
