"""Analyses of the World Cybercrime Index: what they find in invented nominations, and draw."""

import numpy as np
import polars as pl
import pytest
from worlds import REPOSITORY
from worlds.types import legend, points, spans, texts

from cyberstudy.analyses import Given
from cyberstudy.analysis_files import opened
from cyberstudy.draw.style import use_house_style
from cyberstudy.protect.release_rules import of_known
from cyberstudy.wording.view import View

ANALYSES = REPOSITORY / "config/surveys/wci2021/analyses"
OWN, MADE_OF = (opened(ANALYSES / f"{name}.py") for name in ("own_country", "index_made_of"))
LANDS = ["A", "B", "C", "D"]


OWN_PARTS = ("technical", "attacks", "data", "scams", "cashing")


@pytest.fixture
def given(tmp_path, wci):
    """What experts name, each with a score, and the countries that they say are their own."""

    def of(named, own, experts=6):
        people = [f"e{number}" for number in range(experts)]
        index = [named.filter(iso3=land)["score"].sum() * 2 / experts for land in LANDS]
        countries = {"iso3": LANDS, "index": index, "expected_rank": np.arange(1.0, 5)}
        countries["region"] = ["North", "North", "South", "South"]
        asked = pl.lit([f"{part}_country" for part in OWN_PARTS])
        named.with_columns(questions=asked).write_parquet(tmp_path / "nominations.parquet")
        pl.DataFrame(countries).write_csv(tmp_path / "index.csv")
        homes = [
            (person, question, dict(own.get(question, ())).get(person))
            for person in people
            for question in ("nationality", "residence")
        ]
        accepted = pl.DataFrame(
            homes, dict.fromkeys(("unit_id", "question", "value"), pl.String), orient="row"
        )
        accepted = accepted.with_columns(
            wave=pl.lit(""),
            instance=pl.lit(0, pl.UInt32),
            option=pl.lit(""),
            number=pl.lit(None, pl.Float64),
            status=pl.when(pl.col("value").is_null())
            .then(pl.lit("refused"))
            .otherwise(pl.lit("valid")),
        )
        return Given(
            units=pl.DataFrame({"unit_id": people}),
            accepted=accepted,
            labels=dict.fromkeys(wci.questionnaire.questions, ""),
            tables={
                "nominations": tmp_path / "nominations.parquet",
                "index": tmp_path / "index.csv",
                "data/raw/reference/countries.csv": tmp_path / "index.csv",
            },
            seed=1,
        )

    return of


@pytest.fixture
def looks(given):
    """Tell each look at what is named, by its name."""

    def seen(named, **own):
        table = MADE_OF.tables["index_sensitivity"](given(named, own))
        return table.rows_by_key("specification", named=True, unique=True)

    return seen


def named(rows):
    rows = pl.DataFrame(rows, schema=["unit_id", "iso3", "score"], orient="row")
    return rows.with_columns(part=pl.lit("data"))


@pytest.fixture
def even():
    """Everybody rates every country, a country as everybody does."""
    scores = {"A": 9.0, "B": 7.0, "C": 4.0, "D": 2.0}
    return named([(f"e{e}", land, score) for e in range(6) for land, score in scores.items()])


def test_where_all_say_the_same_other_experts_would_too(even, looks):
    found = looks(even)
    assert found["other_experts"]["rank_correlation"] == pytest.approx(1)
    assert found["expected_ranks"]["rank_correlation"] == pytest.approx(1)
    assert found["expected_ranks"]["moved"] == 0


def test_bare_nominations_know_no_ratings(even, looks):
    # All but one country are named as often.
    row = looks(even.filter((pl.col("iso3") != "A") | (pl.col("unit_id") != "e0")))
    row = row["nominations_alone"]
    assert (row["nominations"], row["moved"], row["furthest"]) == (23, 4, 3)


def test_an_expert_who_rates_all_high_is_brought_to_the_level_of_the_others(even, looks, given):
    # e0 names the last country with one other, and rates it, as all that it rates, 5 higher.
    generous = pl.when(pl.col("unit_id") == "e0").then(5.0).otherwise(0.0)
    lop_sided = even.filter(
        (pl.col("unit_id") == "e0") | (pl.col("iso3") != "D") | (pl.col("unit_id") == "e1")
    ).with_columns(score=pl.col("score") + generous)
    level = lop_sided.with_columns(score=pl.col("score") - generous)
    fair, biased, counts = (
        np.array([table.filter(iso3=land)["score"].sum() for land in LANDS])
        for table in (level, lop_sided, level.with_columns(score=pl.lit(1.0)))
    )
    # Levelled scores are the fair ones, with what a sixth of the height adds to all alike.
    expected = np.corrcoef(biased, fair + 5 / 6 * counts)[0, 1]
    assert looks(lop_sided)["alike_experts"]["correlation"] == pytest.approx(expected, abs=1e-3)


def test_the_parts_of_expert_and_country_in_ratings_add_up(even, given):
    # What is left over is as large for all experts and all countries together.
    left = pl.Series([1, -1, 1, -1, -1, 1, -1, 1] * 3) / 2
    height = pl.col("unit_id").str.slice(1).cast(pl.Float64)
    rated = even.with_columns(score=pl.col("score") + height + left)
    rows = MADE_OF.tables["rating_variances"](given(rated, {}))
    rows = rows.rows_by_key("source", named=True, unique=True)
    residual = 0.25 * 24 / 15
    assert rows["residual"]["variance"] == pytest.approx(residual, rel=1e-4)
    assert rows["expert"]["variance"] == pytest.approx(3.5 - residual / 4, rel=1e-4)
    between = np.var([9, 7, 4, 2], ddof=1)
    assert rows["country"]["variance"] == pytest.approx(between - residual / 6, rel=1e-4)
    assert sum(row["share"] for row in rows.values()) == pytest.approx(1)
    assert (rows["expert"]["levels"], rows["residual"]["levels"]) == (6, 24)


def test_ratings_alone_know_no_number_of_nominations(even, looks):
    # D is rated highest, by two experts; A, whom all name, lower.
    rare = even.with_columns(score=pl.when(pl.col("iso3") == "D").then(9.5).otherwise("score"))
    found = looks(rare.filter((pl.col("iso3") != "D") | (pl.col("unit_id") < "e2")))
    assert found["ratings_alone"]["furthest"] == 3  # from the last place to the first


def test_nominations_of_the_own_country_are_left_out_once_however_often_it_is_said(even, looks):
    own = [("e0", "A"), ("e1", "A"), ("e2", "A"), ("e3", "A"), ("e4", "Z")]
    found = looks(even, nationality=own, residence=own[:1])["without_own_country"]
    assert found["nominations"] == even.height - 4
    # A has 2 of 6 ratings of 9 left: it falls behind B and C.
    assert (found["moved"], found["furthest"]) == (3, 2)
    assert {"nationality", "residence"} < {*found["questions"]}


def test_a_countrys_mean_over_experts_of_other_regions_leaves_out_whoever_has_a_home_in_its_region(
    even, looks
):
    homes = [("e0", "A"), ("e1", "B"), ("e2", "C"), ("e3", "Z")]
    row = looks(even, nationality=homes, residence=homes[:1])["other_regions"]
    inside = {"A": ["e0", "e1"], "B": ["e0", "e1"], "C": ["e2"], "D": ["e2"]}
    own = sum(
        even.filter(pl.col("unit_id").is_in(who), iso3=land).height for land, who in inside.items()
    )
    assert row["nominations"] == even.height - own
    index = [even.filter(iso3=land)["score"].sum() * 2 / 6 for land in LANDS]
    means = [
        even.filter(~pl.col("unit_id").is_in(who), iso3=land)["score"].sum() / (6 - len(who))
        for land, who in inside.items()
    ]
    assert row["correlation"] == pytest.approx(np.corrcoef(index, means)[0, 1])
    assert {"nationality", "residence"} < {*row["questions"]}


def test_an_unrated_nomination_counts_where_ratings_do_not(even, looks):
    some = even.with_columns(score=pl.when(pl.col("iso3") != "D").then("score"))
    assert looks(some)["nominations_alone"]["nominations"] == even.height
    assert looks(some)["alike_experts"]["rank_correlation"] == pytest.approx(1)


@pytest.fixture
def homes():
    """Thirty experts from four countries."""
    return [(f"e{number}", LANDS[number % 4]) for number in range(30)]


def test_experts_who_always_name_home_stand_out_and_others_do_not(given, homes):
    patriots = named([(person, land, 5.0) for person, land in homes])
    everybody = named([(person, land, 5.0) for person, _ in homes for land in LANDS])
    for nominations, expected, ratio in ((patriots, 0, None), (everybody, 30, 1.0)):
        own = {"nationality": homes, "residence": homes[:12]}
        made = OWN.tables["own_countries"](given(nominations, own, experts=30))
        row = made.row(0, named=True)
        assert (row["named_own"], row["expected"], row["ratio"]) == (30, expected, ratio)
        assert (row["p_value"] < 0.01) == (expected == 0)
        assert row["questions"][0] == "attacks_country"
        assert made["units"].list.len().to_list() == made["experts"].to_list() == [30, 12]


@pytest.fixture
def drawn(tmp_path, wci, given, homes):
    """Draw a figure from tables as they pass protection: two in three name their own country."""
    some = [(person, land, 4.0 + place % 3) for place, (person, land) in enumerate(homes)]
    others = [(person, "A", 8.0) for person, _ in homes[1::3]]
    nominations = named(some[::3] + some[1::3] + others).unique(["unit_id", "iso3"])
    own = given(
        nominations.sort("unit_id", "iso3"), {"nationality": homes, "residence": homes}, experts=30
    )
    tables = {}
    for analysis in (OWN, MADE_OF):
        for name, table in analysis.tables.items():
            tables[name], withheld = of_known(table(own), wci, table.contract)
            assert not withheld
            tables[name].write_parquet(tmp_path / f"{name}.parquet")
    pl.DataFrame({"base": [30]}).write_csv(tmp_path / "coverage.csv")

    def draw(analysis, name):
        use_house_style()
        figure = analysis.figures[name]
        view = View(tmp_path, wci, wci.plan.exhibits[name])
        made = figure(pl.read_parquet(tmp_path / f"{figure.table}.parquet"), view)
        if made.figure:
            made.figure.draw_without_rendering()
        return made, tables

    return draw


def test_who_names_the_own_country_lies_beside_what_others_suggest(drawn):
    made, tables = drawn(OWN, "own_country")
    axes, row = made.figure.axes[0], tables["own_countries"].row(0, named=True)
    experts = row["experts"]
    assert points(axes, "experts who named their own country")[0] == (row["named_own"] / experts, 0)
    chance = points(axes, "share expected from experts from elsewhere")[0]
    assert chance == (pytest.approx(row["expected"] / experts), 0)
    by_chance = spans(axes, "range expected by chance (95%)")[0]
    assert by_chance == (row["shuffled_low"] / experts, row["shuffled_high"] / experts)
    told = texts(axes)[0]
    assert told == f"{row['named_own']} of {experts}; expected {row['expected']:.0f}"
    assert f"{told}; p " in made.alt
    assert "range expected by chance (95%)" in legend(made.figure)
    looks = tables["index_sensitivity"]
    without = looks.row(by_predicate=pl.col("specification") == "without_own_country", named=True)
    assert f"{without['moved']} of the top {without['first']} countries" in made.method


def test_the_table_says_how_alike_orders_are_and_the_finding_whose_part_ratings_are(drawn, wci):
    made, tables = drawn(MADE_OF, "made_of")
    assert made.figure is None
    assert made.method.startswith("Each row compares the index with one computed in another way")
    looks, words = tables["index_sensitivity"], MADE_OF.figures["made_of"].function.__globals__
    shown = ["first_rank_correlation", "moved", "first", "furthest"]
    assert made.data.select(shown).equals(looks.select(shown))
    named = [words["LOOKS"][name] for name in looks["specification"]]
    assert made.data["specification"].to_list() == named
    says = wci.plan.exhibits["made_of"].says
    shares = {*tables["rating_variances"].drop_nulls("share")["source"]}
    for name in ("raters", "countries"):
        assert f"{{{name}}}" in says.finding
        assert says.values[name].table == "rating_variances"
        assert says.values[name].row["source"] in shares
