"""How long the path of a published number is, and that it grows only where somebody says so."""

import json

import pytest
from cyberstudy.commands.paths import (
    GROWTH,
    follow,
    length_of,
    path_of,
    read_budgets,
    rooms,
    users_of_keys,
)
from worlds import REPOSITORY
from worlds.runs import snakemake

NUMBERS = read_budgets(REPOSITORY)
TOP = (REPOSITORY / "CHANGELOG.md").read_text(encoding="utf-8").split("\n## ")[1]


def short(files):
    return {path.relative_to(REPOSITORY).as_posix() for path in files}


@pytest.mark.parametrize("number", NUMBERS, ids=lambda each: each.number)
def test_a_path_grows_by_a_twentieth_or_the_changelog_says_so(number):
    length = length_of(number.jobs, REPOSITORY)
    assert length <= number.budget * (1 + GROWTH) or number.number in TOP, (
        f"{length} lines behind the {number.number}, {number.budget} before: shorten it, or name "
        f"it in CHANGELOG.md and run python -m cyberstudy.commands.paths --budget"
    )


def test_a_path_holds_what_computes_and_what_plans_and_nothing_that_draws():
    (number,) = (each for each in NUMBERS if each.number.startswith("share of States by region"))
    path = {part: short(files) for part, files in path_of(number.jobs.split(), REPOSITORY).items()}
    assert "workflow/cyberstudy/statistics/intervals.py" in path["python"]
    assert "workflow/scripts/estimate_shares.py" in path["python"]
    assert "workflow/rules/describe.smk" in path["rules"]
    assert "workflow/cyberstudy/declare/opened.py" in path["planner"]
    assert {
        f"config/surveys/states2012/{f}" for f in ("plan.yaml", "questionnaire/survey.csv")
    } <= (path["declarations"])
    assert not [file for files in path.values() for file in files if "/draw/exhibit" in file]


def test_a_job_says_on_request_what_it_loaded_and_reading_imports_finds_all_of_it(world):
    made = "results/lighthouse/clean/answers.parquet"
    run = snakemake(world, "--cores", "1", made, STUDY_RECORD_PATHS="1")
    assert run.returncode == 0, run.stdout[-3000:]
    logs = (world / "results/logs").rglob("*.log.json")
    records = {out: r for p in logs for r in [json.loads(p.read_text())] for out in r["output"]}
    known = NUMBERS[0].__class__("answers", made)
    jobs = ("verify_files:lighthouse", "read_exports:lighthouse", "clean_answers:lighthouse")
    assert follow(known, records, world).jobs.split() == [*jobs]
    loaded = {file for r in records.values() for file in r["files"] if "workflow/" in file}
    found = path_of(jobs, REPOSITORY)["python"]
    assert len(loaded) > 40
    assert {(world / file).resolve() for file in loaded if file.endswith(".py")} <= found


def test_every_line_has_one_room_and_keys_have_the_surveys_that_set_them():
    counted = rooms(REPOSITORY)
    assert counted["workflow/cyberstudy/describe"]["lines"] > 1000
    assert not [room for room in counted if "\\" in room]
    users = users_of_keys(REPOSITORY)
    assert "gci" in users["Settings.mode"]
    assert len(users["Settings.title"]) == len(list((REPOSITORY / "config").rglob("settings.yaml")))
