"""What few units said that are in one group and not in another follows from no published table."""

import polars as pl

from disclosure.published import Release
from disclosure.suppression_audit import audit

#: Units by region and level; all of the level `low` are in the north.
UNITS = {("north", "low"): 5, ("north", "high"): 2, ("north", "top"): 1}
UNITS |= {("south", "high"): 6, ("south", "top"): 8}


def published(*, low=True):
    """One question by region and by level, every other unit says yes; whether `low` is shown."""
    groups, said = [], []
    for (region, level), count in UNITS.items():
        for n in range(count):
            unit = f"{region}-{level}-{n}"
            ways = {"all": "total", "region": region, "level": level}
            groups += [("", unit, by, group, True) for by, group in ways.items()]
            given = ("yes", "no")[n % 2]
            said += [("", unit, "q", option, "valid", option == given) for option in ("yes", "no")]
    memberships = pl.DataFrame(
        groups, schema=["wave", "unit_id", "grouping", "group", "replied"], orient="row"
    )
    answers = pl.DataFrame(
        said, schema=["wave", "unit_id", "question", "option", "status", "chosen"], orient="row"
    )
    keys = ["wave", "grouping", "group", "question", "option"]
    counted = memberships.join(answers, on=["wave", "unit_id"]).group_by(keys, maintain_order=True)
    seen = pl.lit(low) | (pl.col("group") != "low")
    estimates = counted.agg(
        count=pl.col("chosen").sum().cast(pl.Int64),
        base=pl.len().cast(pl.Int64),
        replied=pl.len().cast(pl.Int64),
    ).with_columns(
        *(pl.when(seen).then(name).alias(name) for name in ("count", "base")),
        refused=pl.when(seen).then(0),
        **dict.fromkeys(("listed", "bound_low", "bound_high"), pl.lit(None)),
    )
    return Release(estimates, memberships, answers, open_statuses=["refused"])


def test_units_of_one_group_without_another_are_no_group_less_the_other():
    # Three of the north are not low: 4 of 8 less 3 of 5, though neither the two nor the one follow.
    (found,) = audit([published()], minimum=5).values()
    assert ("q", "an outsider who knows the groups of a unit") in found.determined
