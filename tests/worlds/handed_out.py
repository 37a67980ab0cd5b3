"""A run that handed out a file of each kind, of which git has copies of some."""

import base64
import json
import shutil

import nbformat

from cyberstudy.draw.marks.bars import bars_with_counts
from cyberstudy.draw.style import new_figure, save_figure
from cyberstudy.narrate.frozen import frozen
from cyberstudy.wording.translator import Translator

COUNTS = [175, 32, 44, 7]
TABLE, FIGURE = "lighthouse/release/tables/laws.csv", "lighthouse/release/figures/en/laws.png"
CAPTION, NOTEBOOK = (
    "lighthouse/release/figures/en/laws.json",
    "lighthouse/release/notebooks/a.ipynb",
)
PAGE_DATA, README = "page/data/q1.js", "lighthouse/release/README.md"
MODEL, PICTURE = "lighthouse/release/tables/model.json", "page/figures/laws.png"
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


def draw(counts, path):
    figure, axes = new_figure(2.0)
    bars_with_counts(axes, counts, ["#0072b2"] * len(counts), Translator())
    save_figure(figure, [str(path)], name="laws", alt="Bars.")


def notebook(words, picture):
    shown = ({"text/html": words}, {"image/png": picture})
    outputs = [nbformat.v4.new_output("display_data", each) for each in shown]
    cell = nbformat.v4.new_code_cell("study.show()", id="a", outputs=outputs)
    return nbformat.v4.new_notebook(cells=[cell])


def run(results, drawn):
    """Let a run have handed out a file of each kind, of which git has copies of some."""
    texts = {
        TABLE: "group,count,share\nall,175,0.906736\nleast,32,0.727273\n",
        CAPTION: json.dumps({"caption": "Of 193 States 175 have a law.", "table": "laws"}),
        PAGE_DATA: 'study.add("q1", [175, 32]);\n',
        README: "The release holds 3 tables.\n",
        "lighthouse/release/software.csv": "package,version\npython,3.11\n",
        MODEL: '{"k": 2, "weights": [0.75, 0.25], "verdict": "types"}\n',
        "page/index.html": "<p>175 of 193</p>\n",
        "page/files/laws.csv": "group,count,share\nall,175,0.906736\nleast,32,0.727273\n",
        "page/assets/page.js": "show();\n",
        "index.html": "<p>175</p>\n",
    }
    for file, text in texts.items():
        (results / file).parent.mkdir(parents=True, exist_ok=True)
        (results / file).write_text(text)
    for file in (FIGURE, PICTURE):
        (results / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(drawn, results / file)
    (results / NOTEBOOK).parent.mkdir()
    picture = base64.b64encode(drawn.read_bytes()).decode()
    nbformat.write(notebook(WORDS, picture), results / NOTEBOOK)
    published = results / "published/lighthouse"
    for file in (TABLE, CAPTION, MODEL):
        kept = published / "values" / file.partition("/release/")[2]
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(texts[file])
    nbformat.write(frozen(notebook(WORDS, picture)), published / "a.ipynb")
