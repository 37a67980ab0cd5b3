"""Attack on classes: whoever knows how strongly they go with what the public list says of States.

The attacker knows how many States each class and each level has, and of one level that the smaller
class is most common there. Every table of class by level is as likely before; those stay that
agree with what is released. By these, a State's class must be little more certain than by the
sizes alone. The attack shares no code with what protects, and runs on unprotected numbers as well.
"""

from itertools import product
from math import comb

import numpy as np
import polars as pl
import pytest
from worlds import REPOSITORY

STATES = REPOSITORY / "results/states2012"
TABLE = "capacity/associations.csv"
#: Classes are soft and the attacker counts whole States, so a strength is compared with a margin.
MARGIN, MOST = 0.04, 3
LEVEL, VARIABLES = 0.05, 9


@pytest.fixture(scope="module", autouse=True)
def ran(not_run):
    if not (STATES / "release").is_dir():
        not_run("no fresh run of states2012: make study", "states2012")


@pytest.fixture(scope="module")
def sizes():
    """Return how many States replied of each level of development, as the public list tells."""
    replied = pl.read_parquet(STATES / "describe/memberships.parquet").filter(
        pl.col("grouping") == "states", pl.col("replied")
    )
    cells = pl.read_parquet(STATES / "describe/nonresponse_units.parquet")
    level = pl.col("cell").str.split(";").list.first()
    return cells.join(replied, on="unit_id").group_by(level).len().sort("cell")["len"].to_list()


@pytest.fixture(scope="module")
def smaller():
    profiles = pl.read_csv(STATES / "release/tables/capacity/profiles.csv")
    bases = profiles.select("type", "base").unique()["base"].to_list()
    assert len(bases) == 2  # of more classes the attack counts other tables
    return min(bases)


def tables(sizes, smaller):
    """Return tables (level by table), their chances, strengths and exact p-values."""
    *others, last = sizes
    counts = [
        (*some, smaller - sum(some))
        for some in product(*(range(size + 1) for size in others))
        if 0 <= smaller - sum(some) <= last
    ]
    units = sum(sizes)
    ways = [np.prod([float(comb(n, k)) for n, k in zip(sizes, one, strict=True)]) for one in counts]
    chance = np.array(ways) / sum(ways)
    table = np.array(counts)
    between = (table**2 / np.array(sizes)).sum(axis=1) - smaller**2 / units
    by_chance = (len(sizes) - 1) / (units - 1)
    raw = between / (smaller - smaller**2 / units)
    strength = np.maximum((raw - by_chance) / (1 - by_chance), 0)
    p = np.array([chance[strength >= one - 1e-9].sum() for one in strength])
    return table, chance, strength, p


def largest_change(row, sizes, smaller):
    """Return by how many times the odds of a State's class change, knowing where it is common."""
    table, chance, strength, p = tables(sizes, smaller)
    fits = np.ones(len(table), dtype=bool)
    if row["decision"] == "differs":  # Assume: the least that this can mean, of nine variables
        fits &= p <= LEVEL / VARIABLES
    if row["explained"] is not None:
        fits &= np.abs(strength - row["explained"]) < MARGIN
    if row["p"] is not None:
        fits &= p <= max(2 * row["p"], 1e-3)
    shares = table / np.array(sizes)
    before = smaller / (sum(sizes) - smaller)
    changes = []
    for level in range(len(sizes)):
        likely = chance * (fits & (shares.argmax(axis=1) == level))
        if likely.sum():
            mean = likely @ shares / likely.sum()
            odds = np.clip(mean, 1e-9, 1 - 1e-9) / (1 - np.clip(mean, 1e-9, 1 - 1e-9)) / before
            changes += [*odds, *(1 / odds)]
    return max(changes)


def of_development(folder):
    rows = pl.read_csv(STATES / folder / TABLE, infer_schema_length=None)
    return rows.row(by_predicate=pl.col("variable") == "development", named=True)


def test_what_is_released_of_classes_changes_the_odds_of_a_class_little(sizes, smaller):
    assert largest_change(of_development("release/tables"), sizes, smaller) < MOST


@pytest.mark.parametrize("shown", ["explained", "p"])
def test_how_strong_or_how_sure_the_association_is_would_change_them_more(sizes, smaller, shown):
    inside, outside = of_development("cluster"), of_development("release/tables")
    assert inside["decision"] == "differs"
    assert largest_change(outside | {shown: inside[shown]}, sizes, smaller) > MOST
