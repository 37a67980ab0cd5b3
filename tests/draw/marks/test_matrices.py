"""Matrices show their values, whatever these are of."""

import polars as pl
from cyberstudy.draw.marks.matrices import annotated_matrix
from cyberstudy.draw.style import new_figure
from cyberstudy.wording.speech import Speech
from worlds.types import named, texts

say = Speech()


def test_every_cell_has_its_number_and_rows_and_columns_their_names():
    _, axes = new_figure(2.0)
    values = pl.DataFrame([[1.25, 20.0], [0.0, None]], orient="row")
    told = [["1.2", "20.0"], ["0.0", ""]]
    names = {"columns": ["first, second", "third"], "rows": ["North", "South"]}
    annotated_matrix(axes, values, **names, label="Points", told=told)
    assert texts(axes) == ["1.2", "20.0", "0.0", "\u2013"]
    assert named(axes) == ["North", "South"]
    bar = axes.figure.axes[1]
    assert bar.get_ylabel() == "Points"
