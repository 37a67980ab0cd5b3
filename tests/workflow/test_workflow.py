"""The whole workflow on the invented survey, and what it says when something is missing."""

import csv
import hashlib
import json
import re
import shutil
from pathlib import Path
from xml.sax.saxutils import escape

import polars as pl
import pytest
import yaml
from worlds import REAL_FILE, REPOSITORY, edit
from worlds.runs import commit_all, settle, snakemake

from cyberstudy.commands.scaffold import main as scaffold
from surveyanswers.tables.spreadsheets import restored

pytestmark = pytest.mark.workflow


def test_with_nothing_changed_there_is_nothing_to_do(study):
    done = snakemake(study, "--cores", "1")
    assert done.returncode == 0
    assert "Nothing to be done" in done.stdout


def test_jobs_that_compute_name_their_kernels_in_their_logs_and_in_no_result(finished):
    logs = {path.parent.name: path.read_text() for path in finished.glob("results/logs/*/*.log")}
    named = [rule for rule, text in logs.items() if "computed with openblas " in text]
    assert {"fit_latent_classes", "draw_exhibits"} <= {*named}
    (told,) = {text.partition("computed with ")[2].splitlines()[0] for text in map(logs.get, named)}
    kernel, features = told.split("; numpy with ")
    assert features.split()
    results = [*finished.glob("results/*/release/**/*.*"), *finished.glob("results/page/**/*.html")]
    for path in (path for path in results if path.is_file()):
        assert kernel.encode() not in path.read_bytes(), path


def planned(folder):
    """Rules that a run would run."""
    done = snakemake(folder, "--dry-run")
    assert done.returncode == 0, done.stdout[-2000:]
    return set(re.findall(r"^(\w+) +\d+$", done.stdout, flags=re.MULTILINE))


@pytest.mark.parametrize(
    ("file", "was", "becomes", "reruns", "stays"),
    [
        (
            "settings.yaml",
            "title: '",
            "title: 'Keepers of lighthouses and ",
            {"draw_exhibits", "release_survey"},
            {
                "read_exports",
                "clean_answers",
                "count_answers",
                "analyse",
                "fit_latent_classes",
            },
        ),
        (
            "settings.yaml",
            "complete: 0.8",
            "complete: 0.9",
            {"clean_answers", "analyse"},
            {"read_exports"},
        ),
        (
            "plan.yaml",
            "known: {home: {question: home, by: region}}",
            "known: {home: {question: home, by: region}, lamps: {question: lamps}}",
            {"fit_latent_classes"},
            {"fit_mixture"},
        ),
        (
            "plan.yaml",
            "rules: {alpha_classes: 0.05",
            "rules: {minimum_stability: 0.7, alpha_classes: 0.05",
            {"fit_latent_classes", "fit_mixture"},
            {"analyse", "clean_answers"},
        ),
    ],
)
def test_a_changed_declaration_reruns_what_rests_on_it_alone(
    study, file, was, becomes, reruns, stays
):
    edit(study / "config/surveys/lighthouse" / file, was, becomes)
    found = planned(study)
    assert reruns <= found
    assert not stays & found


def test_a_commit_reruns_what_tells_it_alone(study):
    """Before it the folder had no history, which was told."""
    (study / ".gitignore").write_text("results/\n.snakemake/\n")
    commit_all(study)
    telling = {"release_survey", "print_report", "make_page"}
    assert planned(study) - {"study", "total", "all"} == telling


def test_a_survey_that_is_added_plans_only_its_own_jobs_and_the_page(study, monkeypatch):
    monkeypatch.chdir(study)
    manifest = study / "data/raw/MANIFEST.csv"
    listed = manifest.read_text()
    data = study / "lamps.csv"
    data.write_text("id,lamp\n" + "".join(f"{n},{('oil', 'led')[n % 2]}\n" for n in range(12)))
    assert scaffold(["config/surveys/lamps", "--data", str(data), "--public"]) == 0
    row = "strangers/a.csv," + ",".join(listed.splitlines()[-1].split(",")[1:])
    manifest.write_text(f"{listed}{row}\n")
    done = snakemake(study, "--dry-run")
    assert done.returncode == 0, done.stdout[-2000:]
    jobs = re.findall(r"^Job \d+: (\w+)(?: .*?survey=(\w+))?", done.stdout, re.MULTILINE)
    assert {survey for _, survey in jobs if survey} == {"lamps"}
    assert "make_page" in {rule for rule, _ in jobs}


def test_files_can_be_asked_for_by_name_where_nothing_was_made(world):
    wanted = ("describe/analyses/namings", "cluster/coasts/verdict.json")
    done = snakemake(world, "--dry-run", *(f"results/lighthouse/{file}" for file in wanted))
    assert done.returncode == 0, done.stdout[-2000:]


def test_a_notebook_waits_for_the_clean_table_where_it_reads_it(world):
    notebook = world / "notebooks/lighthouses.ipynb"
    pages = "results/lighthouse/narrate"
    for reads in (False, True):
        done = snakemake(world, "--dry-run", pages)
        assert done.returncode == 0, done.stdout[-2000:]
        assert ("label_answers survey=" in done.stdout) is reads
        edit(
            notebook, '"study = ', '"table = Study(\\"lighthouse\\").answers()\\n",\n    "study = '
        )


def test_the_release_is_complete_and_its_manifest_is_true(finished):
    release = finished / "results/lighthouse/release"
    with (release / "MANIFEST.csv").open(newline="") as stream:
        listed = {row["file"]: row["sha256"] for row in csv.DictReader(stream)}
    found = {
        p.relative_to(release).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest()
        for p in release.rglob("*")
        if p.is_file() and p.parent / "MANIFEST.csv" != p and p != release / "SHA256SUMS"
    }
    assert listed == found, "and no hidden file of Snakemake's lies there"
    lines = (release / "SHA256SUMS").read_text().splitlines()
    summed = dict(reversed(line.split("  ", 1)) for line in lines)
    assert {name: summed[name] for name in found} == found
    for wanted in (
        "codebook.html",
        "codebook.xml",
        "datapackage.json",
        "data_dictionary.csv",
        "settings.yaml",
        "software.csv",
        "figures/en/keepers.svg",
        "notebooks/lighthouses.html",
        "tables/index.csv",
        "tables/coasts/verdict.json",
    ):
        assert wanted in listed


def test_what_is_personal_or_free_text_is_nowhere_in_the_release(finished):
    release = finished / "results/lighthouse/release"
    everything = b"".join(p.read_bytes() for p in sorted(release.rglob("*")) if p.is_file())
    for secret in (b"10.0.0.", b"candles; many", b"a torch"):
        assert secret not in everything
    assert "home" not in pl.read_parquet_schema(release / "answers/answers.parquet")


def test_simulated_answers_are_named_so_wherever_they_are_shown(finished):
    words = json.loads((finished / "results/lighthouse/draw/en/profiles.json").read_text())
    assert words["simulated"]
    assert "All answers are simulated" in words["caption"]
    assert "simulated" in (finished / "results/lighthouse/release/README.md").read_text()


def test_executed_notebooks_carry_no_path_of_the_machine_and_no_time(finished):
    narrated = finished / "results/lighthouse/narrate"
    for path in narrated.glob("[!.]*"):
        text = path.read_text()
        assert str(finished) not in text
        assert str(REPOSITORY) not in text
    notebook = json.loads((narrated / "lighthouses.ipynb").read_text())
    code = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert [cell["execution_count"] for cell in code] == list(range(1, len(code) + 1))
    folded = {"jupyter": {"source_hidden": True}}  # and nothing else: no times
    assert all(cell["metadata"] == folded for cell in code)
    assert all(cell["metadata"] == {} for cell in notebook["cells"] if cell not in code)


def test_figures_carry_their_text_alternative_and_their_numbers(finished):
    drawn = finished / "results/lighthouse/draw/en"
    words = json.loads((drawn / "keepers.json").read_text())
    svg = (drawn / "keepers.svg").read_text()
    assert f"<title>{escape(words['title'])}</title><desc>" in svg
    assert "dc:date" not in svg
    assert (drawn / "keepers.pdf").read_bytes().startswith(b"%PDF")
    numbers = restored(pl.read_csv(drawn / "keepers.csv"))
    assert all(f"{row['label']} {row['count']}" in words["alt"] for row in numbers.to_dicts())


def missing(folder):
    """Declare answers that can't be had, beside those that can."""
    config = folder / "config/config.yaml"
    config.write_text(config.read_text().replace("[lighthouse]", "[lighthouse, wci2021]"))
    sources = yaml.safe_load((REPOSITORY / "data/raw/sources.yaml").read_text())["sources"]
    (source,) = (each for each in sources if each["path"] == REAL_FILE)
    source["url"] = "https://127.0.0.1:9/wci_data.csv"
    (folder / "data/raw/sources.yaml").write_text(yaml.safe_dump({"sources": [source]}))
    shutil.copytree(REPOSITORY / "config/surveys/wci2021", folder / "config/surveys/wci2021")


def test_a_survey_without_answers_is_left_out_said_so_and_the_rest_is_made(study):
    missing(study)
    shutil.rmtree(study / "results/lighthouse/release")
    done = snakemake(study, "--cores", "1")
    assert done.returncode == 0, done.stdout[-2000:]
    assert "Left out: survey wci2021." in done.stdout
    assert (study / "results/lighthouse/release/MANIFEST.csv").exists()
    asked = snakemake(study, "--cores", "1", "wci2021")
    assert asked.returncode != 0
    assert "Survey wci2021 can't run." in asked.stdout
    assert "data/raw/wci2021/wci_data.csv" in asked.stdout


def test_with_no_survey_left_the_run_fails_with_the_reason(tmp_path):
    folder = settle(tmp_path / "study")
    missing(folder)
    config = folder / "config/config.yaml"
    config.write_text(config.read_text().replace("lighthouse, ", ""))
    done = snakemake(folder, "--cores", "1")
    assert done.returncode != 0
    assert "No survey can run." in done.stdout
    assert "Left out: survey wci2021." in done.stdout


def test_a_typing_error_in_the_settings_is_named(tmp_path):
    folder = settle(tmp_path / "study")
    config = folder / "config/config.yaml"
    config.write_text(config.read_text().replace("seed", "sead"))
    done = snakemake(folder, "--cores", "1", "--dry-run")
    assert done.returncode != 0
    assert "config/config.yaml" in done.stdout
    assert "sead" in done.stdout


def test_a_notebook_opened_before_the_results_says_what_to_do(tmp_path, monkeypatch):
    from cyberstudy.narrate import Study
    from surveyanswers.tables.problems import SurveyError

    (tmp_path / "Snakefile").touch()
    (tmp_path / "config/surveys/lighthouse").mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SurveyError, match="Run `make study`"):
        Study("lighthouse", root=Path(tmp_path))


def test_mistakes_in_a_plan_are_told_by_a_dry_run_and_without_a_traceback(tmp_path):
    folder = settle(tmp_path / "study")
    plan = folder / "config" / "surveys" / "lighthouse" / "plan.yaml"
    edit(plan, "table: coasts/profiles", "table: cosats/profiles")
    edit(plan, "notebooks: [lighthouses]", "notebooks: [lighthouse]")
    edit(plan, "kind: expert_coverage", "kind: experts_coverage")
    done = snakemake(folder, "--cores", "1", "--dry-run")
    assert done.returncode != 0
    for told in (
        "exhibits.profiles.table: there is no table of the release 'cosats/profiles'; did you mean "
        "'coasts/profiles'",
        "exhibits.keepers.kind: there is no choice 'experts_coverage'; did you mean "
        "'expert_coverage'",
        "notebooks.0: there is no notebook 'lighthouse'; did you mean 'lighthouses'",
    ):
        assert told in done.stdout
    assert "Traceback" not in done.stdout
