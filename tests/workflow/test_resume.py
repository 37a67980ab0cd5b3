"""A lock that outlived its run is lifted; one whose run lives, or might live, is respected."""

import contextlib
import errno
import fcntl
import json
import logging
import os
import shutil
import signal

import pytest
from snakemake.exceptions import ApiError
from snakemake.persistence.file import FilePersistence
from worlds.runs import said, snakemake, started, until

from resume import lift_stale_locks, only_run, unmark

LIFTED = "its lock is lifted"
LOCKED = "Directory cannot be locked"

# One step that waits until it is told to go on, under rules that lock as the study's do.
SNAKEFILE = """\
from resume import lift_stale_locks

if workflow.is_main_process:
    lift_stale_locks()

rule all:
    input: "done"

rule step:
    output: "done"
    script: "step.py"
"""
STEP = """\
import os, time
said = open("said.txt", "a", buffering=1)
said.write("began\\n")
while not os.path.exists("go"):
    time.sleep(0.1)
said.write("ended\\n")
open("done", "w").close()
"""


def settled(folder):
    """Make a folder whose study has one step."""
    folder.mkdir()
    (folder / "Snakefile").write_text(SNAKEFILE)
    (folder / "step.py").write_text(STEP)
    return folder


@pytest.fixture
def study(tmp_path):
    """One whose step ends with the test if not before."""
    folder = settled(tmp_path / "study")
    yield folder
    (folder / "go").touch()


@pytest.fixture(scope="module")
def left_behind(tmp_path_factory):
    """One as a run left it that was killed with its job."""
    folder = settled(tmp_path_factory.mktemp("left") / "study")
    killed(began(folder))
    assert locked(folder)
    assert steps(folder) == ["began"]
    return folder


@pytest.fixture
def stale(left_behind, tmp_path):
    """A copy of it."""
    return shutil.copytree(left_behind, tmp_path / "study")


PLAIN = ("--cores", "1", "--rerun-incomplete")
OURS = {"snakefile": "Snakefile"}


def began(folder):
    run = started(folder, *PLAIN, **OURS, session=True)
    until(lambda: steps(folder)[-1:] == ["began"], "the step is at work")
    return run


def again(folder, *arguments, **environment):
    """Give the same command again, or another, and let it come to its end."""
    return snakemake(folder, *(arguments or PLAIN), **OURS, **environment)


def killed(run, *, with_jobs=True):
    os.killpg(run.pid, signal.SIGKILL) if with_jobs else run.kill()
    run.wait()
    run.stdout.close()


def steps(folder):
    with contextlib.suppress(FileNotFoundError):
        return (folder / "said.txt").read_text().split()
    return []


def locked(folder):
    return sorted((folder / ".snakemake/locks").glob("*.lock"))


def recorded(folder, **changes):
    """Change what is recorded of the run, and return it."""
    path = folder / ".snakemake/run.json"
    run = json.loads(path.read_text()) | changes
    path.write_text(json.dumps(run))
    return run


def test_a_run_that_was_killed_with_its_jobs_is_taken_up_by_the_same_command(stale):
    assert locked(stale)
    (stale / "go").touch()
    run = again(stale)
    assert run.returncode == 0, run.stdout
    assert LIFTED in run.stdout
    assert steps(stale) == ["began", "began", "ended"]
    assert not locked(stale)
    assert not list((stale / ".snakemake/scripts").iterdir())


def test_a_second_run_is_refused_a_dry_run_is_not_and_the_first_is_right(study):
    first = began(study)
    assert again(study, "-n").returncode == 0
    first.send_signal(signal.SIGSTOP)  # it owns its lock all the same
    try:
        second = again(study)
    finally:
        first.send_signal(signal.SIGCONT)
    assert second.returncode == 1
    assert f"Another run is at work in this folder (process {first.pid}" in second.stdout
    assert "resume.py" not in second.stdout
    (study / "go").touch()
    said(first)
    assert first.returncode == 0
    assert steps(study) == ["began", "ended"]


def test_jobs_that_outlived_their_run_are_waited_for(study):
    killed(began(study), with_jobs=False)
    second = started(study, *PLAIN, **OURS)
    for line in second.stdout:
        if "waiting for processes" in line:
            break
    assert steps(study) == ["began"]
    (study / "go").touch()
    rest = said(second)
    assert second.returncode == 0, rest
    assert LIFTED in rest
    assert steps(study) == ["began", "ended", "began", "ended"]


def test_a_dry_run_neither_lifts_nor_records(stale):
    before = {path: path.read_bytes() for path in (*locked(stale), stale / ".snakemake/run.json")}
    assert again(stale, "-n").returncode == 0
    assert {path: path.read_bytes() for path in before} == before
    assert LIFTED not in again(stale, "--summary").stdout
    assert locked(stale)


def test_the_lock_of_a_run_on_another_host_is_respected_until_a_person_lifts_it(stale):
    recorded(stale, host="elsewhere", boot="another")
    refused = again(stale)
    assert refused.returncode == 1
    assert "on another host (process" in refused.stdout
    assert "elsewhere" in refused.stdout
    assert "snakemake --unlock" in refused.stdout
    assert locked(stale)
    assert again(stale, "--unlock").returncode == 0
    assert not locked(stale)
    assert taken(stale) == ""


def taken(folder):
    """Be the run in the folder for a moment; say what is said of what the last one left."""
    told = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("resume.logger.warning", told.append)
        patch.chdir(folder)
        with only_run(folder / ".snakemake"):
            assert not locked(folder)
    return "".join(told)


@pytest.mark.parametrize("changes", [{"boot": "before the power cut"}, {"host": "container"}])
def test_a_host_started_anew_and_another_container_of_it_lift_the_lock(stale, changes):
    recorded(stale, **changes)
    assert LIFTED in taken(stale)


def test_a_killed_run_that_gave_jobs_to_a_cluster_keeps_the_lock_until_a_person_lifts_it(stale):
    recorded(stale, cluster=True)
    with pytest.raises(ApiError, match="may still be at work") as refused:
        taken(stale)
    assert "snakemake --unlock" in str(refused.value)
    assert locked(stale)
    assert again(stale, "--unlock").returncode == 0
    assert taken(stale) == ""


@pytest.mark.parametrize("left", ["", '{"host": "a'])
def test_a_lock_that_no_run_of_ours_recorded_is_left_to_snakemake(stale, left):
    (stale / ".snakemake/run.json").write_text(left)
    refused = again(stale)
    assert refused.returncode == 1
    assert LOCKED in refused.stdout
    assert locked(stale)


class FullDisk:
    """A file that nothing more can be written to."""

    def write(self, _):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_log_that_a_full_disk_does_not_take_is_no_traceback(capfd, monkeypatch):
    monkeypatch.setattr(logging, "raiseExceptions", True)
    monkeypatch.setattr(FilePersistence, "lock", FilePersistence.lock)
    log = logging.StreamHandler(FullDisk())
    line = logging.LogRecord("snakemake", logging.ERROR, __file__, 1, "Error in rule a", (), None)
    log.handle(line)
    assert "Traceback" in capfd.readouterr().err
    lift_stale_locks()
    log.handle(line)
    assert capfd.readouterr().err == ""


def test_without_locks_of_the_operating_system_snakemakes_own_stands_alone(tmp_path, monkeypatch):
    def unknown(*_):
        raise OSError(38, "Function not implemented")

    monkeypatch.setattr(fcntl, "flock", unknown)
    (tmp_path / "locks").mkdir()
    lock = tmp_path / "locks/0.output.lock"
    lock.touch()
    with only_run(tmp_path):
        assert lock.exists()
    assert (tmp_path / "run.json").read_text() == ""


def test_two_runs_that_start_at_once_are_not_both_at_work(tmp_path):
    refused = pytest.raises(ApiError, match=f"process {os.getpid()} on ")
    with only_run(tmp_path), refused, only_run(tmp_path):
        pass
    with only_run(tmp_path):
        pass


def test_a_folder_that_is_passed_on_keeps_its_time_and_no_hidden_file(tmp_path):
    folder, mark = tmp_path / "release", tmp_path / "release" / ".snakemake_timestamp"
    folder.mkdir()
    mark.touch()
    os.utime(mark, (1_000_000, 1_000_000))
    unmark([str(folder), str(tmp_path / "nowhere")])
    assert [*folder.iterdir()] == []
    assert folder.stat().st_mtime == 1_000_000
    unmark([str(folder)])
    assert folder.stat().st_mtime == 1_000_000
