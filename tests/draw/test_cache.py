"""What an exhibit rests on: a changed clustering concerns those that show it, and no others."""

import re
from shutil import copytree

import pytest

from cyberstudy.declare.plan.kinds import KINDS
from cyberstudy.draw.cache import OF_TABLES, basis_of, basis_of_all, found_in
from lineage import library_files


def concerned(plan, changed):
    """Name the exhibits that rest on something else under the changed plan."""
    return {
        name
        for name, entry in plan["exhibits"].items()
        if basis_of(entry, plan, []) != basis_of(changed["exhibits"][name], changed, [])
    }


def basis(plan):
    return basis_of_all(plan, [], language="en", simulated=True)


@pytest.mark.parametrize(
    ("clustering", "showing"),
    [("criminalization", {"profiles"}), ("capacity", set())],
)
def test_an_item_dropped_from_a_clustering_concerns_what_shows_the_clustering(
    states, clustering, showing
):
    plan, changed = states.plan.plain(), states.plan.plain()
    for each in (plan, changed):
        each["exhibits"]["profiles"] = {"kind": "type_profiles", "clustering": "criminalization"}
    changed["clusterings"][clustering]["items"]["main"].pop()
    assert concerned(plan, changed) == showing
    assert basis(plan) == basis(changed)


def test_what_makes_tables_alone_concerns_no_exhibit_by_itself_and_nothing_that_draws_reads_it(
    states,
):
    changed = {part: 0 for part in OF_TABLES}
    assert {*OF_TABLES} & states.plan.plain().keys()
    assert basis(states.plan.plain()) == basis(states.plan.plain() | changed)
    behind = library_files("cyberstudy.draw.exhibit", *{kind.drawn_in() for kind in KINDS.values()})
    code = "\n".join(path.read_text("utf-8") for path in behind if path.suffix == ".py")
    assert re.search(r"\.(estimates)\b", code)  # as such a part is read
    assert not re.search(rf"\.({'|'.join(OF_TABLES)})\b", code)


def test_another_confidence_concerns_all(states):
    changed = states.plan.plain()
    changed["estimates"]["confidence"] = 0.5
    assert basis(states.plan.plain()) != basis(changed)


def test_an_exhibit_or_notebook_more_concerns_no_other(states):
    changed = states.plan.plain()
    changed["exhibits"]["one_more"] = {"kind": "table"}
    changed["notebooks"] = []
    assert basis(states.plan.plain()) == basis(changed)
    assert concerned(states.plan.plain(), changed) == set()


def test_a_study_that_was_moved_rests_on_the_same(states, tmp_path):
    def basis_in(folder):
        files = [str(path) for path in sorted(folder.glob("*.csv"))]
        assert len(files) > 2
        return basis_of_all({}, files, language="en", simulated=True)

    assert basis_in(states.folder) == basis_in(copytree(states.folder, tmp_path / "moved"))


def test_an_exhibit_looks_for_tables_by_pattern_and_one_that_is_not_there_may_come(tmp_path):
    (tmp_path / "lights.csv").write_text("count\n1\n")
    found = found_in(tmp_path)
    one, none = found("lights.*"), found("shadows.*")
    assert one.startswith("lights.csv ")
    assert none is None
    (tmp_path / "lights.csv").write_text("count\n2\n")
    assert found("lights.*") != one
    (tmp_path / "shadows.csv").touch()
    assert found("shadows.*")
