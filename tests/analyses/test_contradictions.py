"""Contradictions of sources on invented countries: those that are planted are listed, no other."""

import numpy as np
import polars as pl
import pytest
from worlds import REPOSITORY

from cyberstudy.analyses import Given
from cyberstudy.analysis_files import opened

FOLDER = REPOSITORY / "config/sources/analyses"
CONTRADICTING = opened(FOLDER / "contradictions.py").tables["contradictions"]
CODES = [f"{one}{two}A" for one in "ABCD" for two in "ABCDEFGHIJ"]  # forty countries
LAW, STRATEGY = "cybercrime_law", "national_strategy"


def statements(tmp_path, told):
    """Write what sources say, (construct, source, year): (degrees, yes) of all countries."""
    said, known = [], []
    for (construct, source, year), (degrees, yes) in told.items():
        known.append({"construct": construct, "source": source, "year": year, "title": construct})
        for code, degree, present in zip(CODES, degrees, yes, strict=True):
            about = {"construct": construct, "source": source, "iso3": code, "name": code.title()}
            said.append(about | {"degree": degree, "present": bool(present)})
    frames = {
        "statements": pl.DataFrame(said, infer_schema_length=None),
        "crosswalk": pl.DataFrame(known, schema_overrides={"year": pl.Int32}),
    }
    tables = {}
    for name, frame in frames.items():
        tables[name] = tmp_path / f"{name}.parquet"
        frame.write_parquet(tables[name])
    return Given(tables=tables, seed=1)


NOBODY = [None] * 40
#: Scores of quarters; the other source says yes from three quarters on, and twice says otherwise.
SCORE = np.repeat([0, 0.25, 0.5, 0.75, 1.0], 8)
YES = SCORE >= 0.75
YES[[0, 39]] = True, False


@pytest.fixture
def told(tmp_path):
    return statements(
        tmp_path,
        {
            (LAW, "gci 2024", 2024): (SCORE, SCORE > 0),
            (LAW, "cyberlaw2026", 2026): (NOBODY, YES),
        },
    )


def test_countries_contradict_where_nothing_meets_a_yes_or_all_points_a_no(told):
    made = CONTRADICTING(told)
    seen = made.select("iso3", "first_present", "second_present", "may_be_change").rows()
    assert seen == [(CODES[0], False, True, True), (CODES[39], True, False, False)]


def test_the_same_year_alone_is_compared_where_there_is_one(tmp_path):
    known = {
        (STRATEGY, f"{source} {year}", year): (SCORE if source == "gci" else NOBODY, YES)
        for source in ("gci", "strategies")
        for year in (2020, 2024)
    }
    pairs = CONTRADICTING(statements(tmp_path, known))
    assert pairs.select("first", "second").unique().sort("first").rows() == [
        ("gci 2020", "strategies 2020"),
        ("gci 2024", "strategies 2024"),
    ]
