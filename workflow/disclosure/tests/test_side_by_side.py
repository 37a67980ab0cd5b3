"""Processes change nothing but the time; and few questions start none."""

import io
import os

import pytest
from invented_surveys import OPEN, frames, released, rules_of

from disclosure import side_by_side
from disclosure.cells import divided
from disclosure.suppress import _chains


@pytest.mark.parametrize("seed", range(2))
def test_the_same_is_chosen_found_and_certified_by_one_process_and_by_two(seed, monkeypatch):
    monkeypatch.setattr(side_by_side, "WORTHWHILE", 1)
    each = []
    for workers in (1, 2):
        _, counts, found, proof = released(seed, deciding=("law",), workers=workers)
        file = io.BytesIO()
        proof.write_parquet(file)
        each.append((counts.rows(), found, file.getvalue()))
    assert each[0] == each[1]
    assert counts["count"].null_count()


def test_questions_of_which_one_decides_who_is_asked_another_stay_together():
    cells = [*divided(*frames(0), 5, [OPEN])]
    names = [[cells[place].name for place in chain] for chain in _chains(cells, rules_of(["law"]))]
    assert sorted(names) == [["law", "which"], ["means"], ["never"], ["trend"]]


def test_results_come_in_order_and_processes_start_only_for_enough():
    tasks = list(range(20))

    def process_of(task):
        return task, os.getpid()

    few = side_by_side.side_by_side(process_of, tasks, [1] * 20, 2)
    assert few == [(task, os.getpid()) for task in tasks]
    many = side_by_side.side_by_side(process_of, tasks, [side_by_side.WORTHWHILE] * 20, 2)
    assert [task for task, _ in many] == tasks
    assert os.getpid() not in {process for _, process in many}
