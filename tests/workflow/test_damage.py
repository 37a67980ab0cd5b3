"""Nothing damaged is used: its readers refuse it, the plan makes it again, a dry run only tells."""

import json
import os
import random
import re
import shutil
import sys
from pathlib import Path

import pytest
from invented.damage import cut, flip, unnoticed
from worlds import REPOSITORY, edit
from worlds.runs import hashes, snakemake

from cyberstudy.commands.verify_results import main as verify
from surveyanswers.tables.checksums import check, damaged, is_result, sealed
from surveyanswers.tables.problems import SurveyError

pytestmark = pytest.mark.workflow

RESULTS = Path("results/lighthouse")
#: The study, and somebody who damages a file once everything is planned.
MEDDLED = """
include: "{snakefile}"


onstart:
    with open("{path}", "ab") as stream:
        stream.write(b" ")
"""

#: The study, and a job that has begun to write a table while others look at the results.
BESIDE = """
include: "{snakefile}"


ruleorder: half > count_answers


rule half:
    output:
        "{table}",
    shell:
        "echo half > {{output}}; "
        "{python} -m snakemake --snakefile Snakefile --workflow-profile none --dry-run "
        "--rerun-incomplete {{output}} > beside.txt 2>&1; "
        "{python} -m cyberstudy.commands.verify_results >> beside.txt 2>&1 || true"
"""


def readers(folder):
    """List, of each job that ran, the results that it read."""
    records = (folder / ".snakemake" / "metadata").rglob("*")
    read = [json.loads(path.read_text())["input"] for path in records if path.is_file()]
    return {tuple(path for path in paths if is_result(path)) for paths in read}


@pytest.fixture
def verify_results(study, monkeypatch, capsys):
    """What `make verify` answers in the study, and what it names."""

    def asked():
        with monkeypatch.context() as there:
            there.chdir(study)
            return verify([]), capsys.readouterr().err

    return asked


def state(folder):
    """Everything in the folder but Snakemake's own records: bytes and times of change."""
    return {
        path: (path.read_bytes(), path.stat().st_mtime_ns)
        for path in sorted(folder.rglob("*"))
        if path.is_file() and ".snakemake" not in path.parts
    }


def test_one_bit_in_any_file_is_noticed_by_its_reader_sixty_times_of_sixty(study):
    """Files of every step in turn, big and small; and the checksums themselves."""
    chance = random.Random(2012)
    jobs = readers(study)
    outputs = sealed(study)
    files = [
        (output, path)
        for output in outputs
        for path in [study / output, *(study / output).rglob("*")]
        if path.is_file() and path.stat().st_size and not path.name.startswith(".")
    ]
    lists = [
        (output, study / f"results/checksums/{output.removeprefix('results/')}.sha256")
        for output in outputs
    ]
    assert len(files) > 150
    noticed, refused = 0, 0
    for output, path in [*chance.sample(files, 50), *chance.sample(lists, 10)]:
        before = path.read_bytes()
        flip(path, chance)
        try:
            assert damaged(study).keys() == {output}, path
            noticed += 1
            for job in jobs:
                if output in job:
                    with pytest.raises(SurveyError, match="not what the run wrote"):
                        check(job, study)
                    refused += 1
        finally:
            unnoticed(path, before)
    assert noticed == 60
    assert refused > 60
    assert damaged(study) == {}


@pytest.mark.parametrize(
    ("path", "reader", "target"),
    [
        (
            "describe/analyses/namings/nominations.parquet",
            "fit_mixture",
            "cluster/coasts/selection.csv",
        ),
        ("draw/en/keepers.svg", "run_notebooks", "narrate"),
    ],
)
def test_a_job_refuses_what_was_damaged_since_the_plan_and_the_same_command_mends_it(
    study, verify_results, path, reader, target
):
    before, wanted = hashes(study), ("--", RESULTS / target)
    refused = meddled(study, RESULTS / path, "--forcerun", reader, *wanted)
    assert f"{path}: has other bytes" in refused.stdout
    assert "run `make study`" in refused.stdout
    mended = snakemake(study, "--cores", "2", *wanted)
    assert mended.returncode == 0, mended.stdout[-3000:]
    assert hashes(study) == before
    assert verify_results() == (0, "")


def test_what_people_gave_is_refused_too_and_theirs_to_put_back(study, verify_results):
    path, wanted = Path("data/raw/lighthouse/keepers.csv"), ("--", RESULTS / "read/cells")
    before, content = hashes(study), (study / path).read_bytes()
    refused = meddled(study, path, "--forcerun", "read_exports", *wanted)
    assert f"{path}: " in refused.stdout
    assert "run the same command again" in refused.stdout
    told = snakemake(study, "--cores", "2", *wanted)
    assert told.returncode != 0
    assert f"{path}: is not the file received" in told.stdout
    (study / path).write_bytes(content)
    mended = snakemake(study, "--cores", "2", *wanted)
    assert mended.returncode == 0, mended.stdout[-3000:]
    assert hashes(study) == before
    assert verify_results() == (0, "")


def test_a_raw_file_altered_with_its_time_kept_is_noticed_when_the_run_is_planned(
    study, verify_results
):
    raw = study / "data/raw/lighthouse/keepers.csv"
    flip(raw, random.Random(5))
    assert f"{raw.relative_to(study)}: is not the file that was verified" in verify_results()[1]
    done = snakemake(study, "--cores", "1")
    assert done.returncode != 0
    assert "data/raw/lighthouse/keepers.csv: is not the file received" in done.stdout


def meddled(folder, path, *arguments):
    """Run what is asked for where somebody damages a file once it is planned; it is refused."""
    (folder / "Snakefile").write_text(
        MEDDLED.format(snakefile=REPOSITORY / "Snakefile", path=path.as_posix())
    )
    done = snakemake(folder, "--cores", "2", *arguments, snakefile="Snakefile")
    assert done.returncode != 0
    assert "Traceback" not in done.stdout
    return done


def test_the_plan_tells_of_all_damage_and_makes_it_again_and_a_dry_run_touches_nothing(
    study, verify_results
):
    """Of late steps, so that few are made again."""
    before = hashes(study)
    flip(study / RESULTS / "narrate" / "lighthouses.ipynb", random.Random(3))
    cut(study / RESULTS / "draw" / "en" / "profiles.csv")
    (study / RESULTS / "draw" / "en" / "keepers.svg").unlink()
    (study / RESULTS / "release" / "README.md").unlink()
    (study / RESULTS / "labelled" / "stranger.csv").write_text("a\n1\n")
    (study / "results" / "index.html").unlink()
    flip(study / "results/checksums/lighthouse/clean/answers.parquet.sha256", random.Random(4))
    (study / "results/checksums/report/en.pdf.sha256").unlink()
    named = (
        "narrate/lighthouses.ipynb: has other bytes",
        "draw/en/profiles.csv: has other bytes",
        "draw/en/keepers.svg: is missing",
        "release/README.md: is missing",
        "labelled/stranger.csv: no job wrote it",
        "index.html: is missing",
        "clean/answers.parquet: ",
        "report/en.pdf: ",
    )
    code, told = verify_results()
    assert code == 1
    as_it_is = state(study)
    planned = snakemake(study, "--dry-run")
    assert planned.returncode == 0
    assert state(study) == as_it_is
    for each in named:
        assert each in told
        assert each in planned.stdout
    done = snakemake(study, "--cores", "2")
    assert done.returncode == 0, done.stdout[-3000:]
    assert hashes(study) == before
    assert verify_results() == (0, "")
    assert "Nothing to be done" in snakemake(study, "--dry-run").stdout


@pytest.mark.parametrize(
    ("file", "word", "rule"),
    [
        ("config/surveys/lighthouse/codebook.csv", "Home coast", "label_answers"),
        ("notebooks/lighthouses.ipynb", "keepers", "run_notebooks"),
    ],
)
def test_an_edit_with_an_old_time_is_noticed_when_the_run_is_planned(study, file, word, rule):
    edit(study / file, word, "wardens")
    os.utime(study / file, (0, 0))
    for _ in range(2):  # a plan that nobody ran makes nobody forget
        assert re.search(rf"^{rule} +1$", snakemake(study, "--dry-run").stdout, re.MULTILINE)


def test_results_of_a_version_without_checksums_are_made_again(study, verify_results):
    shutil.rmtree(study / "results" / "checksums")
    assert verify_results()[0] == 1
    planned = snakemake(study, "--dry-run")
    assert "results/lighthouse/clean/answers.parquet: there are no checksums" in planned.stdout
    assert "verify_files" in planned.stdout
    assert "make_page" in planned.stdout


def test_what_a_run_is_just_writing_is_not_called_damaged(study, verify_results):
    """A dry run, and the check of all results, by a job that has begun to write a table."""
    table = RESULTS / "describe" / "coverage.csv"
    (study / "Snakefile").write_text(
        BESIDE.format(snakefile=REPOSITORY / "Snakefile", python=sys.executable, table=table)
    )
    command = ("--cores", "1", "--forcerun", "half", "--", table)
    done = snakemake(study, *command, snakefile="Snakefile")
    assert done.returncode == 0, done.stdout[-3000:]
    beside = (study / "beside.txt").read_text()
    assert "This was a dry-run" in beside
    assert f"Not compared, since a run is making them or was stopped:\n  - {table}\n" in beside
    assert "byte for byte" not in beside
    assert "ot what the run wrote" not in beside
    # Now that it is written, by a job that seals nothing, it is.
    assert f"{table}: has other bytes than were written" in verify_results()[1]
