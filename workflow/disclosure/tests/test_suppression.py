"""What is withheld, compared with every pattern and every table that there could be."""

from collections import Counter
from dataclasses import replace
from itertools import chain, combinations, product

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from disclosure.frequency_tables import LinkedTables, known_counts
from disclosure.suppression import (
    Demands,
    choose,
    insiders,
    learnt_by,
    primary_blocks,
)


def asked(chosen, *, sizes=None, blocks, several=False, said=(), hidden=()):
    """One question with an answer of everybody, unless `sizes` says that more replied."""
    chosen = np.array(chosen)
    base = chosen.sum(axis=0)
    sizes = base if sizes is None else np.array(sizes)
    return LinkedTables(
        sizes=sizes,
        chosen=chosen,
        base=base,
        open=sizes - base,
        several=several,
        blocks=blocks,
        hidden=hidden,
        known_base=frozenset(range(len(blocks))),
        said=Counter(said),
    )


#: Four cells, two ways of dividing them in two, and all of them.
SQUARE = [(0, 1), (2, 3), (0, 2), (1, 3), (0, 1, 2, 3)]
TWO_WAYS = (([0, 1], 4), ([2, 3], 4))


def ranges(question, withheld, counts):
    """The least and the most of each count."""
    solver, found = question.model.solver(withheld), {}
    for count in counts:
        row = question.model.objective(count)
        found[count] = tuple(int(row @ solver.least(sign * row)) for sign in (1, -1))
    return found


def every_table(question, withheld):
    """All tables of counts that agree with what is published."""
    options = question.chosen.shape[0]
    columns = []
    for size in question.sizes:
        counts = product(range(int(size) + 1), repeat=options)
        columns.append([counted for counted in counts if sum(counted) <= size])
    tables = np.array(list(product(*columns))).transpose(0, 2, 1)  # table, option, cell
    agree = np.ones(len(tables), dtype=bool)
    for block, cells in enumerate(question.blocks):
        own = tables[:, :, list(cells)].sum(axis=2)
        agree &= own.sum(axis=1) == question.base_of(block)
        if block not in withheld:
            agree &= (own == question.counts_of(block)).all(axis=1)
    return tables[agree]


squares = st.lists(st.lists(st.integers(0, 2), min_size=4, max_size=4), min_size=2, max_size=2).map(
    lambda chosen: asked(chosen, blocks=SQUARE)
)
patterns = st.sets(st.integers(0, 4)).map(frozenset)


@settings(max_examples=25, deadline=None)
@given(squares, patterns)
def test_ranges_are_those_of_all_tables_that_agree_with_what_is_published(question, withheld):
    counts = [(block, option) for block in range(5) for option in range(2)]
    tables = every_table(question, withheld)
    for (block, option), found in ranges(question, withheld, counts).items():
        seen = tables[:, option, list(SQUARE[block])].sum(axis=1)
        assert found == (seen.min(), seen.max())


@settings(max_examples=25, deadline=None)
@given(squares, patterns)
def test_a_count_is_known_where_all_tables_agree_on_it(question, withheld):
    counts = [(block, option) for block in range(5) for option in range(2)]
    told = ranges(question, withheld, counts)
    known = known_counts(question, withheld, counts, width=1)
    assert known == [count for count in counts if told[count][0] == told[count][1]]


def costs(question, withheld):
    return sum(question.base_of(block) + 0.001 for block in withheld)


def passes(question, withheld, demands):
    """By the rules as they are written down, with every table at hand."""
    for blocks, total in demands.partitions:
        for block in withheld & {*blocks} if total not in withheld else ():
            others = [b for b in blocks if b in withheld and b != block]
            if question.base_of(block) and sum(map(question.base_of, others)) < demands.minimum:
                return False
    tables = every_table(question, withheld)
    seen = [tables[:, :, list(question.blocks[block])].sum(axis=2) for block in withheld]
    return all((counts[:, counts.any(axis=0)].std(axis=0) > 0).all() for counts in seen)


@settings(max_examples=10, deadline=None)
@given(squares)
def test_no_cheaper_pattern_would_do(question):
    demands = Demands(minimum=2, partitions=TWO_WAYS, coalition=0)
    everything = frozenset(range(5))
    # What all options together or the total alone tell no pattern can hide.
    assume(passes(question, everything, demands) and passes(question, everything - {4}, demands))
    primary = primary_blocks(question, minimum=2)
    pattern = choose(question, primary, demands)
    assert passes(question, pattern.withheld, demands)
    subsets = chain.from_iterable(combinations(range(5), size) for size in range(6))
    good = [s for each in subsets if primary <= (s := frozenset(each))]
    best = min(costs(question, s) for s in good if passes(question, s, demands))
    assert costs(question, pattern.withheld) == pytest.approx(best)


def test_nothing_is_withheld_where_nothing_needs_it():
    question = asked([[9, 8, 7, 6], [5, 6, 7, 8]], blocks=SQUARE)
    assert primary_blocks(question, minimum=5) == frozenset()
    assert choose(question, frozenset(), Demands(5, partitions=TWO_WAYS)).withheld == frozenset()


def test_a_group_that_a_total_less_the_others_gives_takes_another_with_it():
    question = asked([[1, 9, 9], [1, 9, 5]], blocks=[(0,), (1,), (2,), (0, 1, 2)])
    primary = primary_blocks(question, minimum=5)
    assert primary == {0}
    pattern = choose(question, primary, Demands(5, partitions=(([0, 1, 2], 3),)))
    assert pattern.withheld == {0, 2}  # the smaller of the two others


@pytest.mark.parametrize("base", range(7))
def test_a_group_of_any_base_from_one_to_under_the_minimum_is_primary(base):
    question = asked([[base, 9], [0, 9]], blocks=[(0,), (1,)])
    assert primary_blocks(question, minimum=5) == ({0} if base in (1, 2, 3, 4) else set())


@pytest.mark.parametrize(("alike", "primary"), [(None, set()), (0, {0}), (1, {0, 1})])
def test_unanimous_groups_and_dissenters_are_primary_where_the_profile_asks(alike, primary):
    question = asked([[8, 7, 4], [0, 1, 4]], blocks=[(0,), (1,), (2,)])
    assert primary_blocks(question, minimum=5, alike=alike) == primary


def test_a_unit_alone_in_two_ways_of_dividing_is_not_told_by_their_margins():
    # Cells: Africa x low, Africa x high, Europe x low, Europe x high. All but one of the low ones
    # say no, so that the yeses of Africa leave one for its unit of high development.
    chosen = [[3, 1, 0, 3], [2, 0, 4, 2]]
    blocks = SQUARE
    seen = asked(chosen, blocks=blocks)
    open_ = [(b, o) for b in range(5) for o in range(2)]
    alone = asked(chosen, blocks=blocks, hidden=[(1,)])
    demands = Demands(5, partitions=TWO_WAYS, coalition=0)
    pattern = choose(alone, frozenset(), demands)
    left = known_counts(alone, pattern.withheld, [(5, 0)], width=1)
    assert left == []
    assert len(known_counts(seen, frozenset(), open_, width=1)) == len(open_)


def test_a_respondent_who_would_learn_the_other_of_two_does_not():
    # Two groups of two and more; who said yes in the first knows that the other one did not.
    said = [(0, (0,)), (0, (1,)), (1, (0,)), (1, (1,)), (2, (0,)), (2, (1,))]
    question = asked([[1, 2, 9], [1, 1, 8]], blocks=[(0,), (1,), (2,), (0, 1, 2)], said=said)
    demands = Demands(3, partitions=(([0, 1, 2], 3),))
    pattern = choose(question, primary_blocks(question, minimum=3), demands)
    for known in insiders(question, pattern.withheld, 1):
        assert learnt_by(question, pattern.withheld, known, set(), []) == []


def test_a_group_may_be_asked_to_be_wide_open():
    question = asked([[1, 2, 9], [1, 2, 8]], blocks=[(0,), (1,), (2,), (0, 1, 2)])
    primary = primary_blocks(question, minimum=3)
    partitions = (([0, 1, 2], 3),)
    narrow = choose(question, primary, Demands(3, width=1, partitions=partitions))
    wide = choose(question, primary, Demands(3, width=2, partitions=partitions))
    for pattern, width in ((narrow, 1), (wide, 2)):
        found = ranges(question, pattern.withheld, [(0, 0), (0, 1)])
        assert all(high - low >= width for low, high in found.values())


def ticked(chosen, sizes, **more):
    """A question with several answers that everybody answered."""
    question = asked(chosen, sizes=sizes, several=True, **more)
    base = np.array(sizes)
    return replace(question, base=base, open=base - base)


def test_who_did_not_choose_an_option_knows_that_fewer_than_all_did():
    said = [(0, (0,)), (0, (1,)), (0, (1,)), (1, (0,)), (1, (0, 1))]
    question = ticked([[1, 2], [2, 1]], [3, 2], blocks=[(0,), (1,), (0, 1)], said=said)
    withheld, row = frozenset({0, 1}), question.model.objective((0, 1))
    assert ranges(question, withheld, [(0, 1)]) == {(0, 1): (1, 3)}
    known = {}
    for own in ((0, (0,)), (0, (1,))):
        assert (own,) in insiders(question, withheld, 1)
        solver = question.model.solver(withheld, (own,))
        known[own] = tuple(int(row @ solver.least(sign * row)) for sign in (1, -1))
    assert known == {(0, (0,)): (1, 2), (0, (1,)): (1, 3)}


def test_who_chose_two_options_knows_that_each_of_the_others_chose_one():
    question = ticked([[2], [1]], [2], blocks=[(0,)], said=[(0, (0,)), (0, (0, 1))])
    solver = question.model.solver(frozenset({0}), ((0, (0, 1)),))
    options = question.model.objective((0, 0)) + question.model.objective((0, 1))
    assert options @ solver.least(options) == 3


def test_two_who_said_the_same_are_two():
    question = asked(
        [[3, 3], [1, 2]], blocks=[(0,), (1,), (0, 1)], said=[(0, (0,)), (0, (0,)), (0, (1,))]
    )
    both = {*insiders(question, frozenset({0, 1}), 2)}
    assert both == {((0, (0,)), (0, (0,))), ((0, (0,)), (0, (1,)))}
