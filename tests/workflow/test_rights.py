"""No file that leaves holds a source's own values, unit by unit, unless the source allows it."""

import json

import polars as pl
import pytest
from worlds import REPOSITORY
from worlds.repeated import MOST, Source, read_source, repeated

from cyberstudy.declare.declared import ACROSS
from surveyanswers.instrument.parsing import load
from surveyanswers.instrument.raw_files import SOURCES, Sources

RESULTS = REPOSITORY / "results"
#: Drawings show values, they are no files of them.
DRAWN = {".svg", ".png", ".pdf"}
KEPT = [s.path for s in load(REPOSITORY / "data/raw" / SOURCES, Sources).sources if not s.pass_on]
SURVEYS = ("wci2021", "gci", "cyberlaw2026", ACROSS)


def files_below(*places):
    files = [path for place in places for path in (place.rglob("*") if place.is_dir() else [place])]
    return sorted(path for path in files if path.is_file() and path.suffix not in DRAWN)


def stop_at_repeated(files):
    found = {
        f"{path.relative_to(REPOSITORY)}: {series} of {source}"
        for path in files
        for source in KEPT
        if (series := repeated(path.name, path.read_bytes(), read_source(source))) is not None
    }
    assert not found


@pytest.mark.parametrize("survey", SURVEYS)
def test_a_release_repeats_no_source_that_may_not_be_passed_on(survey, not_run):
    release = RESULTS / survey / "release"
    if not (release / "MANIFEST.csv").is_file():
        not_run(f"there is no release of {survey}: make study", survey)
    files = files_below(release)
    assert len(files) > MOST
    stop_at_repeated(files)


def test_nothing_published_repeats_a_source_that_may_not_be_passed_on():
    files = files_below(RESULTS / "published")
    assert {"index.csv", "07_real_states.ipynb"} <= {path.name for path in files}
    stop_at_repeated(files)


def test_the_pages_repeat_no_source_that_may_not_be_passed_on(not_run):
    if not (RESULTS / "index.html").is_file():
        not_run("there is no page: make study")
    files = files_below(RESULTS / "index.html", RESULTS / "page")
    assert len(files) > MOST
    stop_at_repeated(files)


# What the search above would find

STATES = pl.read_csv(REPOSITORY / "data/raw/reference/member_states.csv")["iso3"].to_list()
SCORES = {state: f"{(place * 37 % 193) / 7:.4f}" for place, state in enumerate(STATES)}
LAWS = {state: ("Legislation", "Draft", "None")[place % 3] for place, state in enumerate(STATES)}
SOURCE = Source({"score": SCORES, "law": LAWS})


def table(values, units=STATES, heads=("who", "what")):
    rows = [heads, *((unit, values[unit]) for unit in units)]
    return "\n".join(",".join(map(str, row)) for row in rows)


def page(text):
    rows = "".join(f"<tr><td>{a}</td><td>{b}</td></tr>" for a, b in map(str.split, text))
    return f"<p>Hello</p><table>{rows}</table>"


def test_values_are_found_under_other_names_rounded_relabelled_in_pages_and_in_data():
    rounded = {state: f"{float(value):.1f}" for state, value in SCORES.items()}
    said = {
        state: {"Legislation": "a", "Draft": "b", "None": "c"}[law] for state, law in LAWS.items()
    }
    html = page(f"{state} {value}" for state, value in rounded.items())
    cell = {"outputs": [{"data": {"text/html": [html]}}]}
    long = [f"{row},x" for row in table(rounded).splitlines()]
    long += [f"{state},0,y" for state in STATES]
    for name, text in {
        "x.csv": table(rounded),
        "y.csv": table(said),
        "long.csv": "\n".join(long),
        "x.html": html,
        "x.ipynb": json.dumps({"cells": [cell]}),
        "x.js": f'study.add("x",{json.dumps({"values": rounded})});\n',
    }.items():
        assert repeated(name, text.encode(), SOURCE) is not None, name


def test_what_is_computed_of_units_and_values_of_few_are_no_copy():
    ranks = {s: n for n, s in enumerate(sorted(STATES, key=lambda s: -float(SCORES[s])), start=1)}
    classes = {state: "A" if float(SCORES[state]) > 14 else "B" for state in STATES}
    for text in (table(ranks), table(classes), table(SCORES, STATES[:MOST])):
        assert repeated("x.csv", text.encode(), SOURCE) is None
    assert repeated("x.csv", table(SCORES, STATES[: MOST + 1]).encode(), SOURCE) == "score"
