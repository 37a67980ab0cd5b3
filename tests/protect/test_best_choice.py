"""What the study keeps of its counts by region, against the best choice of whole groups and joins.

Of each question in which a group may not be published every set of regions and joined regions is
tried, the ones that keep most first, by the same conditions as the choice; what decides who is
asked others is left out, so that no choice keeps more.
"""

from itertools import chain, combinations

import pytest
from worlds import REPOSITORY

from cyberstudy.declare.opened import OpenSurvey
from cyberstudy.protect.suppressed import about_units, question_rules, suppressed_in
from disclosure.suppress import suppress
from disclosure.suppression import Demands, _Search

STATES = REPOSITORY / "results/states2012"
REGIONS = "merged_region"


@pytest.fixture(scope="module")
def survey():
    return OpenSurvey(REPOSITORY / "config/surveys/states2012", root=REPOSITORY)


@pytest.fixture(scope="module")
def units(not_run):
    if not (STATES / "describe").is_dir():
        not_run("no fresh run of states2012: make study", "states2012")
    paths = ("describe/memberships.parquet", "describe/estimates.parquet", "clean/answers.parquet")
    return about_units(*([str(STATES / path)] for path in paths))


def subsets(blocks):
    return chain.from_iterable(combinations(blocks, size) for size in range(len(blocks) + 1))


def blocks_of(one):
    """Return regions, and joined regions, of a question."""
    regions = [b for b, groups in enumerate(one.groups) if {by for by, _ in groups} == {REGIONS}]
    joins = [block for block in regions if one.parts_of(block, REGIONS)]
    return [block for block in regions if block not in joins], joins


def kept(one, withheld):
    """Return of how many regions and useful joins a question is published."""
    regions, joins = blocks_of(one)
    useful = [b for b in joins if not one.cover(b, one.parts_of(b, REGIONS) - withheld)]
    return len({*regions, *useful} - withheld)


def beside_enough(search, withheld, primary):
    tables, least = search.question, search.demands.minimum
    return all(
        total in withheld
        or not tables.base_of(block)
        or sum(tables.base_of(b) for b in blocks if b != block and b in withheld) >= least
        for blocks, total in search.demands.partitions
        for block in primary.intersection(blocks)
        if total is not None
    )


def best(one, primary, minimum):
    """Return what the best of all choices keeps of a question."""
    regions, joins = blocks_of(one)
    other = primary - {*regions, *joins}
    demands = Demands(minimum, partitions=one.partitions)
    search = _Search(one.question, demands)
    ways = [frozenset(blocks) | other for blocks in subsets([*regions, *joins])]
    ways = sorted((w for w in ways if primary <= w), key=lambda w: (-kept(one, w), len(w)))
    return next(
        (
            kept(one, withheld)
            for withheld in ways
            if beside_enough(search, withheld, primary) and search.failure(withheld) is None
        ),
        0,
    )


def test_the_choice_keeps_nearly_what_the_best_of_whole_groups_and_joins_keeps(survey, units):
    chosen = suppressed_in(*units, survey)
    rules = question_rules(survey.questionnaire, survey.codebook, survey.settings.disclosure)
    in_order = [one for one, _ in chosen.questions.values()]
    minimum = survey.settings.minimum_base
    plain = suppress(in_order, rules, minimum=minimum, whole=True).questions
    most = without_lots = with_lots = listed = 0
    for key, (one, pattern) in plain.items():
        regions, _ = blocks_of(one)
        primary = pattern.primary
        size, whole = len(one.options), len(regions)
        touched = {*primary} & {*regions}
        most += size * (best(one, primary, minimum) if touched else whole)
        without_lots += size * min(kept(one, pattern.withheld), whole)
        with_lots += size * min(kept(one, chosen.questions[key][1].withheld), whole)
        listed += size * whole
    print(f"of {listed}: best {most}, without lots {without_lots}, with lots {with_lots}")
    assert with_lots < without_lots <= most < listed
    assert without_lots > 0.98 * most and with_lots > 0.9 * most
