"""The index beside the model of experts, of invented tables and as it is frozen."""

import numpy as np
import polars as pl
import pytest
from worlds import REPOSITORY

from cyberstudy.analyses import Given
from cyberstudy.analysis_files import opened

FILE = opened(REPOSITORY / "config/surveys/wci2021/analyses/expert_effects.py")
REFERENCE = REPOSITORY / "data/raw/reference"
MODEL, CHECKS = (f"data/raw/reference/expert_model{name}.csv" for name in ("", "_checks"))
LANDS = [f"L{number:02}" for number in range(40)]
EXPERTS = [f"e{number}" for number in range(30)]


@pytest.fixture
def made(tmp_path, wci):
    """Give the tables of a model that says of the countries what it is told."""

    def of(name, experts, **said):
        values = np.linspace(50, 1, len(LANDS))
        index = pl.DataFrame({"iso3": LANDS, "country": LANDS, "index": values}).with_columns(
            rank=pl.int_range(1, len(LANDS) + 1, dtype=pl.UInt32),
            units=pl.lit(EXPERTS, pl.List(pl.String)),
            questions=pl.lit(["technical_country"], pl.List(pl.String)),
        )
        index.write_parquet(tmp_path / "index.parquet")
        columns = ("naming_alone", "wider", "without_usa", "without_gbr", "low", "high")
        model = pl.DataFrame({"iso3": LANDS, "experts": experts, "estimate": values} | said)
        few = pl.col("experts") < 3
        model = model.with_columns(
            fewer_than_three=few,
            **{name: said.get(name, pl.col("estimate")) for name in columns},
            ahead=pl.lit(0.5),
            **{name: pl.int_range(1, 41) for name in ("rank", "rank_low", "rank_high")},
        )
        told = ("estimate", *columns, "ahead", "rank", "rank_low", "rank_high")
        model = model.with_columns(pl.when(~few).then(pl.col(told)).name.keep())
        model.write_csv(tmp_path / "model.csv")
        return FILE.tables[name](
            Given(
                units=pl.DataFrame({"unit_id": EXPERTS}),
                labels=dict.fromkeys(wci.questionnaire.questions, ""),
                tables={"index": tmp_path / "index.parquet", MODEL: tmp_path / "model.csv"},
            )
        )

    return of


def test_of_a_country_that_two_experts_named_nothing_is_told(made):
    table = made("expert_effects", [2, 3] * 20)
    few = table.filter("few")
    assert few["iso3"].to_list() == LANDS[::2]
    assert few["estimate"].null_count() == few.height
    assert table.filter(~pl.col("few"))["estimate"].null_count() == 0
    assert table["first"].sum() == 10


def test_the_same_order_holds_under_every_choice(made):
    claim = made("same_countries_first", [12] * 40)
    assert claim["holds"].all()
    assert set(claim["value"]) == {1.0}


def test_a_choice_under_which_others_come_first_breaks_the_claim_and_that_alone(made):
    others = np.linspace(50, 1, 40)[::-1]
    claim = made("same_countries_first", [12] * 40, without_usa=others)
    broken = claim.filter(~pl.col("holds"))
    assert broken["choice"].to_list() == ["experts of the United States"]
    assert broken["value"].to_list() == [0.0]


def test_one_other_of_ten_is_nearly_the_same_and_two_are_not(made):
    for moved, holds in ((1, True), (2, False)):
        alone = np.linspace(50, 1, 40)
        alone[10 - moved : 10] = 0.5
        claim = made("same_countries_first", [12] * 40, naming_alone=alone)
        assert claim.filter(choice="nominations alone")["holds"].to_list() == [holds]


def test_what_is_frozen_is_ordered_by_its_estimates_and_marks_countries_of_few():
    table = pl.read_csv(REFERENCE / "expert_model.csv")
    few = table["fewer_than_three"]
    assert few.to_list() == (table["experts"] < 3).to_list()
    assert table.filter(few)["estimate"].null_count() == few.sum()
    known = table.filter(~few)
    assert known["estimate"].is_sorted(descending=True)
    assert (known["low"] <= known["estimate"]).all()
    assert (known["estimate"] <= known["high"]).all()
    assert (known["rank_low"] <= known["rank"]).all()
    assert (known["rank"] <= known["rank_high"]).all()


def test_chains_of_the_frozen_model_agree_and_hardly_any_draw_diverged():
    checks = pl.read_csv(REFERENCE / "expert_model_checks.csv").filter(kind="sampling")
    told = dict(checks.select("name", "value").iter_rows())
    assert told["divergences"] < 0.01 * told["chains"] * told["draws of each"]
    assert told["worst R-hat, parameters"] < 1.05
    assert told["worst R-hat, countries"] < 1.05
