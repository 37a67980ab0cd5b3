"""Executed notebooks in git: whose they may be, how large, and where their links lead."""

import base64
import io
import json

import nbformat
import pytest
from cyberstudy.commands.freeze_notebooks import freeze
from cyberstudy.commands.guard import refused
from cyberstudy.declare.survey import ACROSS, open_survey
from cyberstudy.tables.problems import StudyProblem
from PIL import Image
from worlds import REPOSITORY, edit
from worlds.made_up import made

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
    (copy,) = freeze(survey)
    assert copy.stat().st_size < 1_500_000
    data = json.loads(copy.read_text())["cells"][0]["outputs"][0]["data"]
    html = "".join(data["text/html"])
    assert "Numbers: <code>x.csv</code> by" in html
    assert '<a href="../../../workflow/rules/draw.smk">a rule</a>' in html
    image = Image.open(io.BytesIO(base64.b64decode(data["image/png"])))
    assert image.width / image.height == pytest.approx(2, abs=0.01)


def test_of_simulated_answers_they_may_enter_git_and_old_ones_go(confidential):
    survey = made(confidential)
    executed(confidential)
    published = confidential / "results/published/lighthouse"
    published.mkdir(parents=True)
    (published / "old.ipynb").write_text("{}")
    (copy,) = freeze(survey)
    assert [path.name for path in published.glob("*.ipynb")] == ["lighthouses.ipynb"]
    name = copy.relative_to(confidential).as_posix()
    assert refused({name: copy.read_bytes()}, confidential) == []


def test_of_confidential_answers_none_is_kept(registered):
    survey = made(registered)
    executed(registered)
    edit(registered / "results/lighthouse/verify/receipt.csv", "true", "false")
    assert freeze(survey) == []
    assert not (registered / "results/published").exists()


def test_one_that_was_not_executed_is_told(confidential):
    with pytest.raises(StudyProblem, match=r"lighthouses\.ipynb: is missing\. Run: make study"):
        freeze(made(confidential, protection="public"))


def test_across_surveys_they_are_public_while_no_answers_are_registered(registered):
    path = f"results/published/{ACROSS}/look.ipynb"
    across = open_survey(ACROSS, REPOSITORY / "config", registered)
    assert refused({path: b"{}"}, registered) != []
    assert freeze(across) == []
    (registered / "data/confidential/lighthouse/MANIFEST.csv").unlink()
    assert refused({path: b"{}"}, registered) == []
