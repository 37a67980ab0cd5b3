"""Matrices show their values, whatever these are of."""

import polars as pl
from matplotlib.colors import to_hex
from worlds.colours import READABLE
from worlds.types import named, texts

from cyberstudy.draw.marks.matrices import annotated_matrix
from cyberstudy.draw.style import contrast, new_figure
from cyberstudy.wording.translator import Translator

say = Translator()


def test_every_cell_has_its_number_and_rows_and_columns_their_names():
    _, axes = new_figure(2.0)
    values = pl.DataFrame([[1.25, 20.0], [0.0, None]], orient="row")
    told = [["1.2", "20.0"], ["0.0", ""]]
    names = {"columns": ["first, second", "third"], "rows": ["North", "South"]}
    annotated_matrix(axes, values, **names, told=told)
    assert texts(axes) == ["1.2", "20.0", "0.0", "\u2013"]
    assert named(axes) == ["North", "South"]


def test_numbers_are_read_on_every_colour():
    figure, axes = new_figure(2.0)
    values = pl.DataFrame([[0.0, 0.45], [None, 1.0]], orient="row")
    told = [["0.0", "0.4"], ["", "1.0"]]
    annotated_matrix(axes, values, columns=["a", "b"], rows=["c", "d"], told=told, highest=1)
    assert figure.axes == [axes]
    colours = axes.collections[0].get_facecolor()[[0, 1, 3]]
    numbers = [text for text in axes.texts if text.get_text() in {"0.0", "0.4", "1.0"}]
    for text, colour in zip(numbers, colours, strict=True):
        assert contrast(text.get_color(), to_hex(colour)) >= READABLE
