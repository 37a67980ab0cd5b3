"""What is said of protecting children follows from the raw file, fitted with numpy."""

import numpy as np
import pandas as pd
import polars as pl
import pytest
from worlds import REPOSITORY, raw_folder
from worlds.index import GCI, analysis

RAW = "gci/ITU_GCI.csv"
TABLES = REPOSITORY / "results/gci/protect/tables"
INDICATORS = analysis("child_protection_by_development")[1]["INDICATORS"]


@pytest.fixture
def made(not_run):
    def read(name):
        path = TABLES / f"{name}.parquet"
        return pl.read_parquet(path) if path.is_file() else not_run("no fresh run: make study")

    return read


@pytest.fixture(scope="module")
def states():
    """Scores of 2020 of Member States, and whether human development is low or medium."""
    long = pd.read_csv(raw_folder(RAW) / RAW).query("TIME_PERIOD == 2020")
    lines = (GCI.folder / "layout.yaml").read_text(encoding="utf-8").splitlines()
    called = dict(line.strip().split(": ") for line in lines if line.strip().startswith("ITU_GCI_"))
    wide = long.assign(question=long["INDICATOR"].map(called)).pivot(
        index="REF_AREA", columns="question", values="OBS_VALUE"
    )
    groups = pd.read_csv(REPOSITORY / "data/raw/reference/development.csv", index_col="iso3")
    members = pd.read_csv(REPOSITORY / "data/raw/reference/member_states.csv")["iso3"]
    wide = wide.loc[wide.index.isin(members)].dropna(subset=INDICATORS)
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
    found = made("children_protected_less_than_all_else").filter(kind="Left out", choice="nothing")
    assert found["value"].item() == pytest.approx(slope / states["child_protection"].std())
    assert not found["holds"].item()


def test_that_children_are_protected_less_holds_under_every_choice(made):
    assert made("children_protected_less")["holds"].all()
