"""Budgets of lines: what grows beyond its own is told, and nothing hand-written is left out."""

import re
import subprocess

import budgets
import pytest
from budgets import NUMBER, PATHS, main, over, path_of, room_of, rooms
from worlds import REPOSITORY


def test_a_room_that_grows_or_has_no_budget_is_told_and_one_that_shrinks_is_not():
    counts = {("study", "clean"): 11, ("study", "read"): 9, ("packages", "lamps"): 1}
    assert over(counts, {("study", "clean"): 10, ("study", "read"): 10}) == [
        "study clean: 11, and the budget is 10",
        "packages lamps: 1, and the budget is 0",
    ]


@pytest.mark.parametrize(
    ("file", "room"),
    [
        ("workflow/latentclass/em.py", ("packages", "latentclass")),
        ("workflow/latentclass/tests/test_em.py", None),
        ("workflow/cyberstudy/draw/marks/bars.py", ("study", "cyberstudy/draw")),
        ("workflow/cyberstudy/jobs.py", ("study", "cyberstudy")),
        ("workflow/rules/read.smk", ("study", "rules")),
        ("workflow/lineage.py", ("study", "workflow")),
        ("config/surveys/gci/analyses/who_moved.py", ("study", "analyses")),
        ("config/surveys/gci/plan.yaml", ("apart", "YAML")),
        ("workflow/schemas/plan.schema.yaml", None),
        ("tests/worlds/lamps.py", ("apart", "tests/worlds")),
        ("workflow/surveyanswers/tests/invented/cells.py", ("apart", "tests/worlds")),
        ("workflow/surveyanswers/tests/read/test_read.py", None),
    ],
)
def test_a_file_is_counted_in_its_room(file, room):
    assert room_of(file) == room


def test_all_python_and_rules_are_counted_but_tests():
    listed = subprocess.check_output(["git", "ls-files"], cwd=REPOSITORY, text=True).split("\n")
    code = [name for name in listed if re.search(r"\.(py|smk)$|Snakefile$", name)]
    left_out = [name for name in code if not room_of(name)]
    assert not [name for name in left_out if not re.match(r"(workflow/\w+/)?tests/", name)]
    counts = rooms()
    together = counts["packages", "all"] + counts["study", "all"]
    assert counts["packages and study", "all"] == together > 50_000


def test_the_steps_behind_each_number_are_scripts_and_analyses():
    rows = NUMBER.findall(PATHS.read_text())
    assert len(rows) == 10
    for row in rows:
        for step in row[-1].split():
            survey, _, file = step.rpartition("/")
            found = (
                [*REPOSITORY.glob(f"config/**/{survey}/analyses/{file}.py")]
                if survey
                else [
                    path for path in [REPOSITORY / f"workflow/scripts/{step}.py"] if path.is_file()
                ]
            )
            assert len(found) == 1, step


def test_a_path_has_packages_only_where_they_compute():
    study, packages, planner = path_of(["read_exports"])
    assert packages > 1000 and planner > 1000 and study < packages
    assert path_of(["fit_latent_classes"])[1] > packages


def test_check_fails_while_a_room_or_a_path_is_over_its_budget(tmp_path, monkeypatch, capsys):
    for name in ("BUDGETS", "PATHS"):
        copy = tmp_path / getattr(budgets, name).name
        copy.write_text(getattr(budgets, name).read_text())
        monkeypatch.setattr(budgets, name, copy)
    assert (main(["--write"]), main([])) == (0, 0)
    for file, was, becomes, told in (
        (budgets.BUDGETS, r"study,rules,\d+", "study,rules,1", "study rules:"),
        (budgets.PATHS, r"[\d,]+ \| verify_files", "1 | verify_files", "rank of a country"),
    ):
        file.write_text(re.sub(was, becomes, file.read_text(), count=1))
        assert main([]) == 1
        assert told in capsys.readouterr().out


def test_a_function_with_a_name_that_says_nothing_and_an_unusual_docstring_are_counted(
    tmp_path, monkeypatch
):
    monkeypatch.setattr(budgets, "ROOT", tmp_path)
    (tmp_path / "a.py").write_text(
        'def count(rows, known=()):\n    """Say how many."""\n    return [each for each in rows]\n'
        'def shares(counts):\n    """Return shares."""\n    total = sum(counts)\n    return total\n'
    )
    assert [*budgets.unclear_in("a.py")] == [
        (budgets.NAMES, "a.py:1 count: each, known"),
        (budgets.DOCSTRINGS, "a.py:1 Say how many."),
    ]
