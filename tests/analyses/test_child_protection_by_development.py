"""What is said of protecting children follows from the raw file, fitted with numpy."""

from functools import partial

import numpy as np
import pandas as pd
import pytest
from worlds import REPOSITORY
from worlds.index import analysis, published_scores

from cyberstudy.claims import MAIN

INDICATORS = analysis("child_protection_by_development")[1]["INDICATORS"]


@pytest.fixture
def made(protected):
    return partial(protected, "gci")


@pytest.fixture(scope="module")
def states():
    """Scores of 2020 of Member States, and whether human development is low or medium."""
    groups = pd.read_csv(REPOSITORY / "data/raw/reference/development.csv", index_col="iso3")
    wide = published_scores()[2020].dropna(subset=INDICATORS)
    wide = wide[groups["hdi_2022_group"].reindex(wide.index).notna()]  # two have no index
    less = groups["hdi_2022_group"].reindex(wide.index).isin(["low", "medium"])
    return wide.assign(less=less)


def test_gaps_are_differences_of_means_and_that_of_children_stands_among_them(made, states):
    gaps = {}
    for question in ("child_protection", *INDICATORS):
        means = states.groupby("less")[question].mean()
        gaps[question] = (means[True] - means[False]) / states[question].std()
    table = made("gaps_of_indicators")
    assert dict(table.select("question", "gap").rows()) == pytest.approx(gaps)
    own = table.filter(question="child_protection").row(0, named=True)
    assert own["wider"] == sum(gap < gaps["child_protection"] for gap in gaps.values())
    assert own["wider"] + own["narrower"] == len(INDICATORS)


def test_beside_the_level_of_all_else_the_difference_is_that_of_least_squares(made, states):
    level = states[INDICATORS].mean(axis=1)
    columns = np.column_stack([states["less"].astype(float), np.ones(len(states)), level])
    slope = np.linalg.lstsq(columns, states["child_protection"], rcond=None)[0][0]
    found = made("children_protected_less_than_all_else").filter(kind=MAIN)
    assert found["value"].item() == pytest.approx(slope / states["child_protection"].std())
    assert not found["holds"].item()
