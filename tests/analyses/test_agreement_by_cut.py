"""Sources compared on invented countries: what is planted is found, at every cut and as a rank."""

import numpy as np
import polars as pl
import pytest
from worlds import REPOSITORY

from cyberstudy.analyses import Given
from cyberstudy.analysis_files import opened

FOLDER = REPOSITORY / "config/sources/analyses"
BY_CUT = opened(FOLDER / "agreement_by_cut.py").tables
CONTRADICTING = opened(FOLDER / "agreement_by_cut.py").tables["contradictions"]
STRATEGIES = opened(FOLDER / "strategies_and_scores.py").tables
CODES = [f"{one}{two}A" for one in "ABCD" for two in "ABCDEFGHIJ"]  # forty countries
LAW, STRATEGY = "cybercrime_law", "national_strategy"


#: Neighbours, as they come: eight subregions, each with every score.
SUBREGIONS = [f"part {place % 8}" for place in range(40)]


def statements(tmp_path, told, subregions=SUBREGIONS):
    """Write what sources say, (construct, source, year): (degrees, yes) of all countries."""
    said, known, answers = [], [], []
    for (construct, source, year), (degrees, yes) in told.items():
        known.append({"construct": construct, "source": source, "year": year, "title": construct})
        for code, degree, present in zip(CODES, degrees, yes, strict=True):
            about = {"construct": construct, "source": source, "iso3": code, "name": code.title()}
            said.append(about | {"degree": degree, "present": bool(present)})
            answers.append({"wave": str(year), "unit_id": code, "overall_score:number": degree})
    facts = {"iso3": CODES, "region": ["Africa"] * 20 + ["Asia"] * 20}
    facts |= {"subregion": subregions}
    answers = pl.DataFrame(answers, infer_schema_length=None).unique(["wave", "unit_id"])
    frames = {
        "statements": pl.DataFrame(said, infer_schema_length=None),
        "crosswalk": pl.DataFrame(known, schema_overrides={"year": pl.Int32}),
        "country_facts": pl.DataFrame(facts),
        "gci/answers": answers,
    }
    tables = {}
    for name, frame in frames.items():
        tables[name] = tmp_path / f"{name.replace('/', '-')}.parquet"
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


def test_agreement_is_best_at_the_cut_that_is_planted_and_the_rank_rests_on_none(told):
    made = BY_CUT["agreement_by_cut"](told)
    assert made["cut"].to_list() == [0.25, 0.5, 0.75, 1.0]
    best = made.row(made["kappa"].arg_max(), named=True)
    counts = [best[name] for name in ("both", "only_first", "only_second", "neither")]
    assert (best["cut"], counts) == (0.75, [15, 1, 1, 23])
    ranks = BY_CUT["agreement_as_rank"](told).row(0, named=True)
    assert ranks["area"] > 0.9
    assert (ranks["any_score"], ranks["more"]) == (32, 0)  # the overall score is the same here


def test_a_claim_on_what_is_not_at_hand_says_so_and_holds_on_the_rest(told):
    made = BY_CUT["scores_order_countries"](told)
    compared = made.filter(kind="Compared")
    assert dict(compared.group_by("reason").len().iter_rows()) == {"": 1, "not available": 5}
    assert compared.drop_nulls("holds")["holds"].all()
    left_out = made.filter(kind="Left out, lowest value of all comparisons").drop_nulls("value")
    assert {"Africa", "Asia"} <= {*left_out["choice"]}


def test_no_interval_is_told_where_fewer_than_five_say_one_of_the_two(tmp_path):
    yes = np.arange(40) < 37
    given = statements(
        tmp_path,
        {
            (LAW, "gci 2024", 2024): (SCORE, SCORE > 0),
            (LAW, "cyberlaw2026", 2026): (NOBODY, yes),
        },
    )
    made = BY_CUT["agreement_by_cut"](given)
    assert made["low"].null_count() == made.height
    assert "fewer than five" in made["reason"][0]
    assert BY_CUT["agreement_as_rank"](given)["low"].to_list() == [None]


def test_no_interval_is_told_where_without_one_subregion_nothing_is_left_to_compare(tmp_path):
    told = {
        (LAW, "gci 2024", 2024): (SCORE, SCORE > 0),
        (LAW, "cyberlaw2026", 2026): (NOBODY, np.arange(40) >= 8),
    }
    own = [f"part {place // 8}" for place in range(40)]  # of every no
    given = statements(tmp_path, told, own)
    made = BY_CUT["agreement_by_cut"](given)
    assert made["low"].null_count() == made.height
    assert set(made["reason"]) == {
        "nothing is left to compare when one part of the world is left out"
    }
    ranks = BY_CUT["agreement_as_rank"](given).row(0, named=True)
    assert (ranks["low"], ranks["more_low"], ranks["by_blocks"]) == (None, None, None)
    least = BY_CUT["scores_order_countries"](given).filter(pl.col("kind").str.contains("Lower"))
    assert least["holds"].null_count() == 6
    assert set(least["reason"]) == {"not available", made["reason"][0]}


def test_subregions_that_are_alike_widen_the_interval(tmp_path):
    rng = np.random.default_rng(3)
    of = np.repeat(rng.normal(size=8), 5)
    score = np.round((of - of.min()) / np.ptp(of), 2)
    yes = np.repeat(np.arange(8) % 2 == 1, 5)
    told = {
        (LAW, "gci 2024", 2024): (score, score > 0),
        (LAW, "cyberlaw2026", 2026): (NOBODY, yes),
    }
    each = [f"part {place}" for place in range(40)]
    alike = [f"part {place // 5}" for place in range(40)]
    width = {}
    for name, subregions in (("each", each), ("alike", alike)):
        row = BY_CUT["agreement_as_rank"](statements(tmp_path, told, subregions)).row(0, named=True)
        width[name], by_blocks = row["high"] - row["low"], row["by_blocks"]
    assert by_blocks
    assert width["alike"] > 1.5 * width["each"]


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
    pairs = BY_CUT["agreement_as_rank"](statements(tmp_path, known))
    assert pairs.select("first", "second").rows() == [
        ("gci 2020", "strategies 2020"),
        ("gci 2024", "strategies 2024"),
    ]


@pytest.mark.parametrize("of_the_new", [True, False])
def test_a_rise_of_those_with_a_new_strategy_is_told_from_that_of_others(tmp_path, of_the_new):
    before, after = np.arange(40) < 15, np.arange(40) < 25
    risen = (after & ~before) if of_the_new else ~(after & ~before)
    given = statements(
        tmp_path,
        {
            (STRATEGY, "gci 2020", 2020): (np.full(40, 0.25), np.ones(40)),
            (STRATEGY, "gci 2024", 2024): (0.25 + 0.75 * risen, np.ones(40)),
            (STRATEGY, "strategies 2020", 2020): (NOBODY, before),
            (STRATEGY, "strategies 2024", 2024): (NOBODY, after),
        },
    )
    shares = dict(STRATEGIES["strategy_rise"](given).select("status", "share").iter_rows())
    assert shares["between"] == pytest.approx(float(of_the_new))
