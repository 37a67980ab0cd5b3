"""What withheld groups answered changes nothing that leaves, whoever of them answered it.

Two surveys that differ only in answers inside withheld groups, and of which all published counts
are the same, must be the same for whoever sees the release. The test knows no table: a new one
fails here if it tells something of what is withheld.
"""

import io
from collections import Counter
from dataclasses import replace
from itertools import combinations, count, product
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from worlds.kingdoms import (
    ASKED,
    ITEMS,
    SETTINGS,
    declare,
    described,
    draw_kingdoms,
    leaves,
)

from surveyanswers.tables.problems import SurveyError

#: Statistics of all units together, however these are divided: file -> columns -> why an exchange
#: between two units may change them.
OF_ALL = {
    "tables/index_reliability.csv": dict.fromkeys(
        ("alpha", "alpha_low", "alpha_high", "correlation", "dimensions", "first_share"),
        "how items go together, of all States: an exchange of some items alone changes it",
    )
    | dict.fromkeys(("holds", "warning"), "follow from alpha"),
    "tables/contrasts.csv": {"caution": "follows from alpha of an index"},
}

#: Of means of an index all columns are published numbers but this one.
MEANS, EFFECTIVE = "tables/index_groups.csv", "effective"
ESTIMATES, COVERAGE = "tables/estimates.parquet", "tables/coverage.csv"


def read(name, content):
    """Read a table that leaves."""
    if name.endswith(".parquet"):
        return pl.read_parquet(io.BytesIO(content))
    return pl.read_csv(io.BytesIO(content), infer_schema=False)


def published_numbers(seen):
    """Counts and means, and of which groups there are none: what the two surveys must share."""
    return read(ESTIMATES, seen[ESTIMATES]), read(MEANS, seen[MEANS]).drop(EFFECTIVE)


def same_numbers(one, other):
    pairs = zip(published_numbers(one), published_numbers(other), strict=True)
    return all(table.equals(others) for table, others in pairs)


def withheld(seen):
    """Pairs of region and question of which no answers are published."""
    estimates = read(ESTIMATES, seen[ESTIMATES]).filter(grouping="region")
    return {*estimates.filter(pl.col("count").is_null()).select("group", "question").iter_rows()}


def exchanges(kingdoms, seen):
    """Return pairs of units and the questions of which they may exchange their answers.

    They are of different regions, and each question is withheld in both. A question that decides
    who is asked another goes with that one. Means of an index that are published stay as they are.
    """
    hidden, said = withheld(seen), kingdoms.said()
    means = read(MEANS, seen[MEANS]).filter(grouping="region")
    shown = {*means.filter(pl.col("base").is_not_null())["group"]}
    states = [unit for unit in said if "law" in said[unit]]
    for one, other in combinations(states, 2):
        regions = {one[:-2], other[:-2]}
        free = {q for q in ASKED if {(region, q) for region in regions} <= hidden}
        differ = {q for q in said[one] if said[one][q] != said[other][q]}
        if len(regions) == 1 or not differ & free:
            continue
        for size in range(len(ITEMS) + 1):
            for items in map(set, combinations(ITEMS, size)):
                part = items or {"law", "which"}
                if not part <= free or not part & differ or items - differ:
                    continue
                if not regions & shown or scored(said[one], part) == scored(said[other], part):
                    yield one, other, part


def scored(said, questions):
    """How many items have a score, and their sum."""
    scores = [ASKED[q][0][said[q][1]] for q in questions & {*ITEMS} if said[q][1]]
    return len(scores), sum(scores)


def exchanged(kingdoms, one, other, questions):
    said = kingdoms.said()
    for question in questions:
        said[one][question], said[other][question] = said[other][question], said[one][question]
    return kingdoms.saying(said)


def moves_of_conflicts(kingdoms):
    """Return the same survey with another unit whose two forms say different things."""
    twice = sorted({unit for unit, _ in kingdoms.conflicts})
    for (unit, question), other in product(sorted(kingdoms.conflicts), twice):
        if (other, question) not in kingdoms.conflicts:
            conflicts = (kingdoms.conflicts - {(unit, question)}) | {(other, question)}
            yield replace(kingdoms, conflicts=conflicts)


def moves_of_kinds(kingdoms, seen):
    """Return the same survey with a firm of another kind, both kinds of so few that none counts."""
    few = {*read(COVERAGE, seen[COVERAGE]).filter(pl.col("count").is_null())["group"]}
    said = kingdoms.said()
    kinds = {unit: answers["kind"][1] for unit, answers in said.items() if "kind" in answers}
    sizes = Counter(kinds.values())
    for (unit, old), new in product(kinds.items(), sorted(few)):
        if old in few - {new} and sizes[old] > 1 and sizes[new] < SETTINGS["minimum_base"] - 1:
            yield kingdoms.saying(said | {unit: {"kind": ("valid", new)}})


def told(one, other):
    """Return what differs between two surveys' releases: file -> columns, or None for a text."""
    found = {name: None for name in one.keys() ^ other.keys()}
    for name in one.keys() & other.keys():
        if one[name] == other[name]:
            continue
        if not name.endswith((".csv", ".parquet")):
            found[name] = None
            continue
        tables = read(name, one[name]), read(name, other[name])
        if tables[0].shape != tables[1].shape:
            found[name] = None
            continue
        columns = {c for c in tables[0].columns if not tables[0][c].equals(tables[1][c])}
        if left := columns - OF_ALL.get(name, {}).keys():
            found[name] = sorted(left)
    return found


@pytest.fixture(scope="module")
def protect(tmp_path_factory):
    """Protect a survey: return what leaves; None where the run stops since something follows."""
    root = tmp_path_factory.mktemp("kingdoms")
    declared, numbers = {}, count()

    def leaving(kingdoms):
        regions = tuple(kingdoms.regions)
        if regions not in declared:
            declared[regions] = declare(root / str(len(regions)), [*regions])
        try:
            return leaves(kingdoms, declared[regions], root / f"run{next(numbers)}")
        except SurveyError as stopped:
            assert "nothing is published" in str(stopped)
            return None

    return leaving


@st.composite
def surveys(draw):
    drawn = draw_kingdoms(
        np.random.default_rng(draw(st.integers(0, 2**32 - 1))),
        regions=draw(st.integers(2, 4)),
        agree=draw(st.sampled_from([0.75, 0.85])),
        silent=draw(st.sampled_from([0.0, 0.1])),
    )
    answers = drawn.answers.filter(pl.col("status") == "valid", pl.col("question").is_in(ITEMS))
    # Without two answers to each item nothing tells how items of an index go together.
    assume(answers.group_by("question").agg(pl.col("value").n_unique())["value"].min() > 1)
    return drawn


def test_who_of_withheld_groups_said_what_changes_nothing_that_leaves(protect):
    compared, differing = [], {}

    @settings(max_examples=4)
    @given(surveys(), st.randoms(use_true_random=False))
    def whoever_said_it(kingdoms, chance):
        seen = protect(kingdoms)
        assume(seen)
        moves = [exchanged(kingdoms, *move) for move in exchanges(kingdoms, seen)]
        moves = chance.sample(moves, min(4, len(moves)))
        for others in (moves_of_conflicts(kingdoms), moves_of_kinds(kingdoms, seen)):
            moves += chance.sample(listed := [*others], min(1, len(listed)))
        for other in moves:
            now = protect(other)
            if now and same_numbers(seen, now):
                compared.append(other)
                differing.update(told(seen, now))

    whoever_said_it()
    assert not differing
    assert len(compared) > 4


def test_tables_that_nobody_protected_tell_who_said_what(protect, tmp_path):
    """Else the test above compares what does not differ."""
    kingdoms = draw_kingdoms(np.random.default_rng(5), regions=3, agree=0.75, silent=0.1)
    seen, declared = protect(kingdoms), declare(tmp_path, kingdoms.regions)
    move = next(exchanges(kingdoms, seen))
    tables = []
    for number, each in enumerate((kingdoms, exchanged(kingdoms, *move))):
        folder = tmp_path / str(number)
        folder.mkdir()
        files = described(each, declared, folder)
        tables.append({f"tables/{Path(f).name}": Path(f).read_bytes() for f in files.values()})
    differ = told(*tables)
    assert "count" in differ[ESTIMATES]
    assert "tables/contrasts.csv" in differ
