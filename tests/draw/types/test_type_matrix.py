"""What figures of who is classed together show is what their numbers and their words say."""

import numpy as np
import polars as pl
from cyberstudy.draw.exhibits import (
    co_assignment,
    type_associations,
)
from worlds.types import ENTRY, LIGHTS, named, together_of, write


def test_the_matrix_is_the_table_with_lines_between_the_classes(tmp_path, drawn):
    write(tmp_path, "lights", (30, 20, 10))
    made = drawn(co_assignment, {"clusterings": [LIGHTS]})
    axes = made.figure.axes[0]
    (image,) = axes.images
    table = together_of((30, 20, 10))
    shown = image.get_array().filled(np.nan)
    expected = table["together"].to_numpy().reshape(60, 60)
    np.testing.assert_array_equal(shown, expected)
    assert np.isnan(shown).sum() == 1
    assert image.get_clim() == (0, 1)
    upright = [float(line.get_xdata()[0]) for line in axes.lines if len(set(line.get_xdata())) == 1]
    assert upright == [29.5, 49.5]
    assert named(axes) == ["A", "B", "C"]
    assert made.data.drop("clustering").equals(table.cast({"row": pl.Int64, "column": pl.Int64}))


def test_no_unit_is_named_in_a_matrix(tmp_path, drawn):
    write(tmp_path, "lights", (30, 20, 10))
    write(tmp_path, "sounds", (40, 20), found="gradient")
    made = drawn(co_assignment, ENTRY)
    words = {word for axes in made.figure.axes[:2] for word in named(axes)}
    assert words == {"A", "B", "C"}
    assert set(made.data.columns) == {
        *("clustering", "row", "column", "type", "other_type", "together")
    }


def test_words_on_a_matrix_hold_its_means(tmp_path, drawn):
    write(tmp_path, "lights", (30, 20, 10))
    made = drawn(co_assignment, {"clusterings": [LIGHTS]})
    table = together_of((30, 20, 10)).filter(pl.col("row") < pl.col("column"))
    inside = table.filter(type="B", other_type="B")["together"].mean()
    apart = table.filter(pl.col("type") != pl.col("other_type"))["together"].mean()
    assert f"in B {inside:.0%}" in made.alt
    assert f"of two classes {apart:.0%}" in made.alt


def test_a_clustering_of_one_class_is_left_out_beside_another_and_said_to_be(tmp_path, drawn):
    write(tmp_path, "lights", (60,), found="no structure")
    write(tmp_path, "sounds", (40, 20), found="gradient")
    for kind in (co_assignment, type_associations):
        made = drawn(kind, ENTRY)
        assert "Not shown, since the tests stop at one class: Lights." in made.base
        assert set(made.data["clustering"]) == {"sounds"}
