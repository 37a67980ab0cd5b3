"""Git never gets what is told of single units, however few questions it names."""

import io
import json
import pickle

import polars as pl
import pytest
from invented import edit

from surveyanswers.guard import refused

REAL = "data/confidential/lighthouse/keepers.csv"
CODES = ["CHL", "ISL", "JPN", "NOR", "NZL", "ZAF"]
NAMES = ["Chile", "Iceland", "Nippon", "Norway", "New Zealand", "South Africa"]
KEEPERS = [f"k{n:02}" for n in range(1, 8)]


@pytest.fixture
def listed(confidential):
    """The invented survey, confidential and of listed lands, of which nothing is registered."""
    settings = confidential / "config/surveys/lighthouse/settings.yaml"
    frame = "{path: data/raw/reference/countries.csv, unit: iso3, name: label_en}"
    said = f"protection: confidential\nminimum_base: 5\nframe: {frame}"
    edit(settings, "protection: public", said)
    (confidential / REAL).unlink()
    return confidential


def beside(units, value="{}", *, head="unit,law\n", line="{},{}\n"):
    """Write a line a unit with something beside it."""
    lines = (line.format(unit, value.format(n % 3)) for n, unit in enumerate(units))
    return (head + "".join(lines)).encode()


def written(how="parquet", **columns):
    made = io.BytesIO()
    getattr(pl.DataFrame(columns), f"write_{how}")(made)
    return made.getvalue()


def notebook(kind, text):
    cell = {"cell_type": kind, "source": text.decode().splitlines(True), "metadata": {}}
    return json.dumps({"cells": [cell], "nbformat": 4, "nbformat_minor": 5}).encode()


MARKDOWN = beside(
    NAMES, head="Of this we were told:\n\n| State | law |\n|---|---|\n", line="| {} | {} |\n"
)
PRINTED = beside(CODES, head="  unit   law\n", line="0  {}   yes, {}\n")
SINGLE = beside(CODES, head="", line="{} {}\n")
TOLD = {
    "one question": ("docs/a.csv", beside(CODES)),
    "one question, by names": ("docs/a.csv", beside(NAMES, head="State,law\n")),
    "two questions": ("docs/a.csv", beside(CODES, "{0},1", head="unit,law,court\n")),
    "small codes": ("docs/a.csv", beside(map(str.lower, CODES))),
    "in the second column": ("docs/a.csv", beside(CODES, line="{1},{0}\n")),
    "among settings": ("config/notes.csv", beside(CODES)),
    "of sources": ("config/sources/notes.csv", beside(CODES)),
    "a workbook": ("docs/a.xlsx", written("excel", unit=CODES, law=[1] * 6)),
    "yaml by names": ("docs/a.yaml", beside(NAMES, head="", line="{}: {}\n")),
    "yaml in a key": ("docs/a.yaml", beside(NAMES, head="law:\n", line="  {}: {}\n")),
    "yaml by lines": (
        "docs/a.yaml",
        beside(CODES, head="", line="- {{unit: {}, law: {}, n: 1}}\n"),
    ),
    "json": ("docs/a.json", json.dumps(dict.fromkeys(CODES, "yes")).encode()),
    "a program": ("docs/a.py", beside(CODES, head="LAW = {\n", line='    "{}": "{}",\n')),
    "classes": ("docs/members.parquet", written(unit_id=CODES, type=["A"] * 6)),
    "classes as text": ("docs/members.csv", beside(CODES, "A", head="unit_id,type\n")),
    "scores": ("docs/indices.parquet", written(unit_id=CODES, index="law", score=[0.5] * 6)),
    "classes of units without a list": (
        "docs/members.parquet",
        written(unit_id=KEEPERS, type=["A"] * 7),
    ),
    "pasted into Markdown": ("docs/a.md", MARKDOWN),
    "pasted as it was printed": ("docs/a.md", PRINTED),
    "pasted in a frame": ("docs/a.md", str(pl.DataFrame({"unit": CODES, "law": 1})).encode()),
    "pasted as a list": ("docs/a.md", b"We know:\n\n" + SINGLE + b"\nand so on.\n"),
    "pasted into a notebook": ("notebooks/a.ipynb", notebook("markdown", MARKDOWN)),
    "pasted into code": ("notebooks/a.ipynb", notebook("code", b'text = """\n' + PRINTED + b'"""')),
    "a declared file's name": ("data/raw/lighthouse/simulated-keepers.csv", beside(CODES)),
    "unprotected estimates": (
        "docs/estimates.csv",
        b"grouping,group,question,option,count\n"
        + b"".join(f"all,total,fog_force,{n},{n}\n".encode() for n in range(4)),
    ),
    "one question of many": ("docs/a.csv", b"who,fog_force\n" + b"somebody,5\n" * 6),
}


@pytest.mark.parametrize("kind", TOLD)
def test_what_is_told_of_each_unit_is_refused_before_anything_is_registered(listed, kind):
    path, data = TOLD[kind]
    (told,) = refused({path: data}, listed)
    assert told.startswith(f"{path}: ")
    assert "keep it in data/confidential" in told or "rows" in told
    assert "Chile" not in told and "CHL" not in told


STRAY = b"wer,was,wie oft\n" + b"".join(f"Amt {n},ja,{n}\n".encode() for n in range(9))
PLACES = [
    "export.csv",
    "notebooks/export.csv",
    "new/export.csv",
    "data/export.csv",
    "data/new/a.csv",
]


@pytest.mark.parametrize("path", PLACES)
def test_an_export_that_nobody_registered_is_refused_where_no_table_lies(world, path):
    (told,) = refused({path: STRAY}, world)
    assert "make register" in told
    assert len(refused({path: written("excel", a=[1] * 9, b=["x"] * 9)}, world)) == 1
    texts = {"NOTES.md": b"# Notes\n\nOne, two.\n" * 9, "new.cfg": b"[a]\nb = 1\nc = 2\n" * 9}
    assert refused(texts, world) == []


@pytest.mark.parametrize("protocol", range(2, 6))
def test_a_pickle_is_refused_since_nobody_reads_what_is_in_it(world, protocol):
    (told,) = refused({"docs/a.bin": pickle.dumps({"k01": 1}, protocol=protocol)}, world)
    assert "nobody sees what is in it" in told


@pytest.mark.parametrize("mark", [b"\x93NUMPY", b"\x89HDF\r\n", b"RDX3\nX\n", b"X\n\0\0\0\3"])
def test_so_is_what_other_programs_keep(world, mark):
    (told,) = refused({"docs/a.bin": mark + b"..."}, world)
    assert "nobody sees what is in it" in told


@pytest.mark.parametrize("half", [slice(None, 8), slice(8, None), slice(4, 12)])
@pytest.mark.parametrize("mark", [",", " | ", "\t"])
def test_half_a_row_of_registered_answers_is_known(registered, half, mark):
    row = (registered / REAL).read_text().splitlines()[4].split(";")
    part = mark.join([cell for cell in row if cell][half])
    (told,) = refused({"docs/a.md": f"# For example\n\n{part}\n\nsaid one.\n".encode()}, registered)
    assert "holds parts of rows of registered" in told


def test_units_without_a_list_are_known_by_what_was_registered(registered):
    (told,) = refused({"docs/a.csv": beside(KEEPERS, head="who,x\n")}, registered)
    assert "lists units" in told


def test_an_answer_that_a_plan_quotes_is_still_an_answer(registered):
    keepers, said = registered / REAL, "the lamp went out in the gale"
    keepers.write_text(keepers.read_text() + f"k14;;;;;;;;;;;;;;;;;;{said}\n")
    path = "config/surveys/lighthouse/plan.yaml"
    for line in (f"# one said: {said}\n", f"says: {said}\n"):
        (registered / path).write_text(line)
        (told,) = refused({path: line.encode()}, registered)
        assert "holds texts of registered" in told


def test_what_stands_before_a_bracket_of_a_name_is_a_name(listed):
    lands = listed / "data/raw/reference/countries.csv"
    text = lands.read_text()
    for name in ("Chile", "Iceland", "Japan", "Norway", "New Zealand"):
        text = text.replace(name, f"{name} (Republic of)")
    lands.write_text(text)
    known = beside(["Chile", "Iceland", "Japan", "Norway", "New Zealand"])
    assert len(refused({"docs/a.csv": known}, listed)) == 1


def test_units_with_nothing_beside_them_and_in_sentences_are_told_of_by_nobody(listed):
    texts = {
        "docs/a.csv": "\n".join(["unit", *CODES]).encode(),
        "docs/a.md": f"Lands are {', '.join(NAMES)}; of these {NAMES[0]} has most.\n".encode() * 7,
        "docs/b.csv": beside(CODES[:4]),
        "docs/c.csv": beside(["no", "is", "fr", "es", "ar", "ru"], head="language,n\n"),
    }
    assert refused(texts, listed) == []


def test_what_is_public_or_declared_may_list_units(listed):
    folder = listed / "config/surveys/rocks"
    folder.mkdir()
    (folder / "settings.yaml").write_text("protection: public\n")
    texts = {
        "config/surveys/rocks/a.csv": beside(CODES),
        "results/published/rocks/a.csv": beside(CODES),
        "data/raw/README.md": MARKDOWN,
    }
    assert refused(texts, listed) == []
    within = listed / "tests/worlds/x/data/raw"
    within.mkdir(parents=True)
    data = (listed / "data/raw/reference/countries.csv").read_bytes()
    (within / "MANIFEST.csv").write_bytes((listed / "data/raw/MANIFEST.csv").read_bytes())
    path = "tests/worlds/x/data/raw/reference/countries.csv"
    assert refused({path: data}, listed) == []
    assert len(refused({path: data + b"XXX,Atlantis,Oceania\n"}, listed)) == 1


def test_a_declared_table_of_reference_may_lie_elsewhere_too_with_the_same_bytes(listed):
    data = (listed / "data/raw/reference/countries.csv").read_bytes()
    assert refused({"workflow/x/countries.csv": data}, listed) == []
    assert len(refused({"workflow/x/countries.csv": data + b"XXX,Atlantis,x\n"}, listed)) == 1
