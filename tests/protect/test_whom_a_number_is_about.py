"""What leaves is decided by whom a number is about, by no name; the audit reads every table."""

from dataclasses import replace
from hashlib import sha256

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from worlds.attacks import Question, Units
from worlds.confidential import ASKED, CODEBOOK, QUESTIONNAIRE, invent, surveys

from cyberstudy.protect.audited import Written, audit_tables
from cyberstudy.protect.release_filter import Passing
from cyberstudy.protect.suppressed import question_rules
from cyberstudy.tables.estimates import Contrasts, Findings
from cyberstudy.tables.indices import IndexFunctioning, IndexGroups
from cyberstudy.tables.registry import contract_of
from cyberstudy.tables.typologies import TypeStability
from disclosure.cells import divided
from disclosure.published import Release
from disclosure.suppress import suppress
from disclosure.suppression import FEW, ROUTING
from disclosure.suppression_audit import audit
from surveyanswers.tables.disclosure import disclosure_of
from surveyanswers.tables.problems import SurveyError
from surveyanswers.tables.statuses import COUNTED, OPEN

FORM = {
    "law": Question("law", ASKED["law"][1]),
    "means": Question("means", ASKED["means"][1], several=True),
}
#: Any name, those of groups among them.
NAMES = st.text("abgw0 ", min_size=1, max_size=4)


@st.composite
def comparisons(draw, world):
    """Compare unions of groups, each by itself or against the others, under whatever names."""
    way = draw(st.sampled_from(world.ways))
    groups = sorted(world.memberships.filter(grouping=way)["group"].unique())
    order = draw(st.permutations(groups))
    cut = sorted(draw(st.sets(st.integers(1, len(order)), min_size=1, max_size=3)))
    members = [order[a:b] for a, b in zip([0, *cut], cut, strict=False)]
    question = draw(st.sampled_from([*FORM]))
    options = draw(st.lists(st.sampled_from(FORM[question].options), min_size=1, unique=True))
    names = [draw(NAMES) for _ in members]
    return way, members, question, options, names


def compared(world, way, members, question, options, names):
    """The row that a comparison writes."""
    said = world.said.filter(pl.col("status") == "valid", question=question)
    chose = said.group_by("unit_id").agg(
        pl.col("chosen").filter(pl.col("option").is_in(options)).any()
    )
    replied = world.memberships.filter("replied", grouping=way).join(chose, on="unit_id")
    own = [replied.filter(pl.col("group").is_in(list(m)))["chosen"] for m in members]
    shares = [o.mean() for o in own if len(o)]
    return {
        **dict(wave="", family="f", kind="screen", alpha=0.1, tests=1, contrast="c", title="C"),
        **dict(questions=question, options=" ".join(options), index="", grouping=way),
        **dict(groups="; ".join(names), members="; ".join(" + ".join(m) for m in members)),
        **dict(left_out="", base=sum(map(len, own)), highest="", lowest="", turning=None),
        **dict(difference=max(shares, default=0.0) - min(shares, default=0.0), measure="d"),
        **dict(effect=0.5, low=0.1, high=0.9, method="exact", p=0.5, p_adjusted=0.5),
        **dict(decision="differs", reason=""),
    }


def passed(world, *rows):
    passing = world.passing.of_units(world.memberships, [])
    return passing.of(pl.DataFrame([*rows]), disclosure_of(Contrasts))[0]


def follows(world, row):
    """Whether programs, which know nothing of protection, find all that a comparison tells."""
    units = Units(
        {"estimates": world.seen["estimates"]}, world.memberships, [FORM[row["questions"]]]
    )
    told = {}
    for members in row["members"].split("; "):
        inside = pl.col("group").is_in(members.split(" + "))
        own = world.memberships.filter(inside, "replied", grouping=row["grouping"])["unit_id"]
        for sort in [*row["options"].split(), "(base)"]:
            told[members, sort] = {(unit, row["questions"], sort): 1 for unit in own}
    return {*units.determined(told)} == {*told}


@settings(max_examples=8)
@given(st.data())
def test_under_whatever_names_a_comparison_leaves_only_if_published_counts_tell_it(data):
    world = data.draw(surveys(most=30))
    asked = [data.draw(comparisons(world)) for _ in range(6)]
    rows = [compared(world, *each) for each in asked]
    seen = passed(world, *rows)
    for row in seen.iter_rows(named=True):
        assert row["base"] is None or follows(world, row)
    renamed = [row | {"groups": "other names", "title": "T"} for row in rows]
    assert passed(world, *renamed)["base"].to_list() == seen["base"].to_list()


@pytest.fixture(scope="module")
def world():
    """A survey of which some groups are withheld."""
    found = invent(
        np.random.default_rng(6), listed=24, groups=[4, 3], outside=0.0, agree=0.8, silent=0.1
    )
    assert found.suppression.withheld
    return found


def of_withheld(world, question="law"):
    """A way of dividing and one of its groups that is withheld."""
    return next((way, g) for _, way, g, q in sorted(world.suppression.withheld) if q == question)


def against_the_rest(world, way, group):
    others = (
        world.memberships.filter(pl.col("group") != group, grouping=way)["group"].unique().sort()
    )
    return compared(world, way, [[group], [*others]], "law", ["yes"], ["very high", "the rest"])


KEYS = ["wave", "grouping", "group", "question"]


def under_other_names(world, called):
    """Choose what is withheld where everything is called otherwise, and audit what is left.

    What is withheld for its own sake, and all that is, go by their old names.
    """

    def renamed(table):
        names = {"grouping", "group", "unit_id", "question", "option"} & {*table.columns}
        return table.with_columns(
            pl.col(name).map_elements(called, return_dtype=pl.String) for name in names
        )

    memberships, said = renamed(world.memberships), renamed(world.said)
    demands = {"minimum": world.minimum, "width": world.rules.width}
    demands |= {"coalition": world.rules.coalition}
    rules = {
        called(name): replace(own, deciding=frozenset(map(called, own.deciding)))
        for name, own in question_rules(QUESTIONNAIRE, CODEBOOK, world.rules).items()
    }
    found = suppress(divided(memberships, said, world.minimum, OPEN), rules, **demands)
    schema = dict.fromkeys(KEYS, pl.String)
    hidden = pl.DataFrame([*found.withheld], schema=schema, orient="row").with_columns(hidden=True)
    counted = world.tables["estimates"]
    seen = renamed(counted).join(hidden, on=KEYS, how="left", maintain_order="left")
    seen = seen.with_columns(
        pl.when(pl.col("hidden").is_null()).then(pl.col(name))
        for name in ("count", "base", "share", "r", *COUNTED)
    )
    release = Release(seen, memberships, said, open_statuses=OPEN)
    assert [name for (_, name), one in audit([release], **demands).items() if one.determined] == []
    before = {called(old): old for name in KEYS[1:] for old in counted[name].unique()}
    return [
        {(wave, *(before[name] for name in key)) for wave, *key in keys}
        for keys in (found.primary, found.withheld)
    ]


@settings(max_examples=4)
@given(st.data())
def test_whatever_everything_is_called_the_same_is_withheld_for_its_own_sake_and_nothing_follows(
    data,
):
    world = data.draw(surveys(most=24))
    salt = data.draw(st.text("xyz", min_size=1, max_size=3))
    in_order = under_other_names(world, lambda name: f"{salt}{name}")
    assert in_order == [world.suppression.primary, world.suppression.withheld]
    # Of patterns that cost as much the order of names may decide.
    primary, _ = under_other_names(world, lambda n: sha256(f"{n}{salt}".encode()).hexdigest())
    assert primary == world.suppression.primary


def test_a_withheld_group_under_another_name_is_withheld_and_so_is_all_that_tells_why(world):
    row = against_the_rest(world, *of_withheld(world)) | {"left_out": "very high"}
    assert not follows(world, row)
    (seen,) = passed(world, row).to_dicts()
    assert {seen[name] for name in ("base", "effect", "p", "turning")} == {None}
    assert {seen[name] for name in ("left_out", "measure", "method", "highest")} == {""}
    assert (seen["groups"], seen["reason"]) == (row["groups"], "withheld: confidential")


def test_of_two_questions_or_of_several_options_of_which_more_than_one_may_be_chosen_none_leaves(
    world,
):
    (way,) = {"all"}
    for question, options, told in (
        ("law", ["yes", "no"], True),
        ("means", ["police", "courts"], False),
    ):
        row = compared(world, way, [["total"]], question, options, ["all"])
        assert (passed(world, row)["base"][0] is not None) == told
    both = compared(world, way, [["total"]], "law", ["yes"], ["all"]) | {"questions": "law means"}
    assert passed(world, both)["base"][0] is None


def test_a_number_of_a_group_that_there_is_not_stops_the_run(world):
    row = compared(world, "all", [["total"]], "law", ["yes"], ["all"])
    with pytest.raises(SurveyError, match="nobody can tell whom it is about"):
        passed(world, row | {"members": "very high"})


# --- leaks that somebody put there ----------------------------------------------------------


def audited(world, name, contract, *rows, scored=()):
    passing = world.passing.of_units(world.memberships, [])
    passing = replace(passing, scored=scored, everybody="state")
    written = Written(
        name, pl.DataFrame([*rows], infer_schema_length=None), disclosure_of(contract)
    )
    found, _ = audit_tables([written], world.release, passing)
    return {who for _, who in found.determined}


def test_a_comparison_with_a_withheld_group_in_it_is_a_leak_whatever_let_it_through(world):
    row = against_the_rest(world, *of_withheld(world))
    assert audited(world, "contrasts.csv", Contrasts, row) == {"a reader of contrasts.csv"}
    whole = compared(world, "all", [["total"]], "law", ["yes"], ["all"])
    assert audited(world, "contrasts.csv", Contrasts, whole) == set()


def test_a_finding_of_a_withheld_group_is_a_leak(world):
    way, group = of_withheld(world)
    row = {"id": "U", "question": "law", "options": "yes", "grouping": way, "groups": group}
    row |= {"base": 4, "count": 3, "share": 0.75, "low": 0.1, "high": 0.9, "relation": "inside"}
    assert audited(world, "findings.csv", Findings, row) == {"a reader of findings.csv"}
    seen = row | {"grouping": "all", "groups": "total"}
    assert audited(world, "findings.csv", Findings, seen) == set()


def means(world, **withheld):
    """Means of an index by group, some of them withheld."""
    sizes = world.memberships.filter("replied").group_by("grouping", "group").len("base")
    for by, group, base in sizes.sort("grouping", "group").iter_rows():
        shown = group not in withheld.get(by, ())
        yield {
            **dict(wave="", index="law", title="Law", grouping=by, group=group, reason=""),
            **dict(base=base if shown else None, effective=base if shown else None),
            "mean": 0.5 if shown else None,
        }


def test_a_mean_of_few_and_one_that_a_total_less_the_others_gives_are_leaks(world):
    told = {"a reader of index_groups.csv"}
    few = [row for row in means(world) if (row["base"] or 0) < 2 * world.minimum]
    assert few
    assert audited(world, "index_groups.csv", IndexGroups, *few) == told
    groups = {row["group"]: row["base"] for row in means(world) if row["grouping"] == "way1"}
    large = sorted(groups, key=groups.get)
    # Of three groups one alone is missing.
    rows = [r for r in means(world, way1=large[:1]) if r["grouping"] in ("all", "way1")]
    rows = [r | {"base": 99, "effective": 99} if r["mean"] else r for r in rows]
    assert audited(world, "index_groups.csv", IndexGroups, *rows) == told
    rows = [
        r | {"mean": None, "base": None, "effective": None} if r["group"] in large[:2] else r
        for r in rows
    ]
    assert audited(world, "index_groups.csv", IndexGroups, *rows) == set()


def told_of_means(world, divisions, shown):
    """Say what the audit finds where means of these groups, and of all, are shown."""
    units = sorted({unit for own in divisions.values() for unit in own})
    every = {("all", "total"): units} | divisions
    memberships = pl.DataFrame(
        [
            {"wave": "", "grouping": by, "group": group, "unit_id": unit, "replied": True}
            for (by, group), own in every.items()
            for unit in own
        ]
    ).with_columns(outside=False)
    release = replace(world.release, memberships=memberships)
    empty = dict.fromkeys(("base", "effective", "mean"))
    rows = [
        {"wave": "", "index": "law", "title": "", "grouping": by, "group": group, "reason": ""}
        | (dict(base=len(own), effective=len(own), mean=0.5) if (by, group) in shown else empty)
        for (by, group), own in every.items()
    ]
    written = Written(
        "index_groups.csv", pl.DataFrame(rows, infer_schema_length=None), disclosure_of(IndexGroups)
    )
    passing = replace(world.passing.of_units(memberships, []), everybody="state")
    found, _ = audit_tables([written], release, passing)
    return {who for _, who in found.determined}


def test_a_mean_of_few_that_follows_from_means_of_many_is_a_leak(world):
    few = 2 * world.minimum - 1
    ids, told = [f"u{n:03}" for n in range(100)], {"a reader of index_groups.csv"}
    whole = ("all", "total")
    # What is left of a total without the groups that are shown: two groups, or those in no group.
    large, small, smallest = ids[few:], ids[:4], ids[4:few]
    north = {("way", "north"): large, ("way", "south"): small, ("way", "isles"): smallest}
    assert told_of_means(world, north, {whole, ("way", "north")}) == told
    assert told_of_means(world, north, {("way", "north")}) == set()
    enough = {("way", "north"): ids[few + 1 :], ("way", "south"): small}
    enough |= {("way", "isles"): ids[4 : few + 1]}
    assert told_of_means(world, enough, {whole, ("way", "north")}) == set()
    # Of two ways of dividing: unions of groups of one without those of the other.
    one = {("one", "a"): ids[:20], ("one", "b"): ids[20:50], ("one", "c"): ids[50:]}
    other = {("other", "d"): ids[: 50 + few], ("other", "e"): ids[50 + few :]}
    assert told_of_means(world, one | other, {*one, *other, whole}) == told
    assert told_of_means(world, one | other, {*one, whole}) == set()
    other = {("other", "d"): ids[:75], ("other", "e"): ids[75:]}
    assert told_of_means(world, one | other, {*one, *other, whole}) == set()


def test_a_comparison_of_an_index_between_groups_without_a_mean_is_a_leak(world):
    row = compared(world, "way1", [["g1a"], ["g1b"]], "law", ["yes"], ["A", "B"])
    row |= {"questions": "", "options": "", "index": "law"}
    told = {"a reader of contrasts.csv"}
    assert audited(world, "contrasts.csv", Contrasts, row) == told
    (seen,) = passed(world, row).to_dicts()
    assert seen["effect"] is None


def test_a_statistic_of_fewer_than_the_minimum_is_a_leak(world):
    row = {"type": "A", "replicates": 200, "jaccard": 0.9, "base": 4, "reason": ""}
    told = {"a reader of stability.csv"}
    assert audited(world, "stability.csv", TypeStability, row) == told
    assert audited(world, "stability.csv", TypeStability, row | {"base": 5}) == set()


def test_the_audit_says_of_each_column_what_it_took_or_why_nothing_follows(world):
    row = against_the_rest(world, *of_withheld(world))
    written = Written("contrasts.csv", pl.DataFrame([row]), disclosure_of(Contrasts))
    columns = [name for names in written.taken.values() for name in names]
    assert sorted(columns) == sorted(row)
    assert (
        "effect"
        in written.taken["computed of counts that are published: the audit finds that they are"]
    )


def test_effects_leave_with_three_digits():
    table = pl.DataFrame(
        {
            **dict(wave="", index="law", title="", by="language", question="q", label="", groups=2),
            **dict(base=40, difference=0.191111111111, p=0.0005161127, p_adjusted=1.0),
            "decision": "differs",
        }
    )
    passing = Passing(5, None)
    seen, _ = passing.of(table, disclosure_of(IndexFunctioning))
    assert seen.select("difference", "p").row(0) == (0.191, 0.000516)


def test_of_each_withheld_group_the_rule_is_kept_for_those_who_may_see_all_answers(world):
    told = world.suppression.reasons()
    keys = told.select("wave", "grouping", "group", "question").iter_rows()
    assert {*keys} == world.suppression.withheld
    assert "" not in told["withheld_for"]
    few = told.filter(pl.col("base").is_between(1, world.minimum - 1))
    assert {*few["withheld_for"]} <= {FEW, ROUTING}
    # Only whole numbers of what is withheld leave.
    with pytest.raises(SurveyError, match="has no contract"):
        contract_of("withheld")


def test_of_each_kind_of_number_it_is_counted_how_many_are_shown_and_how_many_were_judged(world):
    passing = replace(world.passing.of_units(world.memberships, []), everybody="state")
    replied = world.memberships.filter("replied", grouping="all").height
    row = {"id": "U", "question": "", "options": "", "grouping": "all", "groups": "total"}
    row |= {
        "base": 99,
        "count": replied,
        "share": 0.5,
        "low": 0.1,
        "high": 0.9,
        "relation": "inside",
    }

    def counted(*rows):
        table = pl.DataFrame([*rows], infer_schema_length=None)
        written = Written("findings.csv", table, disclosure_of(Findings))
        return audit_tables([written], world.release, passing)[1]

    # How many replied the list of replies says; another count without a question nobody judged.
    assert counted(row)["findings"] == (1, 1)
    assert counted(row, row | {"count": replied - 1})["findings"] == (2, 1)
    assert counted(row)["nonresponse_estimates"] == counted(row)["contrasts"] == (0, 0)
