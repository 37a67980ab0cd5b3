"""What a machine lacks is skipped with a reason, and run once it is there: `needs`."""

import os
import re
import subprocess
import sys
from types import SimpleNamespace

import pytest
from worlds import REPOSITORY, absent

TESTS = """
from pathlib import Path

import pytest
from worlds import absent

@pytest.mark.parametrize("harbour", range(2))
def test_a_ship_of_others_lies_in_the_harbour(harbour):
    absent("a ship of others", Path("harbour"))

@pytest.mark.parametrize("sky", ["clear", pytest.param("dark", marks=pytest.mark.needs("openssl"))])
def test_a_ship_sails(sky):
    pass

@pytest.mark.needs("openssl")
def test_a_ship_sails_with_the_wind():
    pytest.skip("there is no wind")
"""


#: Each run is a process of its own, which finds imported what all of them need.
RUNS = """
import os, pathlib, sys
import conftest, pytest

program = pathlib.Path(sys.argv[1])
for number, missing in enumerate((False, True, True, False, True)):
    if number == 2:
        program.write_text("#!/bin/sh\\n")
        program.chmod(0o755)
    if not (child := os.fork()):
        os.dup2(os.open(f"said_{number}", os.O_CREAT | os.O_WRONLY), 1)
        arguments = ["-p", "conftest", "-Wignore:Module already imported"]
        code = pytest.main([*arguments, *(["--nothing-missing"] if missing else [])])
        sys.stdout.flush()
        pathlib.Path(f"ended_{number}").write_text(str(int(code)))
        os._exit(0)
    os.waitpid(child, 0)
"""


@pytest.fixture(scope="module")
def ended(tmp_path_factory):
    """How runs of these tests end, one after another: `openssl` comes to be there."""
    folder = tmp_path_factory.mktemp("ships")
    (folder / "test_ships.py").write_text(TESTS)
    (folder / "pytest.ini").write_text("[pytest]\nmarkers = needs\naddopts = -q -rs\n")
    program = folder / "bin" / "openssl"
    program.parent.mkdir()
    folders = ("tests", "workflow/surveyanswers/tests", "workflow")
    places = os.pathsep.join(str(REPOSITORY / name) for name in folders)

    environment = os.environ | {"PATH": str(program.parent), "PYTHONPATH": places}
    called = [sys.executable, "-c", RUNS, program]
    subprocess.run(called, cwd=folder, env=environment, check=True)

    def run(number):
        said, ended = (folder / f"{what}_{number}" for what in ("said", "ended"))
        return SimpleNamespace(returncode=int(ended.read_text()), stdout=said.read_text())

    runs = {"bare": run(0), "still bare": run(1), "installed": run(2), "once more": run(4)}
    left = [sys.executable, REPOSITORY / "tests/skipped.py"]
    return runs | {"left": subprocess.check_output(left, cwd=folder, text=True)}


def test_only_the_cases_that_lack_a_package_are_skipped_and_the_package_is_named(ended):
    assert ended["bare"].returncode == 0
    assert re.search(r"SKIPPED \[2\].*not on this machine: openssl", ended["bare"].stdout)
    assert "not on this machine: openssl (Debian: apt install openssl)" in ended["bare"].stdout
    assert re.search("^1 passed, 4 skipped in", ended["bare"].stdout, re.M)


def test_then_they_alone_are_run_and_what_lacks_its_package_still_is_a_failure(ended):
    assert ended["still bare"].returncode == 1
    assert "apt install openssl" in ended["still bare"].stdout
    assert re.search("^3 deselected, 2 errors in", ended["still bare"].stdout, re.M)


def test_so_is_what_is_skipped_for_another_reason(ended):
    assert ended["installed"].returncode == 1
    assert "there is no wind" in ended["installed"].stdout
    assert re.search("^1 failed, 1 passed, 3 deselected in", ended["installed"].stdout, re.M)


def test_where_nothing_was_lacking_there_is_nothing_to_run_and_no_failure(ended):
    assert ended["once more"].returncode == 0
    assert re.search("^no tests ran in", ended["once more"].stdout, re.M)


def test_what_is_skipped_is_counted_by_reason_and_file(ended):
    bare = ended["bare"].stdout
    assert "== skipped: 4 ==" in bare
    assert "   2 not in git: a ship of others: 2 in test_ships.py\n" in bare
    assert "   2 not on this machine: openssl (Debian: apt install openssl): 2 in test_" in bare


def test_what_no_run_made_up_for_is_told_at_the_end(ended):
    """The last run found all packages; what was skipped for another reason stays so."""
    left = ["   2 not in git: a ship of others", "   1 there is no wind"]
    assert ended["left"].splitlines() == [
        f"{reason}: {reason.split()[0]} in test_ships.py" for reason in left
    ]


def test_where_the_folder_of_others_is_there_it_is_a_failure_that_a_file_is_missing(tmp_path):
    with pytest.raises(pytest.skip.Exception, match="not in git: a ship"):
        absent("a ship", tmp_path / "harbour")
    with pytest.raises(pytest.fail.Exception, match="not in git: a ship"):
        absent("a ship", tmp_path)


def test_a_browser_that_does_not_start_is_lacking(request, tmp_path, monkeypatch):
    ours = request.config.pluginmanager.get_plugin(str(REPOSITORY / "tests/conftest.py"))
    browser = ours.NEEDS["chromium"].found
    monkeypatch.setenv("PATH", str(tmp_path))
    assert not browser()
    program = tmp_path / "chromium"
    program.write_text("#!/bin/sh\nexit 1\n")
    program.chmod(0o755)
    assert not browser()
    program.write_text("#!/bin/sh\n")
    assert browser()


def test_what_tests_need_of_the_machine_is_found_in_one_place():
    """So that no test skips itself where nobody hears of it."""
    looking = {
        path.relative_to(REPOSITORY).as_posix()
        for path in (REPOSITORY / "tests").rglob("*.py")
        if re.search(r"\b(which\(|importorskip\b|skipif\b)", path.read_text(encoding="utf-8"))
    }
    assert looking - {"tests/house/test_needs.py"} == {"tests/conftest.py", "tests/worlds/slurm.py"}
