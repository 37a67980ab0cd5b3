"""Published scores recomputed: known weights, a broken score, a pillar without a formula."""

import numpy as np
import polars as pl
import pytest
from worlds.index import GCI, analysis, answered, given, shone
from worlds.published import published_index

from cyberstudy.draw.families.own.figure import own
from cyberstudy.protect.release_rules import of_known
from cyberstudy.tables.registry import repeats_source
from cyberstudy.wording.view import View
from surveyanswers.instrument.yaml_files import read_yaml
from surveyanswers.tables.storage import write_table

FILE, STANDS = analysis("recomputed_scores")
PILLARS = {score: items for score, items in STANDS["SCORES"].items() if score != "overall_score"}
#: The pillar that slips and gaps are planted in, and its weights.
PILLAR, PLANTED = "organizational_score", np.array([9.0, 6.5, 4.5])
METRICS = PILLARS[PILLAR]


def index(units=40, seed=1, **indicators):
    """An index whose pillars have the planted weights, some indicators as given."""
    shown = {}
    for number, items in enumerate(PILLARS.values()):
        values = shone(units, len(items), seed + number)
        shown |= dict(zip(items, values.T, strict=True))
    shown |= indicators
    for score, items in PILLARS.items():
        shown[score] = np.column_stack([shown[item] for item in items]) @ known_truth(score)
    return shown | {"overall_score": sum(shown[score] for score in PILLARS)}


def known_truth(score):
    items = len(PILLARS[score])
    return PLANTED if score == PILLAR else 20 * np.arange(1, items + 1) / sum(range(items + 1))


def recomputed(name, survey, pillar=PILLAR):
    made = FILE.tables[f"composite_{name}"](survey)
    return made.filter(score=pillar) if pillar else made


def exchanged(rows, question, unit, number):
    """Give a unit another number."""
    there = (pl.col("question") == question) & (pl.col("unit_id") == unit)
    return rows.with_columns(number=pl.when(there).then(number).otherwise("number"))


def test_true_weights_come_back_and_the_broken_score_is_named_with_its_explanation():
    shown = index()
    survey = given(exchanged(answered(y2020=shown), PILLAR, "u003", shown[PILLAR][3] / 20))
    weights = recomputed("weights", survey, None)
    found = dict(
        weights.group_by("score").agg("indicator", "weight").select("score", "weight").rows()
    )
    for score, items in PILLARS.items():
        by_name = dict(zip(items, known_truth(score), strict=True))
        assert found[score] == pytest.approx([by_name[item] for item in sorted(items)])
    assert found["overall_score"] == pytest.approx([1] * 5, abs=1e-6)
    own = weights.filter(score=PILLAR)
    assert own["label"].to_list() == ["Metrics", "National strategy", "Responsible agency"]
    assert own["share"].to_list() == [0.225, 0.45, 0.325]
    assert own["unique"].all()
    assert own.select("base", "follow", "reason", "total").unique().rows() == [(40, 39, "", 20)]
    residuals = recomputed("residuals", survey)
    (broken,) = residuals.filter(~pl.col("follows")).iter_rows(named=True)
    assert broken["unit_id"] == "u003"
    assert broken["recomputed"] == pytest.approx(shown[PILLAR][3])
    assert "weighted mean, not multiplied by 20" in broken["explanation"]
    assert set(residuals.filter("follows")["residual"]) == {0}


def test_a_factor_is_told_in_words_and_another_slip_is_not():
    for slip, said in ((lambda row: row @ PLANTED * 10, "multiplied by 10"), (np.sum, "")):
        values = shone(40, 3)
        shown = index(**dict(zip(METRICS, values.T, strict=True)))
        survey = given(exchanged(answered(y2020=shown), PILLAR, "u005", slip(values[5])))
        (broken,) = recomputed("residuals", survey).filter(~pl.col("follows")).iter_rows(named=True)
        assert broken["unit_id"] == "u005"
        assert broken["explanation"].endswith(said) and bool(broken["explanation"]) == bool(said)


def test_waves_have_weights_of_their_own_and_only_the_indicators_that_somebody_has():
    first, second = index(), index(seed=20)
    second[METRICS[2]] = np.full(40, np.nan)
    second[PILLAR] = np.column_stack([second[item] for item in METRICS[:2]]) @ [12.0, 8.0]
    second["overall_score"] = sum(second[score] for score in PILLARS)
    survey = given(answered(y2020=first, y2024=second))
    of = dict(recomputed("weights", survey).group_by("wave").agg("weight").iter_rows())
    assert {wave: sorted(found) for wave, found in of.items()} == {
        "y2020": pytest.approx([4.5, 6.5, 9]),
        "y2024": pytest.approx([8, 12]),
    }
    residuals = recomputed("residuals", survey)
    assert residuals["follows"].all()
    assert residuals.height == 80


def test_a_unit_that_lacks_a_number_neither_counts_nor_breaks_the_formula():
    rows = exchanged(answered(y2020=index()), METRICS[1], "u000", None)
    survey = given(exchanged(rows, PILLAR, "u001", None))
    assert recomputed("weights", survey)["base"].unique().to_list() == [38]
    assert not {"u000", "u001"} & set(recomputed("residuals", survey)["unit_id"])


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda i, s: (i, np.random.default_rng(3).uniform(21, 30, 40)), "followed by half"),
        (lambda i, s: (100 * i, s[::-1]), "followed by half"),
    ],
)
def test_where_there_is_no_formula_it_is_said_why(change, reason):
    shown, values = index(), shone(40, 3)
    values, shown[PILLAR] = change(values, values @ PLANTED)
    rows = answered(y2020=shown | dict(zip(METRICS, values.T, strict=True)))
    weights = recomputed("weights", given(rows))
    assert weights["weight"].null_count() == 3
    assert not weights["unique"].any()
    assert all(reason in said for said in weights["reason"])


def test_what_repeats_the_source_says_so_and_each_row_leaves():
    named = {name for name in FILE.tables if repeats_source(name, GCI.made)}
    assert named == {"composite_residuals"}
    survey = given(answered(y2020=index()))
    for name, table in FILE.tables.items():
        made = table(survey)
        assert of_known(made, GCI, table.contract)[1] == 0, name
    residuals = recomputed("residuals", survey)
    assert residuals["units"].list.len().unique().to_list() == [1]


def test_of_the_published_index_nine_pillars_in_ten_have_one_formula_and_one_score_breaks_it():
    (export,) = read_yaml(GCI.folder / "layout.yaml")["exports"]
    said = published_index().select(
        wave="year",
        unit_id="unit",
        question=pl.col("indicator").replace_strict(export["columns"]),
        number="value",
    )
    survey = given(said)
    weights = recomputed("weights", survey, None)
    pillars = weights.filter(pl.col("score") != "overall_score")
    formulas = pillars.group_by("wave", "score").agg(pl.col("unique").all())
    assert formulas.filter(~pl.col("unique")).select("wave", "score").rows() == [("2024", PILLAR)]
    assert formulas.height == 10
    assert weights.filter(score="overall_score")["weight"].to_list() == [1.0] * 10
    residuals = recomputed("residuals", survey, None)
    (broken,) = residuals.filter(~pl.col("follows")).iter_rows(named=True)
    assert (broken["wave"], broken["score"], broken["unit_id"]) == ("2020", "legal_score", "AFG")
    assert "weighted mean, not multiplied by 20" in broken["explanation"]
    assert broken["recomputed"] == pytest.approx(7.906077413, abs=1e-8)


# The exhibit

#: Weights of two waves; in the second an indicator is lacking from one pillar.
FOUND = [
    *(
        (wave, score, item, 40, 39, 5.0, 5.0, 5.0, "")
        for wave in ("2020", "2024")
        for score, items in PILLARS.items()
        if score != PILLAR
        for item in items
    ),
    *(
        ("2020", PILLAR, item, 40, 39, weight, weight, weight, "")
        for item, weight in zip(METRICS, PLANTED, strict=True)
    ),
    ("2024", PILLAR, METRICS[0], 38, 10, None, 0.0, 7.5, "no weights"),
    ("2024", PILLAR, METRICS[1], 38, 10, None, 2.0, None, "no weights"),
]
WEIGHTS = pl.DataFrame(
    FOUND,
    schema=["wave", "score", "indicator", "base", "follow", "weight", "low", "high", "reason"],
    orient="row",
)


@pytest.fixture
def shown(tmp_path):
    def show(table=WEIGHTS):
        write_table(table, str(tmp_path / "composite_weights.parquet"))
        return own(View(tmp_path, GCI, GCI.plan.exhibits["weights"]))

    return show


def test_weights_are_listed_with_what_they_can_be_where_none_were_found(shown):
    made = shown()
    assert made.figure is None
    assert made.method.startswith("The weights make the indicators")
    rows = made.data.filter(score=PILLAR)
    found, lacking = rows.filter(wave="2020"), rows.filter(wave="2024")
    assert found.select("indicator", "weight", "low", "high").rows() == [
        (item, weight, weight, weight) for item, weight in zip(METRICS, PLANTED, strict=True)
    ]
    # Nothing bounds the second from above.
    assert lacking.select("indicator", "weight", "low", "high").rows() == [
        (METRICS[0], None, 0, 7.5),
        (METRICS[1], None, 2, None),
    ]
    assert {*lacking["reason"]} == {"no weights"}
    assert {*found["reason"]} == {""}


def test_the_words_and_rows_say_how_many_scores_follow_and_what_the_bounds_assume(shown):
    each = shown().data.unique(["wave", "score"])
    assert (each["base"].min(), each["base"].max()) == (38, 40)
    assert each.drop_nulls("weight").select(pl.sum("follow", "base")).row(0) == (351, 360)
    says = GCI.plan.exhibits["weights"].says
    assert "the file may lack one of their indicators" in says.finding
    assert says.values["follow"].count == {"follows": True}


def test_where_all_weights_were_found_nothing_is_said_of_bounds(shown):
    data = shown(WEIGHTS.filter(wave="2020")).data
    assert data["weight"].equals(data["low"]) and data["weight"].equals(data["high"])
    assert {*data["reason"]} == {""}
