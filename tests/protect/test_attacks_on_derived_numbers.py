"""Numbers computed from answers, attacked: means, comparisons, classes, tables with a total."""

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import polars as pl
import pytest
from cyberstudy.describe.indices import index_groups
from cyberstudy.protect.cells import divided
from cyberstudy.protect.ledger import why_it_stays
from cyberstudy.protect.passing import Passing, withhold
from cyberstudy.protect.published import Release
from cyberstudy.protect.suppress import suppress
from cyberstudy.protect.suppression_audit import audit
from cyberstudy.tables.disclosure import Part, disclosure_of
from cyberstudy.tables.estimates import Contrasts, Coverage, Findings
from cyberstudy.tables.indices import IndexGroups
from cyberstudy.tables.levels import Levels
from cyberstudy.tables.typologies import TypeProfiles
from worlds.attacks import differences, one_is_missing, strata_counts, two_scores
from worlds.confidential import CODEBOOK, QUESTIONNAIRE, Invented, as_before, invent

NOTHING_WITHHELD = SimpleNamespace(
    waves=[""], withheld=frozenset(), inherited=frozenset(), hides=lambda *_: False
)
PASSING = Passing(5, NOTHING_WITHHELD, whole=["all"], everybody="state")


def test_a_post_stratified_share_gave_the_counts_of_withheld_strata():
    recovered = 0
    for seed in range(8):
        rng = np.random.default_rng(seed)
        world = invent(rng, listed=40, groups=[4], outside=0.0, agree=0.7, silent=0.1)
        true = world.tables["estimates"].filter(question="law", option="yes", grouping="way0")
        # Whole groups alone: what the attack needs, and no subtraction tells.
        before = as_before(world.tables["estimates"], 5).with_columns(pl.col("base").fill_null(0))
        if before.filter(question="law", option="yes", grouping="way0")["count"].null_count():
            found = strata_counts(before, "all", "way0", "law", "yes")
            assert tuple(true["count"]) in found
            recovered += len(found) == 1
        if world.seen["estimates"].filter(question="law")["count"].null_count():
            assert not strata_counts(world.seen["estimates"], "all", "way0", "law", "yes")
    assert recovered


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
    ).with_columns(wave=pl.lit(""), title=pl.lit("Law"))
    return groups, sorted(score[18:])


def test_means_and_their_intervals_gave_the_scores_of_two_units(scored):
    groups, two = scored
    assert two_scores(groups, "all", "way") == pytest.approx(two, abs=1e-9)
    seen, _ = PASSING.of(groups, disclosure_of(IndexGroups))
    assert two_scores(seen, "all", "way") is None
    # Nor are they told by what is left: the total, with two decimals.
    assert seen.filter(pl.col("mean").is_not_null())["grouping"].to_list() == ["all"]
    assert seen["median"].null_count() == seen.height


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
    found = suppress(
        divided(world.memberships, world.said, 5),
        form,
        CODEBOOK,
        SimpleNamespace(minimum_base=5, disclosure=world.rules),
    )
    seen, _ = Passing(5, found, whole=["all"]).of(table, disclosure_of(Levels))
    assert hidden and not hidden & {*seen["group"]}


def contrast(**own):
    """A row of a comparison by name."""
    row = {
        **dict(wave="", family="f", kind="screen", alpha=0.1, looks=1, contrast="c", title="C"),
        **dict(questions="", options="", index="", grouping="way", groups="a; b", left_out=""),
        **dict(base=16, highest="a", lowest="b", difference=0.23456, measure="epsilon squared"),
        **dict(effect=0.34567, low=0.1234, high=0.4567, method="", p=0.01234, p_adjusted=0.01234),
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
    assert seen["decision"].to_list() == ["differs"]


def hiding(*groups):
    hidden = {("", "way", group, "law") for group in groups}
    return SimpleNamespace(
        waves=[""],
        withheld=hidden,
        inherited=frozenset(),
        hides=lambda wave, way, among, question: any(
            (wave, way, g, question) in hidden for g in among
        ),
    )


def test_nothing_is_said_of_a_withheld_group_by_a_comparison_or_a_finding():
    passing = Passing(5, hiding("b"), whole=["all"], everybody="state")
    table = pl.concat([contrast(questions="law"), contrast(questions="means", contrast="d")])
    seen, _ = passing.of(table, disclosure_of(Contrasts))
    said = [name for name, part in disclosure_of(Contrasts).items() if part is Part.CELL]
    assert seen.select(said).row(0) == (None, "", "", None, None, None, None, None, None, "no test")
    assert seen["p"].to_list() == [None, 0.01234]
    # As if the other had been 1 all along: nothing of it is left in the adjustment.
    assert seen["p_adjusted"].to_list() == [None, pytest.approx(2 * 0.01234)]
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
    before, _ = withhold(table, disclosure_of(Coverage), 5)
    assert one_is_missing(before, "count", 49) == 2
    seen, _ = PASSING.of(table, disclosure_of(Coverage))
    assert one_is_missing(seen, "count", 49) is None
    assert seen["count"].to_list() == [40, None, None]


def test_a_small_class_is_not_all_units_less_the_other_class():
    table = pl.DataFrame(
        {
            "type": ["A", "B"],
            **dict(item="law", option="yes"),
            "probability": [0.25, 1.0],
            "low": [0.2, 0.9],
            "high": [0.3, 1.0],
            "base": [44, 3],
            "reason": "",
        }
    )
    chose = 14  # of all 47, as estimates say
    before, _ = withhold(table, disclosure_of(TypeProfiles), 5)
    assert chose - before["probability"][0] * 44 == 3
    seen, _ = PASSING.of(table, disclosure_of(TypeProfiles), every_class=True)
    assert seen["probability"].to_list() == [None, None]


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
    releases = [
        Release(each.seen["estimates"], each.memberships, each.said) for each in (before, world)
    ]
    assert why_it_stays(*releases, 5)
    assert audit(releases, minimum=5).determined
