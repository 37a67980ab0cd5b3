"""Processes change nothing but the time; and few questions start none."""

import io
import os
from pathlib import Path

import pytest
from invented_surveys import ASKED, as_files

from disclosure import side_by_side
from disclosure.cells import divided
from disclosure.certificate import certificate
from disclosure.released_counts import as_release, released_counts
from disclosure.suppress import QuestionRules, _chains, suppress
from disclosure.suppression_audit import audit
from disclosure.two_csvs import OPEN, memberships_in, replies_in

RULES = {
    name: QuestionRules(several, ("law",) if name == "which" else (), alike=0)
    for name, (_, several) in ASKED.items()
}


@pytest.mark.parametrize("seed", range(2))
def test_the_same_is_chosen_found_and_certified_by_one_process_and_by_two(
    seed, tmp_path, monkeypatch
):
    monkeypatch.setattr(side_by_side, "WORTHWHILE", 1)
    units, answers = map(Path, as_files(tmp_path, seed))
    memberships = memberships_in(units)
    said = replies_in(answers, memberships, {"which": ["law"]})
    each = []
    for workers in (1, 2):
        cells = divided(memberships, said, 5, [OPEN])
        found = suppress(cells, RULES, minimum=5, workers=workers)
        release, proofs = as_release(released_counts(found), memberships, said, OPEN), []
        audited = audit([release], minimum=5, proofs=proofs, workers=workers)
        file = io.BytesIO()
        certificate(proofs, minimum=5).write_parquet(file)
        told = [found.withheld, found.primary, found.inherited, [*found.questions]]
        each.append((*told, [*audited.items()], file.getvalue()))
    assert each[0] == each[1]
    assert each[0][0]


def test_questions_of_which_one_decides_who_is_asked_another_stay_together(tmp_path):
    units, answers = map(Path, as_files(tmp_path, 0))
    memberships = memberships_in(units)
    cells = [*divided(memberships, replies_in(answers, memberships, {}), 5, [OPEN])]
    names = [[cells[place].name for place in chain] for chain in _chains(cells, RULES)]
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
