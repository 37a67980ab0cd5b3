"""Code of analysts opens what its job declares and nothing else, in whatever way it tries."""

import json
import os
import pwd
import shutil
import sqlite3
import subprocess
import sys
from types import SimpleNamespace

import polars as pl
import pytest
from worlds import REPOSITORY, edit
from worlds.ways_to_answers import SECRET, ways

from cyberstudy import fence, jobs
from cyberstudy.declare.opened import OpenSurvey
from cyberstudy.declare.unfit_analyses import kept_inside
from surveyanswers.tables.problems import SurveyError

ANSWERS, OUT = "results/keep/clean/answers.csv", "results/keep/draw/en"
PROGRAM = REPOSITORY / "tests/worlds/ways_to_answers.py"
#: The number of a descriptor that is open already.
PASSED = 99
NAMES = [*ways(ANSWERS, OUT, "1", "9")]
#: Ways that not every system lets anybody go, with or without a fence.
PRIVILEGED = {"bind mount", "chroot", "another process, its memory"}


def settled(folder):
    """Put a study there in which everything holds the answer that nobody may read."""
    secret = SECRET.decode()
    table = pl.DataFrame({"said": [secret]})
    for place in ("results/keep/clean", "results/other/clean", "results/keep/protect/tables"):
        (folder / place).mkdir(parents=True)
        (folder / place / "answers.csv").write_text(f"said\n{secret}\n")
        table.write_parquet(folder / place / "answers.parquet")
    with sqlite3.connect(folder / "results/keep/clean/answers.db") as base:
        base.execute("create table answers (text)")
        base.execute("insert into answers values (?)", [secret])
    for file in (
        *("data/confidential/keep/export.csv", "data/raw/keep/export.csv", ".git/config"),
        *("results/keep/protect/withheld.csv", "results/logs/clean.log", "home/export.csv"),
        *("config/config.yaml", "results/published/figures.csv", "shared/export.csv"),
        f"{OUT}/figure.txt",
    ):
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        (folder / file).write_text(secret)
    (folder / OUT / "before").symlink_to(folder / ANSWERS)
    return folder


@pytest.fixture(scope="module")
def tried(tmp_path_factory):
    """Try every way outside the fence, and inside."""
    found = {}
    for where in ("outside", "inside"):
        folder = settled(tmp_path_factory.mktemp(where))
        library = shutil.copytree(REPOSITORY / "workflow/cyberstudy", folder / "lib/cyberstudy")
        with open(folder / ANSWERS, "rb") as given:
            command = [
                sys.executable,
                "-P",
                str(PROGRAM),
                ANSWERS,
                OUT,
                str(os.getpid()),
                str(PASSED),
            ]
            if where == "inside":
                read = ("config", "results/keep/protect/tables", str(PROGRAM.parent))
                command = fence.around(command, read, [OUT])
            os.dup2(given.fileno(), PASSED)
            done = subprocess.run(
                command,
                cwd=folder,
                stdin=given if where == "outside" else subprocess.DEVNULL,
                pass_fds=[PASSED] if where == "outside" else [],
                capture_output=True,
                text=True,
                env=os.environ
                | {"HOME": str(folder / "home"), "SHARED": str(folder / "shared")}
                | {"LIBRARY": str(library.parent), "TMPDIR": str(folder / OUT)},
            )
            os.close(PASSED)
        assert done.returncode == 0, done.stderr
        found[where] = {name: rest for name, *rest in map(json.loads, done.stdout.splitlines())}
    return found


@pytest.mark.needs("landlock")
@pytest.mark.parametrize("name", NAMES)
def test_no_way_leads_to_answers(tried, name):
    outside, inside = tried["outside"][name], tried["inside"][name]
    assert not inside[0], f"{name}: read inside the fence"
    if name not in PRIVILEGED and "socket" not in name and name != "network":
        assert outside[0], f"{name}: proves nothing, it does not work outside either: {outside[1]}"


@pytest.mark.needs("landlock")
def test_there_are_more_ways_than_twenty_and_most_of_them_work_without_a_fence(tried):
    works = [name for name, (found, _) in tried["outside"].items() if found]
    assert len(NAMES) >= 60
    assert len(works) >= 50


def inside(code, *, read=(), write=()):
    """Run Python code behind a fence."""
    command = fence.around([sys.executable, "-c", code], (str(REPOSITORY / "tests"), *read), write)
    return subprocess.run(command, capture_output=True, text=True)


@pytest.mark.needs("landlock")
def test_the_kernel_is_asked_whether_it_holds_and_not_a_variable():
    code = "from cyberstudy import fence; print(fence.holds(), fence.hint('Permission denied')[:9])"
    assert inside(code).stdout == "True \nAnalyses\n"
    assert not fence.holds()
    assert fence.hint("Permission denied") == ""  # of a file's own rights, which others can tell


@pytest.mark.needs("landlock")
def test_it_is_not_put_up_around_a_process_with_threads():
    code = "import polars\nfrom cyberstudy import fence\nfence.enter([])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert "NoFence: The fence comes too late" in done.stderr


@pytest.mark.needs("landlock")
def test_what_is_named_can_be_read_and_written_and_what_has_answers_shares_no_memory(tmp_path):
    (tmp_path / "given").write_text("given")
    (tmp_path / "made").mkdir()
    code = f"""
import os, pathlib
pathlib.Path({str(tmp_path / "made/file")!r}).write_text(open({str(tmp_path / "given")!r}).read())
os.open("/dev/shm/left", os.O_CREAT | os.O_WRONLY)
"""
    done = inside(code, read=[tmp_path / "given"], write=[tmp_path / "made"])
    assert (tmp_path / "made/file").read_text() == "given"
    assert "Permission denied: '/dev/shm/left'" in done.stderr


@pytest.fixture
def nowhere(monkeypatch):
    monkeypatch.setattr(fence, "version", lambda: 0)


@pytest.mark.needs("landlock")
def test_a_program_finds_its_home_where_no_variable_names_it(tmp_path):
    program = "from pathlib import Path; print(Path.home())"
    command = fence.around([sys.executable, "-c", program], [], [str(tmp_path)])
    done = subprocess.run(command, capture_output=True, text=True, env={"PATH": os.defpath})
    assert done.stdout.strip() == pwd.getpwuid(os.getuid()).pw_dir, done.stderr


def test_without_one_a_command_is_itself_and_nobody_enters(nowhere):
    assert fence.around(["true"], ["config"]) == ["true"]
    with pytest.raises(fence.NoFence, match="cannot keep a program from opening files"):
        fence.enter([])


@pytest.mark.parametrize("needed", [False, True])
def test_without_one_a_job_that_cannot_do_without_does_not_run(nowhere, needed):
    job = SimpleNamespace(params={"needs_fence": needed})
    if not needed:
        assert jobs.enter_fence(job, [], []) is None
    else:
        with pytest.raises(SurveyError, match=r"Landlock.*so this is not run"):
            jobs.enter_fence(job, [], [])


def test_without_one_code_of_a_confidential_survey_does_not_run_and_that_is_said(
    nowhere, lighthouse
):
    assert lighthouse.runs_code
    assert lighthouse.analyses
    edit(
        lighthouse.folder / "settings.yaml",
        "protection: public",
        "protection: confidential\nminimum_base: 5",
    )
    closed = OpenSurvey(lighthouse.folder, root=lighthouse.root)
    assert not closed.runs_code
    assert closed.analyses == []
    (said,) = kept_inside(closed)
    assert "they do not run here, and a release from here has none" in said
    assert "analyses/lamps.py" in said
    assert "lighthouses" in said  # the notebook
