"""A verdict says what its rules could have found, by the simulated surveys nearest to the data."""

import polars as pl
import pytest
from worlds import REPOSITORY

from cyberstudy.cluster.error_rates import (
    could_have_found,
    counts_could_have_found,
    power_said,
    read_calibration,
)
from cyberstudy.wording.verdict_text import text_of

CELLS = [
    {"units": units, "categories": categories, "margin": "a cell"}
    | {"world": world, "data sets": 7, "true number": found / 7}
    for units, categories, *each in ((30, 2, 6, 3, 0), (69, 2, 7, 6, 1), (69, 4, 7, 5, 0))
    for world, found in zip(("types 0.9/0.1", "types 0.8/0.2", "types 0.7/0.3"), each, strict=True)
]
MARGINS = [
    {"units": 69, "world": "types 0.9/0.1", "margin": "69 units", "data sets": 28},
    {"world": "counts: types", "margin": "all", "data sets": 20, "true number": 0.9},
]
CALIBRATION = pl.DataFrame([*CELLS, *MARGINS])


@pytest.mark.parametrize(
    ("data", "cell", "found"),
    [
        ((69, 2), (69, 2), ([7, 7], [6, 7], [1, 7])),
        ((88, 2), (69, 2), ([7, 7], [6, 7], [1, 7])),
        ((60, 5), (69, 4), ([7, 7], [5, 7], [0, 7])),
        ((40, 4), (30, 2), ([6, 7], [3, 7], [0, 7])),
    ],
)
def test_the_nearest_surveys_speak_and_units_count_before_categories(data, cell, found):
    told = could_have_found(CALIBRATION, units=data[0], categories=data[1])
    assert (told["units"], told["categories"]) == cell
    assert tuple(told["three"][how] for how in ("clear", "middling", "weak")) == found
    assert f"were found in {found[0][0]} of 7 surveys in which they were clear" in text_of(
        power_said(told)
    )


def test_of_counts_those_with_the_same_totals_speak():
    told = counts_could_have_found(CALIBRATION)
    assert told == {"three": {"clear": [18, 20]}}
    assert "18 of 20 simulated surveys" in text_of(power_said(told))


def test_without_a_calibration_nothing_is_said():
    assert could_have_found(None, units=69, categories=2) is None
    assert counts_could_have_found(None) is None
    assert power_said(None) == []


def test_the_frozen_calibration_has_cells_of_every_kind_of_types():
    frozen = read_calibration([str(REPOSITORY / "results/published/calibration.csv")])
    told = could_have_found(frozen, units=69, categories=2)
    assert (told["units"], told["categories"]) == (69, 2)
    for each in (told["three"], told["two"]):
        shares = [each[how][0] / each[how][1] for how in ("clear", "middling", "weak")]
        assert shares == sorted(shares, reverse=True)
    assert counts_could_have_found(frozen)["three"]["clear"][1] > 0
