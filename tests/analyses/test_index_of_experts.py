"""The index of experts: what it adds up to, how sure its ranks are, and what is drawn of them."""

import numpy as np
import polars as pl
import pytest
from worlds import REPOSITORY
from worlds.types import points, spans

from cyberstudy.analyses import Given
from cyberstudy.analysis_files import opened
from cyberstudy.draw.style import use_house_style
from cyberstudy.protect.release_rules import of_known
from cyberstudy.wording.view import View
from surveyanswers.clean.answers import clean_survey
from surveyanswers.read import read_exports

ANALYSES = REPOSITORY / "config/surveys/wci2021/analyses"
FILES = [opened(ANALYSES / f"{name}.py") for name in ("index_of_experts", "countries_by_index")]
TABLES = FILES[0].tables | FILES[1].tables
PARTS = ("technical", "attacks", "data", "scams", "cashing")
RATINGS = ("impact", "professionalism", "skill")
LANDS = ("RUS", "UKR", "CHN", "USA", "NGA", "ROU")
EXPERTS = 12
COMPATIBLE = "joint 95% confidence set"


@pytest.fixture
def said():
    """Twelve experts, who name up to two countries for each type of crime; the last names nobody.

    The first expert names a country twice for data theft, and rates no country for scams.
    """
    rng, rows = np.random.default_rng(5), []
    for expert in range(EXPERTS - 1):
        for part in PARTS:
            lands = rng.choice(LANDS, size=2, replace=False, p=[0.4, 0.2, 0.15, 0.1, 0.1, 0.05])
            if (expert, part) == (0, "data"):
                lands[1] = lands[0]
            for turn, land in enumerate(lands, start=1):
                scores = rng.integers(1, 11, size=3)
                rows.append((f"e{expert:02}", f"{part}_country", turn, str(land), None))
                if (expert, part) != (0, "scams"):
                    for asked, score in zip(RATINGS, scores, strict=True):
                        rows.append((f"e{expert:02}", f"{part}_{asked}", turn, None, float(score)))
    rows.append((f"e{EXPERTS - 1:02}", "data_country", 1, None, None))
    return rows


@pytest.fixture
def given(wci):
    """What an analysis of the survey is given of such answers."""

    def of(rows, tables=None, seed=1):
        schema = {"unit_id": pl.String, "question": pl.String, "instance": pl.UInt32}
        schema |= {"value": pl.String, "number": pl.Float64}
        accepted = pl.DataFrame(rows, schema, orient="row").with_columns(
            wave=pl.lit(""),
            option=pl.lit(""),
            status=pl.when(pl.any_horizontal(pl.col("value", "number").is_not_null()))
            .then(pl.lit("valid"))
            .otherwise(pl.lit("no_answer")),
        )
        reference = REPOSITORY / "data/raw/reference"
        read = {f"data/raw/reference/{path.name}": path for path in reference.glob("*.csv")}
        return Given(
            units=accepted.select("unit_id").unique(),
            accepted=accepted,
            labels=dict.fromkeys(wci.questionnaire.questions, ""),
            tables=read | (tables or {}),
            seed=seed,
        )

    return of


@pytest.fixture
def made(given, said, tmp_path):
    """All tables, made in the order in which they are read."""
    tables = {name: table(given(said)) for name, table in FILES[0].tables.items()}
    tables["index"].write_parquet(tmp_path / "made.parquet")
    own = given(said, {"index": tmp_path / "made.parquet"})
    return tables | {"replication": TABLES["replication"](own)}


def test_the_index_is_what_a_loop_over_the_answers_adds_up_to(made, said):
    scores, turns = {}, {(unit, q.split("_")[0], n): land for unit, q, n, land, _ in said if land}
    for unit, question, turn, _, number in said:
        if number is not None:
            land = turns[unit, question.split("_")[0], turn]
            scores[land] = scores.get(land, 0) + number / 3
    found = dict(made["index"].select("iso3", "index").iter_rows())
    expected = {land: score * 100 / 10 / EXPERTS / 5 for land, score in scores.items()}
    assert {land: found[land] for land in expected} == pytest.approx(expected)
    assert made["index"]["rank"].is_sorted()
    assert made["index"]["nominations"].sum() == len(turns) == made["nominations"].height
    assert made["parts"]["base"].to_list() == [EXPERTS] * 5


def test_each_part_has_the_index_as_its_mean(made):
    assert made["index"].select(pl.mean_horizontal(PARTS)).to_series().to_list() == pytest.approx(
        made["index"]["index"].to_list()
    )


def test_dropping_duplicates_takes_the_second_nomination_only(made):
    twice = made["nominations"].filter(unit_id="e00", part="data")
    assert twice["iso3"].n_unique() == 1
    lost = twice.filter(instance=2)["score"].item() * 100 / 10 / EXPERTS / 5
    changed = made["index_strict"].filter(pl.col("difference").abs() > 1e-9)
    assert changed["iso3"].to_list() == [twice["iso3"][0]]
    assert changed["difference"].item() == pytest.approx(-lost)


def test_the_same_seed_gives_the_same_intervals_and_another_seed_others(made, given, said):
    assert TABLES["index"](given(said)).equals(made["index"])
    other = TABLES["index"](given(said, seed=2))
    assert other["index"].equals(made["index"]["index"])
    assert not other["index_low"].equals(made["index"]["index_low"])


def test_the_order_of_the_answers_does_not_matter(made, given, said):
    assert TABLES["index"](given(said[::-1])).equals(made["index"])


def test_neighbours_are_those_of_the_list_with_the_difference_of_their_indices(made):
    index, pairs = made["index"], made["neighbours"]
    assert pairs["upper_iso3"].to_list() == index["iso3"].to_list()[:-1]
    assert pairs["lower_iso3"].to_list() == index["iso3"].to_list()[1:]
    assert pairs["difference"].to_list() == pytest.approx((-index["index"].diff())[1:].to_list())


def test_the_published_world_cybercrime_index_comes_out_to_two_decimals(
    real_raw, wci, given, tmp_path
):
    answers = clean_survey(*read_exports(wci.exports, real_raw, wci.questionnaire), wci).answers
    rows = answers.select("unit_id", "question", "instance", "value", "number").rows()
    index, strict = (TABLES[name](given(rows)) for name in ("index", "index_strict"))
    index.write_parquet(tmp_path / "index.parquet")
    compared = TABLES["replication"](given(rows, {"index": tmp_path / "index.parquet"}))
    assert compared["agrees"].sum() == 20
    assert compared["our_rank"].to_list() == list(range(1, 21))
    # Three experts name a country twice for one type of crime.
    assert index["nominations"].sum() - strict["nominations"].sum() == 3


def test_a_published_value_that_is_off_by_one_in_its_last_digit_does_not_agree(given, tmp_path):
    published = tmp_path / "published.csv"
    published.write_text(
        "iso3,label,rank,value,source,checked,note\n"
        "RUS,Russia,1,1.23,x,yes,\nUKR,Ukraine,2,1.01,x,yes,\nCHN,China,3,0.5,x,yes,\n"
    )
    ours = pl.DataFrame({"iso3": ["RUS", "UKR"], "rank": [1, 2], "index": [1.234, 1.0]})
    about = {"units": [["e00", "e01"]] * 2, "questions": [["data_country"]] * 2}
    ours.with_columns(**{name: pl.Series(own) for name, own in about.items()}).write_parquet(
        tmp_path / "index.parquet"
    )
    beside = {"index": tmp_path / "index.parquet"}
    beside |= {"data/raw/reference/wci2021_published.csv": published}
    rows = [(f"e{n:02}", "data_country", 1, "RUS", None) for n in range(2)]
    compared = TABLES["replication"](given(rows, beside))
    assert compared["agrees"].to_list() == [True, False, False]
    assert compared["ours"][2] is None


@pytest.fixture
def drawn(tmp_path, wci, made):
    """Draw a figure from tables as they pass protection."""
    for name, table in made.items():
        seen, withheld = of_known(table, wci, TABLES[name].contract)
        assert not withheld
        seen.write_parquet(tmp_path / f"{name}.parquet")
    pl.DataFrame({"base": [EXPERTS]}).write_csv(tmp_path / "coverage.csv")

    def draw(name):
        use_house_style()
        view = View(tmp_path, wci, wci.plan.exhibits[name])
        shown = FILES[1].figures[name](view.table("index"), view)
        shown.figure.draw_without_rendering()
        return shown

    return draw


def test_each_rank_lies_on_its_set_of_those_that_hold_all_ranks_at_once(drawn, made):
    shown, index = drawn("ranks"), made["index"]
    axes = shown.figure.axes[0]
    together = [*index.select("rank_all_low", "rank_all_high").iter_rows()]
    assert spans(axes, COMPATIBLE) == together
    assert {"rank_set_low", "rank_set_high"} <= {*shown.data.columns}  # of one country alone
    assert points(axes, "rank") == [(rank, row) for row, rank in enumerate(index["rank"])]
    (legend,) = shown.figure.legends
    told = {text.get_text() for text in legend.get_texts()}
    assert told == {COMPATIBLE, "rank"}
    assert "random signs for experts' differences" in shown.method
    assert f"{EXPERTS} experts with {made['nominations'].height} nominations; for" in shown.base
    assert "from 1 to 10 for impact, professionalism, skill" in shown.question


def test_cells_are_the_parts_of_each_countrys_index(drawn, made):
    index = made["index"]
    cells = drawn("crime_types")
    assert cells.data.select(PARTS).rows() == index.select(PARTS).rows()
    assert f"The highest cell is {index.select(pl.max_horizontal(PARTS)).max().item():.1f}" in (
        cells.alt
    )
