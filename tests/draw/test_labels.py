"""A label is drawn as it is written, whatever it looks like to a program."""

import subprocess
import xml.etree.ElementTree as ElementTree
from functools import cache
from html import unescape

import pytest
from matplotlib.patches import Patch

from cyberstudy.draw import style
from cyberstudy.draw.marks.legends import legend_below, legend_of_panel
from cyberstudy.draw.marks.texts import beside_row, figure_of_sentences, rows_from_above
from cyberstudy.draw.titles import head

LABELS = [
    "US$ 1,000 to US$ 10,000",
    "$_x^2$",
    r"$\foo$",
    "$$ per year",
    "$",
    r"\$5 and \alpha",
    "_x",
    "_nolegend_",
    "100 % of {all} %s",
    "{braces} }{",
    "a <b>bold</b> & co.",
    "*stars* `ticks`",
]


#: In how many places `drawn` draws a label.
PLACES = 9


def drawn(label, folder):
    """Draw the label wherever figures hold text."""
    style.use_house_style()
    figure, (left, right) = style.new_figure(2.5, ncols=2)
    rows_from_above(left, [label, "other"])
    left.set_title(label)
    left.set_xlabel(label)
    left.annotate(label, (0, 0))
    beside_row(left, 1, label, x=0)
    right.barh([label], [1])  # an axis of categories
    legend_of_panel(right, [Patch(label=label)], 1)
    legend_below(figure, [Patch(label=label)])
    head(figure, label)
    paths = [folder / f"figure{suffix}" for suffix in (".svg", ".pdf")]
    style.save_figure(figure, [str(path) for path in paths], name=label, alt=label)
    return paths


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """What is drawn of a label, once for all who look at it."""
    return cache(lambda label: drawn(label, tmp_path_factory.mktemp("label")))


@pytest.mark.parametrize("label", LABELS)
def test_every_text_of_an_svg_is_the_label_as_written(label, files):
    path, _ = files(label)
    root = ElementTree.parse(path).getroot()
    texts = root.iter("{http://www.w3.org/2000/svg}text")
    assert [text.text for text in texts].count(label) == PLACES
    words = {element.tag.rpartition("}")[2]: element.text for element in root}
    assert words["title"] == words["desc"] == label


@pytest.mark.needs("poppler")
@pytest.mark.parametrize("label", LABELS)
def test_every_text_of_a_pdf_is_the_label_as_written(label, files):
    _, path = files(label)
    command = ["pdftotext", "-raw", str(path), "-"]
    text = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert text.count(label) == PLACES


@pytest.mark.parametrize("label", LABELS)
def test_sentences_that_stand_for_a_figure_are_drawn_as_written(label, tmp_path):
    style.use_house_style()
    style.save_figure(
        figure_of_sentences([label]), [str(tmp_path / "a.svg")], name=label, alt=label
    )
    assert label in unescape((tmp_path / "a.svg").read_text(encoding="utf-8"))


@pytest.mark.filterwarnings("ignore:Glyph")
def test_a_control_in_a_label_leaves_the_svg_well_formed(tmp_path):
    path, _ = drawn("oil\x08 or\x00 gas", tmp_path)
    assert ElementTree.parse(path).getroot().tag.endswith("svg")
