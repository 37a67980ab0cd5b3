"""87 ways to write the answers of 54 States into a file, and which of them the guard refuses.

The first 43 are formats and packings, in which a State mostly has a line of its own; the other 44
are languages of programs, pages and texts, in which a line may have all of them.
"""

import base64
import bz2
import gzip
import html
import io
import json
import lzma
import pickle
import sqlite3
import tarfile
import tempfile
import zipfile
from contextlib import closing
from pathlib import Path

import polars as pl
import pyreadstat
import pytest
from worlds import REPOSITORY

from surveyanswers.guard import refused

LIST = pl.read_csv(REPOSITORY / "data/raw/reference/member_states.csv", infer_schema=False)
#: 54 States of all regions.
STATES = LIST.gather(range(0, 54 * 3, 3))
ISO2 = dict(
    pl.read_csv(REPOSITORY / "data/raw/reference/countries.csv", infer_schema=False)
    .select("iso3", "iso2")
    .iter_rows()
)
CODES, NAMES = STATES["iso3"].to_list(), STATES["name_en"].to_list()
ANSWERS = [("sufficient", "insufficient", "none")[n * n % 7 % 3] for n in range(54)]
PAIRS, NAMED = list(zip(CODES, ANSWERS, strict=True)), list(zip(NAMES, ANSWERS, strict=True))
FRAME = pl.DataFrame({"state": CODES, "capacity": ANSWERS})


def lines(form, pairs=PAIRS, join="\n", head="", foot="\n"):
    """Write each unit and its answer in the same form."""
    return (head + join.join(form.format(*pair) for pair in pairs) + foot).encode()


def kept(how, **options):
    made = io.BytesIO()
    getattr(FRAME, f"write_{how}")(made, **options)
    return made.getvalue()


def labelled(program):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "a")
        getattr(pyreadstat, f"write_{program}")(FRAME, str(path))
        return path.read_bytes()


def zipped(data, name="a.csv"):
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return made.getvalue()


def tarred(data):
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w:xz") as archive:
        entry = tarfile.TarInfo("a.csv")
        entry.size = len(data)
        archive.addfile(entry, io.BytesIO(data))
    return made.getvalue()


def database():
    with closing(sqlite3.connect(":memory:")) as base:
        base.execute("create table a (state text, capacity text)")
        base.executemany("insert into a values (?, ?)", PAIRS)
        base.commit()
        return base.serialize()


def notebook(kind, source, *outputs):
    cell = {"cell_type": kind, "source": source.decode().splitlines(keepends=True), "metadata": {}}
    cell |= {"outputs": [*outputs]} if kind == "code" else {}
    return json.dumps({"cells": [cell], "nbformat": 4, "nbformat_minor": 5}).encode()


def in_language(name, encoding="utf-8"):
    return lines("{},{}", zip(STATES[name], ANSWERS, strict=True)).decode().encode(encoding)


def by_answer(form, join):
    answers = sorted({*ANSWERS})
    return "\n".join(
        form.format(answer, join.join(code for code, given in PAIRS if given == answer))
        for answer in answers
    ).encode()


CSV = lines("{},{}", head="state,capacity\n")
ONE_LINE = lines('"{}": "{}"', join=", ", head="CAPACITY = {", foot="}\n")
MARKDOWN = lines("| {} | {} |", NAMED, head="We know:\n\n| State | capacity |\n|---|---|\n")
QUOTED = [json.dumps(CODES), json.dumps(ANSWERS)]
COLUMNS = "pl.DataFrame({{'state': {}, 'capacity': {}}})\n".format(*QUOTED).encode()
FORMATS = {
    "csv by codes": CSV,
    "csv by names": lines("{},{}", [(json.dumps(name), given) for name, given in NAMED]),
    "csv without headings": lines("{},{}"),
    "csv with the unit last": lines("{1},{0}"),
    "csv in small letters": CSV.lower(),
    "csv by two letters": lines("{},{}", zip(map(ISO2.get, CODES), ANSWERS, strict=True)),
    "csv by Russian names": in_language("name_ru"),
    "csv by Russian names, windows-1251": in_language("name_ru", "cp1251"),
    "csv by Arabic names": in_language("name_ar"),
    "csv by Chinese names": in_language("name_zh"),
    "csv in utf-16": CSV.decode().encode("utf-16"),
    "tabs": lines("{}\t{}"),
    "semicolons": lines("{};{}"),
    "bars": lines("{}|{}"),
    "workbook": kept("excel"),
    "parquet": kept("parquet"),
    "arrow": kept("ipc"),
    "sqlite": database(),
    "spss": labelled("sav"),
    "stata": labelled("dta"),
    "json by unit": json.dumps(dict(PAIRS)).encode(),
    "json, a record a unit": kept("json"),
    "json, a line a unit": kept("ndjson"),
    "json by column": json.dumps(FRAME.to_dict(as_series=False)).encode(),
    "yaml by unit": lines("{}: {}", NAMED),
    "yaml, a record a unit": lines("- unit: {}\n  capacity: {}"),
    "toml": lines('{} = "{}"', head="[capacity]\n"),
    "a program, a line a unit": lines('    "{}": "{}",', head="CAPACITY = {\n", foot="\n}\n"),
    "markdown table": MARKDOWN,
    "markdown list": lines("- {}: {}", NAMED, head="We know:\n\n"),
    "tex": lines(r"{} & {} \\", NAMED),
    "as printed": str(pl.Config(tbl_rows=60) and FRAME).encode(),
    "notebook with outputs": notebook("code", b"x\n", {"output_type": "stream", "text": ["x"]}),
    "notebook, text": notebook("markdown", MARKDOWN),
    "notebook, a line a unit": notebook("code", lines('"{}": "{}",', head="x = {\n", foot="}")),
    "gzip": gzip.compress(CSV),
    "bzip2": bz2.compress(CSV),
    "xz": lzma.compress(CSV),
    "tar": tarred(CSV),
    "zip in zip": zipped(zipped(CSV), "b.zip"),
    "pickle": pickle.dumps(dict(PAIRS)),
    "numpy": b"\x93NUMPY\x01\x00" + CSV,
    "base64": base64.encodebytes(CSV),
}
LANGUAGES = {
    "python, one line": ONE_LINE,
    "python, pairs": lines('("{}", "{}")', join=", ", head="x = [", foot="]\n"),
    "python, keywords": lines('{}="{}"', join=", ", head="x = dict(", foot=")\n"),
    "python, columns": COLUMNS,
    "python, columns of two statements": "a = {}\nb = {}\n".format(*QUOTED).encode(),
    "python, columns of many lines": COLUMNS.replace(b", ", b",\n    "),
    "python, cut texts": 'zip("{}".split(), "{}".split())'.format(
        " ".join(CODES), " ".join(ANSWERS)
    ).encode(),
    "python, a call a unit": lines("answer('{}', '{}')"),
    "javascript, object": lines("{}: '{}'", join=",", head="const x = {", foot="};"),
    "javascript, map": lines("['{}', '{}']", join=",", head="new Map([", foot="]);"),
    "R, named": lines('{} = "{}"', join=", ", head="x <- c(", foot=")\n"),
    "R, columns": 'data.frame(a = c("{}"), b = c("{}"))\n'.format(
        '", "'.join(CODES), '", "'.join(ANSWERS)
    ).encode(),
    "notebook, one line": notebook("code", ONE_LINE),
    "notebook, columns": notebook("code", COLUMNS),
    "yaml in braces": lines("{}: {}", join=", ", head="capacity: {", foot="}\n"),
    "yaml, records in braces": lines("{{unit: {}, capacity: {}}}", join=", ", head="[", foot="]"),
    "yaml with aliases": lines("{0}: *{1}", head="a: [&sufficient s, &insufficient i, &none n]\n"),
    "markdown paragraph, colons": lines("{}: {}", NAMED, join="; ", head="We know: ", foot="."),
    "markdown paragraph, brackets": lines("{} ({})", NAMED, join=", "),
    "markdown paragraph, dashes": lines("{} – {}", NAMED, join=", "),
    "markdown paragraph, bold": lines("**{}** {}", NAMED, join=", "),
    "markdown code block": lines("{} {}", join=" ", head="```\n", foot="\n```\n"),
    "markdown, by answer": by_answer("- {}: {}", ", "),
    "markdown sentences": lines("We were told by {} that its means are {}.", NAMED, join="  "),
    "sql, one statement": lines("('{}', '{}')", join=", ", head="insert into x values ", foot=";"),
    "sql, a statement a unit": lines("insert into x (a, b) values ('{}', '{}');"),
    "sql, updates": lines("update x set b = '{1}' where a = '{0}';"),
    "sql, cases": lines("when '{}' then '{}'", join=" ", head="select case a ", foot=" end"),
    "html table": lines("<tr><td>{}</td><td>{}</td></tr>", NAMED, join="", head="<table>"),
    "html table, indented": lines(
        "<tr>\n <td class='a'>\n  {}\n </td>\n <td>\n  {}\n </td>\n</tr>", NAMED
    ),
    "html list": lines("<li>{}: {}</li>", [(html.escape(a), b) for a, b in NAMED], join=""),
    "html attributes": lines('<td data-unit="{}" data-answer="{}"></td>', join=""),
    "html program": lines('"{}":"{}"', join=",", head="<script>let x={", foot="}</script>"),
    "svg, ids": lines('<path id="{}" class="{}" d="M1 2z"/>', join="", head="<svg>", foot="</svg>"),
    "svg, titles": lines("<g><title>{}: {}</title><path/></g>", NAMED, join=""),
    "xml": lines("<unit><code>{}</code><capacity>{}</capacity></unit>", join=""),
    "log": lines("2026-11-30 10:22:07 INFO read {} capacity={}"),
    "environment": lines("export CAPACITY_{}={}"),
    "query of an address": lines("{}={}", join="&", head="https://example.org/map?", foot="\n"),
    "style sheet": lines("#{} {{ --capacity: {}; }}", join=" "),
    "graph": lines('"{}" -> "{}";', NAMED, join=" ", head="digraph {", foot="}"),
    "rows as columns": f"state,{','.join(CODES)}\ncapacity,{','.join(ANSWERS)}\n".encode(),
    "in the order of a public list": "\n".join(ANSWERS).encode(),
    "numbers of units": lines("{}: {}", zip(STATES["m49"], ANSWERS, strict=True)),
}
#: What docs/guard.md lists as unseen.
UNSEEN = {
    "base64",
    "markdown, by answer",
    "in the order of a public list",
    "numbers of units",
}
WAYS = FORMATS | LANGUAGES


@pytest.fixture(scope="module")
def told():
    """What the guard says of all ways at once, each in a file of its own."""
    files = {f"docs/{number}": data for number, data in enumerate(WAYS.values())}
    reasons = dict(line.split(": ", 1) for line in refused(files, REPOSITORY))
    return {way: reasons.get(path, "") for way, path in zip(WAYS, files, strict=True)}


@pytest.mark.parametrize("way", WAYS)
def test_answers_of_54_units_are_refused_however_they_are_written(told, way):
    assert bool(told[way]) != (way in UNSEEN)


def test_at_least_40_of_43_formats_and_38_of_44_languages_are_refused():
    assert (len(FORMATS), len(LANGUAGES)) == (43, 44)
    assert len(FORMATS.keys() - UNSEEN) >= 40
    assert len(LANGUAGES.keys() - UNSEEN) >= 38
