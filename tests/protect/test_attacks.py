"""What leaves of a confidential survey, attacked: each attack succeeds on what left before."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from worlds.attacks import (
    Question,
    Units,
    chosen,
    few_of_two_groups,
    subtraction,
    true_sum,
    withheld_targets,
)
from worlds.confidential import Invented, invent, surveys

from surveyanswers.instrument.settings import Disclosure

WHOLE = ("all", "respondents")
FORM = (
    Question("law", ("yes", "no", "draft")),
    Question("means", ("police", "courts"), several=True),
    Question("which", ("old", "new"), asked_if=("law", "yes")),
)
NUMBERS = ("count", "r", "refused", "dont_know", "no_answer")
MANY = settings(max_examples=5)
FEW = settings(max_examples=3)


def some_survey(seed=6, **asked):
    """One that gave much away before."""
    kinds = {"listed": 24, "groups": [4, 3], "outside": 0.0, "agree": 0.8, "silent": 0.1}
    return invent(np.random.default_rng(seed), **(kinds | asked))


# --- an outsider ----------------------------------------------------------------------------


def test_a_total_less_the_other_groups_gave_the_one_that_was_withheld():
    world = some_survey()
    true = {
        (row["grouping"], row["group"], row["question"], row["option"]): row
        for row in world.tables["estimates"].iter_rows(named=True)
    }
    found = subtraction(world.seen_before["estimates"], world.memberships, "all", NUMBERS)
    assert {column for column, *_ in found} == {*NUMBERS}
    assert all(true[tuple(key)][column] == value for (column, *key), value in found.items())


@FEW
@given(surveys(most=120))
def test_a_total_less_the_other_groups_gives_no_one(world):
    assert not subtraction(world.seen["estimates"], world.memberships, "all")


def test_where_one_unit_alone_answered_another_group_hides_its_answer():
    # Without unanimity, which would catch a group of one by itself.
    ones = set()
    for seed in range(12):
        world = some_survey(seed, listed=30, groups=[5], silent=0.3)
        world = replace(world, rules=Disclosure())
        counted = world.tables["estimates"].filter(grouping="way0", base=1)
        ones |= {(seed, group) for group in counted["group"]}
        assert not subtraction(world.seen["estimates"], world.memberships, "all")
    assert ones


def learnt_by_outsiders(world, tables, *, bases=None):
    """Answers that all published numbers together give, but no total by itself."""
    hidden = withheld_targets(world, FORM, tables["estimates"])
    targets = hidden | few_of_two_groups(world, FORM)
    units = Units(tables, world.memberships, FORM, bases=bases)
    found = units.determined(targets)
    true = chosen(world.said)
    assert all(number == true_sum(true, targets[name]) for name, number in found.items())
    some = {name: targets[name] for name, number in found.items() if number}
    alone = Units(tables, world.memberships, FORM, bases=bases, only=WHOLE).determined(some)
    return {*some} - {*alone} - {*said_by_all(world, tables["estimates"], some)}


def said_by_all(world, estimates, targets):
    """Targets of which a published group says that all its units chose so."""
    unanimous = estimates.filter(estimates["count"] == estimates["base"], estimates["base"] > 0)
    groups = {
        group: set(members)
        for *group, members in world.memberships.filter("replied")
        .group_by("grouping", "group")
        .agg("unit_id")
        .iter_rows()
        for group in [tuple(group)]
    }
    for name, keys in targets.items():
        question, option = name[-2:]
        same = unanimous.filter(question=question, option=option).select("grouping", "group")
        if any({unit for unit, *_ in keys} <= groups[group] for group in same.iter_rows()):
            yield name


def test_all_numbers_together_gave_withheld_answers():
    world = some_survey()
    assert learnt_by_outsiders(world, world.seen_before)


def bases_known(world):
    """Bases of all groups but those whose base would tell who chose the deciding option."""
    estimates, inherited = world.tables["estimates"], world.suppression.inherited
    keys = estimates.select("wave", "grouping", "group", "question").iter_rows()
    return estimates.filter([key not in inherited for key in keys])


@MANY
@given(surveys(most=36), st.booleans())
def test_all_numbers_together_give_no_withheld_answer(world, knows_bases):
    bases = bases_known(world) if knows_bases else None
    assert not learnt_by_outsiders(world, world.seen, bases=bases)


def test_how_many_were_not_asked_told_what_a_withheld_total_chose():
    # All chose the option that opens the next question, which is nobody's business.
    world = some_survey(agree=1.0, silent=0.0, others=0)
    assert ("", "all", "total", "law") in world.suppression.primary
    told = withheld_targets(world, FORM, world.seen["estimates"])
    told = {name: keys for name, keys in told.items() if name[2] == "law"}
    silences = world.seen | {"nonresponse": world.tables["nonresponse"]}
    assert Units(silences, world.memberships, FORM).determined(told)
    assert not Units(world.seen, world.memberships, FORM).determined(told)


@pytest.mark.parametrize("agree", [0.0, 1.0])
def test_no_row_of_a_status_tells_by_being_there_what_few_chose(agree):
    world = some_survey(agree=agree, silent=0.0, others=3)
    table = world.tables["nonresponse"].filter(group="firm", question="which")
    assert table["status"].to_list() == (["valid"] if agree else ["not_asked"])
    assert "firm" not in world.seen["nonresponse"]["group"]


def test_what_few_units_two_groups_have_in_common_is_hidden_one_unit_or_more():
    world = some_survey(listed=40)
    found = set()
    for one in world.cells:
        of = [{*cells} for cells in one.question.blocks]
        for first, second in combinations(of, 2):
            common = tuple(sorted(first & second))
            base = int(one.question.base[list(common)].sum())
            if 0 < base < world.minimum and common not in one.question.blocks:
                assert common in one.question.hidden
                found.add(base)
    assert found == {1, 2, 3, 4}


# --- a respondent ---------------------------------------------------------------------------


def learnt_by_respondents(world, tables, size=1):
    """Answers of others that so many respondents of a group learn together, who outsiders do not.

    Those who are in the same groups and said the same are tried once.
    """
    true, units = chosen(world.said), Units(tables, world.memberships, FORM)
    targets = withheld_targets(world, FORM, tables["estimates"])
    targets |= few_of_two_groups(world, FORM)
    spared = {*units.determined(targets), *said_by_all(world, tables["estimates"], targets)}
    found, tried = set(), set()
    for name, keys in targets.items():
        question = next(q for q in FORM if q.name == name[-2])
        inside = [unit for unit, *_ in keys if (unit, question.name) in true]
        for own in (
            _alike_once(inside, size, units, true, question, tried) if len(inside) > size else ()
        ):
            known = {
                (unit, question.name, option): int(option in true[unit, question.name])
                for unit in own
                for option in question.options
            } | {(unit, question.name, "(base)"): 1 for unit in own}
            more = {
                other: them
                for other, them in targets.items()
                if other not in spared
                and other[-2] == question.name
                and {*own} <= {unit for unit, *_ in them}
                and true_sum(true, them) > sum(known.get(key, 0) for key in them)
            }
            found |= {*units.determined(more, known)}
    return found


def _alike_once(inside, size, units, true, question, tried):
    for own in combinations(inside, size):
        alike = tuple(
            sorted(
                (
                    tuple(sorted(g for g, m in units.groups.items() if unit in m)),
                    tuple(sorted(true[unit, question.name])),
                )
                for unit in own
            )
        )
        if (question.name, alike) not in tried:
            tried.add((question.name, alike))
            yield own


def test_a_respondent_learnt_what_the_others_of_its_group_said():
    world = some_survey()
    assert learnt_by_respondents(world, world.seen_before)


@FEW
@given(surveys(most=32))
def test_a_respondent_learns_nothing_of_the_others(world):
    assert not learnt_by_respondents(world, world.seen)


def pooled(world, coalition):
    rules = Disclosure(unanimity=["perception"], coalition=coalition)
    return Invented(world.frame, world.units, world.answers, world.minimum, rules)


def test_two_respondents_learn_of_the_third_unless_the_profile_says_that_they_pool():
    # Found by trying: what two learn of others where one of them learns nothing.
    world = next(
        w
        for seed in range(40)
        for w in [some_survey(seed, listed=24, groups=[3], silent=0.0, agree=0.6)]
        if learnt_by_respondents(w, w.seen, size=2)
    )
    assert not learnt_by_respondents(world, pooled(world, 2).seen, size=2)


@FEW
@given(surveys(most=26))
def test_two_respondents_learn_nothing_where_the_profile_says_that_they_pool(world):
    assume(len(world.ways) < 3)
    assert not learnt_by_respondents(world, pooled(world, 2).seen, size=2)


# --- those who all say the same -------------------------------------------------------------


@pytest.mark.parametrize(("rule", "but"), [("unanimity", 0), ("all_but_one", 1)])
def test_no_group_is_shown_that_says_the_same_to_a_question_of_its_own(rule, but):
    world = some_survey(agree=0.95, silent=0.0)
    asked = Disclosure(**{rule: ["perception"]})
    world = Invented(world.frame, world.units, world.answers, world.minimum, asked)

    def alike(estimates):
        groups = estimates.filter(estimates["base"] > 0, estimates["count"].is_not_null())
        return groups.filter(groups["count"] + but >= groups["base"])

    assert alike(world.seen_before["estimates"]).height
    assert alike(world.seen["estimates"]).is_empty()
