"""Forms and cells by source, attacked: the three tables that count them, taken together."""

from types import SimpleNamespace

import numpy as np
import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, milp

from cyberstudy.protect.joined_channels import ALL, joined, joined_channels, of_sources
from cyberstudy.protect.release_filter import withhold
from cyberstudy.tables.estimates import Changes, Channels
from surveyanswers.tables.answers import Accounting
from surveyanswers.tables.description import seen_columns
from surveyanswers.tables.disclosure import part_of

STANDINGS, STATUSES = ("current", "superseded", "duplicate"), ("valid", "refused", "invalid")
QUESTIONS, LEAST = 10, 5
COUNTS = st.sampled_from([0, 0, 1, 2, 3, 4, 5, 9, 30])
FORMS = st.lists(st.tuples(COUNTS, COUNTS, COUNTS), min_size=1, max_size=5)
CELLS = st.lists(st.tuples(COUNTS, COUNTS), min_size=5, max_size=5)


def tables_of(forms, cells):
    """Make the three tables, and the files, of so many forms by channel and standing."""
    channels, changes, accounting = [], [], []
    for number, (counts, (refused, invalid)) in enumerate(zip(forms, cells, strict=False)):
        name, filled = f"channel{number}", sum(counts) * QUESTIONS
        refused = min(refused, filled)
        invalid = min(invalid, filled - refused)
        by_status = {"valid": filled - refused - invalid, "refused": refused, "invalid": invalid}
        by_kind = dict(zip(STANDINGS[1:], counts[1:], strict=True)) | {"invalid": invalid}
        channels += [(name, "", s, n, n) for s, n in zip(STANDINGS, counts, strict=True) if n]
        changes += [(f"{name}.csv", kind, n) for kind, n in by_kind.items() if n]
        by_status |= {"identifying": sum(counts)}
        accounting += [(f"{name}.csv", "", b, n) for b, n in by_status.items() if n]
    made = {}
    for contract, rows in ((Channels, channels), (Changes, changes), (Accounting, accounting)):
        made[contract] = pl.DataFrame(rows, schema=contract.column_names(), orient="row")
    return made


def files(count):
    return [SimpleNamespace(file=f"channel{n}.csv", channel=f"channel{n}") for n in range(count)]


def left_of(made, folder, count):
    """Protect them."""
    path = folder / "channels.csv"
    made[Channels].write_csv(path)
    sources = joined_channels([str(path)], files(count), LEAST)
    left = {}
    for contract, table in made.items():
        seen = seen_columns(contract)
        parts = {name: part_of(name, declared, "") for name, declared in seen.items()}
        if table.is_empty():  # protection leaves these as they are
            left[contract] = table
            continue
        left[contract] = withhold(of_sources(table, contract, sources, LEAST), parts, LEAST)
    return left, sources


class Attack:
    """Every way in which forms and cells may have come that agrees with the three tables."""

    def __init__(self, count):
        kinds = [*STANDINGS, *STATUSES]
        self.place = {
            (c, k): n for n, (c, k) in enumerate((c, k) for c in range(count) for k in kinds)
        }
        self.count, self.rules = count, []
        for channel in range(count):  # each question of each form became something
            row = self.sum([(channel, k) for k in STATUSES])
            self.rules.append((row - QUESTIONS * self.sum([(channel, k) for k in STANDINGS]), 0, 0))

    def sum(self, cells):
        row = np.zeros(len(self.place))
        row[[self.place[cell] for cell in cells]] = 1
        return row

    def read(self, channels, kinds, low, high):
        self.rules.append((self.sum([(c, k) for c in channels for k in kinds]), low, high))

    def determined(self):
        """Return the counts from 1 to 4 that only one number is possible for."""
        rows, low, high = (np.array(part) for part in zip(*self.rules, strict=True))
        found = {}
        for cell, place in self.place.items():
            ends = set()
            for sign in (1, -1):
                cost = np.zeros(len(self.place))
                cost[place] = sign
                solved = milp(
                    cost,
                    constraints=LinearConstraint(rows, low, high),
                    bounds=Bounds(0, 10_000),
                    integrality=np.ones(len(cost)),
                )
                ends.add(round(solved.x[place]))
            if len(ends) == 1 and 0 < (number := ends.pop()) < LEAST:
                found[cell] = number
        return found


def attacked_before(made, count):
    """What the tables gave when each withheld its few by itself, and cells came by file."""
    attack = Attack(count)
    for table, source, kind, n in (
        (made[Channels], "channel", "standing", "forms"),
        (made[Changes], "file", "kind", "count"),
        (made[Accounting], "file", "became", "cells"),
    ):
        for row in table.iter_rows(named=True):
            few = table is not made[Accounting] and row[n] < LEAST
            channel = int(row[source].removeprefix("channel").removesuffix(".csv"))
            if row[kind] in (*STANDINGS, *STATUSES):
                attack.read([channel], [row[kind]], 1 if few else row[n], 4 if few else row[n])
    return attack.determined()


def attacked(left, sources, count):
    """What they give now, with rows that are missing."""
    attack = Attack(count)
    for table, source, kind, n, every in (
        (left[Channels], "channel", "standing", "forms", STANDINGS),
        (left[Changes], "source", "kind", "count", ()),
        (left[Accounting], "source", "became", "cells", STATUSES),
    ):
        told = set()
        for row in table.iter_rows(named=True):
            kinds = [k for k in row[kind].split(" or ") if k in (*STANDINGS, *STATUSES)]
            names = {c: sources.get(f"channel{c}") for c in range(count)}
            channels = [c for c, name in names.items() if row[source] in (ALL, name)]
            if kinds:
                few = row[n] is None
                attack.read(channels, kinds, 1 if few else row[n], 4 if few else row[n])
            told |= {(c, k) for c in channels for k in kinds}
        for channel, one in {(c, k) for c in range(count) for k in every} - told:
            attack.read([channel], [one], 0, 0)
    return attack.determined()


def test_cells_by_file_gave_back_forms_that_two_other_tables_withheld():
    made = tables_of([(16, 0, 0), (11, 1, 1), (26, 2, 1)], [(5, 5)] * 3)
    assert attacked_before(made, 3) == {(1, "superseded"): 1, (1, "duplicate"): 1}


@settings(max_examples=25, deadline=None)
@given(FORMS, CELLS)
def test_no_few_forms_or_cells_of_a_source_follow_from_the_three_tables(
    tmp_path_factory, forms, cells
):
    if sum(map(sum, forms)) < LEAST:
        return
    made = tables_of(forms, cells)
    left, sources = left_of(made, tmp_path_factory.mktemp("tables"), len(forms))
    assert attacked(left, sources, len(forms)) == {}


def test_the_smallest_are_joined_with_the_next_smallest_until_they_are_enough():
    assert joined({"a": 9, "b": 1, "c": 3, "d": 2, "e": 0}, 5) == {
        **dict.fromkeys("bcd", "b or c or d"),
        "a": "a",
    }
    assert joined({"a": 1, "b": 7}, 5) == dict.fromkeys("ab", "a or b")
    assert joined({"a": 2, "b": 3, "c": 3}, 5) == dict.fromkeys("abc", "a or b or c")
    assert joined({"a": 1, "b": 2}, 5) == dict.fromkeys("ab", "a or b")
    assert joined({}, 5) == {}


def test_a_channel_of_few_forms_is_one_with_the_next_in_all_tables(tmp_path):
    made = tables_of([(3, 0, 0), (8, 0, 0), (30, 0, 0)], [(0, 0)] * 3)
    left, _ = left_of(made, tmp_path, 3)
    assert left[Channels]["channel"].to_list() == ["channel0 or channel1", "channel2"]
    assert left[Channels]["forms"].to_list() == [11, 30]


def test_accounting_is_told_of_all_sources_together(tmp_path):
    made = tables_of([(20, 0, 0), (30, 0, 0)], [(9, 9)] * 2)
    left, _ = left_of(made, tmp_path, 2)
    assert left[Accounting].columns == ["source", "became", "cells"]
    assert {*left[Accounting]["source"]} == {ALL}
    assert dict(left[Accounting].select("became", "cells").iter_rows())["identifying"] == 50
