"""Groups that join others are published in their place, because they must be or by lot."""

from dataclasses import replace
from itertools import chain, combinations, pairwise, product
from math import comb

import polars as pl
import pytest

from disclosure.cells import Replies, divided
from disclosure.released_counts import as_release, released_counts
from disclosure.suppress import QuestionRules, suppress
from disclosure.suppression import Demands
from disclosure.suppression_audit import audit

LEAST = 5
JOINS = {"n and s": "ns", "all but e": "nsw"}
#: Units of each region, and how many of them said yes.
FEW = {"n": (3, 1), "s": (9, 4), "w": (8, 3), "e": (10, 6)}
ALIKE = FEW | {"n": (6, 6)}
PLAIN = FEW | {"n": (6, 3)}


def asked(sizes):
    units = [(f"{region}{n}", region) for region, (size, _) in sizes.items() for n in range(size)]
    groups = [(u, "all", "total") for u, _ in units] + [(u, "region", r) for u, r in units]
    groups += [(u, "region", name) for name, of in JOINS.items() for u, r in units if r in of]
    members = pl.DataFrame(groups, ["unit_id", "grouping", "group"], orient="row")
    members = members.with_columns(wave=pl.lit(""), replied=pl.lit(True))
    given = ["yes" if int(unit[1:]) < sizes[region][1] else "no" for unit, region in units]
    table = pl.DataFrame({"unit_id": [u for u, _ in units], "status": "valid", "given": given})
    return members, Replies({("", "law"): ["yes", "no"]}, lambda *_: table)


def chosen(sizes, rules=None, *, whole=True):
    members, replies = asked(sizes)
    cells = divided(members, replies, LEAST, ["refused"])
    rules = rules or QuestionRules(alike=0)
    return suppress(cells, {"law": rules}, minimum=LEAST, whole=whole), members, replies


def shown(found):
    """Regions, and joins that are in the place of some, of which counts are published."""
    counts = released_counts(found).filter(option="yes", grouping="region").drop_nulls("count")
    needless = {group for _, _, group, _ in found.needless}
    return {*counts["group"]} - needless


@pytest.mark.parametrize(
    ("sizes", "left"),
    [
        (PLAIN, {"n", "s", "w", "e"}),
        (FEW, {"n and s", "w", "e"}),
        (ALIKE, {"n and s", "w", "e"}),
        (FEW | {"s": (4, 1)}, {"all but e", "e"}),  # beside n too few others
        (PLAIN | {"w": (8, 8)}, {"all but e", "e"}),
        (PLAIN | {"e": (10, 10)}, set()),
    ],
)
def test_the_first_join_that_rules_allow_is_published_and_the_others_stay(sizes, left):
    found, members, replies = chosen(sizes)
    assert shown(found) == left
    release = as_release(released_counts(found), members, replies, "refused")
    assert not audit([release], minimum=LEAST)["", "law"].determined


def most_kept(sizes):
    """Return the most counts that any choice of whole groups and joins may publish, by all tables.

    Groups of few, or that agree, are not published; beside such a region others of `LEAST` units
    are withheld, too; and no withheld region's count is the same in all tables that agree.
    """
    regions = {**{name: name for name in sizes}, **JOINS}
    size, yes = ({n: sum(sizes[r][k] for r in of) for n, of in regions.items()} for k in (0, 1))
    fit = [name for name in regions if size[name] >= LEAST and yes[name] not in (0, size[name])]
    tables = (
        dict(zip(sizes, counts, strict=True))
        for counts in product(*(range(units + 1) for units, _ in sizes.values()))
    )
    tables = [table for table in tables if sum(table.values()) == sum(n for _, n in sizes.values())]
    best = 0
    for some in chain.from_iterable(combinations(fit, n) for n in range(len(fit) + 1)):
        hidden = {*sizes} - {*some}
        beside = [sum(size[r] for r in hidden - {one}) for one in hidden - {*fit}]
        twice = sum(len(regions[name]) for name in some) > len(
            {r for n in some for r in regions[n]}
        )
        if twice or any(units < LEAST for units in beside):
            continue
        agree = [t for t in tables if all(sum(t[r] for r in regions[n]) == yes[n] for n in some)]
        if all(len({table[region] for table in agree}) > 1 for region in hidden):
            best = max(best, 2 * len(some))
    return best


@pytest.mark.parametrize("whole", [False, True])
@pytest.mark.parametrize("sizes", [PLAIN, FEW, ALIKE, FEW | {"s": (4, 1)}, PLAIN | {"w": (8, 8)}])
def test_a_choice_keeps_as_many_counts_as_the_best_of_all_choices(sizes, whole):
    of_total = 2
    assert chosen(sizes, whole=whole)[0].kept == (most_kept(sizes) + of_total, 8 + of_total)


@pytest.mark.parametrize(
    ("part", "left"),
    [
        (0.05, set()),
        (0.15, {"all but e", "e"}),
        (0.39, {"n and s", "w", "e"}),
        (0.4, {"n", "s", "w", "e"}),
    ],
)
def test_a_lot_joins_as_if_answers_asked_for_it(part, left):
    rules = QuestionRules(alike=0, chances=[0.4, 0.2, 0.1])
    assert shown(chosen(PLAIN, rules.draw(part))[0]) == left
    joined = chosen(ALIKE, rules.draw(part))[0]
    assert shown(joined) == (left if part < 0.4 else {"n and s", "w", "e"})


@pytest.mark.parametrize("later", range(5))
def test_a_tier_is_withheld_whole_and_after_those_before_it(later):
    tiers = [[0, 1], [2, 3], [4]]
    demands = Demands(LEAST, whole=True, tiers=[tiers])
    withheld = {later}
    for _ in tiers + tiers:
        withheld |= {one for one, other in demands.linked if other in withheld}
    assert withheld == {*range({0: 2, 1: 2, 2: 4, 3: 4, 4: 5}[later])}
    assert withheld == demands.forced(frozenset([later]))


@pytest.mark.parametrize(("chances", "bound"), [((), 3.0), ((0.4,), 2.5), ((0.1,), 10.0)])
def test_with_lots_a_join_tells_less_of_a_group_that_agrees(chances, bound):
    """Of n and s 10 of 15 said yes: all tables, and how likely the lot shows the same groups."""
    rules = QuestionRules(alike=0, chances=chances)
    ends = [*pairwise([1.0, *chances, 0.0])]
    ways = {yes: comb(6, yes) * comb(9, 10 - yes) for yes in range(1, 7)}
    likely = {
        yes: sum(
            more - less
            for drawn, (more, less) in enumerate(ends)
            if shown(chosen(sizes, replace(rules, drawn=drawn))[0]) == {"n and s", "w", "e"}
        )
        for yes in ways
        for sizes in [FEW | {"n": (6, yes), "s": (9, 10 - yes)}]
    }
    before = ways[6] / sum(ways[yes] for yes in range(1, 6))
    after = likely[6] * ways[6] / sum(likely[yes] * ways[yes] for yes in range(1, 6))
    assert (after / before <= bound) is bool(chances)
