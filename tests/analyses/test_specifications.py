"""Claims about States are put to one list: what each choice takes, and when a claim holds."""

import numpy as np
import polars as pl
import pytest

from cyberstudy.claims import Specification
from cyberstudy.specifications import (
    ADJUSTED,
    ADJUSTMENTS,
    ALL,
    GROUPS,
    NEIGHBOURS,
    REGIONS,
    STATES,
    TOO_FEW,
    estimated,
    examined,
    specifications,
)

EACH = 40  # States of a region, in five subregions


@pytest.fixture
def states():
    """Two hundred States, of which the richer have more, whatever their region."""
    rng = np.random.default_rng(3)
    count = EACH * len(REGIONS)
    income = rng.normal(size=count)
    named = {name: rng.normal(size=count) for name in ("population", "internet", "development")}
    return pl.DataFrame(
        {
            "iso3": [f"S{place:03}" for place in range(count)],
            "region": np.repeat(REGIONS, EACH),
            "subregion": [f"part {place // 8}" for place in range(count)],
            "sids": ["no"] * count,
            "score": rng.normal(size=count),
            "income": income,
            "rich": income > 0,
            "has": income + rng.normal(size=count),
            **named,
        }
    )


def under(rows, kind=None, choice=None):
    """Examine whether the rich have more under a choice."""
    chosen = Specification(specifications(), {kind: choice} if kind else {})
    how = {"outcome": pl.col("has"), "exposure": pl.col("rich"), "ranks": False, "seed": 1}
    return examined(rows, chosen, **how)


def test_every_claim_has_the_same_choices_but_for_what_it_is_about():
    over = specifications({"Edition": ("2024", "2020")}, adjusted=["law"], without=["population"])
    assert list(over) == ["Edition", ADJUSTED, STATES, NEIGHBOURS]
    assert "population" not in over[ADJUSTED]
    assert {*ADJUSTMENTS} - {*over[ADJUSTED]} == {"population"}
    assert over[ADJUSTED][0] == "nothing"
    assert over[ADJUSTED][-1] == "law"
    assert over[STATES] == tuple(GROUPS)
    assert specifications(main=ALL)[ADJUSTED][0] == ALL
    assert ADJUSTED not in specifications(adjustable=False)


def test_a_planted_difference_holds_everywhere_and_what_explains_it_takes_it_away(states):
    main = under(states)
    means = states.group_by("rich").agg(pl.col("has").mean()).sort("rich")["has"]
    assert main["value"] == pytest.approx(means[1] - means[0])
    assert main["holds"]
    assert main["permuted"] < main["low"] < main["value"] < main["most"]
    for choice in ("Africa only", "all but Asia", "larger half by population"):
        assert under(states, STATES, choice)["holds"]
    assert not under(states, ADJUSTED, "income")["holds"]
    assert len(under(states, STATES, "Africa only")["units"]) == EACH
    assert len(under(states, STATES, "all but Asia")["units"]) == 4 * EACH


def test_in_few_states_the_sign_counts_and_in_very_few_nothing(states):
    weak = states.with_columns(has=pl.col("has") + 40 * (pl.col("iso3") == "S001"))
    found = under(weak.with_columns(rich=pl.col("rich") | (pl.col("iso3") == "S001")).head(50))
    assert found["low"] < 0 < found["value"]
    assert found["holds"]
    assert under(states.head(29))["reason"] == TOO_FEW
    lonely = states.with_columns(rich=pl.col("iso3").is_in(["S001", "S090", "S150", "S199"]))
    assert under(lonely)["reason"] == TOO_FEW
    assert under(states.with_columns(has=pl.col("iso3") == "S001"))["reason"] == TOO_FEW


def test_what_a_run_lacks_is_not_examined(states):
    assert under(states.drop("score"), STATES, "upper half by ITU's overall score") is None
    assert under(states.drop("internet"), ADJUSTED, "internet users") is None
    assert under(states.drop("internet")) is not None


def test_a_claim_that_is_no_comparison_has_an_interval_by_the_same_blocks(states):
    values = states["has"].to_numpy()
    for choice in specifications()[NEIGHBOURS]:
        chosen = Specification(specifications(), {NEIGHBOURS: choice})
        found = estimated(states, chosen, lambda kept: float(values[kept].mean()), null=-10)
        assert found["value"] == pytest.approx(values.mean())
        assert found["low"] < found["value"] < found["high"]
        assert found["holds"]


def test_a_state_of_which_a_control_is_not_known_is_left_out_where_that_is_adjusted_for(states):
    gap = states.with_columns(income=pl.when(pl.col("iso3") != "S001").then("income"))
    assert "S001" in under(gap)["units"]
    assert "S001" not in under(gap, ADJUSTED, "income")["units"]
