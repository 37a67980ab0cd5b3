"""The frozen record in results/published against a fresh run, where there is one."""

import hashlib
import re
from functools import cache
from itertools import chain

import nbformat
import pytest
from worlds import REPOSITORY
from worlds.notebooks import RUNS, cells

from cyberstudy.commands.published_list import (
    PAGE,
    handed_out,
    lacking_in,
    part_of,
    read_list,
)
from cyberstudy.commands.reproduce import SAME, WITHIN, compare
from cyberstudy.narrate.frozen import without_made_links
from surveyanswers.tables.checksums import SUMS as SUMS_FILE

RESULTS = REPOSITORY / "results"
PUBLISHED = RESULTS / "published"
SUMS = PUBLISHED / SUMS_FILE
TOLD = read_list(REPOSITORY)


def sums():
    lines = SUMS.read_text(encoding="utf-8").splitlines()
    return {name: told for told, name in (line.split(maxsplit=1) for line in lines)}


@cache
def compared():
    """What came of comparing the run that is here with the list, by part."""
    found = {}
    for each in compare(RESULTS, TOLD, lacking_in(REPOSITORY, {*map(part_of, TOLD)})):
        found.setdefault(part_of(each.file), []).append(each)
    return found


# --- as it was frozen -----------------------------------------------------------------------


def test_every_published_file_is_the_one_that_was_frozen():
    found = {
        path.relative_to(PUBLISHED).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in PUBLISHED.rglob("*")
        if path.is_file() and path != SUMS
    }
    assert found == sums(), (
        "edited by hand, or frozen without its sum: python -m cyberstudy.commands.publish"
    )


@pytest.mark.parametrize(("survey", "name"), RUNS)
def test_a_published_notebook_is_the_one_in_git_executed(survey, name):
    path = PUBLISHED / survey / f"{name}.ipynb"
    assert path.exists(), f"{name} is not published: python -m cyberstudy.commands.publish"
    assert path.stat().st_size < 1_500_000
    source = REPOSITORY / "notebooks" / path.name
    for kind in ("markdown", "code"):
        assert cells(path, kind) == cells(source, kind), (
            f"{name} has changed: python -m cyberstudy.commands.publish"
        )


# --- against a fresh run --------------------------------------------------------------------


@pytest.mark.parametrize("part", sorted({*map(part_of, TOLD)}))
def test_what_a_fresh_run_hands_out_is_what_is_listed(part, not_run):
    there = {part_of(file) for file in handed_out(RESULTS)}
    if part not in there:
        not_run(f"no fresh run of {part}: make study", None if part == PAGE else part)
    if lacking := lacking_in(REPOSITORY, {*map(part_of, TOLD)}).get(part):
        pytest.skip(lacking)
    found = [each for each in compared()[part] if each.outcome not in (SAME, WITHIN)]
    assert not found, "python -m cyberstudy.commands.publish, if it is to be so"


def test_every_file_of_a_manifest_is_listed_but_those_that_tell_of_software(not_run):
    manifests = sorted(RESULTS.glob("*/release/MANIFEST.csv"))
    if not manifests:
        not_run("no fresh run: make study")
    for path in manifests:
        lines = path.read_text(encoding="utf-8").splitlines()[1:]
        names = {f"{path.parents[1].name}/release/{line.split(',')[0]}" for line in lines}
        assert {name.rpartition("/")[2] for name in names - {*TOLD}} == {"software.csv"}


@pytest.mark.parametrize(("survey", "name"), RUNS)
def test_an_executed_notebook_prints_what_its_published_copy_does(survey, name, not_run):
    executed = RESULTS / survey / "narrate" / f"{name}.ipynb"
    if not executed.exists():
        not_run(f"no fresh run of {survey}: make study", survey)
    copy = PUBLISHED / survey / executed.name
    fresh, published = (nbformat.read(path, as_version=4) for path in (executed, copy))
    assert printed(without_made_links(fresh)) == printed(published)


def printed(document):
    """Return all cells and outputs but pictures, which are smaller in git."""
    for output in chain.from_iterable(cell.get("outputs", []) for cell in document.cells):
        output.get("data", {}).pop("image/png", None)
    return document.cells


# --- what would be noticed ------------------------------------------------------------------


def test_one_byte_of_a_long_runs_table_is_caught():
    told = sums()
    for name in ("truth_audit.csv", "calibration.csv", "states2012/multiverse/capacity.csv"):
        content = (PUBLISHED / name).read_bytes()
        digit = re.search(rb"[1-8]", content).start()
        changed = content[:digit] + bytes([content[digit] + 1]) + content[digit + 1 :]
        assert hashlib.sha256(content).hexdigest() == told[name]
        assert hashlib.sha256(changed).hexdigest() != told[name]
