"""What is kept for readers hangs on whose it is; notebooks are small, and their links lead."""

import base64
import io
import json
from pathlib import Path

import nbformat
import pytest
from PIL import Image
from worlds import REPOSITORY, edit
from worlds.made_up import made

from cyberstudy.commands.publish import freeze_multiverses, freeze_notebooks, main
from cyberstudy.declare.declared import ACROSS
from cyberstudy.declare.opened import open_survey
from cyberstudy.declare.version import version
from surveyanswers.guard import refused
from surveyanswers.tables.problems import SurveyError

LINKS = (
    '<p>Numbers: <a href="../../../results/lighthouse/draw/en/x.csv"><code>x.csv</code></a> by '
    '<a href="../../../workflow/rules/draw.smk">a rule</a></p>'
)


def executed(world, survey="lighthouse", name="lighthouses", *, picture=None):
    """Let the survey have an executed notebook of one cell."""
    output = nbformat.v4.new_output("display_data", {"text/html": LINKS})
    if picture:
        output.data["image/png"] = picture
    cell = nbformat.v4.new_code_cell("1", id="a", outputs=[output])
    path = world / f"results/{survey}/narrate/{name}.ipynb"
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(nbformat.v4.new_notebook(cells=[cell]), path)


def picture_of(size):
    stream = io.BytesIO()
    Image.effect_noise(size, 80).save(stream, "PNG")
    return base64.b64encode(stream.getvalue()).decode()


def test_what_a_run_makes_is_named_without_a_link_and_pictures_are_small(confidential):
    survey = made(confidential, protection="public")
    executed(confidential, picture=picture_of((2000, 1000)))
    (copy,) = freeze_notebooks(survey)
    assert copy.stat().st_size < 1_500_000
    data = json.loads(copy.read_text())["cells"][0]["outputs"][0]["data"]
    html = "".join(data["text/html"])
    assert "Numbers: <code>x.csv</code> by" in html
    assert '<a href="../../../workflow/rules/draw.smk">a rule</a>' in html
    image = Image.open(io.BytesIO(base64.b64decode(data["image/png"])))
    assert image.width / image.height == pytest.approx(2, abs=0.01)


def test_notebooks_of_simulated_answers_may_enter_git_and_old_ones_go(confidential):
    survey = made(confidential)
    executed(confidential)
    published = confidential / "results/published/lighthouse"
    published.mkdir(parents=True)
    (published / "old.ipynb").write_text("{}")
    (copy,) = freeze_notebooks(survey)
    assert [path.name for path in published.glob("*.ipynb")] == ["lighthouses.ipynb"]
    name = copy.relative_to(confidential).as_posix()
    assert refused({name: copy.read_bytes()}, confidential) == []


def test_of_confidential_answers_no_notebook_is_kept(registered):
    survey = made(registered)
    executed(registered)
    edit(registered / "results/lighthouse/verify/receipt.csv", "true", "false")
    assert freeze_notebooks(survey) == []
    assert not (registered / "results/published").exists()


def test_a_notebook_that_was_not_executed_is_told(confidential):
    with pytest.raises(SurveyError, match=r"lighthouses\.ipynb: is missing\. Run: make study"):
        freeze_notebooks(made(confidential, protection="public"))


def test_notebooks_across_surveys_are_public_while_no_answers_are_registered(registered):
    path = f"results/published/{ACROSS}/look.ipynb"
    across = open_survey(ACROSS, REPOSITORY / "config", registered)
    assert refused({path: b"{}"}, registered) != []
    assert freeze_notebooks(across) == []
    (registered / "data/confidential/lighthouse/MANIFEST.csv").unlink()
    assert refused({path: b"{}"}, registered) == []


def test_publishing_stores_list_values_notebooks_and_version_with_the_sums_of_all(
    confidential, monkeypatch, capsys
):
    made(confidential)
    executed(confidential)
    table = confidential / "results/lighthouse/release/tables/laws.csv"
    table.parent.mkdir(parents=True)
    table.write_text("group,count\nall,175\n")
    (confidential / "CITATION.cff").write_text("date-released: 2026-11-28\n")
    monkeypatch.chdir(confidential)
    assert main([]) == 0
    published = Path("results/published")
    assert f"stored: {published}/lighthouse/lighthouses.ipynb" in capsys.readouterr().out
    known = {"version": version(), "date": "2026-11-28", "tables": {}}
    assert json.loads((published / "version.json").read_text()) == known
    assert (published / "lighthouse/values/tables/laws.csv").read_bytes() == table.read_bytes()
    sums = (published / "SHA256SUMS").read_text()
    for name in ("reproduce.csv", "version.json", "lighthouse/lighthouses.ipynb"):
        assert f"  {name}\n" in sums


def test_sums_alone_change_no_other_file_and_multiverses_are_stored_by_survey(
    confidential, monkeypatch, capsys
):
    made(confidential)
    monkeypatch.chdir(confidential)
    published = Path("results/published")
    published.mkdir(parents=True)
    assert main(["--sums"]) == 0
    assert [path.name for path in published.iterdir()] == ["SHA256SUMS"]
    assert main(["--multiverses", "lighthouse"]) == 0
    assert "lighthouse/multiverse/keepers.csv" in (published / "SHA256SUMS").read_text()


# Multiverses are made before protection


def test_multiverses_of_simulated_answers_are_published_with_a_manifest_that_git_asks_for(
    confidential,
):
    copies = freeze_multiverses(made(confidential))
    published = confidential / "results/published/lighthouse"
    assert copies == [published / f"multiverse/keepers.{ending}" for ending in ("csv", "json")]
    paths = {path.relative_to(confidential).as_posix(): path.read_bytes() for path in copies}
    assert refused(paths, confidential) == []
    (published / "MANIFEST.csv").unlink()
    assert len(refused(paths, confidential)) == 2


def test_a_manifest_keeps_what_it_says_of_other_files_that_are_still_there(confidential):
    survey = made(confidential)
    published = confidential / "results/published/lighthouse"
    published.mkdir(parents=True)
    (published / "look.ipynb").write_text("{}")
    rows = "file,sha256,simulated\nlook.ipynb,a,yes\ngone.ipynb,b,yes\n"
    (published / "MANIFEST.csv").write_text(rows)
    freeze_multiverses(survey)
    said = (published / "MANIFEST.csv").read_text().splitlines()
    assert [line.split(",")[0] for line in said] == [
        "file",
        "look.ipynb",
        "multiverse/keepers.csv",
        "multiverse/keepers.json",
    ]


def test_multiverses_of_registered_answers_stay_with_these(registered):
    copies = freeze_multiverses(made(registered))
    assert {path.parent for path in copies} == {
        registered / "data/confidential/lighthouse/multiverse"
    }
    assert not (registered / "results/published").exists()


def test_multiverses_of_public_answers_are_published(confidential):
    copies = freeze_multiverses(made(confidential, protection="public"))
    assert {path.parent.name for path in copies} == {"multiverse"}
    assert {path.parents[2].name for path in copies} == {"published"}


def test_multiverses_of_confidential_answers_that_are_not_registered_are_not_kept(confidential):
    survey = made(confidential)
    receipt = confidential / "results/lighthouse/verify/receipt.csv"
    edit(receipt, "true", "false")
    with pytest.raises(SurveyError, match="make register SURVEY=lighthouse"):
        freeze_multiverses(survey)
    assert not (confidential / "results/published").exists()
