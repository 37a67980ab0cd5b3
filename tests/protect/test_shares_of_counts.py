"""Weighted shares of a confidential survey follow from its published counts."""

import polars as pl
import pytest

from cyberstudy.declare.plan.nonresponse import DeclaredNonresponse
from cyberstudy.protect.weighted_shares import weighted_shares
from cyberstudy.tables.nonresponse import METHODS, NonresponseEstimates
from surveyanswers.tables.storage import schema_of

PLAN = DeclaredNonresponse(of="list", strata={"region": []}, minimum_replied=2, weight_limit=3)
#: Listed, replied, base and how many said yes.
SIZES = {"north": (60, 12, 10, 5), "south": (60, 20, 16, 4), "west": (40, 20, 18, 9)}
JOINED = tuple(map(sum, zip(SIZES["north"], SIZES["south"], strict=True)))
TOTAL = tuple(map(sum, zip(*SIZES.values(), strict=True)))
SHARES = pl.DataFrame(
    [("", "law", option, method) for option in ("yes", "no") for method in METHODS],
    schema=["wave", "question", "option", "method"],
    orient="row",
)


def estimates(groups, withheld=()):
    """Counts as they leave; those of some groups are withheld."""
    rows = [
        ("", *key, "law", option, listed, replied, base, count)
        for key, (listed, replied, base, yes) in groups.items()
        for option, chosen in (("yes", yes), ("no", base - yes))
        for count in [None if key[1] in withheld else chosen]
    ]
    columns = ["wave", "grouping", "group", "question", "option"]
    columns += ["listed", "replied", "base", "count"]
    return pl.DataFrame(rows, schema=columns, orient="row")


def weighed(groups=None, withheld=(), **others):
    of = SIZES if groups is None else groups
    groups = {("list", "total"): TOTAL} | {("region", name): row for name, row in of.items()}
    schema = schema_of(NonresponseEstimates)
    shares = SHARES.with_columns(
        pl.lit(None, kind).alias(name)
        for name, kind in schema.items()
        if name not in SHARES.columns
    ).cast({"method": schema["method"]})
    settings = {"minimum": 5, "confidence": 0.95} | others
    return weighted_shares(shares, estimates(groups, withheld), PLAN, **settings)


def of(table, method, option="yes"):
    return table.filter(method=method, option=option).row(0, named=True)


def by_weights(*groups):
    """The share of yes, each group by what its replies stand for."""
    weights = [listed / replied for listed, replied, *_ in groups]
    yes = sum(weight * row[3] for weight, row in zip(weights, groups, strict=True))
    return yes / sum(weight * row[2] for weight, row in zip(weights, groups, strict=True))


def test_shares_are_by_the_weights_of_published_groups_in_whole_per_cents():
    row = of(weighed(), "poststratified")
    assert row["share"] == round(by_weights(*SIZES.values()), 2)
    assert (row["strata"], row["base"], row["reason"]) == ("north; south; west", 44, "")
    for name in ("share", "low", "high"):
        assert 100 * row[name] == pytest.approx(round(100 * row[name]))
    plain = of(weighed(), "as_answered")
    assert (plain["share"], plain["strata"]) == (round(TOTAL[3] / TOTAL[2], 2), "total")


def test_groups_that_are_joined_are_one_stratum():
    table = weighed(SIZES | {"north and south": JOINED}, withheld=("north", "south"))
    row = of(table, "poststratified")
    assert row["share"] == round(by_weights(JOINED, SIZES["west"]), 2)
    assert row["share"] != of(weighed(), "poststratified")["share"]
    assert row["strata"] == "west; north and south"


def test_where_a_group_is_withheld_and_none_joins_it_the_total_alone_is_known():
    table = weighed(withheld=("north", "south"))
    assert of(table, "poststratified")["strata"] == "total"
    assert of(table, "poststratified")["share"] == of(table, "as_answered")["share"]


def test_groups_with_few_replies_are_weighed_together():
    few = SIZES | {"north": (60, 8, 8, 5), "south": (60, 24, 18, 4)}
    row = of(weighed(few), "poststratified")
    assert row["strata"] == "north + south; west"
    assert row["share"] == round(by_weights((120, 32, 26, 9), SIZES["west"]), 2)


@pytest.mark.parametrize(("withheld", "minimum"), [(("total", *SIZES), 5), ((), 45)])
def test_without_counts_or_with_few_there_is_no_share(withheld, minimum):
    table = weighed(withheld=withheld, minimum=minimum)
    assert table["share"].null_count() == table["base"].null_count() == table.height
    assert {*table["reason"]} == {"withheld: confidential"}


def test_what_other_methods_give_never_leaves():
    table = weighed().filter(pl.col("method").is_in(["raked", "propensity"]))
    assert table.height == 4
    assert table["share"].null_count() == table["base"].null_count() == table.height
