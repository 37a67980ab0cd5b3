"""Class by item of a confidential survey, attacked by those who know who is in which class."""

from functools import partial
from types import SimpleNamespace

import numpy as np
import polars as pl
import pytest
from worlds.attacks import Question, Units, chosen, few_of_two_groups, true_sum
from worlds.confidential import CODEBOOK, QUESTIONNAIRE, Invented, invent

from cyberstudy.declare.plan.clusterings import MadeOf
from cyberstudy.protect.audited import Written, audit_tables
from cyberstudy.protect.class_tables import ClassTables, choose_classes, class_tables
from cyberstudy.protect.release_filter import WITHHELD_HERE
from cyberstudy.protect.suppressed import question_rules
from cyberstudy.tables.typologies import TypeProfiles
from disclosure.suppression_audit import audit
from surveyanswers.instrument.settings import Disclosure
from surveyanswers.tables.disclosure import disclosure_of

LAW = [Question("law", ("yes", "no", "draft"))]
OPEN = Disclosure()


def a_world(seed=1, **asked):
    kinds = {"listed": 60, "groups": [3], "outside": 0.0, "agree": 0.5, "silent": 0.1}
    return invent(np.random.default_rng(seed), **(kinds | asked), complementary="all")


def classed(folder, world, classes=None, *, rules=OPEN, merge=None):
    """Put units in classes by what they chose, and return the survey, its release and the file."""
    law = chosen(world.said)
    units = sorted(unit for unit, question in law if question == "law" and unit.startswith("s"))
    by_answer = ["A" if "yes" in law[unit, "law"] else "B" for unit in units]
    moved = np.random.default_rng(0).random(len(units)) < 0.2
    drawn = np.where(moved, ["BA"["AB".index(one)] for one in by_answer], by_answer)
    members = pl.DataFrame(
        {"unit_id": units, "type": drawn if classes is None else classes, "probability": 1.0}
    )
    path = folder / "laws" / "members.parquet"
    path.parent.mkdir(exist_ok=True)
    members.write_parquet(path)
    made_of = MadeOf(
        of="state", items={"main": ["law", "which"]}, minimum_answered=0.5, merge=merge or {}
    )
    survey = SimpleNamespace(
        clusterings={"laws": made_of},
        settings=SimpleNamespace(minimum_base=world.minimum, disclosure=rules),
        questionnaire=QUESTIONNAIRE,
        codebook=CODEBOOK,
    )
    return survey, world.release, path


def ruled(survey, release, path):
    rules = question_rules(survey.questionnaire, survey.codebook, survey.settings.disclosure)
    return class_tables([path], release, survey, rules)


def left_after_audit(survey, release, path, *before):
    return choose_classes(
        ruled(survey, release, path), [*before, release], partial(audit, minimum=5)
    )


def every_table(members, world):
    """Count, without any rule, what each class chose."""
    law = chosen(world.said)
    for (group,), units in members.group_by("type"):
        given = [law[unit, "law"] for unit in units["unit_id"] if (unit, "law") in law]
        for option in LAW[0].options:
            yield {
                **dict(wave="", grouping="laws", group=group, question="law", option=option),
                **dict(base=len(given), count=sum(option in one for one in given)),
            }


def learnt(world, classes, members):
    """Return what few units chose, that an outsider or one of them learns from two groupings."""
    rows = pl.DataFrame([*classes]).with_columns(pl.col("base", "count").cast(pl.UInt32))
    tables = {"estimates": pl.concat([world.seen["estimates"], rows], how="diagonal_relaxed")}
    of_class = members.select(
        pl.lit("").alias("wave"), "unit_id", pl.lit("laws").alias("grouping"), group="type"
    ).with_columns(replied=pl.lit(value=True))
    divided = pl.concat([world.memberships, of_class], how="diagonal_relaxed")
    all_of_it = SimpleNamespace(memberships=divided, said=world.said, minimum=world.minimum)
    targets = few_of_two_groups(all_of_it, LAW)
    units, true = Units(tables, divided, LAW), chosen(world.said)
    found = {name for name, number in units.determined(targets).items() if number}
    for name, keys in targets.items():
        inside = [unit for unit, *_ in keys if (unit, "law") in true]
        for own in inside if len(inside) > 1 else ():
            known = {(own, "law", o): int(o in true[own, "law"]) for o in LAW[0].options}
            others = true_sum(true, keys) - sum(known.get(key, 0) for key in keys)
            if others and name in units.determined(
                {name: keys}, known | {(own, "law", "(base)"): 1}
            ):
                found.add(name)
    return found


def test_class_by_region_gives_no_answer_of_a_few_where_all_class_tables_gave_some(tmp_path):
    before, after, left = 0, 0, 0
    small = {"listed": 36, "groups": [4], "agree": 0.7}
    for seed in range(16):
        world = a_world(seed // 2, **(small if seed % 2 else {}))
        survey, release, path = classed(tmp_path, world)
        members = pl.read_parquet(path)
        before += bool(learnt(world, every_table(members, world), members))
        tables, _ = left_after_audit(survey, release, path)
        if tables.items:
            left += 1
            after += bool(learnt(world, tables.counts.drop("category").to_dicts(), members))
    assert before > 3
    assert (after, left > 0) == (0, True)


def test_a_class_that_agrees_hides_all_classes_where_the_question_asks_for_unanimity(tmp_path):
    world = a_world()
    law = chosen(world.said)
    units = sorted(unit for unit, question in law if question == "law" and unit.startswith("s"))
    alike = ["A" if "yes" in law[unit, "law"] else "B" for unit in units]
    for rules, items in ((OPEN, ["law"]), (Disclosure(unanimity=["perception"]), [])):
        assert ruled(*classed(tmp_path, world, alike, rules=rules)).items == items


def test_merged_options_that_all_of_a_class_chose_are_unanimous(tmp_path):
    world = a_world()
    law = chosen(world.said)
    units = sorted(unit for unit, question in law if question == "law" and unit.startswith("s"))
    said_no = ["B" if "yes" in law[unit, "law"] else "A" for unit in units]
    rules = Disclosure(unanimity=["perception"])
    merge = {"not_yet": ["no", "draft"]}
    assert {*said_no} == {"A", "B"}
    assert ruled(*classed(tmp_path, world, said_no, merge=merge)).items == ["law"]
    assert ruled(*classed(tmp_path, world, said_no, rules=rules, merge=merge)).items == []


def test_a_small_class_is_not_all_units_less_the_other_class(tmp_path):
    world = a_world()
    law = chosen(world.said)
    count = len([1 for unit, question in law if question == "law" and unit.startswith("s")])
    assert count > 20
    for few, items in ((3, []), (5, ["law"])):
        classes = ["B"] * few + ["A"] * (count - few)
        assert ruled(*classed(tmp_path, world, classes)).items == items


def test_of_an_item_that_not_all_were_asked_or_that_regions_do_not_show_nothing_leaves(tmp_path):
    survey, release, path = classed(tmp_path, a_world())
    assert ruled(survey, release, path).items == ["law"]
    withheld = pl.when(group="g0a").then(None).otherwise("count").alias("count")
    release = SimpleNamespace(
        estimates=release.estimates.with_columns(withheld),
        memberships=release.memberships,
        replies=release.replies,
    )
    assert ruled(survey, release, path).items == []


def test_classes_leave_again_only_if_no_answer_to_an_item_changed(tmp_path):
    world = a_world()
    survey, release, path = classed(tmp_path, world)
    assert left_after_audit(survey, release, path, release)[0].items == ["law"]
    unit = world.answers.filter(question="law", status="valid")["unit_id"][0]
    other = world.answers.filter(~pl.col("unit_id").eq(unit) | ~pl.col("question").eq("law"))
    before = Invented(world.frame, world.units, other, world.minimum, world.rules).release
    left, counts = left_after_audit(survey, release, path, before)
    assert left.items == []
    assert (counts["items"], counts["released"]) == (1, 0)


PROFILES = pl.DataFrame(
    {
        "type": ["A", "A", "B", "B"],
        "item": "law",
        "option": ["yes", "not_yet"] * 2,
        **dict(probability=0.123456789, low=0.1, high=0.9, base=40, reason=""),
    }
)


def test_a_profile_holds_shares_of_counts_or_nothing(tmp_path):
    world = a_world()
    merge = {"not_yet": ["no", "draft"]}
    tables = ruled(*classed(tmp_path, world, merge=merge))
    seen = tables.profiles(PROFILES, "laws")
    assert seen.columns == PROFILES.columns
    rows = every_table(pl.read_parquet(tmp_path / "laws" / "members.parquet"), world)
    counts = {(row["group"], row["option"]): (row["count"], row["base"]) for row in rows}
    for row in seen.iter_rows(named=True):
        options = merge.get(row["option"], [row["option"]])
        count = sum(counts[row["type"], option][0] for option in options)
        base = counts[row["type"], "yes"][1]
        assert (row["probability"], row["base"]) == (count / base, base)
    hidden = tables.without(["law"]).profiles(PROFILES, "laws")
    assert hidden.select("probability", "base").null_count().row(0) == (4, 4)
    assert {*hidden["reason"]} == {WITHHELD_HERE}


@pytest.mark.parametrize("name", ["probability", "base", "low"])
def test_a_number_of_a_class_that_was_not_audited_stops_the_release(tmp_path, name):
    world = a_world()
    tables = ruled(*classed(tmp_path, world, merge={"not_yet": ["no", "draft"]}))
    seen = tables.profiles(PROFILES, "laws").with_columns(
        pl.lit(None, pl.Float64).alias(end) for end in ("low", "high")
    )
    altered = seen.with_columns(pl.lit(0.5 if name != "base" else 9).alias(name))
    for table, classes, told in (
        (seen, tables, False),
        (altered, tables, name != "low"),
        (seen, ClassTables(), True),
        (altered, ClassTables(), True),
    ):
        written = Written("laws/profiles.csv", table, disclosure_of(TypeProfiles))
        findings, _ = audit_tables([written], world.release, world.passing, classes)
        assert bool(findings.determined) == told
