"""Attack on questions that the answers to several others decide about: how many were not asked.

That number counts two questions together: who said neither "partly" of the criminal law nor of
procedures, say. Whoever knows a State's answer to one of them learns something of the other. The
attacker reads the form and the estimates, and takes the number from worst-case bounds and from
intervals, by its own formula. It shares no code with what protects, and also runs on what an
unprotected release would hold.
"""

import re
from statistics import NormalDist

import polars as pl
import pytest
from worlds import REPOSITORY

STATES = REPOSITORY / "results/states2012"
REGIONS = ("Africa", "Americas", "Asia and Oceania", "Europe", "Outside Europe")
UNASKED = ["not_asked", "not_applicable"]
OF_STATES = "respondent_group"


@pytest.fixture(scope="module", autouse=True)
def ran(not_run):
    if not (STATES / "release").is_dir():
        not_run("no fresh run of states2012: make study", "states2012")


@pytest.fixture(scope="module")
def decided_by_several():
    """Return questions whose condition names two others, neither of which depends on the other."""
    form = pl.read_csv(STATES / "release/data_dictionary.csv", infer_schema_length=None)
    conditions = dict(form.select("question", "asked_if").drop_nulls().iter_rows())
    named = {
        name: {*re.findall(r"\$\{(\w+)\}", when)} - {OF_STATES} for name, when in conditions.items()
    }
    return [
        name
        for name, others in named.items()
        if any(
            one not in named.get(two, ()) and two not in named.get(one, ())
            for one in others
            for two in others - {one}
        )
    ]


def of_regions(path, questions):
    rows = pl.read_parquet(path).filter(
        pl.col("question").is_in(questions), pl.col("group").is_in(REGIONS), pl.col("count") > 0
    )
    return rows.to_dicts()


def by_bounds(row):
    """Return how many a lower bound leaves out of all that are listed."""
    return row["listed"] - round(row["count"] / row["bound_low"]) if row["bound_low"] else None


def interval_end(row, asked):
    """Return the lower end of Wilson's interval if so many were asked."""
    if asked <= row["base"]:
        return row["share"]
    z = NormalDist().inv_cdf(0.975)
    size, share = row["base"] * (asked - 1) / (asked - row["base"]), row["share"]
    spread = share * (1 - share) / size + z * z / (4 * size * size)
    low = (share + z * z / (2 * size) - z * spread**0.5) / (1 + z * z / size)
    return max(low, row["count"] / asked)


def by_interval(row):
    """Return the number of which the interval is that of the row, if there is one."""
    if row["low"] is None:
        return None
    sizes = range(row["base"], row["listed"] + 1)
    fits = [n for n in sizes if abs(interval_end(row, n) - row["low"]) < 2e-6]
    return row["listed"] - fits[0] if len(fits) == 1 else None


@pytest.mark.parametrize("attack", [by_bounds, by_interval])
def test_no_number_tells_how_many_of_a_region_two_answers_together_left_out(
    decided_by_several, attack
):
    seen = of_regions(STATES / "release/tables/estimates.parquet", decided_by_several)
    assert len(seen) > 10
    assert not [(row["group"], row["question"]) for row in seen if attack(row) is not None]


@pytest.mark.parametrize("attack", [by_bounds, by_interval])
def test_unprotected_numbers_would_tell_it(decided_by_several, attack):
    rows = of_regions(STATES / "describe/estimates.parquet", decided_by_several)
    right = [attack(row) == sum(row[name] for name in UNASKED) for row in rows]
    assert sum(right) > 0.9 * len(right) > 20
