"""Published scores recomputed: known weights, a broken score, an indicator that is lacking."""

import re

import numpy as np
import polars as pl
import pytest
from cyberstudy.declare.opened import OpenSurvey
from cyberstudy.declare.plan.composites import DeclaredComposite
from cyberstudy.declare.resolve import check_survey
from cyberstudy.declare.written import read_yaml
from cyberstudy.describe.composite import recompute_scores
from cyberstudy.protect.passing import withhold
from cyberstudy.tables.composite import (
    CompositeMissing,
    CompositeRanks,
    CompositeResiduals,
    CompositeWeights,
)
from cyberstudy.tables.disclosure import INSIDE, disclosure_of
from cyberstudy.tables.problems import StudyProblem
from cyberstudy.tables.storage import checked
from worlds import REPOSITORY, edit
from worlds.plans import copied, replan
from worlds.published import published_index

LAMPS = ["bulb", "lens", "mirror"]
WEIGHTS = np.array([9.0, 6.5, 4.5])
CODEBOOK = pl.DataFrame({"question": [*LAMPS, "lamp"], "short_label": ["Bulb", "Lens", "", "Lamp"]})


def plan(indicators=LAMPS, **changes):
    return DeclaredComposite(
        scores={"lamp": {"title": "Lamp", "score": "lamp", "indicators": indicators, "total": 20}},
        **changes,
    )


def shone(units=40, seed=1):
    """Indicators as an index has them, many at an end of their scale."""
    rng = np.random.default_rng(seed)
    some = rng.uniform(size=(units, 3))
    return np.where(rng.uniform(size=some.shape) < 0.6, some.round(), some)


def answers(**waves):
    """Each wave's indicators and scores; a number that is none was left blank."""
    rows = [
        (wave, f"u{unit:03}", name, None if np.isnan(value) else float(value))
        for wave, (indicators, score) in waves.items()
        for name, column in zip([*LAMPS, "lamp"], [*indicators.T, score], strict=True)
        for unit, value in enumerate(column)
    ]
    table = pl.DataFrame(rows, schema=["wave", "unit_id", "question", "number"], orient="row")
    valid = pl.col("number").is_not_null()
    return table.with_columns(
        status=pl.when(valid).then(pl.lit("valid")).otherwise(pl.lit("blank"))
    )


def recomputed(said, declared=None):
    found = recompute_scores(said, CODEBOOK, declared or plan())
    return (
        checked(found.weights, CompositeWeights),
        checked(found.residuals, CompositeResiduals),
        checked(found.missing, CompositeMissing),
    )


def test_planted_weights_come_back_and_the_broken_score_is_named_with_its_explanation():
    indicators = shone()
    score = indicators @ WEIGHTS
    score[3] /= 20
    weights, residuals, missing = recomputed(answers(y2020=(indicators, score)))
    assert weights["weight"].to_list() == WEIGHTS.tolist()
    assert weights["share"].to_list() == [0.45, 0.325, 0.225]
    assert weights["label"].to_list() == ["Bulb", "Lens", "mirror"]
    assert weights["unique"].all()
    assert weights.select("base", "follow", "reason").unique().rows() == [(40, 39, "")]
    (broken,) = residuals.filter(~pl.col("follows")).iter_rows(named=True)
    assert broken["unit_id"] == "u003"
    assert broken["recomputed"] == pytest.approx(indicators[3] @ WEIGHTS)
    assert "weighted mean, not multiplied by 20" in broken["explanation"]
    assert set(residuals.filter("follows")["residual"]) == {0}
    assert missing.is_empty()


@pytest.mark.parametrize(
    ("slip", "said"),
    [
        (lambda row, score: score * 10, "multiplied by 10"),
        (lambda row, score: row @ WEIGHTS + 0.3125 * WEIGHTS[0], "Bulb was 0.5625"),
        (lambda row, score: row[[1, 0, 2]] @ WEIGHTS, "Bulb and Lens were exchanged"),
        (lambda row, score: round(score, 1), "rounded, to 1 places"),
    ],
)
def test_each_slip_is_told_in_words(slip, said):
    indicators = shone()
    indicators[5] = [0.25, 0.711, 0.5]
    indicators[6, 0] = 0.5625  # another unit has what the slip says
    score = indicators @ WEIGHTS
    score[5] = slip(indicators[5], score[5])
    residuals = recomputed(answers(y2020=(indicators, score)))[1]
    (broken,) = residuals.filter(~pl.col("follows")).iter_rows(named=True)
    assert broken["unit_id"] == "u005"
    assert said in broken["explanation"]


def test_waves_have_weights_of_their_own_and_only_the_indicators_that_somebody_has():
    first, second = shone(), shone(seed=2)
    second[:, 2] = np.nan
    later = second[:, :2] @ [12.0, 8.0]
    said = answers(y2020=(first, first @ WEIGHTS), y2024=(second, later))
    weights, residuals, _ = recomputed(said)
    of = dict(weights.group_by("wave").agg("weight").iter_rows())
    assert of == {"y2020": WEIGHTS.tolist(), "y2024": [12.0, 8.0]}
    assert residuals["follows"].all()
    assert residuals.height == 80


def test_a_unit_that_lacks_a_number_neither_counts_nor_breaks_the_formula():
    indicators = shone()
    score = indicators @ WEIGHTS
    indicators[0, 1] = score[1] = np.nan
    weights, residuals, _ = recomputed(answers(y2020=(indicators, score)))
    assert weights["base"].unique().to_list() == [38]
    assert not {"u000", "u001"} & set(residuals["unit_id"])


def test_what_the_data_lack_is_bounded_and_nothing_is_passed_off_as_a_weight():
    indicators = shone(units=120)
    score = indicators @ WEIGHTS
    weights, residuals, missing = recomputed(answers(y2020=(indicators, score)), plan(LAMPS[:2]))
    assert weights["weight"].null_count() == 3
    assert weights["indicator"].to_list() == ["bulb", "lens", ""]
    truth = WEIGHTS - 1e-6, WEIGHTS + 1e-6
    assert (weights["low"].to_numpy() <= truth[1]).all()
    assert (weights["high"].to_numpy() >= truth[0]).all()
    assert weights["if_at_ends"].to_list() == pytest.approx(WEIGHTS)
    assert weights["reason"].unique().to_list() == ["no weights are followed by half of the units"]
    assert residuals.is_empty()
    lacking = indicators[:, 2]
    assert (missing["low"].to_numpy() <= lacking + 1e-6).all()
    assert (missing["high"].to_numpy() >= lacking - 1e-6).all()
    assert missing["if_at_ends"].to_numpy() == pytest.approx(lacking, abs=1e-6)


@pytest.mark.parametrize(
    ("units", "change", "reason"),
    [
        (40, lambda i, s: (i, np.random.default_rng(3).uniform(21, 30, 40)), "makes these scores"),
        (40, lambda i, s: (100 * i, s[::-1]), "not all indicators lie between 0 and 1"),
        (2, lambda i, s: (i, s), "fewer units than weights"),
        (3, lambda i, s: (i, s), "so few different units"),
    ],
)
def test_where_there_is_no_formula_it_is_said_why(units, change, reason):
    indicators = np.vstack([np.eye(3), shone()])[:units]
    weights, residuals, missing = recomputed(
        answers(y2020=change(indicators, indicators @ WEIGHTS))
    )
    assert weights["weight"].null_count() == 3
    assert all(reason in said for said in weights["reason"])
    assert residuals.is_empty()
    assert missing.is_empty()


def test_rounded_scores_leave_weights_room_and_break_nothing():
    indicators = shone()
    said = answers(y2020=(indicators, (indicators @ WEIGHTS).round(2)))
    weights, residuals, _ = recomputed(said, plan(score_decimals=2))
    assert residuals["follows"].all()
    assert (weights["low"] < weights["high"]).all()
    assert (weights["low"].to_numpy() <= WEIGHTS).all()
    assert (weights["high"].to_numpy() >= WEIGHTS).all()


def test_ranks_are_those_by_the_weights_and_the_ends_that_weights_in_the_range_give():
    indicators = np.vstack([np.eye(3), [[1, 1, 1], [0.5, 0.5, 0.5], [0, 0, 0], [0, 0, 0]]])
    said = answers(y2020=(indicators, indicators @ WEIGHTS))
    ranked = {"score": "lamp", "least": 0.5, "most": 1.5}
    ranks = checked(recompute_scores(said, CODEBOOK, plan(ranked=ranked)).ranks, CompositeRanks)
    assert ranks["score"].to_list() == [9, 6.5, 4.5, 20, 10, 0, 0]
    assert ranks["rank"].to_list() == [3, 4, 5, 1, 2, 6, 6]
    # A lamp of one part passes that which has half of everything where its weight is above half:
    # the bulb's alone can be, at 0.675; the lens goes to 0.4875. None passes the whole one.
    assert ranks["best"].to_list() == [2, 3, 3, 1, 2, 6, 6]
    assert ranks["worst"].to_list() == [5, 5, 5, 1, 3, 6, 6]
    assert ranks["span"].to_list() == [3, 2, 2, 0, 1, 0, 0]
    assert ranks["exact"].all()
    assert recompute_scores(said, CODEBOOK, plan()).ranks.is_empty()


def test_a_confidential_survey_keeps_in_what_names_units_and_withholds_weights_of_few():
    for contract in (CompositeResiduals, CompositeMissing, CompositeRanks):
        assert not INSIDE.isdisjoint(disclosure_of(contract).values())
    indicators = np.vstack([np.eye(3), [[1, 1, 1]]])
    weights, _, _ = recomputed(answers(y2020=(indicators, indicators @ WEIGHTS)))
    assert weights["weight"].null_count() == 0
    seen, rows = withhold(weights, disclosure_of(CompositeWeights), 5)
    assert rows == 3
    gone = ["follow", "confirmed", "unique", "weight", "low", "high", "share", "if_at_ends"]
    assert all(seen[name].null_count() == 3 for name in gone)


def test_a_plan_that_cannot_be_meant_is_told_with_its_place(tmp_path):
    survey = copied("gci", tmp_path)

    def change(written):
        scores = written["composite"]["scores"]
        scores["legal"]["indicators"] = ["substantive_law", "regulations"]
        scores["technical"]["indicators"][0] = "technical_score"
        scores["capacity"]["score"] = "cooperation_score"
        written["composite"]["ranked"]["score"] = "overal"

    replan(survey, change)
    with pytest.raises(StudyProblem) as problem:
        check_survey(survey)
    said = str(problem.value)
    assert re.search(r"legal\.indicators\.1: .*'regulations'; did you mean 'regulation'", said)
    assert "composite.scores.technical.indicators: technical_score is the score itself" in said
    for slip, meant in (("regulations", "regulation"), ("- technical_score\n", "- awareness\n")):
        edit(survey.folder / "plan.yaml", slip, meant)
    with pytest.raises(
        StudyProblem, match=r"scores\.\w+\.score: cooperation_score is the score"
    ) as told:
        check_survey(OpenSurvey(survey.folder, root=tmp_path))
    assert "composite.ranked.score: there is no score 'overal'; did you mean 'overall'" in str(
        told.value
    )


def test_of_the_published_index_nine_pillars_in_ten_have_one_formula_and_one_score_breaks_it():
    survey = OpenSurvey(REPOSITORY / "config/surveys/gci", root=REPOSITORY)
    (export,) = read_yaml(survey.folder / "layout.yaml")["exports"]
    said = published_index().select(
        wave="year",
        unit_id="unit",
        question=pl.col("indicator").replace_strict(export["columns"]),
        number="value",
        status=pl.lit("valid"),
    )
    declared = survey.plan.composite.model_copy(update={"ranked": None})  # these take their time
    found = recompute_scores(said, survey.codebook, declared)
    pillars = found.weights.filter(pl.col("score") != "overall_score")
    formulas = pillars.group_by("wave", "score").agg(pl.col("unique").all())
    assert formulas.filter(~pl.col("unique")).select("wave", "score").rows() == [
        ("2024", "organizational_score")
    ]
    assert formulas.height == 10
    of_overall = found.weights.filter(score="overall_score")
    assert of_overall["weight"].to_list() == [1.0] * 10
    (broken,) = found.residuals.filter(~pl.col("follows")).iter_rows(named=True)
    assert (broken["wave"], broken["score"], broken["unit_id"]) == ("2020", "legal_score", "AFG")
    assert "weighted mean, not multiplied by 20" in broken["explanation"]
    assert broken["recomputed"] == pytest.approx(7.906077413, abs=1e-8)
    ends = found.missing["if_at_ends"]
    assert (ends == 0).sum() == 46
    assert (ends == 1).sum() == 86
    assert ends.n_unique() == 9
