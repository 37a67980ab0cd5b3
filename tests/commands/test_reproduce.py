"""A run is held against a list of what was published: what changed by one is told, and where."""

import csv
import json
import random
import shutil

import nbformat
import numpy as np
import pytest
from cyberstudy.commands import reproduce
from cyberstudy.commands.freeze import write_sums
from cyberstudy.commands.guard import refused
from cyberstudy.commands.reproduce import (
    Found,
    compare,
    handed_out,
    main,
    read_list,
    record_of,
    told_of,
    write_list,
)
from cyberstudy.declare.declared import ACROSS
from cyberstudy.draw.marks.bars import bars_with_counts
from cyberstudy.draw.style import new_figure, save_figure, use_house_style
from cyberstudy.narrate.frozen import frozen
from cyberstudy.tables.checksums import is_result
from cyberstudy.tables.storage import sha256_of
from cyberstudy.wording.translator import Translator
from PIL import Image
from worlds import REPOSITORY, edit
from worlds.damage import flip
from worlds.made_up import made

COUNTS = [175, 32, 44, 7]
TABLE, FIGURE = "lighthouse/release/tables/laws.csv", "lighthouse/release/figures/en/laws.png"
CAPTION, NOTEBOOK = (
    "lighthouse/release/figures/en/laws.json",
    "lighthouse/release/notebooks/a.ipynb",
)
PAGE_DATA, README = "page/data/q1.js", "lighthouse/release/README.md"
SOURCE = f"""sources:
  - path: lighthouse/lamps.csv
    sha256: {"ab" * 32}
    bytes: 3
    received_on: "2026-01-02"
    source: a register
    licence: none
    citation: A register
    sensitivity: public
    simulated: false
"""
WORDS = "<p><a href='../x'>Keepers</a>: 12 of 69, 17.4 %, p = 0.418; <b>1,736</b> nominations</p>"


@pytest.fixture(scope="module", autouse=True)
def house_style():
    use_house_style()
    yield
    use_house_style()


def draw(counts, path):
    figure, axes = new_figure(2.0)
    bars_with_counts(axes, counts, ["#0072b2"] * len(counts), Translator())
    save_figure(figure, [str(path)], name="laws", alt="Bars.")


@pytest.fixture(scope="module")
def drawn(tmp_path_factory, house_style):
    """The figure that each run hands out, drawn once."""
    path = tmp_path_factory.mktemp("drawn") / "laws.png"
    draw(COUNTS, path)
    return path


def notebook(words):
    output = nbformat.v4.new_output("display_data", {"text/html": words})
    cell = nbformat.v4.new_code_cell("study.show()", id="a", outputs=[output])
    return nbformat.v4.new_notebook(cells=[cell])


def run(results, drawn):
    """Let a run have handed out a file of each kind, of which git has copies of some."""
    texts = {
        TABLE: "group,count,share\nall,175,0.906736\nleast,32,0.727273\n",
        CAPTION: json.dumps({"caption": "Of 193 States 175 have a law.", "table": "laws"}),
        PAGE_DATA: 'study.add("q1", [175, 32]);\n',
        README: "The release holds 3 tables.\n",
        "lighthouse/release/software.csv": "package,version\npython,3.11\n",
        "lighthouse/release/tables/model.json": "{}\n",
        "page/index.html": "<p>175 of 193</p>\n",
    }
    for file, text in texts.items():
        (results / file).parent.mkdir(parents=True, exist_ok=True)
        (results / file).write_text(text)
    shutil.copyfile(drawn, results / FIGURE)
    (results / NOTEBOOK).parent.mkdir()
    nbformat.write(notebook(WORDS), results / NOTEBOOK)
    published = results / "published/lighthouse"
    (published / "figures/en").mkdir(parents=True)
    (published / "figures/en/laws.json").write_text(texts[CAPTION])
    nbformat.write(frozen(notebook(WORDS)), published / "a.ipynb")


@pytest.fixture
def results(tmp_path, drawn):
    run(tmp_path / "results", drawn)
    return tmp_path / "results"


def told_by(results):
    return {
        file: (sha256_of(results / file), told_of(results / file)) for file in handed_out(results)
    }


def outcomes(results, told, **more):
    found = {each.file: each for each in compare(results, told, **more)}
    return {name: each for name, each in found.items() if each.outcome != "same bytes"}


def test_a_run_that_hands_out_the_same_bytes_differs_in_nothing(results):
    told = told_by(results)
    assert len(told) == 8
    assert "lighthouse/release/software.csv" not in told
    assert outcomes(results, told) == {}


@pytest.mark.parametrize(
    ("file", "old", "new", "kind", "said"),
    [
        (TABLE, "least,32", "least,33", "table", "columns ['count'], rows [2]"),
        (TABLE, "0.906736", "0.906737", "table", "columns ['share'], rows [1]"),
        (TABLE, "least,32,0.727273\n", "", "table", "has not as many rows or columns"),
        (CAPTION, "193 States 175", "193 States 176", "caption", "laws: 175, now 176, after: "),
        (CAPTION, "have a law", "lack a law", "caption", "laws: other words"),
        (
            NOTEBOOK,
            "12 of 69",
            "13 of 69",
            "notebook",
            "a: 12, now 13, after: ...study.show()  Keepers: ",
        ),
        (NOTEBOOK, "1,736", "1,737", "notebook", "a: 1,736, now 1,737, after: "),
        (NOTEBOOK, "study.show", "study.tell", "notebook", "a: other words"),
        (PAGE_DATA, "[175", "[176", "page or report", "other bytes"),
        ("page/index.html", "175", "176", "page or report", "other bytes"),
        (README, "3 tables", "4 tables", "text", "other bytes"),
        ("lighthouse/release/tables/model.json", "{}", "[1]", "table", "other bytes"),
    ],
)
def test_one_other_count_in_any_kind_of_file_is_told_with_its_place(
    results, file, old, new, kind, said
):
    told = told_by(results)
    edit(results / file, old, new)
    (found,) = outcomes(results, told).values()
    assert (found.file, found.outcome, found.kind) == (file, "different", kind)
    assert said in found.said


@pytest.mark.parametrize("at", range(len(COUNTS)))
def test_a_figure_drawn_anew_with_one_other_count_is_told_with_its_place(results, at):
    told = told_by(results)
    draw([count + (n == at) for n, count in enumerate(COUNTS)], results / FIGURE)
    found = outcomes(results, told)[FIGURE]
    assert (found.outcome, found.kind) == ("different", "figure")
    assert int(found.said.split()[2]) > 2 * reproduce.TOLERANCE


def test_a_figure_of_other_bytes_that_looks_the_same_is_within_tolerance(results):
    told = told_by(results)
    Image.open(results / FIGURE).save(results / FIGURE, compress_level=1)
    found = outcomes(results, told)[FIGURE]
    assert (found.outcome, found.said.split(" at")[0]) == ("in tolerance", "grey by 0 of 255")


def test_a_drawing_may_differ_in_names_inside_it_alone(results):
    drawing = results / FIGURE.replace("png", "svg")
    drawing.write_text('<clipPath id="p0b3ae319e6"/><use clip-path="url(#p0b3ae319e6)"/> 175')
    told = told_by(results)
    edit(drawing, "p0b3ae319e6", "p6b0211332f")
    (found,) = outcomes(results, told).values()
    assert (found.outcome, found.kind) == ("in tolerance", "vectors of figures")
    edit(drawing, "175", "176")
    (found,) = outcomes(results, told).values()
    assert found.outcome == "different"


@pytest.mark.parametrize(("pixels", "outcome"), [(2, "in tolerance"), (3, "different")])
def test_three_pixels_that_turn_black_are_seen_and_two_are_not(results, pixels, outcome):
    told = told_by(results)
    picture = np.asarray(Image.open(results / FIGURE)).copy()
    assert (picture[:16, :16] == 255).all()
    picture[0, :pixels, :3] = 0
    Image.fromarray(picture).save(results / FIGURE)
    assert outcomes(results, told)[FIGURE].outcome == outcome


def test_numbers_that_rest_on_draws_may_move_a_little_and_are_counted_apart(results):
    told = told_by(results)
    resampled = reproduce.read_resampled(REPOSITORY / "config")
    edit(results / NOTEBOOK, "p = 0.418", "p = 0.419")
    found = outcomes(results, told)[NOTEBOOK]
    assert (found.outcome, "0.418, now 0.419" in found.said) == ("different", True)
    (results / NOTEBOOK).rename(results / NOTEBOOK.replace("a.ipynb", "01_a.ipynb"))
    published = results / "published/lighthouse"
    (published / "a.ipynb").rename(published / "01_a.ipynb")
    told = {name.replace("a.ipynb", "01_a.ipynb"): each for name, each in told.items()}
    (found,) = outcomes(results, told, resampled=resampled).values()
    assert (found.outcome, "0.418, now 0.419" in found.said) == ("in tolerance", True)
    edit(results / found.file, "69", "70")
    (found,) = outcomes(results, told, resampled=resampled).values()
    assert found.outcome == "different"


@pytest.mark.parametrize("file", [TABLE, FIGURE, CAPTION, NOTEBOOK, PAGE_DATA, README])
def test_what_is_missing_added_or_damaged_is_told(results, file):
    told = told_by(results)
    stranger = (results / file).with_name("stranger" + file[-4:])
    stranger.write_bytes((results / file).read_bytes())
    flip(results / file, random.Random(5))
    found = outcomes(results, told)
    assert found.pop(stranger.relative_to(results).as_posix()).outcome == "additional"
    assert [(name, each.outcome) for name, each in found.items()] == [(file, "different")]
    (results / file).unlink()
    assert outcomes(results, told)[file].outcome == "missing"


def test_what_could_not_be_had_is_neither_equal_nor_different(results):
    told = told_by(results)
    (results / TABLE).unlink()
    found = outcomes(results, told, lacking={"lighthouse": "Its file is missing."})
    assert {each.outcome for each in found.values()} == {"not compared"}
    assert len(found) == len(told) - 2  # those of the page


# --- the command ----------------------------------------------------------------------------


@pytest.fixture
def simulated(confidential, drawn, monkeypatch):
    """A study of simulated answers that has run, and is listed."""
    made(confidential)
    run(confidential / "results", drawn)
    monkeypatch.chdir(confidential)
    assert main(["--publish"]) == 0
    return confidential


def test_a_record_says_what_was_compared_and_leaves_room_for_a_name(simulated, capsys):
    assert main([]) == 0
    record = (simulated / "results/reproduction.txt").read_text()
    assert record in capsys.readouterr().out
    for said in ("REPRODUCED: 8 files. Not compared: 0.", "Python  ", "numpy ", "commit  "):
        assert said in record
    assert record.endswith("Checked by (name, date, signature):\n")
    assert not is_result("results/reproduction.txt")  # nobody takes it for a stranger's file


def test_a_difference_is_no_success_and_is_in_the_record(simulated):
    edit(simulated / "results" / TABLE, "least,32", "least,33")
    assert main([]) == 1
    record = (simulated / "results/reproduction.txt").read_text()
    assert f"- {TABLE}: different: columns ['count'], rows [2]\n" in record
    assert "NOT REPRODUCED: 1 of 8 files differ." in record


def test_what_a_source_lacks_for_is_named_and_counted_and_nothing_compared_is_no_success(
    simulated, capsys
):
    (simulated / "data/raw/sources.yaml").write_text(SOURCE)
    assert main([]) == 1
    said, wrong = capsys.readouterr()
    assert not wrong
    assert "- lighthouse: 6 files not compared. data/raw/lighthouse/lamps.csv is missing." in said
    assert "- page: 2 files not compared. It tells of lighthouse" in said
    assert "NOTHING WAS COMPARED. Not compared: 8." in said


def test_what_was_not_compared_is_in_no_verdict_as_reproduced(simulated):
    found = [Found(TABLE, "same bytes"), Found("other/release/a.csv", "not compared")]
    record, reproduced = record_of(found, {"other": "It is missing."}, simulated, 0.0)
    assert reproduced
    assert "REPRODUCED IN PART: 1 files. Not compared: 1.\n" in record
    assert "- other: 1 files not compared. It is missing.\n" in record


def test_where_nothing_was_listed_or_run_that_is_told(confidential, drawn, monkeypatch, capsys):
    monkeypatch.chdir(confidential)
    assert main([]) == 1
    assert "reproduce.csv" in capsys.readouterr().err
    made(confidential)
    run(confidential / "results", drawn)
    assert main(["--publish"]) == 0
    (confidential / "results/lighthouse/verify/receipt.csv").unlink()
    assert main([]) == 1
    assert "receipt.csv" in capsys.readouterr().err


def test_the_record_says_how_much_of_the_run_was_made_for_it(simulated, capsys):
    seal = simulated / "results/checksums/lighthouse/release.sha256"
    seal.parent.mkdir(parents=True)
    seal.touch()
    main([])
    assert "run        0 of 1 results were made" in capsys.readouterr().out
    main(["--begun", "0"])
    assert "run        1 of 1 results were made" in capsys.readouterr().out


def test_of_answers_given_in_confidence_nothing_is_listed_and_nothing_compared(simulated, capsys):
    results = simulated / "results"
    assert {*read_list(results)} == {*handed_out(results)}
    edit(results / "lighthouse/verify/receipt.csv", "true", "false")
    assert main([]) == 1
    assert "NOTHING WAS COMPARED. Not compared: 8." in capsys.readouterr().out
    write_list(simulated)
    assert read_list(results) == {}


def test_the_list_may_enter_git(simulated):
    write_sums(simulated / "results/published")
    path = f"results/published/{reproduce.LIST}"
    assert refused({path: (simulated / path).read_bytes()}, simulated) == []
    with (simulated / path).open(newline="") as stream:
        assert len(list(csv.reader(stream))) == 9
    assert ACROSS not in {name.partition("/")[0] for name in read_list(simulated / "results")}
