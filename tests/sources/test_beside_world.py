"""Simulated answers beside the world: what was assumed, what was drawn, what real States have."""

from itertools import count

import polars as pl
import pytest
from cyberstudy.declare.plan.across import DeclaredBesideWorld
from cyberstudy.declare.survey import open_survey
from cyberstudy.sources.at_hand import AtHand
from cyberstudy.sources.beside_world import beside_world, summary_of
from cyberstudy.tables.across import BesideWorld, BesideWorldSummary
from cyberstudy.tables.storage import checked
from worlds import REPOSITORY
from worlds.sources import protected, row, says

SURVEY = open_survey("states2012", REPOSITORY / "config", REPOSITORY)
QUESTION = "q021_data_protection_law"
TWIN = row(survey="states2012", wave="", year=2012, question=QUESTION, counts="yes")
REAL = row()
DECLARED = DeclaredBesideWorld(survey="states2012", grouping="region", by="region", total="states")
STATES = dict(SURVEY.frame.select("unit_id", "region").iter_rows())
ASSUMED = ["question,group,option,kind,value,standing", f"{QUESTION},,yes,share,0.4,recalled"]


@pytest.fixture
def laid(tmp_path):
    numbers = count()

    def lay(*, assumed=(), simulated=True, real=STATES, base=20):
        (tmp_path / "assumptions.csv").write_text("\n".join([*ASSUMED, *assumed]) + "\n")
        estimates = [
            {"grouping": g, "group": name, "question": QUESTION, "option": "yes", "base": n}
            | {"share": share, "reason": "" if share else "withheld: base under 5"}
            for g, name, n, share in [
                ("states", "total", base, 0.5),
                ("region", "Africa", base, 0.25),
                ("region", "Oceania", 2, None),
            ]
        ]
        how = {"profile": "confidential", "simulated": simulated, "table": "estimates"}
        tables = protected(tmp_path / str(next(numbers)), estimates, **how)
        # Every African State has a law, and nobody else.
        told = says(gci_2020={code: STATES[code] == "Africa" for code in real})
        at_hand = AtHand([REAL, TWIN], {"states2012": SURVEY}, {}, None, {})
        table = beside_world(
            at_hand,
            told,
            DECLARED,
            protected=[str(tables)],
            assumptions=[str(tmp_path / "assumptions.csv")],
        )
        return checked(table, BesideWorld)

    return lay


def shares(table, group):
    own = table.filter(group=group)
    return {row["source"]: (row["share"], row["distance"]) for row in own.iter_rows(named=True)}


def test_assumed_drawn_and_real_shares_stand_beside_each_other_by_region(laid):
    table = laid()
    africa = shares(table, "Africa")
    assert africa["assumed"] == (0.4, 0)
    assert africa["drawn"] == (0.25, pytest.approx(-0.15))
    assert africa["gci 2020"] == (1, pytest.approx(0.6))
    assert shares(table, "Europe")["gci 2020"] == (0, pytest.approx(-0.4))
    of_all = sum(region == "Africa" for region in STATES.values()) / len(STATES)
    assert shares(table, "total")["gci 2020"][0] == pytest.approx(of_all)
    assert set(table["group"]) == {"total", *STATES.values()}
    years = dict(table.select("source", "year").iter_rows())
    assert years == {"assumed": 2012, "drawn": 2012, "gci 2020": 2020}


def test_a_share_that_was_withheld_stays_so_and_few_real_states_have_none(laid):
    few = [code for code, region in STATES.items() if region == "Oceania"][:3]
    rows = laid(real=few).filter(group="Oceania").select("source", "base", "share", "reason").rows()
    assert rows == [
        ("assumed", None, 0.4, ""),
        ("drawn", 2, None, "withheld: base under 5"),
        ("gci 2020", 3, None, "base under 5"),
    ]


def test_a_region_with_an_assumption_of_its_own_has_that_one(laid):
    table = laid(assumed=[f"{QUESTION},Africa,yes,share,0.1,invented"])
    assert shares(table, "Africa")["assumed"][0] == 0.1
    assert shares(table, "Europe")["assumed"][0] == 0.4
    everybody = table.filter(group="total", source="assumed").row(0, named=True)
    assert (everybody["share"], everybody["reason"]) == (None, "assumed by region alone")
    # One of another group of respondents is no region's.
    other = laid(assumed=[f"{QUESTION},private,yes,share,0.9,invented"])
    assert shares(other, "total")["assumed"][0] == 0.4


def test_beside_real_answers_nothing_is_laid(laid):
    assert laid(simulated=False).is_empty()


def test_the_summary_says_how_far_and_where_farthest(laid):
    table = laid()
    found = checked(summary_of(table), BesideWorldSummary)
    real = found.filter(source="gci 2020").row(0, named=True)
    groups = table.filter(pl.col("group") != "total", source="gci 2020")["distance"]
    assert real["mean_distance"] == pytest.approx(groups.abs().mean())
    assert (real["farthest"], real["farthest_distance"]) == ("Africa", pytest.approx(0.6))
    assert (real["years_apart"], real["assumed"]) == (8, 0.4)
    drawn = found.filter(source="drawn").row(0, named=True)
    assert (drawn["groups"], drawn["distance"]) == (1, pytest.approx(0.1))
    assert summary_of(table.clear()).is_empty()
