"""`.venv` is built once, says how far it is, and is built anew where something of it is gone."""

import os
import shutil
import subprocess
import sys

import pytest
from invented.damage import unnoticed
from worlds import REPOSITORY, edit, wheels

STAMP, GROUP = ".venv/built-from-lock", ".venv/with-dev"


#: A Python whose environments are copies of one: to put pip into one takes it four seconds.
COPIES = """#!/bin/sh
case "$*" in "-m venv .venv") exec cp -a {made} .venv ;; esac
exec {python} "$@"
"""


@pytest.fixture(scope="module")
def checkout(tmp_path_factory):
    """A study whose lock names two small packages, and one for another system."""
    folder = tmp_path_factory.mktemp("checkout") / "study"
    (folder / "workflow").mkdir(parents=True)
    (folder / "wheels").mkdir()
    (folder / ".githooks").mkdir()
    for name in ("Makefile", ".githooks/switch-on", "workflow/environment.py"):
        shutil.copy(REPOSITORY / name, folder / name)
    shutil.copy(wheels.__file__, folder / "backend.py")
    (folder / "pyproject.toml").write_text(
        '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n'
    )
    lock = [
        wheels.locked(folder / "wheels", "lamp"),
        wheels.locked(folder / "wheels", "sail", " ; sys_platform == 'none'"),
        wheels.locked(folder / "wheels", "wick"),
    ]
    (folder / "requirements.lock").write_text("".join(lock))
    beside = [lock[0], wheels.locked(folder / "wheels", "oars")]
    (folder / "requirements-dev.lock").write_text("".join(beside))
    made = tmp_path_factory.mktemp("made")
    subprocess.run([sys.executable, "-m", "venv", made], check=True)
    (pip,) = made.glob("lib/*/site-packages/pip")
    pip.symlink_to(pip.rename(made.parent / "pip_itself"))  # a thousand files, for ten copies
    (folder / "python").write_text(COPIES.format(made=made, python=sys.executable))
    (folder / "python").chmod(0o755)
    return folder


def make(folder, *arguments, wheels="wheels", target=STAMP):
    """Ask for the environment; the packages lie in a folder, and nobody else is asked."""
    own = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(folder / wheels), "PYTHON": "./python"}
    kept = {k: v for k, v in os.environ.items() if k not in ("MAKEFLAGS", "MAKELEVEL")}
    return subprocess.run(
        ["make", *arguments, target], cwd=folder, env=kept | own, capture_output=True, text=True
    )


@pytest.fixture(scope="module")
def built(checkout):
    """What the first build said."""
    failed = make(checkout, wheels="nowhere")
    assert failed.returncode != 0
    assert "lamp" in failed.stderr
    assert (checkout / ".venv").is_dir() and not (checkout / STAMP).exists()
    done = make(checkout)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture
def study(built, checkout, tmp_path):
    """A copy of the study and of its environment."""
    subprocess.run(["cp", "-a", checkout, tmp_path], check=True)
    return tmp_path / "study"


def test_a_build_after_one_that_failed_begins_anew_and_does_not_flood_a_log(built):
    assert "Building the environment in .venv" in built
    assert len(built.splitlines()) < 10


def test_what_is_whole_is_not_built_again(built, checkout):
    assert f"'{STAMP}' is up to date" in make(checkout).stdout
    assert {"lamp-1", "study-1", "wick-1"} <= {*(checkout / STAMP).read_text().split()}


def test_what_the_study_does_without_is_put_in_when_it_is_asked_for(study):
    assert not [*study.glob(".venv/lib/*/site-packages/oars")]
    done = make(study, target=GROUP)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "requirements-dev.lock" in done.stdout
    assert f"'{GROUP}' is up to date" in make(study, target=GROUP).stdout
    for path in study.glob(".venv/lib/*/site-packages/oars*"):
        shutil.rmtree(path)
    assert "packages are gone: oars-1" in make(study, "--dry-run", target="study").stdout
    mended = make(study, target=GROUP)
    assert mended.returncode == 0
    assert [*study.glob(".venv/lib/*/site-packages/oars")]


def without_python(environment, packages):
    for link in environment.glob("bin/python*"):
        link.unlink()
        link.symlink_to("/nowhere/python")


def with_another_python(environment, packages):
    packages.parent.rename(packages.parents[1] / "python3.2")


DAMAGES = {
    "its Python does not run": without_python,
    "it was built with another Python": with_another_python,
    "packages are gone: wick-1": lambda _, packages: [
        shutil.rmtree(packages / name) for name in ("wick", "wick-1.dist-info")
    ],
    "files of packages are gone: lamp-1 wick-1": lambda _, packages: [
        shutil.rmtree(packages / "lamp"),
        (packages / "wick/__init__.py").unlink(),
    ],
    "its folder was moved": lambda environment, _: (environment / "bin/pip").write_text(
        "#!/nowhere/.venv/bin/python\n"
    ),
    "files of packages were changed after the build: lamp-1": lambda _, packages: unnoticed(
        packages / "lamp/__init__.py", b""
    ),
    "files of packages were changed after the build: wick-1": lambda _, packages: edit(
        packages / "wick/__init__.py", "1", "2"
    ),
    "no package brought what Python runs first: lamp.pth": lambda _, packages: (
        packages / "lamp.pth"
    ).write_text("import wick\n"),
    "no package brought what Python runs first: sitecustomize.py": lambda _, packages: (
        packages / "sitecustomize.py"
    ).touch(),
    "pyvenv.cfg lets packages in from outside of it": lambda environment, _: edit(
        environment / "pyvenv.cfg", "packages = false", "packages = true"
    ),
}


@pytest.mark.parametrize("told", DAMAGES)
def test_what_is_broken_is_told_and_would_be_built_anew(study, told):
    (packages,) = study.glob(".venv/lib/*/site-packages")
    DAMAGES[told](study / ".venv", packages)
    planned = make(study, "--dry-run").stdout
    assert f"The environment in .venv can not be used: {told}" in planned
    assert "-m venv .venv" in planned


def test_the_same_command_mends_it_for_whatever_needs_it(study):
    shutil.rmtree(next(study.glob(".venv/lib/*/site-packages/lamp")))
    (study / "Snakefile").touch()
    asked = make(study, target="study")
    assert "files of packages are gone: lamp-1" in asked.stdout
    assert "No such file" in asked.stderr  # of Snakemake, in this lock
    assert f"'{STAMP}' is up to date" in make(study).stdout


def test_who_names_another_python_gets_an_environment_of_it(study):
    other = study / "python3.2"
    other.write_text("#!/bin/sh\necho python3.2\n")
    other.chmod(0o755)
    planned = make(study, "--dry-run", f"PYTHON={other}").stdout
    assert "python3.2 is asked for" in planned
    assert f"{other} -m venv .venv" in planned


def test_packages_that_were_added_by_hand_and_byte_code_that_is_gone_are_no_damage(study):
    (packages,) = study.glob(".venv/lib/*/site-packages")
    for cache in packages.rglob("__pycache__"):
        shutil.rmtree(cache, ignore_errors=True)
    record = packages / "lamp-1.dist-info/RECORD"
    more = b'lamp/__pycache__/__init__.pyc,,\n"lamp/one,two.py",,\n'
    unnoticed(record, record.read_bytes() + more)
    (packages / "lamp/one,two.py").touch()
    os.utime(packages / "lamp/one,two.py", (0, 0))
    (packages / "oil-1.dist-info").mkdir()
    (packages / "oil-1.dist-info/RECORD").write_text("oil.pth,,0\n")
    (packages / "oil.pth").touch()
    assert f"'{STAMP}' is up to date" in make(study).stdout
