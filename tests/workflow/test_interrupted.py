"""A study that is interrupted anywhere is taken up by the same command, and loses nothing.

Some moments are tried each time, drawn at random from a fixed seed. To try more, and see which:
`INTERRUPTIONS=25 .venv/bin/pytest -n0 -s tests/workflow/test_interrupted.py` (some 15 minutes).
"""

import os
import random
import signal
import subprocess
import time

import psutil
import pytest
from worlds import REPOSITORY
from worlds.disks import give_room, small_disk
from worlds.outer import bare_python, outer
from worlds.runs import hashes, settle, snakemake, started

pytestmark = pytest.mark.workflow

MOMENTS = int(os.environ.get("INTERRUPTIONS", "4"))
MARK = "/.snakemake_timestamp"
PLAIN = ("--workflow-profile", REPOSITORY / "profiles/default", "--cores", "2")


def jobs(folder):
    """Processes that run the scripts of this folder's steps, each with the script's name."""
    mine = {}
    for process in psutil.process_iter():
        try:
            command = process.cmdline()
        except psutil.Error:
            continue
        if len(command) == 2 and f"{folder}/.snakemake/scripts/" in command[1]:
            mine[process] = command[1].split(".")[-2]
    return mine


def kill_a_job(run, folder):
    while run.poll() is None:
        for job in jobs(folder):
            job.kill()
            return
        time.sleep(0.05)


WAYS = {
    "everything is killed": lambda run, _: os.killpg(run.pid, signal.SIGKILL),
    "Snakemake is killed": lambda run, _: run.kill(),
    "a job is killed": kill_a_job,
    "Control-C": lambda run, _: os.killpg(run.pid, signal.SIGINT),
    "Snakemake is asked to end": lambda run, _: run.terminate(),
}


def attempt(folder, **more):
    with screen_of(folder).open("w") as screen:
        return started(folder, *PLAIN, session=True, screen=screen, **more)


def screen_of(folder):
    """Where a person reads what a run in this folder says."""
    return folder.parent.parent / f"{folder.parent.name}.txt"


def files(folder):
    """Name every file, Snakemake's own records aside."""
    return {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and ".snakemake" not in path.relative_to(folder).parts
    }


def interrupted(folder, way, moment, **more):
    """Start the study and interrupt it; say how it ended, and whether it was over before."""
    run = attempt(folder, **more)
    try:
        return run.wait(moment), True
    except subprocess.TimeoutExpired:
        at_work = sorted(set(jobs(folder).values()))
        WAYS[way](run, folder)
        print(f"after {moment:4.1f} s  {way:26} exit code {run.wait():4}  {' '.join(at_work)}")
    return run.returncode, False


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory):
    """Another workflow has it as a module, its Python not the packages; other time and locale."""
    python = bare_python(tmp_path_factory.mktemp("bare"))
    told = {"TZ": "Asia/Tokyo", "LC_ALL": "C", "PYTHONPATH": ""}
    return {"snakefile": "Snakefile", "python": python, **told}


def test_whatever_interrupts_it_the_same_command_makes_the_same_bytes(
    finished, elsewhere, tmp_path
):
    """On two cores and elsewhere in every way; what it is compared with was made on one."""
    # Logs alone are all written by the run: copies keep the times of what they are copies of.
    written = [path.stat().st_mtime for path in (finished / "results/logs").rglob("*.log")]
    seconds = max(written) - min(written)
    drawn = random.Random(12)
    ways = [way for _ in range(0, MOMENTS, len(WAYS)) for way in WAYS][:MOMENTS]
    drawn.shuffle(ways)
    studies = 0
    while ways:
        studies += 1
        folder = outer(tmp_path / str(studies) / "deeper" / "study")
        over = False
        while ways and not over:
            # A study takes several interruptions before it is done.
            moment = drawn.uniform(0, seconds / MOMENTS)
            code, over = interrupted(folder, ways[-1], moment, **elsewhere)
            said = screen_of(folder).read_text()
            assert "cannot be locked" not in said
            if over:
                assert code == 0, said
            else:
                ways.pop()
        if not over:
            assert attempt(folder, **elsewhere).wait() == 0, screen_of(folder).read_text()
        assert "MANIFEST.csv" in (folder / "ours.txt").read_text()
        mine, theirs = map(hashes, (folder, finished))
        assert len(mine) > 50
        other = {file for file in mine | theirs if mine.get(file) != theirs.get(file)}
        # Snakemake's mark of a folder is taken away at the end of the study's own run only.
        assert {file for file in other if not file.endswith(MARK)} == set()
        beside = {file for file in files(folder) ^ files(finished) if not file.endswith(MARK)}
        assert beside == {"Snakefile", "ours.txt"}
        kept = folder / ".snakemake"
        assert not [*kept.glob("locks/*"), *kept.glob("scripts/*"), *kept.glob("incomplete/*")]
        assert not jobs(folder)
    print(f"{MOMENTS} interruptions of {studies} studies: {len(files(finished))} files as at rest")


@pytest.mark.needs("small_disk")
def test_after_a_full_disk_the_same_command_goes_on_once_there_is_room(finished, tmp_path):
    """It is full where the run is planned, reads and cleans; so it goes as far as that."""
    answers = "results/lighthouse/clean/answers.parquet"
    (tmp_path / "disk").mkdir()
    with small_disk(tmp_path / "disk", 16_000) as disk:
        folder = settle(disk / "study")
        for kilobytes in (50, 90, 60):
            give_room(disk, kilobytes)
            refused = snakemake(folder, *PLAIN, answers)
            assert refused.returncode == 1
            assert "No space left on device" in refused.stdout
        give_room(disk, 16_000)
        done = snakemake(folder, *PLAIN, answers)
        assert done.returncode == 0, done.stdout
        assert hashes(folder).items() <= hashes(finished).items()
        assert files(folder) <= files(finished)
