"""Numbers computed from answers, attacked: means, comparisons, classes, tables with a total."""

from dataclasses import replace

import numpy as np
import polars as pl
import pytest
from invented_releases import audited
from worlds.attacks import Question, Units, chosen, few_of_two_groups, true_sum, withheld_targets
from worlds.attacks_on_derived_numbers import (
    crossings,
    differences,
    one_is_missing,
    two_groups,
    two_scores,
)
from worlds.confidential import ASKED, QUESTIONNAIRE, Invented, invent

from cyberstudy.declare.plan.nonresponse import DeclaredNonresponse
from cyberstudy.describe.index_means import index_groups
from cyberstudy.describe.weighting import weight_for_nonresponse
from cyberstudy.protect.release_filter import Passing, withhold
from cyberstudy.protect.weighted_shares import weighted_shares
from cyberstudy.tables.estimates import Contrasts, Coverage, Findings
from cyberstudy.tables.indices import IndexGroups
from cyberstudy.tables.levels import Levels
from cyberstudy.tables.nonresponse import TippingPoints
from disclosure.cells import Divided
from disclosure.derived_numbers import ROUNDED, DerivedNumbers
from disclosure.frequency_tables import LinkedTables
from disclosure.published import why_it_stays
from disclosure.suppress import Suppression
from disclosure.suppression import Pattern
from surveyanswers.tables.answers_by_question import AnswerColumns
from surveyanswers.tables.disclosure import Part, disclosure_of

GROUPS = [("way", "a"), ("way", "b"), ("way", "c"), ("way", "d"), ("all", "total")]


def hiding(*groups, scored=("a", "b", "c")):
    """Rules of a survey with one question, of which some of four groups are withheld."""
    counts = dict.fromkeys(("sizes", "base", "open"), np.array([6, 9, 11, 8]))
    blocks = [*((cell,) for cell in range(4)), (0, 1, 2, 3)]
    law = LinkedTables(**counts, chosen=np.ones((1, 4), dtype=int), several=False, blocks=blocks)
    one = Divided("", "law", law, [[group] for group in GROUPS], [], ["yes"])
    withheld = frozenset(("", "way", group, "law") for group in groups)
    none = frozenset()
    questions = {("", "law"): (one, Pattern(none, none))}
    return Passing(
        5,
        Suppression(none, withheld, none, questions),
        whole=["all"],
        everybody="state",
        scored={("", "law", "way", group) for group in scored},
        known=[*GROUPS, ("respondents", "state")],
    )


PASSING = hiding()


def test_an_exact_weighted_share_gave_what_the_few_of_two_groups_in_common_chose():
    base, chosen = np.array([[3, 12], [9, 16]]), np.array([[2, 5], [4, 9]])
    weight = np.array([[17 / 3, 2.2], [3.1, 1.4]])
    share = (weight * chosen).sum() / (weight * base).sum()
    assert crossings(base, chosen, weight, share, 1e-9) == {(2, 5, 4, 9)}
    # Rounded it leaves other tables, too.
    assert len(crossings(base, chosen, weight, round(share, 2), ROUNDED)) > 1


def weighted(world, *, secret=True):
    """Weighted shares of an invented survey, before anything is withheld; and units' weights."""
    strata = {way: [] for way in world.ways}
    plan = DeclaredNonresponse(of="all", strata=strata, minimum_replied=2, weight_limit=9)
    numbers = {"confidence": 0.95}
    shares = numbers | {"minimum_base": world.minimum, "secret": secret}
    tables = weight_for_nonresponse(
        AnswerColumns.of(world.answers), world.memberships, QUESTIONNAIRE, plan, **shares
    )
    weights, units, estimates, _ = tables
    if secret:
        counts = world.seen["estimates"]
        estimates = weighted_shares(estimates, counts, plan, minimum=world.minimum, **numbers)
    return estimates, weights, units.join(weights, on=["wave", "cell"])


def weights_of(shares, memberships):
    """What units stand for, by the groups that shares name as their strata."""
    rows = {
        (strata, unit): members.height / members.filter("replied").height
        for strata in shares["strata"].unique()
        for group in strata.split("; ")
        for members in [memberships.filter(pl.col("group").is_in(group.split(" + ")))]
        for unit in members["unit_id"]
    }
    table = [("", *key, weight) for key, weight in rows.items()]
    return pl.DataFrame(table, ["wave", "strata", "unit_id", "weight"], orient="row")


def shown(shares):
    """Return weighted shares that have a number."""
    return shares.filter(pl.col("share").is_not_null(), pl.col("method") != "as_answered")


def test_shares_by_what_divides_groups_are_found_and_those_that_leave_follow_from_counts():
    told = 0
    for seed in range(2):
        rng = np.random.default_rng(seed)
        world = invent(rng, listed=60, groups=[2, 2], outside=0.0, agree=0.6, silent=0.05)
        shares, weights = (
            table.with_columns(strata=pl.col("method").cast(pl.String))
            for table in weighted(world, secret=False)[::2]
        )
        told += len(DerivedNumbers(world.release).telling_shares(shown(shares), weights))
        seen, *_ = weighted(world)
        weights = weights_of(shown(seen), world.memberships)
        judge = DerivedNumbers(world.release)
        assert judge.telling_shares(shown(seen), weights) == []
        assert judge.judged > 0
        ways = seen.filter(pl.col("share").is_not_null())["method"].unique()
        assert {*ways} <= {"as_answered", "poststratified"}
    assert told


def test_weighted_shares_in_whole_per_cent_told_what_few_units_chose():
    rng = np.random.default_rng(0)
    world = invent(rng, listed=30, groups=[2, 2], outside=0.0, agree=0.6, silent=0.0, minimum=3)
    shares, weights, _ = weighted(world, secret=False)
    shares = shares.with_columns(pl.col("share").round(2))
    told = {"nonresponse_estimates": shares, "nonresponse_weights": weights}
    form = (Question("law", ASKED["law"][1]),)
    few = few_of_two_groups(world, form) | withheld_targets(
        world, form, world.seen["estimates"].filter(question="law")
    )
    found = [
        Units(world.seen | also, world.memberships, form).determined(few) for also in ({}, told)
    ]
    assert len(found[1]) > len(found[0])
    true = chosen(world.said)
    assert all(true_sum(true, few[target]) == number for target, number in found[1].items())


def test_a_difference_in_all_its_digits_gives_both_shares():
    # Of 49 States that answered 20 chose it: all 6 of the withheld group.
    assert two_groups(49, 6 / 6 - 14 / 43, most=8, chosen=20) == {(6, 6)}
    assert len(two_groups(49, round(6 / 6 - 14 / 43, 3), most=8, chosen=20)) == 0


def test_what_would_turn_a_finding_leaves_with_all_its_groups_or_not_at_all():
    passing = hiding("b", "d")
    table = pl.DataFrame(
        {
            **dict(wave="", finding="f", title="F", question="law", options="yes"),
            **dict(
                grouping="way", groups=["a; b", "a; b", "a; c", "a; c"], of=["a", "b", "a", "c"]
            ),
            **dict(
                threshold=None, base=9, count=4, nonrespondents=7, share=4 / 9, turning_share=0.4
            ),
            **dict(difference=0.1, log_odds=0.3, reason=""),
        }
    )
    seen, _ = passing.of(table, disclosure_of(TippingPoints))
    assert seen["turning_share"].to_list() == [None, None, 0.4, 0.4]
    assert seen["nonrespondents"].to_list() == [None, None, 7, 7]


@pytest.fixture
def scored():
    """Means of an index in groups of 9, 9 and 2 units that replied, and the scores of the two."""
    world = [(f"s{n:02d}", "abc"[min(n // 9, 2)]) for n in range(20)]
    silent = [(f"t{n:02d}", group) for n, group in enumerate("aaaabbbbcccc")]
    rows = [
        {"unit_id": unit, "grouping": way, "group": own, "in_frame": True, "replied": unit < "t"}
        for unit, group in [*world, *silent]
        for way, own in (("all", "total"), ("way", group))
    ]
    score = np.round(np.random.default_rng(3).uniform(0.2, 0.8, 20), 3)
    scores = pl.DataFrame({"unit_id": [u for u, _ in world], "index": "law", "score": score})
    groups = index_groups(
        scores, pl.DataFrame(rows), of=scores["unit_id"], confidence=0.95, minimum_base=5
    ).with_columns(wave=pl.lit(""), title=pl.lit("Law"), effective="base")
    return groups, sorted(score[18:])


def test_means_and_their_intervals_gave_the_scores_of_two_units(scored):
    groups, two = scored
    assert two_scores(groups, "all", "way") == pytest.approx(two, abs=1e-9)
    seen, _ = PASSING.of(groups, disclosure_of(IndexGroups))
    assert two_scores(seen, "all", "way") is None
    # Nor are they told by what is left: the total, with two decimals.
    assert seen.filter(pl.col("mean").is_not_null())["grouping"].to_list() == ["all"]
    assert seen["median"].null_count() == seen.height


def test_a_mean_that_hangs_on_the_weight_of_few_stays_inside_with_another_beside_it():
    table = pl.DataFrame(
        {
            **dict(wave="", index="law", title="Law", reason=""),
            "grouping": ["way"] * 3 + ["all"],
            "group": ["a", "b", "c", "total"],
            "base": [11, 14, 20, 45],
            "effective": [9, 13, 18, 30],
            "mean": [0.3, 0.4, 0.5, 0.4],
        }
    )
    seen, _ = PASSING.of(table, disclosure_of(IndexGroups))
    assert seen["mean"].to_list() == [None, None, 0.5, 0.4]
    many, _ = PASSING.of(table.with_columns(effective="base"), disclosure_of(IndexGroups))
    assert many["mean"].null_count() == 0


def test_units_in_no_group_are_not_the_mean_of_all_less_the_groups():
    sizes, means = {"a": 12, "b": 11, "total": 25}, {"a": 30.0, "b": 24.0, "total": 27.6}
    table = pl.DataFrame(
        {
            **dict(wave="", question="months", label="", reason=""),
            "grouping": ["way", "way", "all"],
            "group": list(sizes),
            "base": list(sizes.values()),
            "mean": list(means.values()),
        }
    )

    def of_the_others(seen):
        sums = dict(seen.select("group", pl.col("mean") * pl.col("base")).drop_nulls().iter_rows())
        return sums["total"] - sums["a"] - sums["b"] if len(sums) == 3 else None

    assert of_the_others(table) == pytest.approx(66)  # months of two units
    seen, _ = PASSING.of(table, disclosure_of(Levels))
    assert of_the_others(seen) is None
    # Of whom enough are left over, nothing is withheld.
    many = table.with_columns(base=pl.Series([12, 11, 40]))
    assert PASSING.of(many, disclosure_of(Levels))[0]["mean"].null_count() == 0


def test_how_many_gave_a_number_does_not_tell_who_was_asked_for_one():
    rng = np.random.default_rng(1)
    world = invent(rng, listed=26, groups=[3], outside=0.0, agree=0.8, silent=0.1)
    hidden = {group for _, way, group, name in world.suppression.withheld if name == "law"}
    asked = replace(QUESTIONNAIRE.questions["which"], name="months", type="integer", choices=None)
    form = replace(QUESTIONNAIRE, questions=QUESTIONNAIRE.questions | {"months": asked})
    rows = world.tables["estimates"].filter(question="law", option="yes", grouping="way0")
    # Everybody who was asked gave a number.
    table = rows.select(
        "wave", "grouping", "group", question=pl.lit("months"), base="count", mean=pl.lit(9.0)
    )
    seen, _ = Passing(5, world.suppressed(form), whole=["all"]).of(table, disclosure_of(Levels))
    assert hidden and not hidden & {*seen["group"]}


def contrast(**own):
    """A row of a comparison by name."""
    row = {
        **dict(wave="", family="f", kind="screen", alpha=0.1, tests=1, contrast="c", title="C"),
        **dict(questions="", options="", index="", grouping="way", groups="A; B", members="a; b"),
        **dict(left_out="", base=16, highest="a", lowest="b", difference=0.23456, turning=0.8765),
        **dict(measure="epsilon squared", effect=0.34567, low=0.1234, high=0.4567, method=""),
        **dict(p=0.01234, p_adjusted=0.01234),
        **dict(decision="differs", reason=""),
    }
    return pl.DataFrame([row | own])


def test_a_difference_of_means_does_not_give_the_mean_that_is_withheld():
    groups = pl.DataFrame(
        {
            **dict(wave="", index="law", title="Law", grouping="way"),
            "group": ["a", "b", "c"],
            "base": [12, 6, 11],
            "mean": [0.61234, 0.37778, 0.5],
            "reason": "",
        }
    )
    table = contrast(index="law")
    mean = groups["mean"][0] - table["difference"][0]
    assert mean == pytest.approx(groups["mean"][1])
    seen, lost = PASSING.of(table, disclosure_of(Contrasts))
    assert (seen["difference"].to_list(), lost) == ([None], 1)
    assert seen.select("effect", "low", "high", "p").row(0) == (0.35, 0.12, 0.46, 0.012)
    assert seen["turning"].to_list() == [0.9]
    assert seen["decision"].to_list() == ["differs"]


def test_nothing_is_said_of_a_withheld_group_by_a_comparison_or_a_finding():
    passing = hiding("b", "d")
    other = contrast(questions="law", contrast="d", members="a; c")
    table = pl.concat([contrast(questions="law", left_out="B"), other])
    seen, _ = passing.of(table, disclosure_of(Contrasts))
    said = [name for name, part in disclosure_of(Contrasts).items() if part is Part.CELL]
    assert seen.select(said).row(0) == (
        *("", None, "", "", None, None, "", *[None] * 3, "", None, None),
        "no test",
    )
    assert seen["p"].to_list() == [None, 0.0123]
    # As if the other had been 1 all along: nothing of it is left in the adjustment.
    assert seen["p_adjusted"].to_list() == [None, pytest.approx(2 * 0.0123)]
    numbers = {"base": 9, "count": 4, "share": 4 / 9, "low": 0.3, "high": 0.6, "relation": "inside"}
    finding = pl.DataFrame(
        [
            {
                "id": "U",
                "question": "law",
                "grouping": "way",
                "groups": own,
                "reason": "",
                **numbers,
            }
            for own in ("a; b", "a; c")
        ]
    )
    seen, _ = passing.of(finding, disclosure_of(Findings))
    assert seen["count"].to_list() == [None, 4]
    assert seen["relation"].to_list() == ["no estimate", "inside"]


def test_a_count_of_few_is_not_the_total_less_the_others():
    table = pl.DataFrame(
        {
            **dict(wave="", question="seat"),
            "group": ["north", "south", "west"],
            "label": "",
            "count": [40, 7, 2],
            "base": 49,
        }
    )
    before = withhold(table, disclosure_of(Coverage), 5)
    assert one_is_missing(before, "count", 49) == 2
    seen, _ = PASSING.of(table, disclosure_of(Coverage))
    assert one_is_missing(seen, "count", 49) is None
    assert seen["count"].to_list() == [40, None, None]


# --- two releases ---------------------------------------------------------------------------


def without(world, late):
    """The same survey before some units replied."""
    units = world.units.with_columns(
        submissions=pl.when(pl.col("unit_id").is_in(late)).then(0).otherwise("submissions")
    )
    answers = world.answers.filter(~pl.col("unit_id").is_in(late))
    return Invented(world.frame, units, answers, world.minimum, world.rules)


def test_a_reply_that_came_late_is_not_one_release_less_the_other():
    rng = np.random.default_rng(5)
    world = invent(rng, listed=60, groups=[2], outside=0.0, agree=0.6, silent=0.1)
    replied = world.units.filter(pl.col("submissions") > 0)["unit_id"].to_list()
    before = without(world, replied[:1])
    given = world.said.filter(pl.col("chosen"), unit_id=replied[0])
    told = differences(before.seen["estimates"], world.seen["estimates"])
    assert set(given.select("question", "option").iter_rows()) & {*told}
    releases = [before.release, world.release]
    assert why_it_stays(*releases, 5)
    assert audited(releases).determined


@pytest.mark.parametrize(
    ("contract", "of", "high"), [(IndexGroups, "index", 0.5), (Levels, "question", 0.0)]
)
def test_a_mean_where_most_said_the_same_stays_inside_with_another_beside_it(contract, of, high):
    groups = {"a": 11, "b": 14, "c": 20}
    members = pl.DataFrame({"grouping": ["way"] * 3 + ["all"], "group": [*groups, "total"]})
    table = members.with_columns(
        pl.lit("").alias("wave"),
        pl.lit("law").alias(of),
        pl.lit("").alias("reason"),
        base=pl.Series([*groups.values(), 45]),
        mean=pl.Series([high, 0.45, 0.55, 0.5]),
        quartile_1=pl.Series([high, 0.0, 0.0, 0.0]),
        quartile_3=pl.Series([high, 1.0, 1.0, 1.0]),
    )
    seen, _ = PASSING.of_units(members, []).of(table, disclosure_of(contract))
    assert seen["mean"].to_list() == [None, None, 0.55, 0.5]
