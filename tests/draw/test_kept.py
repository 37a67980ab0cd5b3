"""What an exhibit rests on: a changed clustering concerns those that show it, and no others."""

from shutil import copytree

import pytest
from cyberstudy.draw.kept import basis_of, basis_of_all


def concerned(plan, changed):
    """Name the exhibits that rest on something else under the changed plan."""
    return {
        name
        for name, entry in plan["exhibits"].items()
        if basis_of(entry, plan, []) != basis_of(changed["exhibits"][name], changed, [])
    }


def basis(plan):
    return basis_of_all(plan, [], language="en", simulated=True)


@pytest.mark.parametrize("clustering", ["criminalization", "capacity"])
def test_an_item_dropped_from_a_clustering_concerns_what_shows_the_clustering(states, clustering):
    plan = states.plan.plain()
    changed = states.plan.plain()
    changed["clusterings"][clustering]["items"]["main"].pop()
    showing = {
        name
        for name, entry in plan["exhibits"].items()
        if clustering
        in [entry.get("clustering"), *(each["clustering"] for each in entry.get("clusterings", []))]
    }
    assert 2 < len(showing) < len(plan["exhibits"]) / 4
    assert concerned(plan, changed) == showing
    assert basis(plan) == basis(changed)


def test_another_confidence_concerns_all(states):
    changed = states.plan.plain()
    changed["estimates"]["confidence"] = 0.5
    assert basis(states.plan.plain()) != basis(changed)


def test_an_exhibit_or_notebook_more_concerns_no_other(states):
    changed = states.plan.plain()
    changed["exhibits"]["one_more"] = {"kind": "cell_accounting"}
    changed["notebooks"] = []
    assert basis(states.plan.plain()) == basis(changed)
    assert concerned(states.plan.plain(), changed) == set()


def test_a_study_that_was_moved_rests_on_the_same(states, tmp_path):
    def basis_in(folder):
        files = [str(path) for path in sorted(folder.glob("*.csv"))]
        assert len(files) > 2
        return basis_of_all({}, files, language="en", simulated=True)

    assert basis_in(states.folder) == basis_in(copytree(states.folder, tmp_path / "moved"))
