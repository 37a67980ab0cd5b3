"""What `tests/fuzz/run.py` sends at random, sent once on purpose: the seeds, whole and damaged."""

import random
import re
from pathlib import Path

import pytest
from fuzz import run, targets
from worlds import REPOSITORY

from surveyanswers.tables.problems import SurveyError

SEEDS = sorted((Path(__file__).parent / "seeds").glob("*/*"))


def short(path):
    return f"{path.parent.name}/{path.name}"


def test_every_target_has_seeds_and_is_run():
    made = {"spss"}  # no text: written when the fuzzer starts
    assert set(run.NAMES) == set(targets.TARGETS) == {path.parent.name for path in SEEDS} | made
    assert sum(path.stat().st_size for path in SEEDS) < 20_000


@pytest.mark.parametrize("path", SEEDS, ids=short)
def test_a_seed_goes_the_whole_way(path):
    targets.TARGETS[path.parent.name](path.read_bytes())


@pytest.mark.parametrize("path", SEEDS, ids=short)
def test_a_damaged_seed_is_refused_in_words_or_serves(path):
    chance = random.Random(path.name)
    for _ in range(12):
        content = bytearray(path.read_bytes())
        for _ in range(chance.randrange(1, 4)):
            at, to = sorted(chance.choices(range(len(content) or 1), k=2))
            match chance.choice(["byte", "gap", "cut", "again"]):
                case "byte":
                    content[at : at + 1] = bytes([chance.randrange(256)])
                case "gap":
                    del content[at : at + chance.randrange(1, 40)]
                case "cut":
                    del content[to:]
                case "again":
                    content[at:at] = content[to : to + 40] * chance.randrange(1, 30)
        targets.attempt(path.parent.name, bytes(content))


def test_a_finding_is_any_other_exception_and_whatever_takes_too_long(monkeypatch):
    def slow(data):
        sum(range(10**6))

    def broken(data):
        raise KeyError(data)

    def refused(data):
        raise SurveyError("a.csv, row 2: so it is")

    for target in (slow, broken, refused):
        monkeypatch.setitem(targets.TARGETS, "it", target)
        monkeypatch.setattr(targets, "CPU_SECONDS", 0.0 if target is slow else 60.0)
        if target is refused:
            targets.attempt("it", b"x")
        else:
            with pytest.raises((KeyError, targets.TooSlow)):
                targets.attempt("it", b"x")


def test_the_fuzzer_is_pinned_with_hashes_for_every_python_of_the_study():
    lock = (REPOSITORY / "tests" / "fuzz" / "requirements.lock").read_text()
    assert "://" not in lock
    assert len(re.findall(r"--hash=sha256:[0-9a-f]{64}", lock)) == 3  # Python 3.11, 3.12, 3.13
    assert set(re.findall(r"^([\w-]+)==", lock, re.M)) == {"atheris"}
