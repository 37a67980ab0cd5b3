"""A study that is interrupted anywhere is taken up by the same command, and loses nothing.

Some moments are tried each time, drawn at random from a fixed seed. To try more, and see which:
`INTERRUPTIONS=25 .venv/bin/pytest -n0 -s tests/workflow/test_interrupted.py` (some 15 minutes).
"""

import os
import random
import re
import signal
import subprocess
import time

import psutil
import pytest
from worlds import REPOSITORY
from worlds.disks import give_room, small_disk
from worlds.runs import hashes, settle, started

pytestmark = pytest.mark.workflow

MOMENTS = int(os.environ.get("INTERRUPTIONS", "4"))
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


def attempt(folder, *targets):
    with screen_of(folder).open("w") as screen:
        return started(folder, *PLAIN, *targets, session=True, screen=screen)


def screen_of(folder):
    """Where a person reads what a run in this folder says: on no disk of the study's."""
    return folder.parent.parent / f"{folder.parent.name}.txt"


def files(folder):
    """Name every file, Snakemake's own records aside."""
    return {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and ".snakemake" not in path.relative_to(folder).parts
    }


def interrupted(folder, way, moment):
    """Start the study and interrupt it; say how it ended, and whether it was over before."""
    run = attempt(folder)
    try:
        return run.wait(moment), True
    except subprocess.TimeoutExpired:
        at_work = sorted(set(jobs(folder).values()))
        WAYS[way](run, folder)
        print(f"after {moment:4.1f} s  {way:26} exit code {run.wait():4}  {' '.join(at_work)}")
    return run.returncode, False


def test_whatever_interrupts_it_the_same_command_makes_the_same_bytes(finished, tmp_path):
    # Logs alone are all written by the run: copies keep the times of what they are copies of.
    written = [path.stat().st_mtime for path in (finished / "results/logs").rglob("*.log")]
    seconds = max(written) - min(written)
    drawn = random.Random(12)
    ways = [way for _ in range(0, MOMENTS, len(WAYS)) for way in WAYS][:MOMENTS]
    drawn.shuffle(ways)
    studies = 0
    while ways:
        studies += 1
        folder = settle(tmp_path / str(studies) / "study")
        over = False
        while ways and not over:
            # A study takes several interruptions before it is done.
            code, over = interrupted(folder, ways[-1], drawn.uniform(0, seconds / MOMENTS))
            said = screen_of(folder).read_text()
            assert "cannot be locked" not in said
            if over:
                assert code == 0, said
            else:
                ways.pop()
        if not over:
            assert attempt(folder).wait() == 0, screen_of(folder).read_text()
        assert hashes(folder) == hashes(finished)
        assert files(folder) == files(finished)
        kept = folder / ".snakemake"
        assert not [*kept.glob("locks/*"), *kept.glob("scripts/*"), *kept.glob("incomplete/*")]
        assert not jobs(folder)
    print(f"{MOMENTS} interruptions of {studies} studies: {len(files(finished))} files as at rest")


@pytest.mark.needs("small_disk")
def test_a_full_disk_is_called_that_and_with_room_the_same_command_goes_on(finished, tmp_path):
    """It is full long before anything is drawn, so the run goes as far as protection."""
    tables = "results/lighthouse/protect/tables"
    (tmp_path / "disk").mkdir()
    with small_disk(tmp_path / "disk", 16_000) as disk:
        folder = settle(disk / "study")
        for kilobytes in (50, 300, 600):
            give_room(disk, kilobytes)
            assert attempt(folder, tables).wait() == 1
            said = screen_of(folder).read_text()
            assert "The disk is full: " in said
            assert "could not be written" in said
            assert "Traceback" not in said
            print(*re.findall("The disk is full.*", said), sep="\n")
        give_room(disk, 16_000)
        assert attempt(folder, tables).wait() == 0, screen_of(folder).read_text()
        assert hashes(folder).items() <= hashes(finished).items()
        assert files(folder) <= files(finished)
