"""Matrices show their values, and trees their classes, whatever these are of."""

import numpy as np
import polars as pl
import pytest
from cyberstudy.draw.marks.dendrograms import dendrogram_of_classes
from cyberstudy.draw.marks.matrices import annotated_matrix, matrix_by_class, scale_of_shares
from cyberstudy.draw.style import MUTED, new_figure
from cyberstudy.wording.speech import Speech
from matplotlib.colors import to_hex
from worlds.types import named, texts

say = Speech()


def pairs(sizes):
    side = sum(sizes.values())
    row, column = (index.ravel() for index in np.indices((side, side)))
    return pl.DataFrame({"row": row, "column": column, "share": (row + column) / (2.0 * side)})


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


def test_lines_part_classes_and_a_class_of_one_among_many_has_no_letter():
    _, axes = new_figure(2.0)
    sizes = {"A": 20, "B": 9, "C": 1}
    matrix_by_class(axes, pairs(sizes), "share", sizes)
    upright = [line.get_xdata()[0] for line in axes.lines if len(set(line.get_xdata())) == 1]
    assert upright == [19.5, 28.5]
    assert named(axes) == ["A", "B"]
    assert axes.get_yticks().tolist() == [9.5, 24.0]


def test_a_pair_without_a_share_is_no_zero():
    _, axes = new_figure(2.0)
    unknown = (pl.col("row") == 0) & (pl.col("column") == 1)
    table = pairs({"A": 2}).with_columns(pl.when(~unknown).then("share").alias("share"))
    shown = matrix_by_class(axes, table, "share", {"A": 2}).get_array()
    assert shown.mask.tolist() == [[False, True], [False, False]]
    assert shown[1, 1] == 0.5


def test_several_matrices_share_one_scale_of_percentages():
    figure, grid = new_figure(2.0, ncols=2)
    images = [matrix_by_class(axes, pairs({"A": 3}), "share", {"A": 3}) for axes in grid]
    scale_of_shares(figure, images[0], list(grid), say, "Together")
    *_, bar = figure.axes
    figure.draw_without_rendering()
    assert bar.get_xlabel() == "Together"
    assert [label.get_text() for label in bar.get_xticklabels()][-1] == "100%"
    assert images[0].get_clim() == images[1].get_clim() == (0, 1)


@pytest.mark.parametrize(("classes", "letters"), [("AAB", True), ("AAA", False)])
def test_branches_over_one_class_bear_its_colour_and_those_over_several_none(classes, letters):
    _, axes = new_figure(2.0)
    linkage = np.array([[0, 1, 0.1, 2], [2, 3, 0.5, 3]])
    order = dendrogram_of_classes(axes, linkage, ["x", "y", "z"], list(classes), say)
    assert sorted(order) == ["x", "y", "z"]
    leaves = dict(zip(order, axes.get_yticklabels(), strict=True))
    assert [leaves[name].get_text() for name in "xyz"] == (
        [f"{letter}  {name}" for letter, name in zip(classes, "xyz", strict=True)]
        if letters
        else ["x", "y", "z"]
    )
    colours = {to_hex(c) for part in axes.collections for c in part.get_colors()}
    assert to_hex(leaves["x"].get_color()) in colours
    assert (to_hex(MUTED) in colours) == letters
