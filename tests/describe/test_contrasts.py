from itertools import combinations

import numpy as np
import polars as pl
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cyberstudy.declare.plan import analyses
from cyberstudy.describe.by_group import who_chose
from cyberstudy.describe.contrasts import cautions_of, compare_groups
from cyberstudy.describe.weighting import strata_of
from cyberstudy.statistics.differences import (
    adjusted,
    cramers_v,
    epsilon_squared,
    exact_mid_p,
    holm,
    newcombe,
    rank_mid_p,
)
from cyberstudy.tables.estimates import Contrasts
from cyberstudy.tables.files import read_table
from cyberstudy.tables.indices import IndexReliability
from surveyanswers.instrument.parsing import parsed
from surveyanswers.tables.answers_by_question import AnswerColumns
from surveyanswers.tables.problems import SurveyError
from surveyanswers.tables.storage import write_table

MANY = 20_000


def random(seed=1):
    return np.random.default_rng(seed)


def mid_p(chosen, sizes, **more):
    return exact_mid_p(chosen, sizes, permutations=MANY, rng=random(), **more)


tables_of_counts = st.lists(
    st.integers(1, 12).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
    min_size=2,
    max_size=4,
)


def test_the_lady_who_tasted_three_of_four_cups_rightly_has_the_mid_p_of_a_pencil():
    # Of 70 ways of choosing, 1, 16, 36, 16 and 1 have so many right: 2 rarer, 32 as rare.
    assert mid_p([3, 1], [4, 4]) == (pytest.approx((2 + 32 / 2) / 70), "exact")
    assert mid_p([4, 0], [4, 4])[0] == pytest.approx(1 / 70)


@given(tables_of_counts.filter(lambda t: len(t) == 2))
def test_with_two_groups_the_p_value_is_fishers_less_half_of_what_is_as_rare(counts):
    from scipy.stats import fisher_exact, hypergeom

    (a, n), (b, m) = counts
    theirs = fisher_exact([[a, n - a], [b, m - b]]).pvalue
    law = hypergeom(n + m, a + b, n).pmf(np.arange(0, n + 1))
    same = law[np.isclose(law, law[a], rtol=1e-7)].sum()
    assert mid_p([a, b], [n, m])[0] == pytest.approx(theirs - same / 2, abs=1e-9)


@given(
    st.lists(
        st.integers(1, 4).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
        min_size=2,
        max_size=3,
    )
)
def test_the_p_value_is_what_counting_every_way_of_dealing_out_the_answers_gives(counts):
    chosen, sizes = zip(*counts, strict=True)
    groups = np.repeat(np.arange(len(sizes)), sizes)
    ways: dict[tuple, int] = {}
    for picked in combinations(range(groups.size), sum(chosen)):
        table = tuple(np.bincount(groups[list(picked)], minlength=len(sizes)))
        ways[table] = ways.get(table, 0) + 1
    mine = ways[tuple(chosen)]
    total = sum(ways.values())
    rarer = sum(n for n in ways.values() if n < mine)
    same = sum(n for n in ways.values() if n == mine)
    assert mid_p(chosen, sizes)[0] == pytest.approx((rarer + same / 2) / total)


@given(tables_of_counts)
def test_the_order_of_groups_and_what_counts_as_yes_do_not_matter(counts):
    chosen, sizes = map(list, zip(*counts, strict=True))
    found = mid_p(chosen, sizes)[0]
    assert mid_p(chosen[::-1], sizes[::-1])[0] == pytest.approx(found)
    assert mid_p([n - x for x, n in counts], sizes)[0] == pytest.approx(found)


@pytest.mark.parametrize(
    ("chosen", "sizes"), [([8, 9, 10, 4], [11, 13, 21, 24]), ([2, 6, 9], [5, 12, 20])]
)
def test_drawn_tables_give_the_p_value_of_all_tables(chosen, sizes):
    exact, method = mid_p(chosen, sizes)
    drawn, other = mid_p(chosen, sizes, limit=0)
    assert (method, other) == ("exact", "20000 permutations")
    assert drawn == pytest.approx(exact, abs=4 * np.sqrt(exact / MANY))


def test_the_mid_p_value_is_even_on_average_where_groups_do_not_differ():
    # Unlike the plain exact one, whose mean is well over one half.
    rng = random(2)
    found = [mid_p(rng.binomial([9, 11, 15], 0.4), [9, 11, 15])[0] for _ in range(300)]
    assert np.mean(found) == pytest.approx(0.5, abs=0.05)


def test_scores_told_apart_wholly_have_the_rank_p_value_of_a_pencil():
    # Of the 20 ways of dealing six scores to two groups of three, two are as extreme.
    scores, groups = np.arange(6.0), np.repeat([0, 1], 3)
    found, method = rank_mid_p(scores, groups, permutations=MANY, rng=random())
    assert found == pytest.approx(1 / 20, abs=0.005)
    assert method == "20000 permutations"


def test_the_rank_test_agrees_with_kruskal_and_wallis_in_larger_groups():
    from scipy.stats import kruskal

    rng = random(5)
    groups = np.repeat([0, 1, 2], [30, 25, 20])
    scores = np.round(rng.normal(size=75) + 0.4 * groups, 1)
    theirs = kruskal(*(scores[groups == group] for group in range(3))).pvalue
    assert rank_mid_p(scores, groups, permutations=MANY, rng=rng)[0] == pytest.approx(
        theirs, abs=0.01
    )


def test_units_of_a_group_that_exchange_scores_leave_the_rank_p_value_as_it_is():
    rng = random(6)
    groups = rng.integers(0, 3, size=40)
    scores = np.round(rng.normal(size=40), 1)
    exchanged = scores.copy()
    for group in range(3):
        exchanged[groups == group] = rng.permutation(scores[groups == group])
    assert (exchanged != scores).any()
    found = [rank_mid_p(s, groups, permutations=500, rng=random())[0] for s in (scores, exchanged)]
    assert found[0] == found[1]


def test_newcombes_own_example_comes_out_to_four_decimals():
    found = newcombe([56, 48], [70, 80], confidence=0.95)
    assert np.round(found, 4).tolist() == [0.2, 0.0524, 0.3339]


def test_cramers_v_is_scipys_with_bergsmas_correction():
    from scipy.stats.contingency import association

    chosen, sizes = np.array([8, 9, 10, 4]), np.array([11, 13, 21, 24])
    n = sizes.sum()
    plain = association(np.stack([chosen, sizes - chosen]), method="cramer", correction=False)
    expected = np.sqrt((plain**2 - 3 / (n - 1)) / (1 - 1 / (n - 1)))
    assert cramers_v(chosen, sizes, confidence=0.95)[0] == pytest.approx(expected)


def test_epsilon_squared_is_kruskals_h_less_what_chance_gives():
    from scipy.stats import kruskal

    groups = np.repeat([0, 1, 2], [10, 12, 14])
    scores = np.round(random(6).normal(size=36) + groups, 1)
    h = kruskal(*(scores[groups == group] for group in range(3))).statistic
    found = epsilon_squared(scores, groups, confidence=0.95)
    assert found[0] == pytest.approx((h - 2) / 33)
    assert found[1] < found[0] < found[2]


@given(tables_of_counts)
def test_an_effect_lies_in_its_interval_and_in_range(counts):
    chosen, sizes = zip(*counts, strict=True)
    assume(0 < sum(chosen) < sum(sizes) and sum(sizes) > 4)
    value, low, high = cramers_v(chosen, sizes, confidence=0.95)
    assert 0 <= low <= value <= high <= 1


def test_intervals_of_cramers_v_cover_the_true_value_in_most_samples():
    sizes, shares = np.array([11, 13, 21, 24]), np.array([0.9, 0.9, 0.8, 0.3])
    mean = (sizes * shares).sum() / sizes.sum()
    true = np.sqrt((sizes * (shares - mean) ** 2).sum() / (mean * (1 - mean)) / sizes.sum())
    rng, covered = random(7), 0
    for _ in range(200):
        _, low, high = cramers_v(rng.binomial(sizes, shares), sizes, confidence=0.95)
        covered += low <= true <= high
    assert covered >= 186


def test_benjamini_and_hochbergs_own_example_lets_four_through_and_holms_way_three():
    # Their table of 15 p-values on treatments after a heart attack (1995, page 295).
    p = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240]
    p = np.array([*p, 0.4262, 0.5719, 0.6528, 0.7590, 1.0])
    assert (adjusted(p, "screen") <= 0.05).sum() == 4
    assert (adjusted(p, "confirmatory") <= 0.05).sum() == 3


@given(st.lists(st.floats(0, 1), min_size=1, max_size=6))
def test_holms_p_value_is_that_of_testing_every_intersection_by_bonferroni(values):
    p = np.array(values)
    every = [c for size in range(1, p.size + 1) for c in combinations(range(p.size), size)]
    closed = [
        max(min(1, len(c) * min(p[list(c)])) for c in every if own in c) for own in range(p.size)
    ]
    assert holm(p) == pytest.approx(closed)


@given(
    st.lists(st.floats(0, 1), min_size=1, max_size=8), st.sampled_from(["confirmatory", "screen"])
)
def test_adjusting_never_helps_and_keeps_the_order(values, kind):
    p = np.array(values)
    found = adjusted(p, kind)
    assert (found >= p - 1e-12).all()
    assert (np.diff(found[np.argsort(p)]) >= -1e-12).all()


def test_a_comparison_that_could_not_be_made_is_a_look_all_the_same():
    assert adjusted(np.array([0.01, np.nan]), "confirmatory")[0] == pytest.approx(0.02)
    assert np.isnan(adjusted(np.array([0.01, np.nan]), "screen")[1])


def test_choosing_any_of_several_options_counts_once():
    rows = [
        ("A", "q", "x", 1.0, "valid"),
        ("A", "q", "y", 1.0, "valid"),
        ("B", "q", "x", 0.0, "valid"),
        ("B", "q", "y", 0.0, "valid"),
        ("C", "q", "x", 1.0, "valid"),
        ("C", "q", "y", None, "conflict"),
        ("D", "q", "x", 0.0, "valid"),
        ("D", "q", "y", None, "conflict"),
        ("E", "q", "x", None, "not_fielded"),
    ]
    answers = pl.DataFrame(
        [(u, q, o, None if n is None else str(n), n, s) for u, q, o, n, s in rows],
        schema=["unit_id", "question", "option", "value", "number", "status"],
        orient="row",
    )
    found = who_chose(answers, ["q"], ["x", "y"])
    assert found.rows() == [
        ("A", "valid", True),
        ("B", "valid", False),
        ("C", "valid", True),
        ("D", "conflict", False),
    ]


def test_a_screen_takes_the_best_scored_options_together_and_else_the_first(states):
    every = analyses.EveryQuestion(of="state", sensitivity=["public", "perception"], by="region")
    found = every.screened(states.codebook, states.questionnaire)
    assert found["q025_illegal_access"].options == ["cyber_specific", "general", "both"]
    assert found["q001_national_strategy"].options == ["yes"]
    assert found["q067_evidence_distinction"].options == ["yes"]
    assert "q055_police_resources" not in found  # capacity
    assert "unit_state" not in found
    assert "q091_risk_assessment" not in found  # not a question for States


@pytest.fixture(scope="module")
def compare(states, simulated_survey):
    cleaned, members = simulated_survey
    texts = dict.fromkeys(("wave", "unit_id", "index"), pl.String)
    unknown = pl.DataFrame(schema=texts | {"score": pl.Float64})
    answers = AnswerColumns.of(cleaned.answers)

    def run(families, *, scores=unknown, cautions=None, minimum_base=5, strata=None):
        return compare_groups(
            answers,
            members,
            scores,
            cautions or {},
            codebook=states.codebook,
            questionnaire=states.questionnaire,
            plan=parsed(
                states.plan.contrasts.plain() | {"families": families},
                analyses.DeclaredContrasts,
                where="",
            ),
            minimum_base=minimum_base,
            seed=1,
            strata=strata,
        )

    return run


def family(**comparisons):
    return {"kind": "confirmatory", "alpha": 0.05, "comparisons": comparisons}


LAW = {
    "title": "Criminal law sufficient",
    "questions": ["q017_criminal_law_sufficient"],
    "options": ["sufficient"],
    "by": "region",
}


def test_small_groups_are_left_out_and_named(compare):
    row = compare({"one": family(law=LAW)}).row(0, named=True)
    assert row["left_out"] == "Oceania"
    assert row["groups"] == "Africa; Americas; Asia; Europe; Oceania"
    none = compare({"one": family(law=LAW)}, minimum_base=70).row(0, named=True)
    assert (none["p"], none["decision"], none["tests"]) == (None, "no test", 1)
    assert none["reason"] == "fewer than two groups with a base of 70"


def test_a_comparisons_random_numbers_are_its_own(compare, simulated_survey):
    units = simulated_survey[1].filter(pl.col("grouping") == "states", "replied")["unit_id"]
    scores = pl.DataFrame(
        {
            "wave": "",
            "unit_id": units,
            "index": "x",
            "score": random(3).random(units.len()).round(2),
        }
    )
    index = {"title": "x", "index": "x", "by": "merged_region"}
    alone = compare({"one": family(x=index)}, scores=scores)
    among = compare({"one": family(law=LAW, x=index)}, scores=scores)
    assert alone["p"][0] == among["p"][1]
    assert among["p_adjusted"][1] >= alone["p_adjusted"][0]


def test_what_is_declared_in_two_forms_is_one_question(compare):
    threats = ("q003_threats_state", "q004_threats_private", "q005_threats_academic")
    entry = {"title": "t", "questions": [*threats], "options": ["spam"], "by": "respondents"}
    row = compare({"one": family(t=entry)}).row(0, named=True)
    assert row["left_out"] == "intergovernmental"
    assert row["left_out"] == "intergovernmental"


def test_a_group_that_does_not_exist_is_said(compare):
    wrong = LAW | {"groups": {"there": ["Europe"], "here": ["Atlantis"]}}
    with pytest.raises(SurveyError, match="region has no group Atlantis"):
        compare({"one": family(law=wrong)})


def test_an_index_that_does_not_hold_together_is_tested_and_its_row_says_so(
    compare, simulated_survey, tmp_path
):
    path = str(tmp_path / "index_reliability.csv")
    row = dict.fromkeys(("dimensions", "first_share"))
    row |= dict.fromkeys(("alpha", "alpha_low", "alpha_high", "correlation"), 0.1)
    row |= {"wave": "", "index": "loose", "title": "L", "items": 3, "base": 9}
    row |= {"holds": False, "warning": "it is loose", "functioning": "one item", "reason": ""}
    write_table(pl.DataFrame([row]), path, IndexReliability)
    scores = (
        simulated_survey[0]
        .units.select("wave", "unit_id", index=pl.lit("loose"))
        .with_row_index("score")
    )
    scores = scores.select("wave", "unit_id", "index", pl.col("score").cast(pl.Float64))
    loose = {"title": "Loose", "index": "loose", "by": "region"}
    found = compare(
        {"one": family(law=LAW, loose=loose)}, scores=scores, cautions=cautions_of([path])
    )
    cautions = dict(found.select("contrast", "caution").iter_rows())
    assert cautions == {"law": "", "loose": "it is loose; one item"}
    assert found["p"].null_count() == 0
    assert found["tests"].to_list() == [2, 2]


def test_an_index_says_by_how_much_nonrespondents_reverse_which_group_is_higher(
    compare, states, simulated_survey
):
    members = simulated_survey[1]
    regions = members.filter("replied", grouping="merged_region").select("unit_id", "group")
    # Between the two groups lie 0.4; of 43 States 24 replied, of 54 States 11.
    worth = {"Europe": 0.8, "Africa": 0.4}
    mixed = pl.when(pl.int_range(pl.len()) % 2 == 0).then(0.8).otherwise(0.4)
    score = pl.col("group").replace_strict(worth, default=None).fill_null(mixed)
    scores = regions.select(wave=pl.lit(""), unit_id="unit_id", index=pl.lit("i"), score=score)
    index = {"title": "I", "index": "i", "by": "merged_region"}
    families = {"one": family(law=LAW, index=index)}
    strata = strata_of(members, states.plan.nonresponse.plain(), states.frame)
    row = dict(compare(families, scores=scores, strata=strata).select("contrast", "turning").rows())
    silent = (1 - 24 / 43) + (1 - 11 / 54)
    assert row["index"] == pytest.approx(0.4 / silent / scores["score"].std())
    assert row["law"] is None
    assert compare(families, scores=scores)["turning"].to_list() == [None, None]


def test_true_differences_between_regions_are_found_and_types_of_law_are_none(
    compare, states, tmp_path
):
    found = compare({"regions": states.plan.contrasts.plain()["families"]["regions"]})
    differs = set(found.filter(decision="differs")["contrast"])
    assert {"q017_criminal_law_sufficient", "q020_extraterritorial_law"} <= differs
    # What is an offence follows types of law that were simulated without regard to regions.
    acts = states.codebook.filter(topic="criminalization")["question"]
    assert not differs & set(acts)
    assert found["tests"].unique().to_list() == [found.height]
    write_table(found, str(tmp_path / "contrasts.csv"), Contrasts)
    read = read_table(str(tmp_path / "contrasts.csv"), Contrasts)
    assert read["contrast"].to_list() == found["contrast"].to_list()
