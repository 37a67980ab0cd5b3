"""What figures of what classes go with show is what their numbers and their words say."""

from cyberstudy.draw.exhibits import (
    type_associations,
)
from cyberstudy.wording import typologies
from matplotlib.patches import Rectangle
from worlds.types import ENTRY, LIGHTS, associations_of, named, texts, write


def bars(axes):
    return {
        round(bar.get_y() + bar.get_height() / 2): bar
        for bar in axes.patches
        if isinstance(bar, Rectangle)
    }


def test_bars_are_what_classes_account_for_with_p_behind_them(tmp_path, drawn):
    write(tmp_path, "lights", (30, 20, 10))
    made = drawn(type_associations, {"clusterings": [LIGHTS], "labels": {"coast": "the coast"}})
    (axes,) = made.figure.axes
    # How units answered comes first, whatever the table's order.
    assert named(axes) == ["questions answered", "Region", "the coast"]
    assert texts(axes) == ["p = 0.030", "p < 0.001", "p = 0.800"]
    assert {place: bar.get_width() for place, bar in bars(axes).items()} == {0: 0.1, 1: 0.4, 2: 0}
    weights = [text.get_fontweight() for text in axes.texts]
    assert weights == ["bold", "bold", "normal"]
    assert made.data["explained"].to_list() == [None, 0.1, 0.4, 0.0]
    assert "Region 40%, adjusted p < 0.001, differs" in made.alt
    assert "language all values are alike, no test" in made.alt
    assert "All values are alike, so not shown: language." in made.base


def test_artefacts_are_told_from_external_variables_without_colour(tmp_path, drawn):
    write(tmp_path, "lights", (30, 20, 10))
    (axes,) = drawn(type_associations, {"clusterings": [LIGHTS]}).figure.axes
    hatched = {place: bool(bar.get_hatch()) for place, bar in bars(axes).items()}
    assert hatched == {0: True, 1: False, 2: False}


def test_a_variable_that_one_clustering_lacks_has_no_bar_there(tmp_path, drawn):
    write(tmp_path, "lights", (30, 20, 10))
    few = {"answered_share": (0.1, 0.03), "wind": (0.2, 0.01)}
    write(tmp_path, "sounds", (40, 20), associations=associations_of(few))
    made = drawn(type_associations, ENTRY)
    first, second = made.figure.axes
    assert named(first) == ["questions answered", "Region", "Coast", "Wind"]
    assert set(bars(second)) == {0, 3}
    assert [text for text in texts(second) if text] == ["p = 0.030", "p = 0.010"]


def test_artefacts_have_the_names_that_the_library_gives_them():
    from cyberstudy.cluster.attributes import ARTEFACTS

    assert tuple(typologies.ARTEFACTS) == ARTEFACTS
    assert set(typologies.DECISIONS) == {"differs", "not told apart", "no test"}
