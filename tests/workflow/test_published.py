"""The frozen record in results/published against a fresh run, where there is one."""

import hashlib
import json
import re
from dataclasses import replace
from functools import cache

import nbformat
import pytest
from worlds import REPOSITORY, SURVEYS
from worlds.notebooks import RUNS, cells

from cyberstudy.commands.compared_tables import cells_of, decimals_of, tolerance_of
from cyberstudy.commands.published_list import (
    PAGE,
    handed_out,
    is_kept,
    lacking_in,
    part_of,
    read_list,
)
from cyberstudy.commands.reproduce import SAME, WITHIN, compare
from cyberstudy.narrate.compared_numbers import differ, differences, numbers_in, printed_by
from surveyanswers.tables.checksums import SUMS as SUMS_FILE

RESULTS = REPOSITORY / "results"
PUBLISHED = RESULTS / "published"
SUMS = PUBLISHED / SUMS_FILE
FIGURES = sorted(PUBLISHED.glob("*/figures/en/*.json"))
NOTEBOOKS = sorted(PUBLISHED.glob("*/*.ipynb"))
LISTED = read_list(REPOSITORY)
TOLD, RESAMPLED = LISTED.told, LISTED.resampled


def sums():
    lines = SUMS.read_text(encoding="utf-8").splitlines()
    return {name: told for told, name in (line.split(maxsplit=1) for line in lines)}


@cache
def compared():
    """What came of comparing the run that is here with the list, by part."""
    found = {}
    for each in compare(RESULTS, LISTED, lacking_in(REPOSITORY, {*map(part_of, TOLD)})):
        found.setdefault(part_of(each.file), []).append(each)
    return found


# --- as it was frozen -----------------------------------------------------------------------


def test_every_published_file_is_the_one_that_was_frozen():
    found = {
        path.relative_to(PUBLISHED).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in PUBLISHED.rglob("*")
        if path.is_file() and path != SUMS
    }
    assert found == sums(), "edited by hand, or frozen without its sum: make publish"


@pytest.mark.parametrize(("survey", "name"), RUNS)
def test_a_published_notebook_is_the_one_in_git_executed(survey, name):
    path = PUBLISHED / survey / f"{name}.ipynb"
    assert path.exists(), f"{name} is not published: make publish"
    assert path.stat().st_size < 1_500_000
    source = REPOSITORY / "notebooks" / path.name
    for kind in ("markdown", "code"):
        assert cells(path, kind) == cells(source, kind), f"{name} has changed: make publish"


# --- against a fresh run --------------------------------------------------------------------


@pytest.mark.parametrize("part", sorted({*map(part_of, TOLD)}))
def test_what_a_fresh_run_hands_out_is_what_is_listed(part, not_run):
    there = {part_of(file) for file in handed_out(RESULTS)}
    if part not in there:
        not_run(f"no fresh run of {part}: make study", None if part == PAGE else part)
    if lacking := lacking_in(REPOSITORY, {*map(part_of, TOLD)}).get(part):
        pytest.skip(lacking)
    found = [each for each in compared()[part] if each.outcome not in (SAME, WITHIN)]
    assert not found, "make publish, if it is to be so"


def test_every_file_of_a_manifest_is_listed_but_those_that_tell_of_software(not_run):
    manifests = sorted(RESULTS.glob("*/release/MANIFEST.csv"))
    if not manifests:
        not_run("no fresh run: make study")
    for path in manifests:
        lines = path.read_text(encoding="utf-8").splitlines()[1:]
        names = {f"{path.parents[1].name}/release/{line.split(',')[0]}" for line in lines}
        assert {name.rpartition("/")[2] for name in names - {*TOLD}} == {
            "software.cdx.json",
            "software.csv",
        }


@pytest.mark.parametrize(("survey", "name"), RUNS)
def test_a_released_notebook_prints_what_its_published_copy_does(survey, name, not_run):
    path = RESULTS / survey / "release/notebooks" / f"{name}.ipynb"
    if not path.exists():
        not_run(f"no fresh run of {survey}: make study", survey)
    one, other = (
        printed_by(nbformat.read(each, as_version=4))
        for each in (PUBLISHED / survey / path.name, path)
    )
    assert not differences(one, other, where=name, resampled=RESAMPLED)


def test_every_declared_error_is_of_a_decimal_that_is_released(not_run):
    unused = [*LISTED.tolerances]
    for file in filter(is_kept, handed_out(RESULTS)):
        if file.endswith(".csv") or "/release/tables/" in file:
            for column in decimals_of(cells_of(RESULTS / file)):
                declared = tolerance_of(LISTED.tolerances, file, column)
                assert declared, f"{file}: {column}"
                unused = [each for each in unused if each is not declared]
    if not {*SURVEYS} <= {part_of(file) for file in handed_out(RESULTS)}:
        not_run("no fresh run of all surveys: make study")
    assert not unused, "no released decimal is one of these: take them off config/tolerances.csv"


# --- what would be noticed ------------------------------------------------------------------


def moved(text, number, steps=1):
    """Return a text with one of its numbers larger by units of its last place."""
    value = f"{number.value + steps * number.step:{',' if ',' in number.number else ''}f}"
    end = number.start + len(number.number)
    return replace(number, number=value), f"{text[: number.start]}{value}{text[end:]}"


def printed():
    """All published documents: name, and what they print."""
    for path in NOTEBOOKS:
        yield path.stem, printed_by(nbformat.read(path, as_version=4))
    for path in FIGURES:
        told = json.loads(path.read_text(encoding="utf-8"))
        yield path.stem, "\n".join(text for text in told.values() if isinstance(text, str))


def test_any_number_is_caught_by_one_unit_of_its_last_place_but_those_that_rest_on_draws():
    numbers, free, unused = 0, 0, {*RESAMPLED}
    for where, text in printed():
        for number in numbers_in(text):
            numbers += 1
            named = {each for each in RESAMPLED if each.names(number, where)}
            unused -= named
            free += bool(named)
            other, _ = moved(text, number)
            assert differ(number, other, where=where, resampled=RESAMPLED) != bool(named), number
    assert free < numbers / 20
    assert not unused, "no published number is one of these: take them off config/resampled.csv"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("lowest mean Jaccard similarity is 0.51, where", "0.51"),
        ("adjusted for 10 tests, p = 0.418: no", "0.418"),
        ("<table><th>rank</th><th>told apart</th><tr><td>1</td><td>True</td></tr></table>", None),
    ],
)
def test_a_number_that_rests_on_draws_may_move_by_one_unit_and_not_by_two(text, number):
    for found in numbers_in(text):
        free = found.number == number
        for steps, told in ((1, not free), (-1, not free), (2, True), (-2, True)):
            _, other = moved(text, found, steps)
            assert bool(differences(text, other, where="05_x", resampled=RESAMPLED)) == told


def test_one_byte_of_a_long_runs_table_is_caught():
    told = sums()
    for name in ("truth_audit.csv", "calibration.csv", "states2012/multiverse/capacity.csv"):
        content = (PUBLISHED / name).read_bytes()
        digit = re.search(rb"[1-8]", content).start()
        changed = content[:digit] + bytes([content[digit] + 1]) + content[digit + 1 :]
        assert hashlib.sha256(content).hexdigest() == told[name]
        assert hashlib.sha256(changed).hexdigest() != told[name]
