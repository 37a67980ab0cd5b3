"""What the screen shows of an error: what is wrong first, and nothing of what lies inside."""

import inspect
import logging
import subprocess
import sys

from snakemake.scheduling import job_scheduler
from snakemake_interface_logger_plugins.common import LogEvent
from worlds.runs import said, settle, snakemake, started

import screen

JOB = """
from types import SimpleNamespace
import polars as pl
from cyberstudy.jobs import this_job
snakemake = SimpleNamespace(input=[], output=[], log=["job.log"], rule="mend_nets")
with this_job() as job:
    pl.concat([])
"""
#: Places that help nobody who runs the study.
INSIDE = ("site-packages", "snakemake/", ".smk", "Traceback", "CalledProcessError", "input:")


def test_what_nobody_foresaw_is_said_with_its_place_and_its_traceback_is_in_the_log(tmp_path):
    (tmp_path / "script.py").write_text(JOB)
    done = subprocess.run(
        [sys.executable, "script.py"], cwd=tmp_path, capture_output=True, text=True
    )
    said = done.stderr.strip().splitlines()
    assert done.returncode == 1
    assert said[0] == "ValueError: cannot concat empty list"
    assert said[1] == "  in script.py, line 7: pl.concat([])"
    assert "job.log" in said[2]
    assert len(said) == 3
    assert "site-packages" in (tmp_path / "job.log").read_text()


def test_of_a_job_that_fails_the_message_is_shown_and_no_list_of_files(tmp_path):
    folder = settle(tmp_path / "study")
    with (folder / "data/raw/lighthouse/keepers.csv").open("a") as file:
        file.write("one more\n")
    run = started(folder, "--cores", "1", "results/lighthouse/verify/receipt.csv")
    told, _, rest = said(run).partition("Error in rule verify_files")
    assert run.returncode == 1
    assert "Raw files are not as declared:" in told.split("Job 0")[1]
    assert "results/logs/verify_files/lighthouse.log" in rest
    assert not [word for word in INSIDE if word in told.split("Job 0")[1] + rest.split("log:")[0]]


def test_what_stops_the_planner_is_said_in_the_first_line(tmp_path):
    folder = settle(tmp_path / "study")
    (folder / "data/raw/reference/countries.csv").unlink()
    done = snakemake(folder, "--cores", "1")
    assert done.returncode == 1
    assert done.stdout.strip().startswith("config/surveys/lighthouse/settings.yaml:")
    assert not [word for word in INSIDE if word in done.stdout]


def error(message):
    return logging.makeLogRecord(
        {"msg": message, "event": LogEvent.ERROR, "levelno": logging.ERROR}
    )


def test_a_target_that_is_misspelt_is_told_with_the_one_that_may_be_meant():
    record = error(
        "MissingRuleException:\nNo rule to produce cyberlaw (if you use input functions make sure "
        "that they don't raise unexpected exceptions)."
    )
    assert screen._brief(lambda: ["gci", "cyberlaw2026"], record)
    said = record.getMessage()
    assert said.startswith("there is no survey or target 'cyberlaw'; did you mean 'cyberlaw2026'?")


def test_a_run_that_somebody_interrupts_ends_with_words_and_no_error(monkeypatch):
    monkeypatch.setattr(screen, "_interrupted", [])
    failed = error("RuleException in rule fit_mixture")
    assert screen._brief(list, failed)
    said = logging.makeLogRecord({"msg": f"{screen._INTERRUPTED}, this might take some time."})
    assert screen._brief(list, said)
    assert said.getMessage() == screen.STOPPING
    assert not screen._brief(list, failed)
    assert not screen._brief(list, logging.makeLogRecord({"event": LogEvent.JOB_ERROR}))
    # Snakemake still says so in these words.
    source = inspect.getsource(job_scheduler)
    assert source.count(screen._INTERRUPTED) == 1


def test_a_file_beside_the_folders_of_raw_files_is_refused(tmp_path):
    folder = settle(tmp_path / "study")
    (folder / "data/raw/extra.csv").write_text("a\n1\n")
    done = snakemake(folder, "--cores", "1", "results/lighthouse/verify/receipt.csv")
    assert done.returncode == 1
    assert "data/raw/extra.csv: listed nowhere" in done.stdout


def test_a_run_of_a_misspelt_survey_names_it_and_one_that_ends_well_names_the_page(study):
    refused = snakemake(study, "--cores", "1", "lighthous")
    assert "there is no survey or target 'lighthous'; did you mean 'lighthouse'?" in refused.stdout
    assert not [word for word in INSIDE if word in refused.stdout.split("there is no")[1]]
    done = snakemake(study, "--cores", "1", "lighthouse")
    assert done.returncode == 0
    assert "Done. Open results/lighthouse/index.html in a browser." in done.stdout
