"""The workflow on a real SLURM of one machine."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
import yaml
from worlds import LIGHTHOUSE, REPOSITORY
from worlds.runs import hashes, settle, until
from worlds.slurm import PROFILE, Cluster, ended

# Of this workflow, and not of the study, jobs are killed and fed too little. `ran.txt` says which
# ran, and at which attempt.
SMALL = """\
from resume import lift_stale_locks

if workflow.is_main_process:
    lift_stale_locks()

doubled = lambda wildcards, attempt: 365 * attempt

rule all:
    input: "steady/1", "steady/2", "struck", "hungry"

rule steady:
    output: "steady/{{part}}"
    resources: mem_mb=doubled, runtime=5
    shell: "echo steady {{wildcards.part}} >> ran.txt; touch {{output}}"

rule struck:
    output: "struck"
    resources: mem_mb=doubled, runtime=5, attempted=lambda wildcards, attempt: attempt
    shell:
        "echo struck {{resources.attempted}} >> ran.txt; "
        "test {{resources.attempted}} -gt 1 || sleep 600; touch {{output}}"

rule hungry:
    output: "hungry"
    resources: mem_mb=doubled, runtime=5, attempted=lambda wildcards, attempt: attempt
    shell:
        "echo hungry {{resources.attempted}} >> ran.txt; "
        "{python} -c 'import time; held = bytes([1]) * {held}; "
        "time.sleep(600 if {{resources.attempted}} == 1 else 5)'; touch {{output}}"

rule together:
    input: "steady/1", "steady/2", "waiting"
    output: "together"
    resources: mem_mb=doubled, runtime=5
    shell: "echo together >> ran.txt; touch {{output}}"

rule waiting:
    output: "waiting"
    resources: mem_mb=doubled, runtime=5
    shell: "echo waiting >> ran.txt; while ! test -e go; do sleep 0.2; done; touch {{output}}"
"""


#: Bytes that `hungry` holds: with what waits beside it, too much at first, and not when doubled.
HELD = 300_000_000


@pytest.fixture(scope="module")
def cluster():
    # Not in a folder of pytest's: a socket's path must be short, and open to others.
    with tempfile.TemporaryDirectory(prefix="slurm-") as folder:
        os.chmod(folder, 0o755)
        cluster = Cluster(Path(folder))
        try:
            cluster.start()
            yield cluster
        finally:
            cluster.stop()


@pytest.fixture
def small(tmp_path):
    (tmp_path / "Snakefile").write_text(SMALL.format(python=sys.executable, held=HELD))
    return tmp_path


def ran(folder):
    file = folder / "ran.txt"
    return sorted(file.read_text().splitlines()) if file.exists() else []


@pytest.mark.needs("slurm")
def test_killed_jobs_and_those_over_their_memory_are_run_again_with_more(cluster, small):
    workflow = cluster.submitted(small, "--slurm-array-jobs", "steady")
    until(lambda: "struck 1" in ran(small), "the job that is to be killed runs")
    cluster.ask("scancel", cluster.of_rule(small, "struck")[0]["id"])
    ended(workflow, small)
    assert ran(small) == [
        *("hungry 1", "hungry 2"),
        *("steady 1", "steady 2"),
        *("struck 1", "struck 2"),
    ]
    struck = cluster.of_rule(small, "struck")
    assert [job["state"] for job in struck] == ["CANCELLED", "COMPLETED"]
    hungry = cluster.of_rule(small, "hungry")
    assert [job["state"] for job in hungry] == ["FAILED", "COMPLETED"]
    first, second = (int(job["memory"].removesuffix("M")) for job in hungry)
    assert second == 2 * first
    # Both parts came in one submission.
    steady = cluster.of_rule(small, "steady")
    assert [job["state"] for job in steady] == ["COMPLETED", "COMPLETED"]
    assert len({job["array"] for job in steady}) == 1
    log = next((small / "results/logs/slurm/rule_hungry").glob(f"{hungry[0]['id']}.log"))
    assert "exceeded memory limit" in log.read_text()


@pytest.mark.needs("slurm")
def test_a_cancelled_workflow_resumes_without_doing_finished_work_again(cluster, small):
    workflow = cluster.submitted(small, "together")
    said = small / "said.txt"
    until(
        lambda: said.read_text().count("Finished jobid") == 2 and "waiting" in ran(small),
        "two of four jobs are done, and one runs",
    )
    workflow.send_signal(signal.SIGINT)
    ended(workflow, small, code=1)
    until(
        lambda: cluster.of_rule(small, "waiting")[-1]["state"] == "CANCELLED",
        "the job that ran is taken from the queue",
    )
    assert ran(small) == ["steady 1", "steady 2", "waiting"]
    (small / "go").touch()
    ended(cluster.submitted(small, "together"), small)
    assert ran(small) == ["steady 1", "steady 2", "together", "waiting", "waiting"]


@pytest.mark.needs("slurm")
def test_a_killed_workflow_is_taken_up_once_a_person_says_that_its_jobs_have_ended(cluster, small):
    workflow = cluster.submitted(small, "waiting")
    until(lambda: ran(small) == ["waiting"], "a job runs")
    workflow.kill()
    workflow.wait()
    ended(cluster.submitted(small, "waiting"), small, code=1)
    assert "may still be at work" in (small / "said.txt").read_text()
    (small / "go").touch()
    until(
        lambda: cluster.of_rule(small, "waiting")[-1]["state"] == "COMPLETED",
        "the job that nobody waits for ends",
    )
    ended(cluster.submitted(small, "--unlock"), small)
    ended(cluster.submitted(small, "waiting"), small)
    assert ran(small) == ["waiting"]


@pytest.mark.needs("slurm")
def test_the_study_through_slurm_is_byte_for_byte_that_of_one_machine(cluster, study, tmp_path):
    here, there = study, settle(tmp_path / "there")
    snakefile = ("--snakefile", REPOSITORY / "Snakefile")
    profile = ("--workflow-profile", "none")
    # The study stands as one machine made it; its multiverse is made on demand.
    local = cluster.snakemake(here, *snakefile, *profile, "--cores", "1", "multiverse")
    ended(local, here)
    # What comes after the release makes jobs of the same kinds.
    release = "results/lighthouse/release"
    ended(cluster.submitted(there, *snakefile, release, "multiverse"), there)
    ours, theirs = hashes(here), hashes(there)
    assert f"{release}/MANIFEST.csv" in theirs
    assert {file for file in theirs if ours.get(file) != theirs[file]} == set()
    jobs = cluster.jobs(there)
    assert {job["state"] for job in jobs} == {"COMPLETED"}
    # Steps that share a job run one after another: on one processor, and fewer jobs than steps.
    assert {job["processors"] for job in jobs} == {"1"}
    assert len(jobs) < (there / "said.txt").read_text().count("Finished jobid")


@pytest.mark.needs("slurm")
def test_pieces_of_the_calibration_are_an_array_of_jobs_with_the_same_results(cluster, tmp_path):
    script = REPOSITORY / "benchmarks" / "verdict_calibration.py"
    judge = [sys.executable, script, "judge", "--datasets", "1"]
    for piece in ("0", "1"):
        subprocess.run([*judge, "--out", tmp_path / "here", "--piece", piece], check=True)
    wrapped = " ".join(map(str, [*judge, "--out", tmp_path / "there"]))
    cluster.ask(
        *("sbatch", "--wait", "--array=0-1", "--mem=500", "--chdir", tmp_path),
        *("--wrap", f"{wrapped} --piece $SLURM_ARRAY_TASK_ID"),
    )
    ours, theirs = (judged_in(tmp_path / name) for name in ("here", "there"))
    assert len(ours) == 2
    assert ours == theirs


def judged_in(folder):
    """What data sets were judged, but for the time it took."""
    rows = [json.loads(path.read_text()) for path in sorted(folder.glob("judge-*.jsonl"))]
    return [{name: value for name, value in row.items() if name != "cpu"} for row in rows]


@pytest.mark.needs("slurm")
def test_the_profile_is_one_that_snakemake_takes_and_it_groups_rules_that_there_are(tmp_path):
    folder = tmp_path / "study"
    shutil.copytree(LIGHTHOUSE, folder)
    shutil.copy(REPOSITORY / "requirements.lock", folder)
    planned = subprocess.run(
        [
            *(sys.executable, "-m", "snakemake", "--snakefile", REPOSITORY / "Snakefile"),
            *("--directory", folder, "--workflow-profile", PROFILE, "--dry-run"),
        ],
        cwd=folder,
        capture_output=True,
        text=True,
    )
    assert planned.returncode == 0, planned.stderr[-2000:]
    assert "executor: slurm" in (PROFILE / "profile.yaml").read_text()
    profile = yaml.safe_load((PROFILE / "profile.yaml").read_text())
    rules = "\n".join(path.read_text() for path in (REPOSITORY / "workflow/rules").glob("*.smk"))
    for rule in profile["groups"]:
        assert f"rule {rule}:" in rules, rule
