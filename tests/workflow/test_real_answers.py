"""docs/real_answers.md, step by step as it stands, with exports of the shipped survey registered.

The simulated files are registered as if States had sent them; its plan and notebooks are whole. The
first step makes the environment, which is here already.
"""

import json
import re
import shutil

import polars as pl
import pytest
import yaml
from worlds import REPOSITORY
from worlds.checkouts import checked_out, run

from cyberstudy.protect.ledger import recorded
from cyberstudy.release import NOT_RECORDED, manifest_of
from surveyanswers.tables.checksums import seal

SURVEY = "states2012"
TEXT = (REPOSITORY / "docs/real_answers.md").read_text(encoding="utf-8").replace("<survey>", SURVEY)
STEPS = {int(n): step for n, step in re.findall(r"^(\d)\. (.*?)(?=^\d\. |^## )", TEXT, re.M | re.S)}
RESULTS, REAL = f"results/{SURVEY}", f"data/confidential/{SURVEY}"
#: Of fifteen questions two, of one answer and of several: what their patterns tell takes long.
pytestmark = [pytest.mark.workflow, pytest.mark.needs("landlock")]


def commands(number):
    """What a step says to run, in its order."""
    said = re.findall(r"`((?:make|\.venv/bin/\w+) [^`]*)`", STEPS[number].replace("\n   ", " "))
    assert not [each for each in said if "<" in each]
    return list(dict.fromkeys(said))


@pytest.fixture(scope="module")
def checkout(tmp_path_factory):
    """A checkout as git has it, with this one's environment, in which only this survey runs."""
    folder = checked_out(tmp_path_factory.mktemp("real") / "study")
    config = folder / "config/config.yaml"
    only = re.sub(r"^surveys: .*$", f"surveys: [{SURVEY}]", config.read_text(), flags=re.M)
    config.write_text(only, encoding="utf-8")
    return folder


def done(checkout, number):
    """Execute the commands of a step; return what they said."""
    return "\n".join(run(checkout, each) for each in commands(number))


@pytest.fixture(scope="module")
def said(checkout):
    """What each step's commands said; before the last one somebody alters a table and seals it."""
    real = checkout / REAL
    real.mkdir(parents=True)
    for export in (checkout / f"data/raw/{SURVEY}").glob("simulated-*"):
        if "truth" not in export.name:
            shutil.copy(export, real / export.name.removeprefix("simulated-"))
    told = {n: done(checkout, n) for n in range(3, 7)}
    assert (checkout / RESULTS / "release" / NOT_RECORDED).is_file()
    shutil.copytree(checkout / RESULTS / "release", checkout.parent / "as_run")
    contrasts = f"{RESULTS}/protect/tables/contrasts.csv"
    table = pl.read_csv(checkout / contrasts, infer_schema=False)
    table.with_columns(effect=pl.lit("0.5")).write_csv(checkout / contrasts)
    seal(f"{RESULTS}/protect/tables", checkout)
    return told | {7: done(checkout, 7)}


def test_each_step_has_the_commands_that_were_executed():
    assert {number: len(commands(number)) for number in STEPS} == {
        **{1: 1, 2: 0, 3: 1, 4: 1, 5: 1, 6: 1, 7: 1}
    }


def test_the_shipped_plan_reaches_page_and_release_with_registered_answers(said, checkout):
    assert f"9 confidential files of {SURVEY} are registered" in said[3]
    assert f"{SURVEY}: 0 problems" in said[4]
    assert (checkout / RESULTS / "index.html").is_file()
    report = json.loads((checkout / RESULTS / "release/report.json").read_text())
    assert report["audit"]["determined"] == 0 and not report["simulated"]
    assert re.search(r"accepted: \d+ withheld numbers of \d+ questions are open", said[6])


def test_a_notebook_says_what_is_withheld_of_it(said, checkout):
    plan = (checkout / f"config/surveys/{SURVEY}/plan.yaml").read_text(encoding="utf-8")
    named = yaml.safe_load(plan)["notebooks"]
    released = checkout / RESULTS / "release/notebooks"
    assert {path.stem for path in released.glob("*.ipynb")} == {*named}
    text = (released / "05_are_there_types.ipynb").read_text(encoding="utf-8")
    for clustering in ("criminalization", "capacity"):
        assert f"The other ways to make {clustering} were not run on these answers." in text


def test_registered_answers_are_not_called_simulated(said, checkout):
    release = checkout / RESULTS / "release"
    spoken = {
        path.name: path.read_text(encoding="utf-8")
        for pattern in ("*.json", "*.svg", "README.md")
        for path in release.rglob(pattern)
    }
    for path in release.rglob("*.ipynb"):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        spoken[path.name] = json.dumps([cell.get("outputs", []) for cell in cells])
    assert {"README.md", "report.json", "acts.svg", "02_who_answered.ipynb"} <= {*spoken}
    for name, text in spoken.items():
        assert "SIMULATED" not in text, name
        assert "are simulated" not in text, name
    words = [json.loads(path.read_text()) for path in release.rglob("figures/**/*.json")]
    assert words and not any(word["simulated"] for word in words)


def test_answers_of_units_stay_inside_even_if_somebody_asks_for_the_simulated_ones(said, checkout):
    release = checkout / RESULTS / "release"
    assert (checkout / RESULTS / "confidential_microdata/CONFIDENTIAL.txt").is_file()
    assert not [*release.rglob("*microdata*"), *release.rglob("*.sav"), *release.rglob("*.dta")]
    with pytest.raises(AssertionError, match="its answers belong into confidential_microdata"):
        run(checkout, f".venv/bin/snakemake {RESULTS}/simulated_microdata")
    assert not (checkout / RESULTS / "simulated_microdata").exists()


def test_what_is_recorded_is_made_again_and_not_what_somebody_altered_and_sealed(said, checkout):
    assert f"{SURVEY}: release 1 is recorded" in said[7]
    release = checkout / RESULTS / "release"
    left = {name: digest for name, _, digest in manifest_of(release).rows()}
    as_run = manifest_of(checkout.parent / "as_run").rows()
    assert left == {name: digest for name, _, digest in as_run if name != NOT_RECORDED}
    (entry,) = recorded(checkout / REAL / "releases")
    listed = pl.read_csv(entry.folder / "MANIFEST.csv").select("file", "sha256").iter_rows()
    assert {**left, **dict(listed)} == left
