"""Which tests a change reaches: `tests/changed.py`."""

import subprocess
import sys

import pytest
from changed import behind, changed, selected
from worlds import REPOSITORY

FILES = {
    "workflow/cyberstudy/__init__.py": "",
    "workflow/cyberstudy/sums.py": "def add(): ...",
    "workflow/cyberstudy/shares.py": "def share():\n    from cyberstudy.sums import add",
    "workflow/cyberstudy/lonely.py": "",
    "tests/conftest.py": (
        "import pytest\nfrom cyberstudy.sums import add\nfrom cyberstudy.shares import share\n"
        "def made(): return add()\n"
        "@pytest.fixture\ndef total(): return made()\n"
        "@pytest.fixture\ndef part(total): return share()\n"
    ),
    "tests/worlds/__init__.py": "",
    "tests/worlds/adders.py": "from cyberstudy import sums",
    "tests/test_shares.py": "from cyberstudy.shares import share",
    "tests/test_worlds.py": "from worlds.adders import sums",
    "tests/test_totals.py": "def test_a_total(total): ...",
    "tests/test_parts.py": "import pytest\npytestmark = pytest.mark.usefixtures('part')",
    "tests/test_nothing.py": "def test_nothing(tmp_path): ...",
}


@pytest.fixture
def repository(tmp_path):
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


@pytest.mark.parametrize(
    ("file", "tests"),
    [
        ("workflow/cyberstudy/sums.py", ["parts", "totals", "shares", "worlds"]),
        ("workflow/cyberstudy/shares.py", ["parts", "shares"]),
        ("workflow/cyberstudy/__init__.py", ["parts", "shares", "totals", "worlds"]),
        ("tests/worlds/adders.py", ["worlds"]),
        ("tests/test_nothing.py", ["nothing"]),
        ("tests/conftest.py", ["nothing", "parts", "shares", "totals", "worlds"]),
    ],
)
def test_a_test_is_reached_by_imports_late_ones_and_the_fixtures_that_it_takes(
    repository, file, tests
):
    ways, unreached = selected([file], repository)
    assert sorted(path.stem.removeprefix("test_") for path in ways) == sorted(tests)
    assert not unreached


def test_each_test_says_the_way_to_the_change_and_the_nearest_is_first(repository):
    ways, unreached = selected(
        ["workflow/cyberstudy/sums.py", "workflow/cyberstudy/lonely.py", "README.md"], repository
    )
    named = [[path.stem for path in way] for way in ways.values()]
    assert ["test_shares", "shares", "sums"] in named
    assert ["test_worlds", "adders", "sums"] in named
    assert [len(way) for way in named] == sorted(len(way) for way in named)
    assert unreached == ["workflow/cyberstudy/lonely.py", "README.md"]


def test_what_changed_is_what_the_branch_committed_what_it_did_not_and_new_files(repository):
    def git(*command):
        who = ("-c", "user.name=a", "-c", "user.email=a@b.c", "-c", "core.hooksPath=none")
        subprocess.run(["git", *who, *command], cwd=repository, check=True, capture_output=True)

    git("init", "-b", "main")
    git("add", "-A")
    git("commit", "-m", "all")
    git("switch", "-c", "mine")
    (repository / "tests/test_shares.py").write_text("")
    git("commit", "-am", "one")
    (repository / "workflow/cyberstudy/sums.py").write_text("")
    (repository / "new.md").write_text("")
    git("switch", "main")
    git("commit", "--allow-empty", "-m", "main goes on")
    git("switch", "mine")
    found = ["new.md", "tests/test_shares.py", "workflow/cyberstudy/sums.py"]
    assert changed(repository, "main") == found


def test_a_fixture_of_another_file_with_the_name_of_one_that_runs_the_study_leaves_nothing_out():
    file = "tests/draw/test_batch.py"
    command = [sys.executable, "-m", "pytest", "--collect-only", "-n0", "--without-study", file]
    said = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True).stdout
    assert said.count(f"{file}::") > 3
    assert "deselected" not in said, said[-500:]


def test_our_own_tests_rest_on_what_they_compute_with():
    def of(test):
        return {path.relative_to(REPOSITORY).as_posix() for path in behind(test, REPOSITORY)}

    intervals = of(REPOSITORY / "tests/statistics/test_intervals.py")
    assert "workflow/cyberstudy/statistics/intervals.py" in intervals
    assert "workflow/surveyanswers/clean/answers.py" not in intervals
    cleaning = of(REPOSITORY / "tests/clean/test_states.py")
    assert "workflow/surveyanswers/clean/answers.py" in cleaning
