"""A wheel of this checkout holds every module and every file beside them."""

import shutil
import subprocess
import sys
from zipfile import ZipFile

import pytest
from worlds import REPOSITORY

PACKAGES = [f"workflow/{name}" for name in ("cyberstudy", "latentclass", "twin")]


def tracked(*folders):
    listed = subprocess.check_output(["git", "ls-files", *folders], cwd=REPOSITORY, text=True)
    return {name for name in listed.splitlines() if (REPOSITORY / name).is_file()}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The wheel, built without a network from what git has."""
    folder = tmp_path_factory.mktemp("checkout")
    for name in tracked("pyproject.toml", "README.md", "LICENSE", *PACKAGES):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(REPOSITORY / name, folder / name)
    pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--disable-pip-version-check"]
    offline = ["--no-deps", "--no-index", "--no-build-isolation"]
    subprocess.run([*pip, *offline, "--wheel-dir", "made", "."], cwd=folder, check=True)
    (made,) = (folder / "made").glob("*.whl")
    return made


def test_a_wheel_holds_every_file_of_its_packages_and_no_other(wheel):
    held = {name for name in ZipFile(wheel).namelist() if ".dist-info/" not in name}
    assert held == {name.removeprefix("workflow/") for name in tracked(*PACKAGES)}


def test_the_library_works_out_of_a_wheel(wheel, tmp_path):
    ZipFile(wheel).extractall(tmp_path)
    program = """
import sys
sys.path.insert(0, sys.argv[1])
import latentclass
from cyberstudy.wording.speech import PHRASES, read_catalogue
assert latentclass.__file__.startswith(sys.argv[1])
assert str(PHRASES).startswith(sys.argv[1])
assert read_catalogue(PHRASES / "fr.po", "fr").known
"""
    subprocess.run([sys.executable, "-P", "-c", program, str(tmp_path)], check=True)
